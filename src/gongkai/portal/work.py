"""Pages that could not be written, on the work list of the competent office and on everybody's first page."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import Notice, WorkItem
from gongkai.portal.faults import faults
from gongkai.units.models import Role, User


def open_faults(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the faults of the site as one piece of work, for the competent office."""
    post = user.posts.on(on).filter(role=Role.COMPETENT).select_related("unit").first()
    found = list(faults()) if post else []
    if post and found:
        yield WorkItem(
            title=f"公开网站有{len(found)}个页面没有生成",
            number=found[0].path,
            kind="公开网站",
            todo="查明原因（如磁盘已满），处理后自动补写",
            unit=post.unit.short_name,
            due_on=on,
            provisional=False,
            since=min(timezone.localtime(fault.since).date() for fault in found),
            url=reverse("site_faults"),
        )


def warn_of_faults(user: User, on: date) -> Iterable[Notice]:
    """Tell everybody at work that what they publish may not be seen yet."""
    found = list(faults())
    if found:
        cause = "磁盘已满；" if any(fault.is_full_disk for fault in found) else ""
        competent = user.posts.on(on).filter(role=Role.COMPETENT).exists()
        yield Notice(
            f"公开网站有{len(found)}个页面没有生成：{cause}刚公开或者撤回的信息可能还没有反映到网站上，平台每20秒重试一次。",
            reverse("site_faults") if competent else "",
        )
