"""Figures (指标): every number that is reported, with its law source and the very records it counts.

A figure's value is the count or the sum of its records as of the report year, by the dates of the events. A
cell of a table, a number in a sentence and a tile are the same figure. Figures that count in the same set of
records are counted together, in one statement: ``values``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Sum

from gongkai.disclosure.models import Remedy
from gongkai.law.annual_report import (
    FORMS,
    KIND_COLUMNS,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    Form,
    Place,
    cell_label,
)
from gongkai.law.regulation import OUTCOMES
from gongkai.publishing.models import Genre, InterpretationKind, Publication, Validity
from gongkai.reporting import requests_counted, response_counted
from gongkai.reporting.models import UnitReturn
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit, UnitKind
from gongkai.voice.hotline import figures as hotline

Kind = Literal["counted", "returned"]
Values = Mapping[str, Any]


Query = Callable[[Scope], QuerySet[Any]]
Condition = Callable[[Scope], Q]


@dataclass(frozen=True)
class Figure:
    """One figure: which records of a set it counts. A returned figure sums what units signed for."""

    id: str
    label: str
    unit_of_measure: str
    source: str
    set: str
    condition: Condition

    @property
    def kind(self) -> Kind:
        return "returned" if self.set == "returns" else "counted"

    def records(self, scope: Scope) -> QuerySet[Any]:
        """Return the very records the figure counts."""
        return SETS[self.set](scope).filter(self.condition(scope))

    def value(self, scope: Scope) -> Any:
        """Return the value, or ``None`` when nobody has returned the figure: missing is never zero."""
        if self.kind == "counted":
            return self.records(scope).count()
        return self.records(scope).aggregate(total=Sum("value"))["total"]


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    if figure.id in _figures:
        raise ValueError(f"Figure {figure.id} is registered twice.")
    _figures[figure.id] = figure
    return figure


def get(figure_id: str) -> Figure:
    return _figures[figure_id]


def add_set(name: str, records: Query) -> None:
    """Make a set of records known that the annual report does not count in."""
    SETS[name] = records


def all_figures() -> tuple[Figure, ...]:
    return tuple(_figures.values())


def report_figures() -> tuple[Figure, ...]:
    """Return the figures of the annual report, which ``values`` counts."""
    return tuple(figure for figure in _figures.values() if figure.set in REPORT_SETS)


def names() -> tuple[str, ...]:
    return tuple(figure.id for figure in report_figures())


def values(scope: Scope) -> dict[str, Any]:
    """Return the value of every figure of the annual report: one statement for each set of records."""
    return dict.fromkeys(names()) | _values(scope, {name: SETS[name] for name in REPORT_SETS})


def request_values(scope: Scope) -> dict[str, Any]:
    """Return the values of the figures of Table 3 and Table 4 alone."""
    return _values(scope, {**REQUEST_SETS, "overdue": requests_counted.overdue, "remedies": _remedies})


def _values(scope: Scope, sets: Mapping[str, Query]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, records in sets.items():
        if name in REQUEST_SETS:
            found |= _request_values(name, records(scope))
        elif name == "returns":
            found |= dict(records(scope).order_by().values_list("figure").annotate(Sum("value")))
        else:
            members = [figure for figure in _figures.values() if figure.set == name]
            counts = {
                f"n{n}": Count("pk", filter=figure.condition(scope) or None)
                for n, figure in enumerate(members)
            }
            counted = records(scope).order_by().aggregate(**counts)
            found |= {figure.id: counted[f"n{n}"] for n, figure in enumerate(members)}
    return found


def _of_unit(rows: QuerySet[Any], scope: Scope, path: str = "unit") -> QuerySet[Any]:
    return rows.filter(**{path: scope.unit}) if scope.unit else rows


def _always(condition: Q) -> Condition:
    return lambda _scope: condition


def _as_of_end(condition: Callable[[date], Q]) -> Condition:
    return lambda scope: condition(scope.end)


# Publications (主动公开), by the day they were published. What was withdrawn later was public that year all the same.


def _published(scope: Scope) -> QuerySet[Publication]:
    rows = Publication.objects.filter(published_at__gte=scope.opens, published_at__lt=scope.closes)
    return _of_unit(rows, scope)


TOWNSHIP = Q(unit__kind=UnitKind.TOWNSHIP)
DISCLOSURE_COLUMN = Q(column__in_disclosure=True)

_ART_20 = "《条例》第十九条至第二十一条"
for figure_id, label, condition in (
    ("publications.total", "主动公开信息", Q()),
    ("publications.townships", "乡镇街道主动公开", TOWNSHIP),
    ("publications.departments", "区直部门主动公开", ~TOWNSHIP),
    ("publications.disclosure_column", "信息公开专栏主动公开", DISCLOSURE_COLUMN),
    ("publications.key_areas", "重点领域信息", DISCLOSURE_COLUMN & ~Q(key_area="")),
    ("interpretations.total", "政策解读信息", ~Q(interpretation_kind="")),
    ("interpretations.leader", "领导解读", Q(interpretation_kind=InterpretationKind.LEADER)),
    ("interpretations.unit", "本部门文件解读", Q(interpretation_kind=InterpretationKind.UNIT)),
    ("interpretations.reposted", "转载上级政策措施", Q(interpretation_kind=InterpretationKind.REPOSTED)),
):
    register(Figure(figure_id, label, "条", _ART_20, "published", _always(condition)))


# Normative documents (行政规范性文件): a stock, so the year alone does not bound the set.


def _documents(scope: Scope) -> QuerySet[Publication]:
    return _of_unit(Publication.objects.filter(genre=Genre.NORMATIVE, created_on__lte=scope.end), scope)


def _made(scope: Scope) -> Q:
    return Q(created_on__gte=scope.start, created_on__lte=scope.end)


def _newly_public(scope: Scope) -> Q:
    return Q(published_at__gte=scope.opens, published_at__lt=scope.closes)


def _public_at_end(scope: Scope) -> Q:
    still = Q(withdrawn_at=None) | Q(withdrawn_at__gte=scope.closes)
    return Q(published_at__lt=scope.closes) & still


_ENDED = Q(validity__in=(Validity.REPEALED, Validity.EXPIRED))


def _repealed(scope: Scope) -> Q:
    return _ENDED & Q(validity_changed_on__gte=scope.start, validity_changed_on__lte=scope.end)


def _in_force_at_end(scope: Scope) -> Q:
    return _public_at_end(scope) & ~(_ENDED & Q(validity_changed_on__lte=scope.end))


_ART_20_1 = "《条例》第二十条第（一）项；年度报告表一"
for figure_id, label, in_year in (
    ("normative.made", "规范性文件本年新制作", _made),
    ("normative.published", "规范性文件本年新公开", _newly_public),
    ("normative.public_total", "规范性文件对外公开总数", _public_at_end),
    ("normative.issued", "行政规范性文件本年制发", _made),
    ("normative.repealed", "行政规范性文件本年废止", _repealed),
    ("normative.in_force", "行政规范性文件现行有效", _in_force_at_end),
):
    register(Figure(figure_id, label, "件", _ART_20_1, "documents", in_year))


# Requests (依申请公开), by the day of receipt and the day of conclusion.

REQUEST_SETS: dict[str, Query] = {
    "new": requests_counted.new,
    "carried_in": requests_counted.carried_in,
    "result_total": requests_counted.closed,
    "carried_out": requests_counted.carried_out,
}
# The rows of Table 3 that count an outcome, in the form of 2019 and in that of 2021.
ROWS_OF = {outcome.id: {outcome.row_2019, outcome.row_2021} for outcome in OUTCOMES.values()}
RESULT_ROWS = tuple(dict.fromkeys(row for rows in ROWS_OF.values() for row in sorted(rows)))


def _form_of(row: str) -> Form:
    """Return the first form that prints a row of Table 3."""
    return next(form for form in FORMS.values() if row in {each.id for each in form.request_rows})


def _register_requests() -> None:
    for row in (*REQUEST_SETS, *RESULT_ROWS):
        counted = row if row in REQUEST_SETS else "result_total"
        outcome = (
            Q()
            if row in REQUEST_SETS
            else Q(counted_outcome__in=[outcome for outcome, rows in ROWS_OF.items() if row in rows])
        )
        for column in (*KIND_COLUMNS, "total"):
            kind = Q() if column == "total" else Q(request__applicant_kind=column)
            label = cell_label(_form_of(row), Place("requests", row, column))
            register(
                Figure(
                    f"requests.{row}.{column}", label, "件", "年度报告表三", counted, _always(outcome & kind)
                )
            )
    register(
        Figure("requests.overdue", "年末未办结且已超期", "件", "《条例》第三十三条", "overdue", _always(Q()))
    )


def _request_values(name: str, rows: QuerySet[Any]) -> dict[str, int]:
    """Count the cells of Table 3 that a set of requests fills, grouped by applicant and outcome."""
    filled = (name, *RESULT_ROWS) if name == "result_total" else (name,)
    counts = {f"requests.{row}.{column}": 0 for row in filled for column in (*KIND_COLUMNS, "total")}
    groups = rows.order_by().values_list("request__applicant_kind", "counted_outcome").annotate(Count("pk"))
    for kind, outcome, number in groups:
        for cell in request_cells(name, kind, outcome):
            counts[cell] += number
    return counts


def request_cells(name: str, kind: str, outcome: str) -> Iterator[str]:
    """Yield the figures a request of the set ``name`` counts in, by its applicant and its outcome."""
    for row in (name, *ROWS_OF[outcome]) if name == "result_total" else (name,):
        yield f"requests.{row}.{kind}"
        yield f"requests.{row}.total"


_register_requests()


# Reconsiderations and lawsuits (行政复议、行政诉讼): those decided in the year and those still pending at its end.


def _remedies(scope: Scope) -> QuerySet[Remedy]:
    decided = Q(decided_on__gte=scope.start, decided_on__lte=scope.end)
    rows = Remedy.objects.filter(_pending(scope) | decided, accepted_on__lte=scope.end)
    return _of_unit(rows, scope, "case__unit")


def _pending(scope: Scope) -> Q:
    return Q(decided_on=None) | Q(decided_on__gt=scope.end)


def _remedy_cell(group: str, column: str) -> Condition:
    def condition(scope: Scope) -> Q:
        if column == "total":
            return Q(kind=group)
        if column == "pending":
            return Q(kind=group) & _pending(scope)
        return Q(kind=group, result=column) & ~_pending(scope)

    return condition


for group in REMEDY_GROUPS:
    for column in REMEDY_COLUMNS:
        register(
            Figure(
                f"remedies.{group.id}.{column.id}",
                f"{group.group}{group.label} × {column.label}",
                "件",
                "年度报告表四",
                "remedies",
                _remedy_cell(group.id, column.id),
            )
        )


# Units (单位) under assessment on the last day of the year.


def _assessed(scope: Scope) -> QuerySet[Unit]:
    return Unit.objects.on(scope.end).assessed()


for figure_id, label, condition in (
    ("units.assessed", "重点考核单位", Q()),
    ("units.assessed.townships", "乡镇街道", Q(kind=UnitKind.TOWNSHIP)),
    ("units.assessed.departments", "区直部门和区属部门", ~Q(kind=UnitKind.TOWNSHIP)),
):
    register(Figure(figure_id, label, "个", "《条例》第四十六条", "units", _always(condition)))


# Response (政务舆情回应), by the day of receipt, finding or sending; tickets as they stood when the period ended.

for figure_id, label, measure, source, name, at_end in (
    ("messages.received", "网站网民留言", "条", "《条例》第九条", "written", lambda _end: Q()),
    ("hotline.received", "市长热线办理", "件", "市长热线", "tickets", lambda _end: Q()),
    ("hotline.closed", "市长热线办结", "件", "市长热线", "tickets", hotline.done_by),
    ("hotline.open", "市长热线正在办理", "件", "市长热线", "tickets", hotline.open_on),
    ("duty.reports", "上报值班信息", "期", "值班信息", "duty_reports", lambda _end: Q()),
    ("weather.broadcasts", "发布天气预报、气象预警", "条", "气象信息", "broadcasts", lambda _end: Q()),
    ("opinion.negative", "监测到的负面舆情", "条", "政务舆情回应", "opinions", lambda _end: Q()),
):
    register(Figure(figure_id, label, measure, source, name, _as_of_end(at_end)))


# Returns (报送): what no module of the platform holds yet, entered and signed by the units.


def _returns(scope: Scope) -> QuerySet[UnitReturn]:
    return _of_unit(UnitReturn.objects.in_force().filter(year=scope.year).select_related("unit"), scope)


_RETURNS = (
    ("licences.items_prev_year", "行政许可上一年项目数量", "项", "第二十条第（五）项"),
    ("licences.delta", "行政许可本年增/减", "项", "第二十条第（五）项"),
    ("licences.decisions", "行政许可处理决定数量", "件", "第二十条第（五）项"),
    ("other_services.items_prev_year", "其他对外管理服务事项上一年项目数量", "项", "第二十条第（五）项"),
    ("other_services.delta", "其他对外管理服务事项本年增/减", "项", "第二十条第（五）项"),
    ("other_services.decisions", "其他对外管理服务事项处理决定数量", "件", "第二十条第（五）项"),
    ("penalties.items_prev_year", "行政处罚上一年项目数量", "项", "第二十条第（六）项"),
    ("penalties.delta", "行政处罚本年增/减", "项", "第二十条第（六）项"),
    ("penalties.decisions", "行政处罚处理决定数量", "件", "第二十条第（六）项"),
    ("coercion.items_prev_year", "行政强制上一年项目数量", "项", "第二十条第（六）项"),
    ("coercion.delta", "行政强制本年增/减", "项", "第二十条第（六）项"),
    ("coercion.decisions", "行政强制处理决定数量", "件", "第二十条第（六）项"),
    ("admin_fees.items_prev_year", "行政事业性收费上一年项目数量", "项", "第二十条第（八）项"),
    ("admin_fees.delta", "行政事业性收费本年增/减", "项", "第二十条第（八）项"),
    ("admin_fees.amount_wan", "行政事业性收费本年收费金额", "万元", "第二十条第（八）项"),
    ("gov_procurement.projects", "政府集中采购项目数量", "个", "第二十条第（九）项"),
    ("gov_procurement.amount", "政府集中采购总金额", "万元", "第二十条第（九）项"),
    ("services.items", "政务服务事项", "项", "一网通办"),
    ("services.online", "已开通在线申报办理的事项", "项", "一网通办"),
    ("meetings.leading_group", "政务公开领导小组会议", "次", "《条例》第四十六条"),
    ("trainings", "政务公开业务培训", "次", "《条例》第四十八条"),
    ("other_matters", "平台外其他应报事项（没有的填0，表示已核对）", "项", "《条例》第五十条"),
)
RETURNED = tuple(figure_id for figure_id, *_ in _RETURNS)
for figure_id, label, measure, source in _RETURNS:
    register(Figure(figure_id, label, measure, source, "returns", _always(Q(figure=figure_id))))

# The years before the platform counted (D85): returned with their source, year by year.
EARLIER = "publications.before"
register(
    Figure(
        EARLIER, "主动公开信息（平台统计以前的年度）", "条", "已公布的各年度报告", "returns", _always(Q(figure=EARLIER))
    )
)  # fmt: skip

SETS: dict[str, Query] = {
    "published": _published,
    "documents": _documents,
    **REQUEST_SETS,
    "overdue": requests_counted.overdue,
    "remedies": _remedies,
    "units": _assessed,
    **response_counted.SETS,
    "returns": _returns,
}
# What the annual report counts. Other statements register figures in sets of their own.
REPORT_SETS = tuple(SETS)


def cell_figure(table: str, row: str, column: str) -> str:
    """Return the id of the figure behind a cell; empty for cells that are always 0 (a district makes no 规章)."""
    if table != "proactive":
        return f"{table}.{row}.{column}"
    name = row.split(".", 1)[1]
    if name == "rules":
        return ""
    if name == "normative_docs":
        return f"normative.{column}"
    return f"{name}.{column}"
