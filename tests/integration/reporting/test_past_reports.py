"""Reports taken in, compared over the years and between governments."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.law import report_series
from gongkai.law.annual_report import FORM_2019, FORM_2021, FORMS, Place, ReportTables
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.reporting.past import actions, comparing
from gongkai.reporting.past.actions import Origin
from gongkai.reporting.past.comparing import Year
from gongkai.reporting.past.models import PastReport
from gongkai.reporting.published import json_cells
from gongkai.reporting.published.report import PublishedReport
from tests.conftest import at

NOW = at("2026-03-02 09:00")
ADDRESS = "https://www.example.gov.cn/ndbg/2021.html"


def tables(form, value=0, **totals):
    """Whole tables of a form: every cell ``value``, and totals of Table 3 by row."""
    made = ReportTables.blank(FORMS[form])
    for name in ("proactive", "requests", "remedies"):
        for cells in made.table(name).values():
            cells.update(dict.fromkeys(cells, value))
    for row, number in totals.items():
        made.requests[row]["natural"] = made.requests[row]["total"] = number
    return made


def report(form="2021", issuer="甲县人民政府", year=2021, **totals):
    made = tables(form, **totals)
    return PublishedReport(made.form, made, issuer, year)


def taken(world, year=2021, issuer="甲县人民政府", basis="government", items=None, form="2021", **totals):
    read = report(form, issuer, year, **totals)
    origin = Origin(issuer, year, basis, ADDRESS, "年报.html", "0" * 64, items)
    return actions.take_in(read, [], origin, by=world.actor("郑公开"), at=NOW)


def uploaded(client, read):
    content = json.dumps(json_cells.to_json(read), ensure_ascii=False).encode()
    return client.post(
        reverse("past_reports"), {"file": SimpleUploadedFile("年报.json", content)}
    ).content.decode()


def test_a_file_is_shown_before_it_is_kept_and_kept_once_confirmed(client, world):
    client.force_login(world.people["郑公开"])
    page = uploaded(client, report(new=5, granted=5, result_total=5))
    assert "预览" in page
    assert PastReport.objects.count() == 0
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    given = {
        "token": token,
        "issuer": "甲县人民政府",
        "year": "2021",
        "basis": "government",
        "items": "1,200",
    }
    refused = client.post(reverse("past_take_in"), {**given, "source": ""}).content.decode()
    assert "来源网址" in refused
    assert 'value="1,200"' in refused
    client.post(reverse("past_take_in"), {**given, "source": ADDRESS})
    row = PastReport.objects.get()
    assert (row.issuer, row.year, row.form, row.items_published) == ("甲县人民政府", 2021, "2021", 1200)
    assert json_cells.read(row.cells).tables.get("requests", "new", "total") == 5
    assert len(row.file_sha256) == 64
    event = Event.objects.get(index=row.ledger_index)
    assert row.file_sha256 in event.leaf


def test_what_is_no_report_is_refused_in_a_sentence(client, world):
    client.force_login(world.people["郑公开"])
    bad = client.post(reverse("past_reports"), {"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0abc")})
    assert "旧版" in bad.content.decode()
    none = client.post(reverse("past_reports"), {})
    assert "没有选择文件" in none.content.decode()
    tampered = client.post(reverse("past_take_in"), {"token": "abc", "year": "2021"}, follow=True)
    assert "预览已失效" in tampered.content.decode()


def test_only_the_competent_office_takes_in_and_a_report_is_taken_in_once(world):
    origin = Origin("甲县人民政府", 2021, "government", ADDRESS, "a", "0" * 64)
    with pytest.raises(Refusal, match="不能导入"):
        actions.take_in(report(), [], origin, by=world.actor("张财"), at=NOW)
    row = taken(world)
    with pytest.raises(Refusal, match="已经导入"):
        taken(world)
    actions.withdraw(row, reason="年度有误", by=world.actor("郑公开"), at=NOW)
    assert taken(world).pk != row.pk
    assert PastReport.objects.get(pk=row.pk).withdrawn_reason == "年度有误"


def test_the_series_goes_over_the_change_of_form_and_marks_what_does_not_compare(world):
    taken(world, 2020, form="2019", other=3)
    row = taken(world, 2021)
    row.cells["tables"]["requests"]["rows"]["other.misc"][-1] = 2
    row.cells["tables"]["requests"]["rows"]["other.no_payment"][-1] = 1
    PastReport.objects.filter(pk=row.pk).update(cells=row.cells)
    years = comparing.series("甲县人民政府", date(2026, 3, 2))
    lines = {line.row.id: line for line in comparing.lines(years, "total")}
    assert [said for *_, said in lines["requests.other"].values] == ["3", "3"]
    assert lines["requests.other"].row.comparable
    assert [said for *_, said in lines["requests.other.misc"].values] == ["本格式无此项", "2"]
    made = lines["art20_1.normative_docs.made"]
    assert (made.row.comparable, made.row.note) == (True, "")
    assert [value for _, value, _ in made.values] == [0, 0], "制作 and 制发 are the same"
    for stock in ("public_total", "in_force"):
        assert "不可比" in lines[f"art20_1.normative_docs.{stock}"].row.note
    assert lines["art20_9.gov_procurement.projects"].row.note == report_series.ONLY_2019


def test_every_cell_of_both_forms_is_in_one_row_of_the_series():
    rows = report_series.rows()
    for form in (FORM_2019, FORM_2021):
        blank = ReportTables.blank(form)
        there = [place for row in rows for place in row.cells.get(form.id, ())]
        wanted = {
            Place(table, row, column)
            for table in ("proactive", "requests", "remedies")
            for row, cells in blank.table(table).items()
            for column in cells
            if table != "requests" or column == "total"
        }
        assert set(there) == wanted


def year(issuer, made, basis="government", items=None, faults=(), own=False):
    return Year(issuer, 2021, made, "", basis, items, faults, None if own else PastReport(issuer=issuer))


def found(own, *others):
    return {each.measure.id: each for each in comparing.benchmark(own, others)}


def test_the_benchmark_shows_ones_own_place_and_the_ratios():
    own = year("本区", tables("2021", new=20, result_total=10, granted=4, partial=1), items=10_000, own=True)
    more = year("甲县", tables("2021", new=10, result_total=10, granted=8), items=20_000)
    less = year("乙县", tables("2021", new=30, result_total=10, granted=1), items=10_000)
    measures = found(own, more, less)
    assert [value for _, value in measures["requests_per_items"].values] == [30, 20, 5]
    assert measures["requests_per_items"].place == 2
    assert measures["disclosed"].own == Decimal("50.00")
    assert measures["disclosed"].middle == Decimal("50.00")
    assert not measures["reviews_reversed"].comparable, "nobody had a review decided: no ratio"


def test_the_benchmark_refuses_where_bases_differ_or_numbers_are_missing():
    own = year("本区", tables("2021", new=20, result_total=10), items=10_000, own=True)
    organ = year("甲局", tables("2021", new=1, result_total=1), basis="organ", items=10)
    broken = year("乙县", tables("2021", new=1), faults=("T3-C1",), items=10)
    blank = year("丙县", tables("2021", value=None), items=10)
    unknown = year("丁县", tables("2021", new=5))
    reasons = {
        each.issuer: reason
        for each, reason in found(own, organ, broken, blank, unknown)["requests_per_items"].left_out
    }
    assert "口径不同" in reasons["甲局"]
    assert "T3-C1" in reasons["乙县"]
    assert "空白" in reasons["丙县"]
    assert "没有写明" in reasons["丁县"]


def test_both_pages_open_with_and_without_reports(client, world):
    client.force_login(world.people["郑公开"])
    for name in ("past_reports", "past_series", "past_benchmark"):
        assert client.get(reverse(name)).status_code == 200
    taken(world, 2021, items=900, new=5, result_total=5, granted=5)
    assert "甲县人民政府" in client.get(reverse("past_reports")).content.decode()
    assert "可比" in client.get(reverse("past_series"), {"issuer": "甲县人民政府"}).content.decode()
    page = client.get(reverse("past_benchmark"), {"year": "2021", "any": "1"}).content.decode()
    assert "没有比较的" in page
    assert "甲县人民政府" in page
