"""What of annual reports can be compared: over the years, across the change of form of 2021, and between governments.

Forms: 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号. A row of the one form without its like in the other stays
visible in the years that had it, and says so. A number that was left blank is no number and is not compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    Form,
    Place,
    ReportTables,
    Value,
    cell_label,
)

Places = tuple[Place, ...]
Basis = Literal["government", "organ"]
BASES: Mapping[str, str] = {
    "government": "一级政府汇总（本级、各部门和乡镇街道之和）",
    "organ": "一个机关自己的数",
}
ONLY_2019 = "2021年格式取消，只有2019、2020年度有"
ONLY_2021 = "2021年格式新增，2021年度以前没有"
NOT_IN_FORM = "本格式无此项"
# Cells whose columns were renamed and mean the same.
_RENAMED = {("art20_1.normative_docs", "made"): "issued", ("art20_1.rules", "made"): "issued"}
_NOTES = {
    ("art20_1.normative_docs", "public_total"): "与2021年格式的“现行有效件数”口径不同，不可比",
    ("art20_1.normative_docs", "in_force"): "与2019年格式的“对外公开总数量”口径不同，不可比",
    ("art20_1.rules", "public_total"): "与2021年格式的“现行有效件数”口径不同，不可比",
    ("art20_1.rules", "in_force"): "与2019年格式的“对外公开总数量”口径不同，不可比",
    ("art20_8.admin_fees", "items_prev_year"): "2021年格式改报收费金额，与项目数不可比",
    ("art20_8.admin_fees", "delta"): "2021年格式改报收费金额，与项目数不可比",
    ("art20_8.admin_fees", "amount_wan"): "2019年格式报的是项目数，与金额不可比",
}
_OTHER = ("other.no_correction", "other.no_payment", "other.misc")


@dataclass(frozen=True)
class SeriesRow:
    """A row of the series: the cells to add up in each form, and a note where the forms do not compare."""

    id: str
    label: str
    table: str
    cells: Mapping[str, Places]
    note: str = ""

    @property
    def comparable(self) -> bool:
        """Tell whether the row goes through both forms."""
        return len(self.cells) > 1


@dataclass(frozen=True)
class Measure:
    """A number to compare governments by: cells added up, over others or alone, times ``times``.

    ``per_items`` divides by the items published in the year, which no table states.
    """

    id: str
    label: str
    unit: str
    part: Places
    whole: Places = ()
    per_items: bool = False
    times: int = 1
    source: str = ""


def value_of(tables: ReportTables, places: Sequence[Place]) -> Value:
    """Return the sum of cells; ``None`` when one of them is blank or not in the form."""
    values = [tables.get(*_parts(place)) for place in places]
    return None if not values or None in values else sum(v for v in values if v is not None)


def _parts(place: Place) -> tuple[str, str, str]:
    return place.table, place.row, place.column


def rows(column: str = "total") -> tuple[SeriesRow, ...]:
    """Return the rows of the series; ``column`` says which applicants the rows of Table 3 are about."""
    return (*_proactive(), *_requests(column), *_remedies())


def _proactive() -> Iterator[SeriesRow]:
    seen: set[tuple[str, str]] = set()
    for form, other in ((FORM_2019, FORM_2021), (FORM_2021, FORM_2019)):
        for block in form.proactive:
            for row in block.rows:
                row_id = f"{block.id}.{row.id}"
                for each in block.columns:
                    if (row_id, each.id) in seen:
                        continue
                    place = Place("proactive", row_id, each.id)
                    cells: dict[str, Places] = {form.id: (place,)}
                    renamed = _RENAMED.get((row_id, each.id), each.id)
                    if _has(other, row_id, renamed):
                        cells[other.id] = (Place("proactive", row_id, renamed),)
                        seen.add((row_id, renamed))
                    only = "" if len(cells) > 1 else ONLY_2019 if form is FORM_2019 else ONLY_2021
                    note = _NOTES.get((row_id, each.id), only)
                    yield SeriesRow(f"{row_id}.{each.id}", cell_label(form, place), "proactive", cells, note)


def _has(form: Form, row_id: str, column: str) -> bool:
    return any(
        row_id == f"{block.id}.{row.id}" and column in {each.id for each in block.columns}
        for block in form.proactive
        for row in block.rows
    )


def _requests(column: str) -> Iterator[SeriesRow]:
    for row in FORM_2021.request_rows:
        place = Place("requests", row.id, column)
        label = f"{row.group}{row.label}"
        if row.id not in _OTHER:
            yield SeriesRow(f"requests.{row.id}", label, "requests", {"2019": (place,), "2021": (place,)})
            continue
        if row.id == _OTHER[0]:
            whole = tuple(Place("requests", each, column) for each in _OTHER)
            cells = {"2019": (Place("requests", "other", column),), "2021": whole}
            said = "2021年度起为三个分项之和"
            yield SeriesRow("requests.other", "（六）其他处理", "requests", cells, said)
        yield SeriesRow(f"requests.{row.id}", label, "requests", {"2021": (place,)}, ONLY_2021)


def _remedies() -> Iterator[SeriesRow]:
    for group in REMEDY_GROUPS:
        for each in REMEDY_COLUMNS:
            place = Place("remedies", group.id, each.id)
            label = f"{group.group}{group.label} × {each.label}"
            cells = {"2019": (place,), "2021": (place,)}
            yield SeriesRow(f"remedies.{group.id}.{each.id}", label, "remedies", cells)


def _totals(*names: str) -> Places:
    return tuple(Place("requests", name, "total") for name in names)


def _reviews(*columns: str) -> Places:
    return tuple(Place("remedies", "review", column) for column in columns)


def _lawsuits(*columns: str) -> Places:
    groups = ("litigation_direct", "litigation_after_review")
    return tuple(Place("remedies", group, column) for group in groups for column in columns)


_T3, _T4 = "年度报告表三", "年度报告表四"
_DECIDED = ("upheld", "corrected", "other")
MEASURES = (
    Measure(
        "requests_per_items", "每公开1万条信息收到的申请", "件", _totals("new"), per_items=True, times=10_000,
        source=f"{_T3}；主动公开信息条数",
    ),
    Measure(
        "disclosed", "予以公开和部分公开占办理结果", "%", _totals("granted", "partial"), _totals("result_total"),
        times=100, source=_T3,
    ),
    Measure(
        "carried_over", "结转下年度占应办", "%", _totals("carried_out"), _totals("new", "carried_in"), times=100,
        source=_T3,
    ),
    Measure(
        "reviews_reversed", "行政复议纠正占审结", "%", _reviews("corrected"), _reviews(*_DECIDED), times=100, source=_T4,
    ),
    Measure(
        "lawsuits_reversed", "行政诉讼纠正占审结", "%", _lawsuits("corrected"), _lawsuits(*_DECIDED), times=100,
        source=_T4,
    ),
    Measure("requests", "本年新收政府信息公开申请", "件", _totals("new"), source=_T3),
    Measure("results", "本年度办理结果总计", "件", _totals("result_total"), source=_T3),
    Measure("reviews", "行政复议总计", "件", _reviews("total"), source=_T4),
    Measure("lawsuits", "行政诉讼总计", "件", _lawsuits("total"), source=_T4),
    Measure(
        "licences", "行政许可处理决定数量", "件", (Place("proactive", "art20_5.licences", "decisions"),), source="年度报告表二",
    ),
    Measure(
        "penalties", "行政处罚处理决定数量", "件", (Place("proactive", "art20_6.penalties", "decisions"),),
        source="年度报告表二",
    ),
)  # fmt: skip


def measured(measure: Measure, tables: ReportTables, items: int | None) -> tuple[Decimal | None, str]:
    """Return a measure of a report, or ``None`` and the reason why there is none to compare."""
    part = value_of(tables, measure.part)
    if part is None:
        return None, "报告的有关单元格空白，空白不作零计"
    if not measure.whole and not measure.per_items:
        return Decimal(part), ""
    whole = items if measure.per_items else value_of(tables, measure.whole)
    if whole is None:
        missing = (
            "没有写明主动公开信息的准确条数" if measure.per_items else "报告的有关单元格空白，空白不作零计"
        )
        return None, missing
    if whole == 0:
        return None, "分母为零"
    return (Decimal(part) * measure.times / Decimal(whole)).quantize(Decimal("0.01")), ""
