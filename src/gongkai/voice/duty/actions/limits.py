"""Report limits of the office's own (报告时限): a new value is a new row with its source and its first day."""

from datetime import date, datetime

from django.db import transaction

from gongkai.law.emergencies import EventKind
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.duty.actions.rules import ROSTER_RULE, must_say
from gongkai.voice.duty.models import OfficeLimit

MOST = 24 * 60


def set_limit(
    kind: EventKind, *, phone: int, written: int, since: date, source: str, by: Actor, at: datetime
) -> OfficeLimit:
    """修改报告时限: from a day on, by a source; events received before keep theirs."""
    must_be_competent(by)
    source = must_say(source, "依据")
    if not 0 < phone <= written <= MOST:
        raise Refusal(
            "时限不成立：电话报告不晚于书面报告，都在1至1440分钟之间。",
            article=ROSTER_RULE,
            advice="请核对后重新填写。",
        )
    with transaction.atomic():
        row = OfficeLimit.objects.create(
            kind=kind.value,
            phone=phone,
            written=written,
            since=since,
            source=source[:200],
            entered_by=by.name,
        )
        data = {"kind": kind.value, "phone": phone, "written": written, "since": str(since)}
        record_fact(f"duty_limit/{row.pk}", "duty.set_limit", at=at, by=by.name, data=data)
    return row
