"""Settings, addresses, the embedded database and the ``gongkai`` command."""
