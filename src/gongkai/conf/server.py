"""The web server process: it loads the application once, then forks the workers that answer."""

import argparse
from importlib import import_module

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

WORKERS = 2
THREADS = 4


def main() -> None:
    """Serve at the address given on the command line until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", required=True, type=int)
    address = parser.parse_args()

    # Before the fork, so that all of it is loaded once and its memory shared.
    import gongkai.conf.wsgi  # noqa: F401

    import_module(settings.ROOT_URLCONF)
    Granian(
        "gongkai.conf.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
