"""指标解释 and the values of all figures: a page for each figure, and by year and unit as open data (JSON, CSV).

Only counts and signed returns of years that have ended are shown; no record and no name stands behind them here.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.cases import csv_text
from gongkai.cases.chart import MISSING, bars, lying_bars
from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.reporting import compared, definitions, figures, items_by_year
from gongkai.reporting.annual.compile import shown_value
from gongkai.reporting.figures import REPORT_SETS, Figure
from gongkai.reporting.parameters import first_year
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit

FOLDER = "figures"
SCHEMA = f"/{FOLDER}/schema.json"
# What a line of the values says, with its meaning: the documented schema.
OPEN_DATA = {
    "figure": "指标编号，解释见 definitions.json",
    "label": "指标名称",
    "unit_of_measure": "计量单位",
    "year": "统计年度，1月1日至12月31日",
    "unit": "单位代码；全区合计为空",
    "unit_name": "单位全称；全区合计为“全区”",
    "value": "数值；未报送为空（JSON 为 null），不作零计",
}
DEFINITION = {
    "figure": "指标编号",
    "label": "指标名称",
    "unit_of_measure": "计量单位",
    "source": "依据",
    "counts": "统计什么",
    "as_of": "按哪一天统计",
    "how": "平台按记录统计，或者单位填报、负责人签字",
    "address": "解释的网址",
}


@dataclass(frozen=True)
class Year:
    """The values of one year: of the district, and of each unit that has any."""

    year: int
    district: Mapping[str, Any]
    units: Mapping[str, Mapping[str, Any]]

    def of_unit(self, figure: Figure, code: str) -> Any:
        """Return a unit's value: 0 when it has no record, ``None`` when it returned nothing."""
        return self.units[figure.id].get(code, None if figure.kind == "returned" else 0)


def write_figures_pages(today: date) -> None:
    """Write every definition with its comparisons, and the values as open data."""
    public = definitions.public_figures()
    units = list(Unit.objects.order_by("sort"))
    years = [_year(year, public) for year in range(first_year(today), today.year)]
    for year in years:
        _write_data(year, public, units)
    _write_definitions(public)
    history = items_by_year.published_by_year(today)
    _write_history(history)
    own = [figure for figure in public if "#" not in definitions.address(figure)]
    for figure in own:
        context = _page(figure, years, units, history)
        files.write(f"{FOLDER}/{figure.id}/index.html", render("figure.html", context))
    context = {"groups": list(definitions.grouped()), "years": [year.year for year in years]}
    files.write(f"{FOLDER}/index.html", render("figures.html", {**context, "fields": OPEN_DATA.items()}))


def _year(year: int, public: Sequence[Figure]) -> Year:
    scope = Scope(year)
    values = figures.values(scope)
    district = {
        figure.id: values[figure.id] if figure.set in REPORT_SETS else figure.value(scope)
        for figure in public
    }
    divided = [figure for figure in public if figure.set != "units"]
    by_unit: dict[str, Mapping[str, Any]] = {figure.id: {} for figure in public}
    return Year(year, district, by_unit | compared.unit_values(scope, divided))


def _plain(figure: Figure, value: Any) -> int | float | None:
    shown = shown_value(figure.id, value)
    return shown if shown is None or isinstance(shown, int) else float(shown)


def _write_data(year: Year, public: Sequence[Figure], units: Sequence[Unit]) -> None:
    rows = list(_rows(year, public, units))
    data = {"schema": SCHEMA, "year": year.year, "items": rows}
    files.write(f"{FOLDER}/{year.year}.json", json.dumps(data, ensure_ascii=False).encode())
    target = io.StringIO()
    writer = csv.DictWriter(target, list(OPEN_DATA))
    writer.writeheader()
    writer.writerows(rows)
    files.write(f"{FOLDER}/{year.year}.csv", ("\ufeff" + target.getvalue()).encode())


def _write_history(history: Sequence[items_by_year.YearNumber]) -> None:
    """Write the items published per year since 2008, with the source of each number (D85)."""
    rows = [{"year": each.year, "value": each.value, "source": each.source} for each in history]
    files.write(f"{FOLDER}/history.json", json.dumps({"items": rows}, ensure_ascii=False).encode())
    target = io.StringIO()
    writer = csv.DictWriter(target, ["year", "value", "source"])
    writer.writeheader()
    writer.writerows({key: csv_text.cell(value) for key, value in row.items()} for row in rows)
    files.write(f"{FOLDER}/history.csv", ("\ufeff" + target.getvalue()).encode())


