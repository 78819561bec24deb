"""Keeping the banner and the pages of warnings in step: within seconds of a signal, a lifting, an end."""

from datetime import datetime

from gongkai.portal import pages
from gongkai.portal.faults import guard


def sweep(now: datetime) -> None:
    """Write what has changed; the home page after the others, with the signals in its own text."""
    guard("warnings", now, lambda: _write(now))


def _write(now: datetime) -> None:
    if pages.write_warnings(now):
        pages.write_home()
