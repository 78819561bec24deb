"""Statistics of requests (统计): how many came and were closed, by what, and how many working days they took.

Every number is counted with the conditions of the register and carries them, so that it opens into its requests.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

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
    """The figure of a period and its breakdowns."""

    total: Row
    tables: list[Table]


@dataclass(frozen=True)
class Dimension:
    """By what requests are counted: a field, its labels in their order, and the register's condition for a value."""

    title: str
    field: Any
    labels: Mapping[str, str]
    query: Callable[[str, Query], Query]


def received(viewer: Viewer, *, since: date, until: date, unit: Unit | None) -> Statistics:
    """Count what arrived from ``since`` to ``until``, both included."""
    query: Query = {"since": str(since), "until": str(until), **_of(unit)}
    found = narrowed(viewer.cases, {"since": since, "until": until, "unit": unit}, viewer)
    by = (*_common(), _arrival_month())
    counts = _counts(found, by)
    tables = [_table(each, days, query) for each, days in zip(by, counts, strict=True)]
    return Statistics(_row("收到", query, _together(counts[0])), tables)


def closed(viewer: Viewer, *, since: date, until: date, unit: Unit | None) -> Statistics:
    """Count what was closed from ``since`` to ``until``, both included, and the working days it took."""
    query: Query = {"closed_from": str(since), "closed_to": str(until), **_of(unit)}
    found = narrowed(viewer.cases, {"closed_from": since, "closed_to": until, "unit": unit}, viewer)
    by = (_outcome(), *_common(), _closing_month())
    counts = _counts(found, by)
    days = _together(counts[0])
    tables = [_timed(_table(each, some, query)) for each, some in zip(by, counts, strict=True)]
    return Statistics(_row("办结", query, days), [_banded(days, query), *tables])


def _of(unit: Unit | None) -> Query:
    return {"unit": str(unit.pk)} if unit else {}


def _counts(found: QuerySet[Case], by: Sequence[Dimension]) -> list[dict[str, Days]]:
    """Count the requests for each value of each dimension and number of days, reading them once (GROUPING SETS)."""
    inner, params = (
        found.order_by().values_list(*(each.field for each in by), "used_days").query.sql_with_params()
    )
    names = [f"d{place}" for place in range(len(by))]
    sets = ", ".join(f"({name}, used)" for name in names)
    which = " ".join(f"WHEN GROUPING({name}) = 0 THEN {place}" for place, name in enumerate(names))
    value = ", ".join(f"{name}::text" for name in names)
    # Only names made here stand in the text; every value is a parameter.
    sql = (
        f"SELECT CASE {which} END, COALESCE({value}), used, count(*) FROM ({inner}) AS t ({', '.join(names)}, used)"  # noqa: S608
        f" GROUP BY GROUPING SETS ({sets})"
    )
    counts: list[dict[str, Days]] = [defaultdict(dict) for _ in by]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for place, name, used, n in cursor.fetchall():
            counts[place][name][used] = n
    return counts


def _together(counts: Mapping[str, Days]) -> Days:
    total: Days = defaultdict(int)
    for days in counts.values():
        for used, n in days.items():
            total[used] += n
    return total


def percentile(days: Days, part: float) -> int | None:
    """Return the smallest number of days within which ``part`` of the requests were closed; ``None`` without any."""
    known = sorted((used, n) for used, n in days.items() if used is not None)
    wanted, reached = part * sum(n for _, n in known), 0
    for used, n in known:
        reached += n
        if reached >= wanted:
            return used
    return None


def _table(by: Dimension, counts: Mapping[str, Days], query: Query) -> Table:
    rows = [_row(label, by.query(value, query), counts[value]) for value, label in _labelled(by, counts)]
    return Table(by.title, _with_shares(rows))


def _timed(table: Table) -> Table:
    return replace(table, timed=True)


def _row(label: str, query: Query, days: Days) -> Row:
    return Row(label, query, sum(days.values()), median=percentile(days, 0.5), ninety=percentile(days, 0.9))


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
    return Table("用时", _with_shares([row for row in rows if row.count]))


def _with_shares(rows: list[Row]) -> list[Row]:
    most = max((row.count for row in rows), default=0)
    return [replace(row, share=round(100 * row.count / most)) for row in rows]


def _labelled(by: Dimension, counted: Iterable[str]) -> list[tuple[str, str]]:
    """Return the values counted, in the order of their labels; a month is labelled by its first seven characters."""
    there = set(counted)
    if by.labels:
        return [(value, label) for value, label in by.labels.items() if value in there]
    return [(month, month[:7]) for month in sorted(there)]


def _plain(name: str) -> Callable[[str, Query], Query]:
    return lambda value, query: {**query, name: value}


def _common() -> tuple[Dimension, ...]:
    units = {str(pk): name for pk, name in Unit.objects.order_by("sort").values_list("pk", "short_name")}
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
    return Dimension("月份", TruncMonth("arrived_at"), {}, _within_month("since", "until"))


def _closing_month() -> Dimension:
    return Dimension("月份", TruncMonth("closed_on"), {}, _within_month("closed_from", "closed_to"))


def _within_month(first: str, last: str) -> Callable[[str, Query], Query]:
    """Narrow a period to one of its months."""

    def query(month: str, whole: Query) -> Query:
        day = date.fromisoformat(month[:10])
        end = day.replace(day=monthrange(day.year, day.month)[1])
        return {**whole, first: max(whole[first], str(day)), last: min(whole[last], str(end))}

    return query