def _rows(year: Year, public: Sequence[Figure], units: Sequence[Unit]) -> Iterator[dict[str, Any]]:
    """Yield the district's value of each figure, then those of its units."""
    for figure in public:
        if figure.id == figures.EARLIER:
            continue
        line = {"figure": figure.id, "label": figure.label, "unit_of_measure": figure.unit_of_measure}
        whole = _plain(figure, year.district[figure.id])
        yield {**line, "year": year.year, "unit": "", "unit_name": "全区", "value": whole}
        for unit in units if figure.set != "units" else ():
            value = _plain(figure, year.of_unit(figure, unit.code))
            yield {**line, "year": year.year, "unit": unit.code, "unit_name": unit.name, "value": value}


def _write_definitions(public: Sequence[Figure]) -> None:
    items = [
        {
            "figure": figure.id,
            "label": figure.label,
            "unit_of_measure": figure.unit_of_measure,
            "source": figure.source,
            "counts": explained.counts,
            "as_of": explained.as_of,
            "how": explained.how,
            "address": explained.address,
        }
        for figure in public
        for explained in [definitions.definition(figure)]
    ]
    data = {"schema": SCHEMA, "items": items}
    files.write(f"{FOLDER}/definitions.json", json.dumps(data, ensure_ascii=False).encode())
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "指标数据",
        "type": "object",
        "properties": {
            "schema": {"type": "string"},
            "year": {"type": "integer"},
            "items": {"type": "array", "items": {"anyOf": [_object(OPEN_DATA), _object(DEFINITION)]}},
        },
    }
    files.write(SCHEMA.lstrip("/"), json.dumps(schema, ensure_ascii=False, indent=1).encode())


def _object(fields: Mapping[str, str]) -> dict[str, Any]:
    types = {"year": "integer", "value": ["number", "null"]}
    named = {name: {"type": types.get(name, "string"), "description": said} for name, said in fields.items()}
    return {"type": "object", "required": list(fields), "properties": named}


def _page(
    figure: Figure, years: Sequence[Year], units: Sequence[Unit], history: Sequence[items_by_year.YearNumber]
) -> dict[str, Any]:
    by_year: list[tuple[int, float | None, str]]
    if figure.id == items_by_year.TOTAL:
        by_year = [(each.year, each.value, each.source) for each in history]
    else:
        by_year = [(year.year, _plain(figure, year.district[figure.id]), "") for year in years]
    named = [(str(year), f"#y{year}", value) for year, value, _ in by_year]
    latest = next((year for year in reversed(years) if year.district[figure.id]), None)
    by_unit = _by_unit(figure, latest, units) if latest and figure.set != "units" else []
    span = f"{by_year[0][0]}年—{by_year[-1][0]}年" if by_year else ""
    title = f"{span}{'政府信息公开数' if figure.id == items_by_year.TOTAL else figure.label}"
    parts = definitions.parts_of(figure)
    return {
        "definition": definitions.definition(figure),
        "title": f"{title}（单位：{figure.unit_of_measure}）",
        "chart": bars(title, named),
        "by_year": by_year,
        "has_sources": figure.id == items_by_year.TOTAL,
        "missing": MISSING,
        "latest": latest.year if latest else None,
        "by_unit": by_unit,
        "unit_chart": lying_bars(f"{figure.label}按单位", by_unit),
        "parts": [
            (definitions.definition(part), part.id.rpartition(".")[2], part.label.split(" × ")[1])
            for part in parts
        ],
        "part_years": [(year.year, [year.district[part.id] for part in parts]) for year in years]
        if parts
        else [],
    }


def _by_unit(figure: Figure, year: Year, units: Sequence[Unit]) -> list[tuple[str, str, Any]]:
    rows = [
        (unit.short_name, f"/unit/{unit.code}/", _plain(figure, year.of_unit(figure, unit.code)))
        for unit in units
    ]
    return sorted((row for row in rows if row[2]), key=lambda row: -row[2])
