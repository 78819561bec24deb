"""The web server process: it loads the application once, then forks the workers that answer."""

import argparse
from importlib import import_module

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "gongkai.conf.wsgi:application"
WORKERS = 2
THREADS = 4


def main() -> None:
    """Serve at the address given on the command line until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", required=True, type=int)
    address = parser.parse_args()
    serve(APPLICATION, address.host, address.port)


def serve(application: str, host: str, port: int) -> None:
    """Serve a WSGI application, named as ``module:name``."""
    # Before the fork, so that all of it is loaded once and its memory shared.
    import_module(application.partition(":")[0])
    import_module(settings.ROOT_URLCONF)
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
