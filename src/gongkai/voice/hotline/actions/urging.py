"""Urging (催办): what the clock does when a ticket is not answered."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.law.hotline import Urging
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM
from gongkai.voice.hotline.actions.common import held, keep
from gongkai.voice.hotline.actions.dispatching import tell

TOLD = {Urging.REMINDER: Role.OFFICER, Urging.NOTICE: Role.HEAD, Urging.CRITICISM: Role.COMPETENT}
"""Whom a level reaches beside the officer: before the limit nobody else, then the head of the unit, then the centre."""


def urge(case: Case, level: Urging, *, at: datetime) -> CaseEvent:
    """Urge a unit once on a level (S60): remind it, give it notice, put it on the list of those criticised."""
    with transaction.atomic():
        ticket = held(case)
        keep(ticket, urged=level.value)
        event = cases.act(
            case, "urge", by=PLATFORM, at=at, note=f"{level.label}（期限{case.due_on}）",
            data={"level": level.value, "due": str(case.due_on)}, public={"level": level.value},
        )  # fmt: skip
        if level is not Urging.REMINDER:
            Step.objects.create(
                case=case, unit=case.unit, role=TOLD[level], todo=f"{level.label}：工单逾期未答复",
                since=local_day(at), due_on=case.due_on,
            )  # fmt: skip
        tell(
            case, purpose="催办", at=at, key=f"hotline/{case.pk}/{event.seq}/urge",
            text=f"{case.unit.short_name}：热线工单{case.number}应于{case.due_on:%m月%d日}前答复，{level.label}，请尽快办理。",
        )  # fmt: skip
    return event
