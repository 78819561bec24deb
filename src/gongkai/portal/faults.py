"""Pages that could not be written: the former version stays, the fault is kept, and the page is tried again."""

import logging
from collections.abc import Callable
from datetime import datetime

from gongkai.portal.models import SiteFault

log = logging.getLogger("gongkai.portal")


def guard(path: str, now: datetime, write: Callable[[], object]) -> bool:
    """Write a page; one that fails keeps its former version, is reported and tried again."""
    try:
        write()
    except Exception as error:
        log.exception("页面 %s 没有生成，保留原页面，稍后重试", path)
        SiteFault.objects.update_or_create(path=path, defaults={"error": repr(error), "at": now})
        return False
    return True
