"""What every verb of a ticket does first and last: hold its row, refuse an empty text, keep what changed."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.hotline import ARTICLE
from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit
from gongkai.units.posts import competent_office
from gongkai.voice.hotline.models import Ticket


def held(case: Case) -> Ticket:
    """Return the ticket of a case, locked for the transaction of the act."""
    return (
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit")
        .get(case=case)
    )


def keep(ticket: Ticket, **changes: Any) -> None:
    """Set and save the named fields."""
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(changes))


def must_say(text: str, what: str) -> str:
    """Return the text without blanks around it; refuse an empty one."""
    if not text.strip():
        raise Refusal(f"没有填写{what}。", article=ARTICLE, advice="请填写后再提交。")
    return text.strip()


def local(at: datetime) -> datetime:
    return timezone.localtime(at)


def office_on(day: date) -> Unit:
    """Return the unit of the centre; refuse while nobody holds the post."""
    unit = competent_office(day)
    if unit is None:
        raise Refusal("还没有设置主管部门的岗位。", article="岗位分离规则", advice="请先为热线中心任命人员。")
    return unit
