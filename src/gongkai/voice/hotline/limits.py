"""Which time limits hold for a ticket: the most particular row of the office in force, else the default."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.law import hotline as law
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.hotline.models import Limit

URGENT = "urgent"


def limits_for(kind: law.Kind, origin: str, *, is_urgent: bool, on: date) -> law.Limits:
    """Return the limits of a ticket taken on a day.

    A row for kind and origin goes before one for the kind, that before one for the origin, that before one for all;
    of two alike the newer. Urgent tickets have rows of their own and nothing else.
    """
    wanted = URGENT if is_urgent else kind.value
    rows = Limit.objects.filter(since__lte=on, kind__in=(wanted, ""), origin__in=(origin, ""))
    fit = [row for row in rows if row.kind or not is_urgent]
    best = max(fit, key=lambda row: (bool(row.kind), bool(row.origin), row.since, row.pk), default=None)
    if best is not None:
        return best.limits()
    return law.URGENT if is_urgent else law.DEFAULTS[kind]


@dataclass(frozen=True)
class Line:
    """A line of the table of limits as shown: for what, the limits, and whether it is the default."""

    label: str
    limits: law.Limits
    is_default: bool


def in_force(on: date) -> list[Line]:
    """Return the limits that hold for tickets of one's own hotline on a day, kind by kind."""
    found = [(kind.label, limits_for(kind, "own", is_urgent=False, on=on)) for kind in law.Kind]
    found.append(("紧急", limits_for(law.Kind.HELP, "own", is_urgent=True, on=on)))
    return [Line(label, limits, limits.source == law.DESIGN) for label, limits in found]


def enter(row: Limit, *, by: Actor, at: datetime) -> Limit:
    """Keep new limits from a day on; what is under way keeps what it was taken with."""
    must_be_competent(by)
    if not row.source.strip():
        raise Refusal("没有填写时限的依据。", article="", advice="请写明文件名称、文号，或者会议决定。")
    if bool(row.return_hours) == bool(row.return_days):
        raise Refusal(
            "退单时限应当填写小时或者工作日。", article="", advice="请只填其中一项，例如24小时或者2个工作日。"
        )
    if not row.sign_hours:
        raise Refusal("签收时限不能为0。", article="", advice="请填写工作小时数。")
    with transaction.atomic():
        row.entered_by, row.entered_at = by.name, at
        row.save()
        record_fact(
            f"hotline-limit/{row.pk}", "hotline.set_limits", at=at, by=by.name,
            data={"kind": row.kind, "origin": row.origin, "sign_hours": row.sign_hours, "days": row.handling_days,
                  "extension": row.extension_days, "return": [row.return_hours, row.return_days],
                  "since": str(row.since), "source": row.source},
        )  # fmt: skip
    return row
