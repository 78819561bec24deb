"""The annual report (政府信息公开工作年度报告) as data: both national forms and every relation of their tables.

Forms: 国办公开办函〔2019〕60号 (report years 2019 and 2020) and 国办公开办函〔2021〕30号 (from 2021). A cell is an
``int``, a ``Decimal``, or ``None`` when it was left blank; blank and 0 are different things (T3-N).
Relations (勾稽关系) carry the ids of the product's rule list; each finding names its cell.
"""

from collections.abc import Iterable, Iterator, Mapping
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


@dataclass
class ReportTables:
    """The cells of a report. ``proactive`` is keyed by ``block.row``, the others by row id."""

    form: Form
    proactive: Cells = field(default_factory=dict)
    requests: Cells = field(default_factory=dict)
    remedies: Cells = field(default_factory=dict)

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


def check(
    tables: ReportTables, *, level: str = "county", previous: ReportTables | None = None
) -> list[Finding]:
    """Return every finding about the cells, in the order of the tables.

    ``level`` is ``"county"`` for a district, its units and townships, which can make no 规章 (T2-1).
    ``previous`` is last year's report of the same organ, for the relations across years.
    """
    findings = [*_check_proactive(tables, level), *_check_requests(tables), *_check_remedies(tables)]
    if previous is not None:
        findings += _check_across_years(tables, previous)
    return findings


def _check_proactive(tables: ReportTables, level: str) -> Iterator[Finding]:
    yield from _blank_cells(tables, "proactive", "T2-N")
    yield from _negative_cells(tables)
    if level == "county":
        for column, value in tables.proactive.get("art20_1.rules", {}).items():
            if value:
                yield Finding(
                    "T2-1",
                    "error",
                    Place("proactive", "art20_1.rules", column),
                    f"区县无权制定规章，本格应为0，现为{value}。",
                    "0",
                    str(value),
                )
    yield from _check_documents(tables)


def _check_documents(tables: ReportTables) -> Iterator[Finding]:
    row = "art20_1.normative_docs"
    made, published, total = (
        tables.get("proactive", row, column) for column in ("made", "published", "public_total")
    )
    if made is not None and published is not None and made > published:
        yield Finding(
            "T2-6",
            "warning",
            Place("proactive", row, "published"),
            f"本年制作{made}件，只公开{published}件，有{made - published}件未公开；应自形成之日起20个工作日内公开（《条例》第二十六条）。",
            str(made),
            str(published),
        )
    if published is not None and total is not None and total < published:
        yield Finding(
            "T2-3",
            "warning",
            Place("proactive", row, "public_total"),
            f"对外公开总数量{total}少于本年新公开数量{published}。",
            f"≥{published}",
            str(total),
        )
    if made and published and total is not None and total == made + published:
        yield Finding(
            "T2-3",
            "warning",
            Place("proactive", row, "public_total"),
            f"对外公开总数量{total}恰为前两格之和（{made}+{published}），疑似相加所得而非年末实有数，请核实。",
            "",
            str(total),
        )


def _check_requests(tables: ReportTables) -> Iterator[Finding]:
    yield from _blank_cells(tables, "requests", "T3-N")
    yield from _negative_cells(tables, "requests")
    yield from _check_balance(tables)
    yield from _check_result_total(tables)
    yield from _check_row_totals(tables)


def _check_balance(tables: ReportTables) -> Iterator[Finding]:
    """T3-C1, in each of the seven columns: 一 + 二 = 三(七) + 四."""
    off: dict[str, int] = {}
    found: list[Finding] = []
    for column in REQUEST_COLUMNS:
        if tables.get("requests", "result_total", column.id) is None:
            continue
        new, carried_in, result, carried_out = (
            _number(tables.get("requests", row, column.id))
            for row in ("new", "carried_in", "result_total", "carried_out")
        )
        if new + carried_in == result + carried_out:
            continue
        off[column.id] = int(new + carried_in - result - carried_out)
        found.append(
            Finding(
                "T3-C1",
                "error",
                Place("requests", "result_total", column.id),
                f"{column.label}列不平衡：新收{new}+上年结转{carried_in}≠办理结果总计{result}+结转下年{carried_out}"
                f"（第一项加第二项之和应等于第三项加第四项之和）。",
                str(new + carried_in),
                str(result + carried_out),
            )
        )
    hint = _relabelled(off)
    yield from (
        (Finding(f.check, f.severity, f.where, f.message + hint, f.expected, f.actual) for f in found)
        if hint
        else found
    )


