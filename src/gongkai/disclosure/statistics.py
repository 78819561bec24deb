"""Statistics of requests (统计): how many came and were closed, by what, and how many working days they took.

Every number is counted with the conditions of the register and carries them, so that it opens into its requests.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure.register import Viewer, narrowed
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.units.models import Unit

Query = dict[str, str]
Days = dict[int | None, int]
BANDS = ((0, 5), (6, 10), (11, 15), (16, 20), (21, 40), (41, 999))


@dataclass(frozen=True)
class Row:
    """One number: its label, the register's conditions that give it, its part of the longest bar, its days."""

    label: str
    query: Query
    count: int
    share: int = 0
    median: int | None = None
    ninety: int | None = None


@dataclass(frozen=True)
class Table:
    """A breakdown; ``timed`` when its rows tell how many working days the requests took."""

    title: str
    rows: list[Row]
    timed: bool = False


@dataclass(frozen=True)
class Statistics:
    received: Row
    closed: Row
    tables: list[Table]


@dataclass(frozen=True)
class Dimension:
    """By what requests are counted: a field, its labels in their order, and the register's condition for a value."""

    title: str
    field: Any
    labels: Mapping[Any, str]
    query: Callable[[Any, Query], Query]


def statistics(viewer: Viewer, *, since: date, until: date, unit: Unit | None) -> Statistics:
    """Count what came and what was closed from ``since`` to ``until``, both included."""
    within = {"unit": str(unit.pk)} if unit else {}
    arrived: Query = {"since": str(since), "until": str(until), **within}
    closed: Query = {"closed_from": str(since), "closed_to": str(until), **within}
    came = narrowed(viewer.cases, {"since": since, "until": until, "unit": unit}, viewer).order_by()
    done = narrowed(viewer.cases, {"closed_from": since, "closed_to": until, "unit": unit}, viewer).order_by()
    days: Days = dict(done.values_list("used_days").annotate(n=Count("pk")))
    tables = [
        *(_counted(f"收到：按{each.title}", came, each, arrived) for each in (*_common(), _arrival_month())),
        _banded(days, closed),
        *(_timed(f"办结：按{each.title}", done, each, closed) for each in (_outcome(), *_common(), _closing_month())),
    ]  # fmt: skip
    return Statistics(
        received=Row("收到", arrived, came.count()),
        closed=_timed_row("办结", closed, days),
        tables=tables,
    )


def percentile(days: Days, part: float) -> int | None:
    """Return the smallest number of days within which ``part`` of the requests were closed; ``None`` without any."""
    known = sorted((used, n) for used, n in days.items() if used is not None)
    wanted, reached = part * sum(n for _, n in known), 0
    for used, n in known:
        reached += n
        if reached >= wanted:
            return used
    return None


def _counted(title: str, found: QuerySet[Case], by: Dimension, query: Query) -> Table:
    counts = dict(found.values_list(by.field).annotate(n=Count("pk")))
    rows = [Row(label, by.query(value, query), counts[value]) for value, label in _labelled(by, counts)]
    return Table(title, _with_shares(rows))


def _timed(title: str, found: QuerySet[Case], by: Dimension, query: Query) -> Table:
    days: dict[Any, Days] = defaultdict(dict)
    for value, used, n in found.values_list(by.field, "used_days").annotate(n=Count("pk")):
        days[value][used] = n
    rows = [_timed_row(label, by.query(value, query), days[value]) for value, label in _labelled(by, days)]
    return Table(title, _with_shares(rows), timed=True)


def _timed_row(label: str, query: Query, days: Days) -> Row:
    return Row(
        label,
        query,
        sum(days.values()),
        median=percentile(days, 0.5),
        ninety=percentile(days, 0.9),
    )


def _banded(days: Days, query: Query) -> Table:
    rows = [
        Row(
            f"{least}至{most}个工作日" if most < BANDS[-1][1] else f"{least}个工作日以上",
            {**query, "used_from": str(least), "used_to": str(most)},
            sum(n for used, n in days.items() if used is not None and least <= used <= most),
        )
        for least, most in BANDS
    ]
    rows.append(Row("未起算即办结", {**query, "unclocked": "on"}, days.get(None, 0)))
    return Table("办结：按用时", _with_shares([row for row in rows if row.count]))


def _with_shares(rows: list[Row]) -> list[Row]:
    most = max((row.count for row in rows), default=0)
    return [
        Row(row.label, row.query, row.count, round(100 * row.count / most), row.median, row.ninety)
        for row in rows
    ]


def _labelled(by: Dimension, counted: Iterable[Any]) -> list[tuple[Any, str]]:
    """Return the values counted, in the order of their labels; a month is its own label."""
    there = set(counted)
    if by.labels:
        return [(value, label) for value, label in by.labels.items() if value in there]
    return [(month, f"{month:%Y-%m}") for month in sorted(there)]


def _plain(name: str) -> Callable[[Any, Query], Query]:
    return lambda value, query: {**query, name: str(value)}


def _common() -> tuple[Dimension, ...]:
    units = dict(Unit.objects.order_by("sort").values_list("pk", "short_name"))
    return (
        Dimension("渠道", "channel", {c.value: c.label for c in Channel}, _plain("channel")),
        Dimension(
            "申请人", "request__applicant_kind", {k.value: k.label for k in ApplicantKind}, _plain("kind")
        ),
        Dimension("单位", "unit", units, _plain("unit")),
    )


def _outcome() -> Dimension:
    labels = {outcome.id: outcome.label for outcome in OUTCOMES.values()}
    return Dimension("结果", "outcome", labels, _plain("outcome"))


def _arrival_month() -> Dimension:
    return Dimension("月份", TruncMonth("arrived_at"), {}, _month("since", "until"))


def _closing_month() -> Dimension:
    return Dimension("月份", TruncMonth("closed_on"), {}, _month("closed_from", "closed_to"))


def _month(first: str, last: str) -> Callable[[Any, Query], Query]:
    """Narrow a period to one of its months."""

    def query(month: date | datetime, whole: Query) -> Query:
        day = timezone.localtime(month).date() if isinstance(month, datetime) else month
        end = day.replace(day=monthrange(day.year, day.month)[1])
        return {**whole, first: max(whole[first], str(day)), last: min(whole[last], str(end))}

    return query
