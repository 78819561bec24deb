"""What every screen of disclosure on request needs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai.cases.models import Case, CaseEvent
from gongkai.cases.procedure import Procedure
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.disclosure.register import Viewer
from gongkai.law.clock import light_of
from gongkai.law.identifiers import mask_name
from gongkai.law.regulation import OUTCOMES, Channel
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit, User


def row_of(case: Case, today: date, calendar: Any) -> dict[str, Any]:
    outcome = OUTCOMES.get(case.outcome)
    return {
        "case": case,
        "light": None if case.closed_on else light_of(case.due_on, today, calendar),
        "stage": DISCLOSURE.stage(case.stage).label,
        "channel": Channel(case.channel).label,
        "applicant": mask_name(case.request.name),  # type: ignore[attr-defined]
        "outcome": outcome.label if outcome else "",
        "unopened": case.stage == "unconfirmed" and case.first_opened_at is None,
    }


def history_of(
    events: Iterable[CaseEvent], procedure: Procedure, applicant: str
) -> list[tuple[CaseEvent, str, str]]:
    """Return the history with labels and who acted; the applicant's name is masked as everywhere on the page."""
    return [
        (
            event,
            procedure.action(event.action).label,
            mask_name(applicant) if event.actor_name == applicant else event.actor_name,
        )
        for event in events
    ]


def case_of(request: HttpRequest, pk: int) -> Case:
    visible = Case.objects.visible_to(staff_of(request), timezone.localdate()).filter(procedure=KEY)
    return get_object_or_404(visible.select_related("unit", "request"), pk=pk)


def unit_of(user: User, today: date) -> Unit:
    post = user.posts.on(today).filter(role__in=(Role.OFFICER, Role.COMPETENT)).select_related("unit").first()
    if post is None:
        raise Http404
    return post.unit  # type: ignore[no-any-return]


def staff_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def viewer_of(request: HttpRequest) -> Viewer:
    return Viewer(staff_of(request), timezone.localdate(), calendar_in_force())