def _relabelled(off: Mapping[str, int]) -> str:
    """Tell the likely cause when two kinds are off by the same number in opposite directions."""
    kinds = [column for column in off if column != "total"]
    if len(kinds) != 2 or off[kinds[0]] + off[kinds[1]] != 0 or "total" in off:
        return ""
    labels = {column.id: column.label for column in REQUEST_COLUMNS}
    gained, lost = sorted(kinds, key=lambda kind: off[kind])
    return (
        f"两列相差数互为相反数、总计列平衡，很可能有{abs(off[lost])}件申请登记时记为{labels[lost]}、"
        f"办结时记成了{labels[gained]}。"
    )


def _check_result_total(tables: ReportTables) -> Iterator[Finding]:
    """T3-C2, in each column: （七）总计 = sum of the results."""
    for column in REQUEST_COLUMNS:
        total = tables.get("requests", "result_total", column.id)
        cells = [tables.get("requests", leaf, column.id) for leaf in tables.form.result_leaves]
        parts = [_number(cell) for cell in cells]
        if _provable(total, cells) and total != sum(parts):
            shown = "+".join(str(part) for part in parts if part) or "0"
            yield Finding(
                "T3-C2",
                "error",
                Place("requests", "result_total", column.id),
                f"{column.label}列办理结果总计{_shown(total)}不等于各项之和{sum(parts)}({shown})。",
                str(sum(parts)),
                _shown(total),
            )


def _check_row_totals(tables: ReportTables) -> Iterator[Finding]:
    """T3-R1, in each row: 总计 = 自然人 + the five kinds of organisation."""
    for row in tables.form.request_rows:
        total = tables.get("requests", row.id, "total")
        cells = [tables.get("requests", row.id, kind) for kind in KIND_COLUMNS]
        parts = [_number(cell) for cell in cells]
        if _provable(total, cells) and total != sum(parts):
            yield Finding(
                "T3-R1",
                "error",
                Place("requests", row.id, "total"),
                f"“{row.group}{row.label}”行总计{_shown(total)}不等于各类申请人之和{sum(parts)}。",
                str(sum(parts)),
                _shown(total),
            )


def _check_remedies(tables: ReportTables) -> Iterator[Finding]:
    yield from _blank_cells(tables, "remedies", "T4-N")
    yield from _negative_cells(tables, "remedies")
    for group in REMEDY_GROUPS:
        total = tables.get("remedies", group.id, "total")
        cells = [tables.get("remedies", group.id, column.id) for column in REMEDY_COLUMNS[:-1]]
        parts = [_number(cell) for cell in cells]
        if _provable(total, cells) and total != sum(parts):
            yield Finding(
                "T4-1",
                "error",
                Place("remedies", group.id, "total"),
                f"{group.group}{group.label}总计{_shown(total)}不等于四种结果之和{sum(parts)}。",
                str(sum(parts)),
                _shown(total),
            )


def _check_across_years(tables: ReportTables, previous: ReportTables) -> Iterator[Finding]:
    for column in REQUEST_COLUMNS:
        before = _number(previous.get("requests", "carried_out", column.id))
        now = _number(tables.get("requests", "carried_in", column.id))
        if before != now:
            yield Finding(
                "T3-Y",
                "error",
                Place("requests", "carried_in", column.id),
                f"{column.label}列上年结转{now}与上年报告的结转下年度{before}不一致。",
                str(before),
                str(now),
            )
    for group in REMEDY_GROUPS:
        pending = _number(previous.get("remedies", group.id, "pending"))
        total = _number(tables.get("remedies", group.id, "total"))
        if pending > total:
            yield Finding(
                "T4-2",
                "warning",
                Place("remedies", group.id, "total"),
                f"{group.label}上年尚未审结{pending}件，本年总计只有{total}件，未审结案件应在本年再次出现。",
                f"≥{pending}",
                str(total),
            )
    if tables.form.id == previous.form.id == FORM_2019.id:
        yield from _check_item_stock(tables, previous)
        yield from _check_documents_public(tables, previous)
    if tables.form.id == previous.form.id == FORM_2021.id:
        yield from _check_documents_in_force(tables, previous)


