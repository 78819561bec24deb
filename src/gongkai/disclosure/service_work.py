"""What is still to be served (待送达): on the page of a case, and on the work list when it should have been."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case, Letter
from gongkai.cases.worklist import WorkItem
from gongkai.disclosure.actions.service import AWAITING_REPLY
from gongkai.law.letters import KINDS
from gongkai.law.periods import WorkingDays, due
from gongkai.law.service import Manner
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor

SERVED = [kind.id for kind in KINDS.values() if kind.must_be_served]


@dataclass(frozen=True)
class ServiceRow:
    """One letter that must reach somebody, and how far it got."""

    letter: Letter
    to: str
    manner: str
    day_rule: str
    is_the_reply: bool
    overdue: bool
    receipt: Letter | None
    missing: list[str]


@dataclass(frozen=True)
class ServiceBox:
    rows: tuple[ServiceRow, ...]
    may_serve: bool


def box_of(case: Case, actor: Actor, on: date) -> ServiceBox:
    """Return the letters of a case that must be served, those still to be served first."""
    letters = list(case.letters.select_related("proof_file").defer("values"))
    receipts = [letter for letter in letters if letter.template == "L16"]
    within = parameters.working_days("serve_within_days", on)
    rows = [_row(case, letter, receipts, on, within) for letter in letters if letter.template in SERVED]
    rows.sort(key=lambda row: row.letter.sent_on is not None)
    may = actor.holds(Role.OFFICER, case.unit.code) and case.archived_on is None
    return ServiceBox(tuple(rows), may)


def _row(case: Case, letter: Letter, receipts: list[Letter], on: date, within: WorkingDays) -> ServiceRow:
    manner = Manner(letter.manner) if letter.manner else None
    certified = f"{letter.content['title']} {letter.number}"
    return ServiceRow(
        letter=letter,
        to=KINDS[letter.template].to.value,
        manner=manner.label if manner else "",
        day_rule=manner.day_rule if manner else "",
        is_the_reply=letter.template.startswith("R") and case.stage == AWAITING_REPLY,
        overdue=letter.sent_on is None and on > _latest(letter, within),
        receipt=next((paper for paper in reversed(receipts) if certified in str(paper.content)), None),
        missing=letter.missing_characters,
    )


def _latest(letter: Letter, within: WorkingDays) -> date:
    return due(within, letter.issued_on, calendar_in_force()).day


def unserved(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the letters of a user's unit that should have been served by now and are not."""
    units = list(user.posts.on(on).filter(role=Role.OFFICER).values_list("unit", flat=True))  # type: ignore[attr-defined]
    if not units:
        return
    waiting = (
        Letter.objects.filter(sent_on=None, template__in=SERVED, issued_on__lt=on)
        .filter(case__unit__in=units, case__archived_on=None)
        # The reply has a step of its own.
        .exclude(Q(template__startswith="R"), case__stage=AWAITING_REPLY)
        .select_related("case__unit")
        .defer("content", "values")
    )
    within = parameters.working_days("serve_within_days", on)
    for letter in waiting:
        latest = _latest(letter, within)
        if on > latest:
            case = letter.case
            procedure = procedures.get(case.procedure)
            yield WorkItem(
                title=case.title,
                number=case.number,
                kind=procedure.label,
                todo=f"送达{KINDS[letter.template].name}",
                unit=case.unit.short_name,
                due_on=latest,
                provisional=False,
                since=letter.issued_on,
                url=reverse(procedure.url_name, args=[case.pk]),
            )
