"""Which requests (依申请公开) Table 3 counts in a period: received, carried in, concluded, carried out.

By the day of receipt and the day of conclusion. A request answered anew by order of a decision on review is no new
application: it counts once, on the day and with the outcome of its first conclusion (decision record 0012).
"""

from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure.actions.ending import ANNULLED
from gongkai.disclosure.procedure import KEY
from gongkai.reporting.scope import Scope


def requests(scope: Scope) -> QuerySet[Any]:
    rows: QuerySet[Any] = Case.objects.filter(procedure=KEY, received_on__isnull=False).exclude(
        outcome=ANNULLED
    )
    if scope.unit is not None:
        rows = with_unit(rows, scope.end).filter(unit_then=scope.unit.code)
    return rows


def with_unit(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Add ``unit_then``: the code of the unit each request was with at the end of ``day``."""
    found: QuerySet[Any] = rows.annotate(unit_then=_unit_on(day))
    return found


def _unit_on(day: date) -> Coalesce:
    """The unit a request was with at the end of ``day``: what was given away later was its own then.

    The first assignment after the day says where it came from; without one it is where it is now.
    """
    assigned = CaseEvent.objects.filter(case=OuterRef("pk"), action="assign", happened_on__gt=day)
    came_from = assigned.order_by("seq").annotate(unit=KeyTextTransform("from", "data")).values("unit")[:1]
    return Coalesce(Subquery(came_from), "unit__code", output_field=CharField())


def new(scope: Scope) -> QuerySet[Case]:
    return requests(scope).filter(received_on__gte=scope.start, received_on__lte=scope.end)


def carried_in(scope: Scope) -> QuerySet[Case]:
    open_then = Q(counted_on=None) | Q(counted_on__gte=scope.start)
    return requests(scope).filter(open_then, received_on__lt=scope.start)


def carried_out(scope: Scope) -> QuerySet[Case]:
    open_then = Q(counted_on=None) | Q(counted_on__gt=scope.end)
    return requests(scope).filter(open_then, received_on__lte=scope.end)


def overdue(scope: Scope) -> QuerySet[Case]:
    return carried_out(scope).filter(due_on__lte=scope.end)


def closed(scope: Scope) -> QuerySet[Case]:
    return requests(scope).filter(counted_on__gte=scope.start, counted_on__lte=scope.end)