def _check_item_stock(tables: ReportTables, previous: ReportTables) -> Iterator[Finding]:
    """T2-4: 上一年项目数量 of this year = 上一年项目数量 + 本年增/减 of last year."""
    for row, cells in tables.proactive.items():
        if "items_prev_year" not in cells or row not in previous.proactive:
            continue
        last, delta = (previous.proactive[row].get(name) for name in ("items_prev_year", "delta"))
        stated = cells["items_prev_year"]
        if last is not None and delta is not None and stated is not None and last + delta != stated:
            yield Finding(
                "T2-4",
                "warning",
                Place("proactive", row, "items_prev_year"),
                f"上一年项目数量{stated}与上年报告推得的{last}{delta:+}={last + delta}不一致。",
                str(last + delta),
                str(stated),
            )


def _check_documents_public(tables: ReportTables, previous: ReportTables) -> Iterator[Finding]:
    """T2-3: what is public at year end is at most last year's total and what was published this year.

    Documents withdrawn in the year have no cell, so only more than that is wrong.
    """
    for row in ("art20_1.rules", "art20_1.normative_docs"):
        before = previous.get("proactive", row, "public_total")
        published, total = (tables.get("proactive", row, name) for name in ("published", "public_total"))
        if before is not None and published is not None and total is not None and total > before + published:
            yield Finding(
                "T2-3",
                "warning",
                Place("proactive", row, "public_total"),
                f"对外公开总数量{total}多于上年总数{before}与本年新公开{published}之和{before + published}。",
                f"≤{before + published}",
                str(total),
            )


def _check_documents_in_force(tables: ReportTables, previous: ReportTables) -> Iterator[Finding]:
    """T2-2: in force = in force last year + issued − repealed."""
    for row in ("art20_1.rules", "art20_1.normative_docs"):
        before = previous.get("proactive", row, "in_force")
        issued, repealed, in_force = (
            tables.get("proactive", row, name) for name in ("issued", "repealed", "in_force")
        )
        if before is None or issued is None or repealed is None or in_force is None:
            continue
        if before + issued - repealed != in_force:
            yield Finding(
                "T2-2",
                "warning",
                Place("proactive", row, "in_force"),
                f"现行有效{in_force}件，按上年{before}+制发{issued}−废止{repealed}应为{before + issued - repealed}件。",
                str(before + issued - repealed),
                str(in_force),
            )


def _blank_cells(tables: ReportTables, table: TableId, check_id: str) -> Iterator[Finding]:
    """One finding a row that leaves cells blank: blank is not 0 and must not be published (T3-N)."""
    for row, cells in tables.table(table).items():
        blank = [column for column, value in cells.items() if value is None]
        if blank:
            columns = "、".join(_column_label(tables.form, table, row, column) for column in blank)
            label = cell_label(tables.form, Place(table, row))
            yield Finding(
                check_id,
                "format",
                Place(table, row, blank[0] if len(blank) == 1 else ""),
                f"“{label}”行有{len(blank)}格空白（{columns}），没有的应填0。",
                "0",
                "",
            )


def _column_label(form: Form, table: TableId, row: str, column: str) -> str:
    blocks = [block.columns for block in form.proactive if row.startswith(f"{block.id}.")]
    columns = {"requests": REQUEST_COLUMNS, "remedies": REMEDY_COLUMNS, "proactive": sum(blocks, ())}[table]
    return next(each.label for each in columns if each.id == column)


def _negative_cells(tables: ReportTables, table: TableId = "proactive") -> Iterator[Finding]:
    for row, cells in tables.table(table).items():
        for column, value in cells.items():
            if value is not None and value < 0 and column != "delta":
                yield Finding(
                    "T3-N" if table == "requests" else "T2-5" if table == "proactive" else "T4-N",
                    "error",
                    Place(table, row, column),
                    f"数量不能为负数：{value}。",
                    "≥0",
                    str(value),
                )


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


def _provable(total: Value, parts: Iterable[Value]) -> bool:
    """Tell whether a sum can be held against its total: the total is filled, and so is one part at least.

    A single blank among filled cells reads as 0; a line left blank altogether proves nothing and is a format
    finding of its own.
    """
    return total is not None and (total == 0 or any(part is not None for part in parts))


def _number(value: Value) -> int | Decimal:
    return 0 if value is None else value


def _shown(value: Value) -> str:
    return "空白" if value is None else str(value)
