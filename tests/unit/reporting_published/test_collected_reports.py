"""76 published reports: every finding their figures prove, and no other.

``tests/data/published-figures.json`` holds the figures as published, with issuer, year and address. They are recounted
here row by row, without the relations of the product; :data:`EXPECTED` is the table that was checked by eye against
the sources.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from gongkai.reporting.published import json_cells
from gongkai.reporting.published.checker import checked

REPORTS = {
    report["id"]: report
    for report in json.loads(
        (Path(__file__).parents[2] / "data" / "published-figures.json").read_text("utf-8")
    )
}
COLUMNS = ["natural", "org_business", "org_research", "org_welfare", "org_law", "org_other", "total"]
ROWS = {
    "1": "new",
    "2": "carried_in",
    "3.1": "granted",
    "3.2": "partial",
    "3.3.1": "refused.secret",
    "3.3.2": "refused.law",
    "3.3.3": "refused.stability",
    "3.3.4": "refused.third_party",
    "3.3.5": "refused.internal",
    "3.3.6": "refused.process",
    "3.3.7": "refused.casefile",
    "3.3.8": "refused.query",
    "3.4.1": "unable.not_held",
    "3.4.2": "unable.create",
    "3.4.3": "unable.unclear",
    "3.5.1": "not_processed.petition",
    "3.5.2": "not_processed.duplicate",
    "3.5.3": "not_processed.publication",
    "3.5.4": "not_processed.excess",
    "3.5.5": "not_processed.reissue",
    "3.6": "other",
    "3.6.1": "other.no_correction",
    "3.6.2": "other.no_payment",
    "3.6.3": "other.misc",
    "3.7": "result_total",
    "4": "carried_out",
}
GROUPS = {
    "reconsideration": "review",
    "litigation_direct": "litigation_direct",
    "litigation_after_reconsideration": "litigation_after_review",
}
# What was found by eye: check, place, and for the text what it says. Blank cells are listed below, row by row.
EXPECTED = {
    "baiyinqu-2019": {
        ("T3-C1", "requests.result_total.natural", "9"),
        ("T3-C1", "requests.result_total.org_business", "1"),
        ("T2-6", "proactive.art20_1.normative_docs.published", "5"),
        ("T2-3", "proactive.art20_1.normative_docs.public_total", "12"),
        ("N-PCT", "text", "97.73%"),
    },
    "changchun-tuiyijunren-2023": {("T3-T", "requests.new.total", "2")},
    "dayu-jiaotong-2019": {("T2-5", "proactive.art20_9.gov_procurement.amount", "27270")},
    "dazu-waishi-2022": {("N-PCT", "text", "41%")},
    "donghu-ziranfenju-2021": {("N-EMPTY", "text", "")},
    "guangchang-changqiao-2019": {("N-PCT", "text", "3.50%")},
    "guojia-weijianwei-2024": {("N-PCT", "text", "1.3%")},
    "hongze-2023": {
        ("T4-1", "remedies.review.total", "0"),
        ("T4-1", "remedies.litigation_after_review.total", "0"),
    },
    "jishishan-yinchuan-2025": {("N-INEXACT", "text", "200")},
    "liaoning-shi-2022": {("N-UNIT", "text", "173769万条")},
    "pengshui-shangan-2019": {
        ("T2-N", "proactive.art20_5.licences.delta", "减少8"),
        ("T2-N", "proactive.art20_6.penalties.delta", "减少45"),
    },
    "shanghai-bangongting-2019": {
        ("N-SUM", "text", "805"),
        ("N-TABLE", "text", "258"),
        ("N-TABLE", "text", "265"),
        ("N-PCT", "text", "33.9%"),
        ("N-PCT", "text", "4.34%"),
    },
    "taojiang-songmutang-2022": {
        ("T2-1", "proactive.art20_1.rules.issued", "2"),
        ("T2-1", "proactive.art20_1.rules.in_force", "2"),
    },
    "yangling-shenji-2022": {("N-TEXT", "text", "16")},
    "zhangping-shizhengfu-2021": {("N-TEXT", "text", "17")},
}
WITH_BLANKS = {
    "baiyinqu-2019": "1 2 3.2 3.3.1 3.3.2 3.3.3 3.3.5 3.3.6 3.3.7 3.3.8 3.4.2 3.4.3 3.5.1 3.5.3 3.5.4 3.5.5 4",
    "dayu-jiaotong-2019": "行政处罚 行政强制",
    "hanyang-bangongshi-2022": "规章",
    "lzq-xiang-2019": "1 2 3.1 3.2",
    "nanhu-ju-2019": "1 2 3.1 3.2",
    "nankai-zhujianwei-2021": "1 2 3.1 3.2 3.3.1",
    "shanghai-bangongting-2019": (
        "1 2 3.1 3.2 3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 3.3.7 3.3.8 3.4.1 3.4.2 3.4.3 3.5.1 3.5.2 3.5.3 3.5.4 3.5.5"
        " 3.6 3.7 4 reconsideration litigation_direct litigation_after_reconsideration"
    ),
}


def request_rows(report):
    return {row["code"]: row["values"] for row in report.get("table_requests", {}).get("rows", [])}


def codes(report):
    single = "3.6" in request_rows(report) or report["format"] == "2019"
    return [code for code in ROWS if (not code.startswith("3.6.") if single else code != "3.6")]


def plus(values):
    return sum(value or 0 for value in values)


def recount_requests(report):
    rows = request_rows(report)
    for code, values in rows.items():
        *kinds, total = values
        if total is not None and (total == 0 or kinds != [None] * 6) and plus(kinds) != total:
            yield ("T3-R1", f"requests.{ROWS[code]}.total", str(total))
    if set(codes(report)) - set(rows):
        return
    results = [code for code in codes(report) if code.startswith("3.") and code != "3.7"]
    for at, column in enumerate(COLUMNS):
        place = f"requests.result_total.{column}"
        total = rows["3.7"][at]
        came, left = plus([rows["1"][at], rows["2"][at]]), plus([total, rows["4"][at]])
        if total is not None and came != left:
            yield ("T3-C1", place, str(left))
        # In one report the results have no 总计 at all: nothing can be added up there.
        cells = [rows[code][at] for code in results]
        if any(cell is not None for cell in cells) and plus(cells) != total:
            yield ("T3-C2", place, str(total))


def table_20(report):
    for title, block in report.get("table_20", {}).items():
        number = "一五六八九".index(title.split("（")[1][0])
        rows = {label: values for label, values in block.items() if label != "columns"}
        yield ("1", "5", "6", "8", "9")[number], rows


def recount_table_20(report):
    for number, rows in table_20(report):
        if number == "1":
            yield from recount_documents(report, rows)
        if number in "56" and report["format"] == "2019":
            names = {"行政许可": "licences", "行政处罚": "penalties"}
            for label, values in rows.items():
                if str(values[1]).startswith("减"):
                    yield ("T2-N", f"proactive.art20_{number}.{names[label]}.delta", values[1])
        if number == "9" and str(rows["政府集中采购"][1]).strip("0").isdigit():
            yield ("T2-5", "proactive.art20_9.gov_procurement.amount", rows["政府集中采购"][1])


def recount_documents(report, rows):
    if report["format"] == "2019":
        made, published, public = rows["规范性文件"]
        if made > published:
            yield ("T2-6", "proactive.art20_1.normative_docs.published", str(published))
        if public < published or (made and published and public == made + published):
            yield ("T2-3", "proactive.art20_1.normative_docs.public_total", str(public))
    if any(sign in report["issuer"] for sign in "区县乡镇"):
        names = {"2019": ("made", "published", "public_total"), "2021": ("issued", "repealed", "in_force")}
        for name, value in zip(names[report["format"]], rows["规章"], strict=True):
            if value:
                yield ("T2-1", f"proactive.art20_1.rules.{name}", str(value))


def recount_remedies(report):
    for group, values in report.get("table_remedies", {}).items():
        *results, total = values
        if total is not None and plus(results) != total:
            yield ("T4-1", f"remedies.{GROUPS[group]}.total", str(total))


def recount_text(report):  # noqa: C901 - one case a kind of relation
    shares = [figure["value"] for figure in report.get("narrative_figures", [])]
    for relation in report.get("narrative_checks", []):
        match relation:
            case {"explained_by_scope": True}:
                continue
            case {"kind": "narrative_subtotal", "total": [label, total], "parts": parts}:
                if sum(number for _, number in parts) != total:
                    yield ("N-INEXACT" if "余" in label else "N-SUM", "text", str(total))
            case {"kind": "narrative_balance", "left": left, "right": right}:
                assert sum(number for _, number in left) == sum(number for _, number in right)
            case {"kind": "percentage", "part": [_, part], "whole": [_, whole], "stated": stated}:
                printed = next((str(s) for s in shares if float(s) == stated), str(stated))
                places = Decimal(1).scaleb(-len(printed.partition(".")[2]))
                right = (Decimal(100 * part) / whole).quantize(places, ROUND_HALF_UP)
                if right != Decimal(printed):
                    yield ("N-PCT", "text", f"{printed}%")
            case {"kind": "text_vs_table", "table": table, "narrative_value": said, "table_value": counted}:
                if said != counted:
                    new = table == "row一总计"
                    yield ("T3-T", "requests.new.total", str(said)) if new else ("N-TABLE", "text", str(said))
            case {"kind": "text_vs_text", "a": [_, one], "b": [_, other]}:
                if one != other:
                    yield ("N-TEXT", "text", str(other))
            case {"kind": "missing_total"}:
                yield ("N-EMPTY", "text", "")
            case {"kind": "unit", "text": text}:
                yield ("N-UNIT", "text", text)


def recount_blanks(report):
    yield from (code for code, values in request_rows(report).items() if None in values)
    for _, rows in table_20(report):
        yield from (label for label, values in rows.items() if isinstance(values, list) and None in values)
    yield from (group for group, values in report.get("table_remedies", {}).items() if None in values)


def read(report):
    return json_cells.read({"table_requests": None, **report})


def product(report):
    return checked(Path("report.json"), read(report))


def is_blank(finding):
    return finding.severity == "format" and "空白" in finding.message


def place_of_row(report, name):
    if name in ROWS:
        return f"requests.{ROWS[name]}"
    if name in GROUPS:
        return f"remedies.{GROUPS[name]}"
    row = {"规章": "art20_1.rules", "行政处罚": "art20_6.penalties", "行政强制": "art20_6.coercion"}
    return f"proactive.{row[name]}"


def test_there_are_76_reports_each_with_its_source():
    assert len(REPORTS) == 76
    assert all(report["source_url"] and report["issuer"] and report["year"] for report in REPORTS.values())


@pytest.mark.parametrize("name", REPORTS)
def test_every_finding_the_figures_prove_is_found_and_no_other(name):
    report = REPORTS[name]
    recounted = [
        *recount_table_20(report),
        *recount_requests(report),
        *recount_remedies(report),
        *recount_text(report),
    ]
    assert sorted(recounted) == sorted(EXPECTED.get(name, [])), (
        "the table of expected findings and the recount"
    )
    found = [f for f in product(report).findings if not is_blank(f)]
    assert sorted((f.check, str(f.where), f.actual) for f in found) == sorted(recounted)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_with_blank_cells_is_named_and_no_other(name):
    report = REPORTS[name]
    blank = list(recount_blanks(report))
    assert blank == WITH_BLANKS.get(name, "").split()
    found = [str(f.where) for f in product(report).findings if is_blank(f)]
    assert len(found) == len(blank)
    assert all(any(where.startswith(place_of_row(report, each)) for where in found) for each in blank)


@pytest.mark.parametrize("name", REPORTS)
def test_what_cannot_be_checked_for_want_of_figures_is_named_and_nothing_else(name):
    report = REPORTS[name]
    rows, wanted = request_rows(report), codes(report)
    unknown = set(wanted) - set(rows)
    result = product(report)
    left_out = [(each.check, each.where.row) for each in result.unchecked]
    assert {row for check, row in left_out if check == "T3-R1"} == {ROWS[code] for code in unknown}
    balance = {"1", "2", "3.7", "4"}
    assert left_out.count(("T3-C1", "result_total")) == (7 if balance & unknown else 0)
    assert left_out.count(("T3-C2", "result_total")) == (7 if unknown - {"1", "2", "4"} else 0)
    groups = set(GROUPS) - set(report.get("table_remedies", {}))
    assert {row for check, row in left_out if check == "T4-1"} == {GROUPS[group] for group in groups}
    assert bool(result.left_out) == bool(left_out)


@pytest.mark.parametrize(
    ("year", "before", "after"),
    [(2024, "suqian-2023", "suqian-2024"), (2025, "suqian-2024", "suqian-2025")],
)
def test_one_year_follows_from_the_other(year, before, after):
    """规章 11+2−1=12, 12+3−0=15; 规范性文件 597+50−227=420, 420+61−59=422; 结转 121."""
    result = checked(Path("report.json"), read(REPORTS[after]), read(REPORTS[before]))
    assert [f for f in result.findings if f.check in ("T2-2", "T3-Y", "T4-2")] == []
    unknown = {each.check for each in result.unchecked} & {"T2-2", "T3-Y", "T4-2"}
    assert unknown == (set() if year == 2024 else {"T3-Y"})
