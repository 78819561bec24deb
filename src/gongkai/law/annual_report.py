"""The annual report (政府信息公开工作年度报告) as data: both national forms, their tables, and what is found in them.

Forms: 国办公开办函〔2019〕60号 (report years 2019 and 2020) and 国办公开办函〔2021〕30号 (from 2021). A cell is an
``int``, a ``Decimal``, or ``None`` when it was left blank; blank and 0 are different things (T3-N).
What must hold between the cells stands in :mod:`gongkai.law.relations`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal

Value = int | Decimal | None
Severity = Literal["error", "warning", "format"]
TableId = Literal["proactive", "requests", "remedies"]


class CellType(Enum):
    """What a cell may hold."""

    COUNT = "count"
    SIGNED = "signed"
    MONEY_WAN = "money_wan"


@dataclass(frozen=True)
class Column:
    id: str
    label: str
    type: CellType = CellType.COUNT


@dataclass(frozen=True)
class Row:
    """A row; ``group`` is the merged cell to its left (（三）不予公开), empty where it stands alone."""

    id: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Block:
    """A part of Table 2 with columns of its own (第二十条第（一）项 …)."""

    id: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Form:
    """One national form of the report."""

    id: str
    basis: str
    proactive: tuple[Block, ...]
    request_rows: tuple[Row, ...]

    @property
    def result_leaves(self) -> tuple[str, ...]:
        """The rows that add up to （七）总计."""
        outside = {"new", "carried_in", "result_total", "carried_out"}
        return tuple(row.id for row in self.request_rows if row.id not in outside)


REQUEST_COLUMNS = (
    Column("natural", "自然人"),
    Column("org_business", "商业企业"),
    Column("org_research", "科研机构"),
    Column("org_welfare", "社会公益组织"),
    Column("org_law", "法律服务机构"),
    Column("org_other", "其他"),
    Column("total", "总计"),
)
KIND_COLUMNS = tuple(column.id for column in REQUEST_COLUMNS[:-1])
ORGANISATION_COLUMNS = KIND_COLUMNS[1:]

REMEDY_COLUMNS = (
    Column("upheld", "结果维持"),
    Column("corrected", "结果纠正"),
    Column("other", "其他结果"),
    Column("pending", "尚未审结"),
    Column("total", "总计"),
)
REMEDY_GROUPS = (
    Row("review", "行政复议"),
    Row("litigation_direct", "未经复议直接起诉", group="行政诉讼"),
    Row("litigation_after_review", "复议后起诉", group="行政诉讼"),
)

_REFUSED = "（三）不予公开"
_UNABLE = "（四）无法提供"
_NOT_PROCESSED = "（五）不予处理"
_OTHER = "（六）其他处理"
_HEAD = (
    Row("new", "一、本年新收政府信息公开申请数量"),
    Row("carried_in", "二、上年结转政府信息公开申请数量"),
)
_RESULTS = (
    Row("granted", "（一）予以公开"),
    Row("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Row("refused.secret", "1.属于国家秘密", _REFUSED),
    Row("refused.law", "2.其他法律行政法规禁止公开", _REFUSED),
    Row("refused.stability", "3.危及“三安全一稳定”", _REFUSED),
    Row("refused.third_party", "4.保护第三方合法权益", _REFUSED),
    Row("refused.internal", "5.属于三类内部事务信息", _REFUSED),
    Row("refused.process", "6.属于四类过程性信息", _REFUSED),
    Row("refused.casefile", "7.属于行政执法案卷", _REFUSED),
    Row("refused.query", "8.属于行政查询事项", _REFUSED),
    Row("unable.not_held", "1.本机关不掌握相关政府信息", _UNABLE),
    Row("unable.create", "2.没有现成信息需要另行制作", _UNABLE),
    Row("unable.unclear", "3.补正后申请内容仍不明确", _UNABLE),
    Row("not_processed.petition", "1.信访举报投诉类申请", _NOT_PROCESSED),
    Row("not_processed.duplicate", "2.重复申请", _NOT_PROCESSED),
    Row("not_processed.publication", "3.要求提供公开出版物", _NOT_PROCESSED),
    Row("not_processed.excess", "4.无正当理由大量反复申请", _NOT_PROCESSED),
    Row("not_processed.reissue", "5.要求行政机关确认或重新出具已获取信息", _NOT_PROCESSED),
)
_OTHER_2019 = (Row("other", "（六）其他处理"),)
_OTHER_2021 = (
    Row("other.no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", _OTHER),
    Row(
        "other.no_payment", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", _OTHER
    ),
    Row("other.misc", "3.其他", _OTHER),
)
_TAIL = (Row("result_total", "（七）总计"), Row("carried_out", "四、结转下年度继续办理"))
RESULTS_LABEL = "三、本年度办理结果"

_PREVIOUS = Column("items_prev_year", "上一年项目数量")
_DELTA = Column("delta", "本年增/减", CellType.SIGNED)
_DECISIONS = Column("decisions", "处理决定数量")
_DECISIONS_2021 = Column("decisions", "本年处理决定数量")

FORM_2019 = Form(
    id="2019",
    basis="国办公开办函〔2019〕60号",
    proactive=(
        Block(
            "art20_1",
            "第二十条第（一）项",
            (
                Column("made", "本年新制作数量"),
                Column("published", "本年新公开数量"),
                Column("public_total", "对外公开总数量"),
            ),
            (Row("rules", "规章"), Row("normative_docs", "规范性文件")),
        ),
        Block(
            "art20_5",
            "第二十条第（五）项",
            (_PREVIOUS, _DELTA, _DECISIONS),
            (Row("licences", "行政许可"), Row("other_services", "其他对外管理服务事项")),
        ),
        Block(
            "art20_6",
            "第二十条第（六）项",
            (_PREVIOUS, _DELTA, _DECISIONS),
            (Row("penalties", "行政处罚"), Row("coercion", "行政强制")),
        ),
        Block("art20_8", "第二十条第（八）项", (_PREVIOUS, _DELTA), (Row("admin_fees", "行政事业性收费"),)),
        Block(
            "art20_9",
            "第二十条第（九）项",
            (Column("projects", "采购项目数量"), Column("amount", "采购总金额", CellType.MONEY_WAN)),
            (Row("gov_procurement", "政府集中采购"),),
        ),
    ),
    request_rows=(*_HEAD, *_RESULTS, *_OTHER_2019, *_TAIL),
)
FORM_2021 = Form(
    id="2021",
    basis="国办公开办函〔2021〕30号",
    proactive=(
        Block(
            "art20_1",
            "第二十条第（一）项",
            (
                Column("issued", "本年制发件数"),
                Column("repealed", "本年废止件数"),
                Column("in_force", "现行有效件数"),
            ),
            (Row("rules", "规章"), Row("normative_docs", "行政规范性文件")),
        ),
        Block("art20_5", "第二十条第（五）项", (_DECISIONS_2021,), (Row("licences", "行政许可"),)),
        Block(
            "art20_6",
            "第二十条第（六）项",
            (_DECISIONS_2021,),
            (Row("penalties", "行政处罚"), Row("coercion", "行政强制")),
        ),
        Block(
            "art20_8",
            "第二十条第（八）项",
            (Column("amount_wan", "本年收费金额（单位：万元）", CellType.MONEY_WAN),),
            (Row("admin_fees", "行政事业性收费"),),
        ),
    ),
    request_rows=(*_HEAD, *_RESULTS, *_OTHER_2021, *_TAIL),
)
FORMS = {form.id: form for form in (FORM_2019, FORM_2021)}
FIRST_YEAR_OF_2021_FORM = 2021


def form_for_year(year: int) -> Form:
    """Return the form used for the report of ``year``: the trial form for 2019 and 2020, then the revised one."""
    return FORM_2021 if year >= FIRST_YEAR_OF_2021_FORM else FORM_2019


def publish_by(year: int, *, of_government: bool) -> date:
    """Return the day by which the report for ``year`` is published (art. 49): a department's before the end of
    January, that of the government before the end of March of the next year.
    """
    return date(year + 1, 3, 31) if of_government else date(year + 1, 1, 31)


@dataclass(frozen=True)
class Section:
    """One of the six sections, with the heading the form prescribes."""

    number: str
    id: str
    heading: str


SECTIONS = (
    Section("一", "overview", "总体情况"),
    Section("二", "proactive", "主动公开政府信息情况"),
    Section("三", "applications", "收到和处理政府信息公开申请情况"),
    Section("四", "remedies", "政府信息公开行政复议、行政诉讼情况"),
    Section("五", "problems", "存在的主要问题及改进情况"),
    Section("六", "other", "其他需要报告的事项"),
)

# art. 50(4): what a government's report must contain besides.
GOVERNMENT_CONTENTS = {"工作考核": ("考核", "考评"), "社会评议": ("社会评议",), "责任追究": ("责任追究",)}


@dataclass(frozen=True)
class Place:
    """Where in the tables a finding points: table, row, column; empty parts mean the whole."""

    table: str
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.table, self.row, self.column) if part)


@dataclass(frozen=True)
class Finding:
    """What a relation says about a report (校核发现)."""

    check: str
    severity: Severity
    where: Place
    message: str
    expected: str = ""
    actual: str = ""


Cells = dict[str, dict[str, Value]]
TABLES: tuple[TableId, ...] = ("proactive", "requests", "remedies")
CellKey = tuple[str, str, str]
"""Table, row and column of one cell."""


@dataclass
class ReportTables:
    """The cells of a report. ``proactive`` is keyed by ``block.row``, the others by row id.

    Four things are kept apart: 0; a cell left blank (``None``); one marked “/” (``None``, in ``not_applicable``);
    and one whose value nobody can tell, because the report is known in part only or the cell holds no number
    (``None``, in ``unknown``). Of the last nothing may be concluded.
    """

    form: Form
    proactive: Cells = field(default_factory=dict)
    requests: Cells = field(default_factory=dict)
    remedies: Cells = field(default_factory=dict)
    unknown: set[CellKey] = field(default_factory=set)
    not_applicable: set[CellKey] = field(default_factory=set)

    @staticmethod
    def blank(form: Form) -> "ReportTables":
        """Return tables of ``form`` in which no cell is filled."""
        return ReportTables(
            form,
            {
                f"{block.id}.{row.id}": {column.id: None for column in block.columns}
                for block in form.proactive
                for row in block.rows
            },
            {row.id: {column.id: None for column in REQUEST_COLUMNS} for row in form.request_rows},
            {group.id: {column.id: None for column in REMEDY_COLUMNS} for group in REMEDY_GROUPS},
        )

    @staticmethod
    def nothing_known(form: Form) -> "ReportTables":
        """Return tables of ``form`` of which no cell is known."""
        tables = ReportTables.blank(form)
        tables.unknown = {
            (table, row, column)
            for table in TABLES
            for row, cells in tables.table(table).items()
            for column in cells
        }
        return tables

    @property
    def present(self) -> frozenset[TableId]:
        """The tables of which something is known."""
        return frozenset(
            table
            for table in TABLES
            if any(
                (table, row, column) not in self.unknown
                for row, cells in self.table(table).items()
                for column in cells
            )
        )

    def table(self, table: str) -> Cells:
        return {"proactive": self.proactive, "requests": self.requests, "remedies": self.remedies}[table]

    def get(self, table: str, row: str, column: str) -> Value:
        """Return a cell, ``None`` when it is blank or the report does not have it."""
        return self.table(table).get(row, {}).get(column)


def cell_label(form: Form, place: Place) -> str:
    """Name a place as the printed form does: 自然人“一、本年新收…”."""
    labels: list[str] = []
    if place.table == "proactive":
        for block in form.proactive:
            for row in block.rows:
                if place.row == f"{block.id}.{row.id}":
                    labels.append(row.label)
                    labels += [column.label for column in block.columns if column.id == place.column]
    else:
        rows = form.request_rows if place.table == "requests" else REMEDY_GROUPS
        columns = REQUEST_COLUMNS if place.table == "requests" else REMEDY_COLUMNS
        labels += [f"{row.group}{row.label}" for row in rows if row.id == place.row]
        labels += [column.label for column in columns if column.id == place.column]
    return " × ".join(labels)


def consolidate(reports: Iterable[ReportTables]) -> ReportTables:
    """Add unit reports of one form cell by cell (汇总, D81).

    A cell is blank when it is blank in any report: what is missing is never taken as zero.

    Raises:
        ValueError: no report, or reports of different forms.
    """
    reports = list(reports)
    if not reports or len({report.form.id for report in reports}) != 1:
        raise ValueError("Only reports of one form can be added.")
    total = ReportTables.blank(reports[0].form)
    for table in ("proactive", "requests", "remedies"):
        for row, cells in total.table(table).items():
            for column in cells:
                values = [report.get(table, row, column) for report in reports]
                cells[column] = (
                    None
                    if any(value is None for value in values)
                    else sum(v for v in values if v is not None)
                )
    return total
