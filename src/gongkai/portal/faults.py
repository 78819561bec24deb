"""Pages that could not be written: the former version stays, the fault is kept, and the page is tried again."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from gongkai.portal.models import SiteFault

log = logging.getLogger("gongkai.portal")


def faults() -> QuerySet[SiteFault]:
    """Return the pages that wait to be written, the oldest fault first."""
    return SiteFault.objects.order_by("since", "pk")


def guard(path: str, now: datetime, write: Callable[[], object]) -> bool:
    """Write a page; one that fails keeps its former version, is reported and tried again."""
    try:
        write()
    except Exception as error:
        log.exception("页面 %s 没有生成，保留原页面，稍后重试", path)
        SiteFault.objects.update_or_create(
            path=path,
            defaults={"error": repr(error), "at": now},
            create_defaults={"error": repr(error), "at": now, "since": now},
        )
        return False
    return True
