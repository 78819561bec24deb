"""Public opinion (政务舆情): found, assessed, answered within 5, 24 or 48 hours of the clock (D60)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.refusal import Refusal
from gongkai.law.response import SOURCE, Due, Grade, next_due
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.opinion.models import Opinion
from gongkai.voice.opinion.procedure import OPINION

MOMENTS = {"first_info": "first_info_at", "press": "press_at", "respond": "responded_at"}
HANDLED = "HANDLED"


def enter(
    *, unit: Unit, title: str, text: str, source: str, found_at: datetime, by: Actor, at: datetime, address: str = ""
) -> Opened:  # fmt: skip
    """登记舆情: what was found, where and when. The hours run from the finding, not from the entry."""
    by.must_hold((Role.COMPETENT, Role.OFFICER), unit)
    if found_at > at:
        raise Refusal("发现时间晚于现在。", article=SOURCE, advice="请填写实际发现的时间。")
    opinion = Opinion(source=source, address=address, text=text, found_at=found_at)
    return cases.open_case(
        OPINION, "enter", unit=unit, title=title, channel="opinion", by=by, at=at, detail=opinion,
        waits_until=local_day(found_at),
    )  # fmt: skip


def assess(
    case: Case, *, grade: Grade, unit: Unit, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """研判交办: how serious it is, and who answers (谁主管谁负责)."""
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update(no_key=True).get(case=case)
        opinion.grade, opinion.assessed_at, opinion.responsible = grade.value, at, unit
        opinion.save(update_fields=["grade", "assessed_at", "responsible"])
        return cases.act(
            case, "assess", by=by, at=at, seen=seen, note=f"{grade.label}；{note}".rstrip("；"),
            data={"grade": grade.value, "to": unit.code}, changes={"unit": unit}, waits_until=_due_day(opinion),
        )  # fmt: skip


def note(
    case: Case, what: str, *, done_at: datetime, by: Actor, at: datetime, channel: str = "", text: str = "",
    seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """登记首次发布、新闻发布会或者回应, with the moment it really happened."""
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update(no_key=True).get(case=case)
        if getattr(opinion, MOMENTS[what]) is not None:
            raise Refusal("已经登记过。", article=SOURCE, advice="请查看办理记录。")
        if not opinion.found_at <= done_at <= at:
            raise Refusal("时间早于发现时间，或者晚于现在。", article=SOURCE, advice="请填写实际发生的时间。")
        setattr(opinion, MOMENTS[what], done_at)
        opinion.channel, opinion.response = channel or opinion.channel, text or opinion.response
        opinion.save(update_fields=[MOMENTS[what], "channel", "response"])
        late = any(due.limit.id == what and due.late for due in opinion.dues())
        return cases.act(
            case, what, by=by, at=at, happened_on=local_day(done_at), seen=seen,
            note=f"{timezone.localtime(done_at):%Y-%m-%d %H:%M}{'（超过时限）' if late else ''}",
            public={"late": late}, waits_until=_due_day(opinion),
        )  # fmt: skip


def close(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """办结: not before everything that had to be said has been said."""
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update(no_key=True).get(case=case)
        waiting = next_due(opinion.dues())
        if waiting is not None:
            raise Refusal(f"还没有登记“{waiting.limit.label}”。", article=SOURCE, advice="请先登记。")
        opinion.closed_at = at
        opinion.save(update_fields=["closed_at"])
        return cases.act(
            case, "close", by=by, at=at, seen=seen, changes={"outcome": HANDLED, "closed_on": local_day(at)}
        )


def escalate(case: Case, due: Due, *, at: datetime) -> CaseEvent:
    """Tell the competent office that a limit in hours has passed."""
    with transaction.atomic():
        event = cases.act(
            case,
            "escalate",
            by=PLATFORM,
            at=at,
            note=f"{due.limit.label}超过时限",
            data={"limit": due.limit.id},
        )
        Step.objects.create(
            case=case, unit=case.unit, role=Role.COMPETENT, todo=f"督促：{due.limit.label}", since=local_day(at),
            due_on=local_day(due.by),
        )  # fmt: skip
    return event


def _due_day(opinion: Opinion) -> date | None:
    waiting = next_due(opinion.dues())
    return local_day(waiting.by) if waiting else None
