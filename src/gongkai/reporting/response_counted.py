"""What the annual report counts of response (政务舆情回应): messages, tickets of the hotline, opinions, duty reports, broadcasts."""

from typing import Any

from django.db.models import QuerySet

from gongkai.cases.models import Case
from gongkai.reporting.scope import Scope
from gongkai.voice.duty import figures as duty
from gongkai.voice.duty.models import Report
from gongkai.voice.hotline import figures as hotline
from gongkai.voice.messages import figures as messages
from gongkai.voice.opinion import figures as opinion
from gongkai.voice.warnings import figures as warnings
from gongkai.voice.warnings.models import Broadcast


def written(scope: Scope) -> QuerySet[Case]:
    return _of_unit(messages.received(scope.start, scope.end), scope)


def tickets(scope: Scope) -> QuerySet[Case]:
    return _of_unit(hotline.received(scope.start, scope.end).select_related("ticket"), scope)


def opinions(scope: Scope) -> QuerySet[Case]:
    return _of_unit(opinion.negative(scope.start, scope.end), scope)


def duty_reports(scope: Scope) -> QuerySet[Report]:
    return _of_unit(duty.reports(scope.start, scope.end), scope)


def broadcasts(scope: Scope) -> QuerySet[Broadcast]:
    return _of_unit(warnings.broadcasts(scope.start, scope.end), scope)


def _of_unit(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    rows = rows.select_related("unit")
    return rows.filter(unit=scope.unit) if scope.unit else rows


SETS = {
    "written": written,
    "tickets": tickets,
    "opinions": opinions,
    "duty_reports": duty_reports,
    "broadcasts": broadcasts,
}
