"""Figures (指标): every number that is reported, with its law source and the very records it counts.

A figure's value is the count or the sum of its records as of the report year, by the dates of the events. A
cell of a table, a number in a sentence and a tile are the same figure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Sum

from gongkai.cases.models import Case
from gongkai.disclosure.models import Remedy
from gongkai.disclosure.procedure import KEY
from gongkai.law.annual_report import KIND_COLUMNS
from gongkai.law.regulation import OUTCOMES
from gongkai.publishing.models import Genre, InterpretationKind, Publication
from gongkai.reporting.models import UnitReturn
from gongkai.units.models import Unit, UnitKind

Kind = Literal["counted", "returned"]
Query = Callable[["Scope"], QuerySet[Any]]


@dataclass(frozen=True)
class Scope:
    """Whose figure, for which year; ``unit`` None is the whole district."""

    year: int
    unit: Unit | None = None

    @property
    def start(self) -> date:
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 12, 31)


@dataclass(frozen=True)
class Figure:
    """One figure. ``records`` gives what it counts; a returned figure sums what units signed for."""

    id: str
    label: str
    unit_of_measure: str
    source: str
    records: Query
    kind: Kind = "counted"

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


def all_figures() -> tuple[Figure, ...]:
    return tuple(_figures.values())


# Publications (主动公开), by the day they were published. What was withdrawn later was public that year all the same.


def published_in(scope: Scope) -> QuerySet[Publication]:
    rows = Publication.objects.filter(published_at__date__gte=scope.start, published_at__date__lte=scope.end)
    return rows.filter(unit=scope.unit) if scope.unit else rows


def _published(condition: Q) -> Query:
    return lambda scope: published_in(scope).filter(condition)


TOWNSHIP = Q(unit__kind=UnitKind.TOWNSHIP)
DISCLOSURE_COLUMN = Q(column__in_disclosure=True)
NORMATIVE = Q(genre=Genre.NORMATIVE)

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
    register(Figure(figure_id, label, "条", _ART_20, _published(condition)))


def _normative_made(scope: Scope) -> QuerySet[Publication]:
    rows = Publication.objects.filter(NORMATIVE, created_on__gte=scope.start, created_on__lte=scope.end)
    return rows.filter(unit=scope.unit) if scope.unit else rows


def _normative_public(scope: Scope) -> QuerySet[Publication]:
    still = Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=scope.end)
    rows = Publication.objects.filter(NORMATIVE & still, published_at__date__lte=scope.end)
    return rows.filter(unit=scope.unit) if scope.unit else rows


_ART_20_1 = "《条例》第二十条第(一)项;年度报告表一"
register(Figure("normative.made", "规范性文件本年新制作", "件", _ART_20_1, _normative_made))
register(Figure("normative.published", "规范性文件本年新公开", "件", _ART_20_1, _published(NORMATIVE)))
register(Figure("normative.public_total", "规范性文件对外公开总数", "件", _ART_20_1, _normative_public))


# Requests (依申请公开), by the day of receipt and the day of conclusion.


def _requests(scope: Scope) -> QuerySet[Case]:
    rows = Case.objects.filter(procedure=KEY, received_on__isnull=False)
    return rows.filter(unit=scope.unit) if scope.unit else rows


def _new(scope: Scope) -> QuerySet[Case]:
    return _requests(scope).filter(received_on__gte=scope.start, received_on__lte=scope.end)


def _carried_in(scope: Scope) -> QuerySet[Case]:
    open_then = Q(closed_on=None) | Q(closed_on__gte=scope.start)
    return _requests(scope).filter(open_then, received_on__lt=scope.start)


def _carried_out(scope: Scope) -> QuerySet[Case]:
    open_then = Q(closed_on=None) | Q(closed_on__gt=scope.end)
    return _requests(scope).filter(open_then, received_on__lte=scope.end)


def _closed(scope: Scope) -> QuerySet[Case]:
    return _requests(scope).filter(closed_on__gte=scope.start, closed_on__lte=scope.end)


REQUEST_SETS: dict[str, Query] = {
    "new": _new,
    "carried_in": _carried_in,
    "result_total": _closed,
    "carried_out": _carried_out,
}


def outcomes_of_row(row: str) -> list[str]:
    """Return the outcomes a row of Table 3 counts, in either form."""
    return [outcome.id for outcome in OUTCOMES.values() if row in (outcome.row_2019, outcome.row_2021)]


def request_cell(row: str, column: str) -> Query:
    """Return the query behind a cell of Table 3."""
    base = REQUEST_SETS.get(row, _closed)
    narrowed = Q() if row in REQUEST_SETS else Q(outcome__in=outcomes_of_row(row))
    kind = Q() if column == "total" else Q(request__applicant_kind=column)
    return lambda scope: base(scope).filter(narrowed & kind)


def _register_requests() -> None:
    rows = dict.fromkeys(
        [*REQUEST_SETS, *(o.row_2019 for o in OUTCOMES.values()), *(o.row_2021 for o in OUTCOMES.values())]
    )
    for row in rows:
        for column in (*KIND_COLUMNS, "total"):
            figure_id = f"requests.{row}.{column}"
            register(
                Figure(
                    figure_id, f"申请情况 {row} × {column}", "件", "年度报告表三", request_cell(row, column)
                )
            )


_register_requests()


def _remedies(scope: Scope) -> QuerySet[Remedy]:
    pending = Q(decided_on=None) | Q(decided_on__gt=scope.end)
    decided = Q(decided_on__gte=scope.start, decided_on__lte=scope.end)
    rows = Remedy.objects.filter(Q(accepted_on__lte=scope.end) & (pending | decided))
    return rows.filter(case__unit=scope.unit) if scope.unit else rows


def _remedy_cell(group: str, column: str) -> Query:
    def query(scope: Scope) -> QuerySet[Remedy]:
        rows = _remedies(scope).filter(kind=group)
        pending = Q(decided_on=None) | Q(decided_on__gt=scope.end)
        if column == "total":
            return rows
        return rows.filter(pending) if column == "pending" else rows.filter(Q(result=column) & ~pending)

    return query


for group in ("review", "litigation_direct", "litigation_after_review"):
    for column in ("upheld", "corrected", "other", "pending", "total"):
        register(
            Figure(
                f"remedies.{group}.{column}",
                f"复议诉讼 {group} × {column}",
                "件",
                "年度报告表四",
                _remedy_cell(group, column),
            )
        )

register(
    Figure(
        "units.assessed",
        "重点考核单位",
        "个",
        "《条例》第四十六条",
        lambda scope: Unit.objects.on(scope.end).assessed(),
    )
)
register(
    Figure(
        "units.assessed.townships",
        "乡镇街道",
        "个",
        "《条例》第四十六条",
        lambda scope: Unit.objects.on(scope.end).assessed().filter(kind=UnitKind.TOWNSHIP),
    )
)
register(
    Figure(
        "units.assessed.departments",
        "区直部门和区属部门",
        "个",
        "《条例》第四十六条",
        lambda scope: Unit.objects.on(scope.end).assessed().exclude(kind=UnitKind.TOWNSHIP),
    )
)


# Returns (报送): what no module of the platform holds yet, entered and signed by the units.


def _returned(figure_id: str) -> Query:
    def query(scope: Scope) -> QuerySet[UnitReturn]:
        rows = UnitReturn.objects.in_force().filter(figure=figure_id, year=scope.year).select_related("unit")
        return rows.filter(unit=scope.unit) if scope.unit else rows

    return query


_RETURNS = (
    ("licences.items_prev_year", "行政许可上一年项目数量", "项", "第二十条第(五)项"),
    ("licences.delta", "行政许可本年增/减", "项", "第二十条第(五)项"),
    ("licences.decisions", "行政许可处理决定数量", "件", "第二十条第(五)项"),
    ("other_services.items_prev_year", "其他对外管理服务事项上一年项目数量", "项", "第二十条第(五)项"),
    ("other_services.delta", "其他对外管理服务事项本年增/减", "项", "第二十条第(五)项"),
    ("other_services.decisions", "其他对外管理服务事项处理决定数量", "件", "第二十条第(五)项"),
    ("penalties.items_prev_year", "行政处罚上一年项目数量", "项", "第二十条第(六)项"),
    ("penalties.delta", "行政处罚本年增/减", "项", "第二十条第(六)项"),
    ("penalties.decisions", "行政处罚处理决定数量", "件", "第二十条第(六)项"),
    ("coercion.items_prev_year", "行政强制上一年项目数量", "项", "第二十条第(六)项"),
    ("coercion.delta", "行政强制本年增/减", "项", "第二十条第(六)项"),
    ("coercion.decisions", "行政强制处理决定数量", "件", "第二十条第(六)项"),
    ("admin_fees.items_prev_year", "行政事业性收费上一年项目数量", "项", "第二十条第(八)项"),
    ("admin_fees.delta", "行政事业性收费本年增/减", "项", "第二十条第(八)项"),
    ("admin_fees.amount_wan", "行政事业性收费本年收费金额", "万元", "第二十条第(八)项"),
    ("gov_procurement.projects", "政府集中采购项目数量", "个", "第二十条第(九)项"),
    ("gov_procurement.amount", "政府集中采购总金额", "万元", "第二十条第(九)项"),
    ("messages.received", "网站网民留言", "条", "《条例》第九条"),
    ("hotline.received", "市长热线办理", "件", "市长热线"),
    ("hotline.closed", "市长热线办结", "件", "市长热线"),
    ("hotline.open", "市长热线正在办理", "件", "市长热线"),
    ("duty.reports", "上报值班信息", "期", "值班信息"),
    ("weather.broadcasts", "发布天气预报、气象预警", "条", "气象信息"),
    ("opinion.negative", "监测到的负面舆情", "条", "政务舆情回应"),
    ("services.items", "政务服务事项", "项", "一网通办"),
    ("services.online", "已开通在线申报办理的事项", "项", "一网通办"),
    ("meetings.leading_group", "政务公开领导小组会议", "次", "《条例》第四十六条"),
    ("trainings", "政务公开业务培训", "次", "《条例》第四十八条"),
)
RETURNED = tuple(figure_id for figure_id, *_ in _RETURNS)
for figure_id, label, measure, source in _RETURNS:
    register(Figure(figure_id, label, measure, source, _returned(figure_id), kind="returned"))


def cell_figure(table: str, row: str, column: str) -> str:
    """Return the id of the figure behind a cell; empty for cells that are always 0 (a district makes no 规章)."""
    if table != "proactive":
        return f"{table}.{row}.{column}"
    name = row.split(".", 1)[1]
    if name == "rules":
        return ""
    if name == "normative_docs":
        return {
            "made": "normative.made",
            "published": "normative.published",
            "public_total": "normative.public_total",
        }.get(column, f"normative.{column}")
    return f"{name}.{column}"


def request_counts(scope: Scope) -> dict[tuple[str, str], int]:
    """Count all cells of Table 3 at once: one grouped statement for each of the four sets of requests."""
    counts: dict[tuple[str, str], int] = {}
    row_of = {
        outcome.id: outcome.row_2019 if scope.year < 2021 else outcome.row_2021
        for outcome in OUTCOMES.values()
    }
    for row, base in REQUEST_SETS.items():
        grouped = base(scope).values("request__applicant_kind", "outcome").annotate(n=Count("pk")).order_by()
        for group in grouped:
            kind, n = group["request__applicant_kind"], group["n"]
            targets = [row]
            if row == "result_total":
                targets.append(row_of[group["outcome"]])
            for target in targets:
                for column in (kind, "total"):
                    counts[target, column] = counts.get((target, column), 0) + n
    return counts
