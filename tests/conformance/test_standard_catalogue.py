"""The catalogue of standard matters: obligations D87–D89."""

from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from openpyxl import load_workbook

from gongkai.law.periods import AtOnce, CalendarDays, WorkingDays
from gongkai.law.refusal import Refusal
from gongkai.law.time_limits import read, read_all
from gongkai.portal import site
from gongkai.publishing import actions, columns, standard_table, standards
from gongkai.publishing.models import Column, StandardField, StandardItem
from tests.conftest import at
from tests.integration.publishing.conftest import Desk

SINCE = date(2019, 1, 1)
NOW = at("2019-06-03 10:00")


@pytest.fixture
def catalogue(db):
    standards.install(SINCE)
    return {item.code: item for item in standards.current()}


@pytest.fixture
def desk(world):
    columns.install()
    return Desk(world, {column.code: column for column in Column.objects.all()})


def table_of(field, change=lambda sheet: None):
    content = standard_table.write(field.name, standards.current().filter(field=field))
    book = load_workbook(BytesIO(content))
    change(book.active)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_d87_the_catalogue_holds_26_fields_each_matter_with_its_ten_attributes(catalogue):
    assert StandardField.objects.count() == 26
    attributes = set(standard_table.ATTRIBUTES) - {"number"}
    assert len(attributes) == 10
    for item in catalogue.values():
        assert all(getattr(item, name) for name in attributes), item
        assert set(item.levels.split("、")) <= {"县级", "乡级"}


def test_d87_a_field_written_in_the_official_form_is_read_back_unchanged(catalogue, world):
    for field in StandardField.objects.all():
        rows = standard_table.read(table_of(field))
        loaded = actions.load_standards(field, rows, by=world.actor("郑公开"), at=NOW, on=SINCE)
        assert (loaded.new, loaded.changed, loaded.ended) == (0, 0, 0), field
    assert StandardItem.objects.count() == len(catalogue)


def test_d87_a_changed_table_replaces_the_field_and_keeps_what_it_replaced(catalogue, world):
    field = StandardField.objects.get(code="budget")

    def change(sheet):
        sheet["F4"] = "批准后15日内"
        sheet["C5"] = "政府决算和草案"
        sheet.delete_rows(7)

    rows = standard_table.read(table_of(field, change))
    loaded = actions.load_standards(field, rows, by=world.actor("郑公开"), at=NOW, on=date(2019, 6, 3))
    assert (loaded.new, loaded.changed, loaded.ended, loaded.same) == (1, 1, 2, 9)
    now = {item.code: item for item in standards.current().filter(field=field)}
    assert now["budget-1"].time_limit == "批准后15日内"
    assert now["budget-13"].level2 == "政府决算和草案"
    assert "budget-2" not in now
    former = StandardItem.objects.get(code="budget-1", until=date(2019, 6, 3))
    assert former.time_limit == catalogue["budget-1"].time_limit


def test_d87_merged_cells_dittos_and_ticks_of_an_office_s_own_table_are_understood(catalogue):
    def change(sheet):
        sheet["B5"], sheet["E5"], sheet["F5"], sheet["G5"] = None, "同上", "同上", "同上"
        sheet["H5"] = "□政府网站 ■两微一端 ☑社区/企事业单位/村公示栏(电子屏)"

    first, second, *_ = standard_table.read(table_of(StandardField.objects.get(code="budget"), change))
    assert second["level1"] == first["level1"]
    assert (second["basis"], second["time_limit"], second["subject"]) == (
        first["basis"], first["time_limit"], first["subject"],
    )  # fmt: skip
    assert second["channels"] == "两微一端;社区/企事业单位/村公示栏"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda sheet: sheet.delete_rows(3), "表头不是标准目录的表头"),
        (lambda sheet: sheet.__setitem__("C4", None), "第4行没有填写二级事项"),
        (
            lambda sheet: (sheet.__setitem__("K4", None), sheet.__setitem__("L4", None)),
            "第4行没有勾选公开方式",
        ),
        (lambda sheet: sheet.delete_rows(4, 50), "表里没有事项"),
    ],
)
def test_d87_a_table_that_is_not_one_is_refused_with_the_place(catalogue, change, says):
    with pytest.raises(Refusal, match=says):
        standard_table.read(table_of(StandardField.objects.get(code="budget"), change))


def test_d87_a_file_that_is_no_table_and_a_person_who_may_not_are_refused(catalogue, world):
    with pytest.raises(Refusal, match="已损坏，无法读取"):
        standard_table.read(b"PK\x03\x04 no table")
    with pytest.raises(Refusal, match="不是"):
        actions.load_standards(
            StandardField.objects.get(code="budget"), [], by=world.actor("王办"), at=NOW, on=SINCE
        )


@pytest.mark.parametrize(
    ("text", "within", "stays"),
    [
        ("信息形成或者变更之日起20个工作日内", WorkingDays(20), None),
        ("信息形成或者变更之日起 ２０ 个工作日之内", WorkingDays(20), None),
        ("二十个工作日内", WorkingDays(20), None),
        ("实时公开", AtOnce(), None),
        ("及时公开", AtOnce(), None),
        ("公告期限为5个工作日", None, WorkingDays(5)),
        ("公示期不少于7日；及时公开", AtOnce(), CalendarDays(7)),
        ("本级人民代表大会批准后20日内", CalendarDays(20), None),
        ("征地批准文件下发后10个工作日内；公告期限为30日", WorkingDays(10), CalendarDays(30)),
        ("按季度公开", None, None),
    ],
)
def test_d88_a_time_limit_in_words_becomes_a_period(text, within, stays):
    limit = read(text)
    assert (limit.within, limit.stays) == (within, stays)
    assert limit.understood == bool(within or stays)


def test_d88_ditto_means_the_limit_above():
    limits = read_all(["实时公开", "同上", "公告期限为5个工作日", "", "〃"])
    assert [limit.text for limit in limits] == ["实时公开", "实时公开", *["公告期限为5个工作日"] * 3]
    assert limits[1].within == AtOnce()
    assert limits[4].stays == WorkingDays(5)


def test_d88_the_due_day_of_an_item_follows_the_time_limit_of_its_matter(desk, catalogue):
    plain = desk.draft(created_on=date(2019, 6, 3))
    seven = desk.draft(created_on=date(2019, 6, 3), standard=catalogue["food-2"])
    prompt = desk.draft(created_on=date(2019, 6, 3), standard=catalogue["food-3"])
    assert seven.due_on == date(2019, 6, 13)  # 7 working days; 7 June was a holiday
    assert prompt.due_on == plain.due_on


def test_d89_public_items_are_matched_to_matters_and_coverage_is_counted(desk, catalogue):
    item = desk.published(standard=catalogue["budget-1"])
    later = desk.published(title="2018年部门决算公开说明")
    finance = item.unit
    covered = {each.item.code: each for each in standards.coverage([finance])}
    assert covered["budget-1"].units == ((finance, 1),)
    assert covered["budget-2"].missing == (finance,)
    assert covered["budget-3"].missing == (finance,)
    assert covered["food-1"].units == ()
    actions.match_standard(later, catalogue["budget-3"], by=desk.officer, at=NOW)
    covered = {each.item.code: each for each in standards.coverage([finance])}
    assert covered["budget-3"].total == 1
    assert later.acts.last().note == "部门预决算：部门预算和决算"


def test_d89_a_matter_is_proposed_from_the_title_for_the_unit_that_answers_for_it(catalogue, world):
    first = standards.proposed("白银区2019年部门预算公开", world.finance)[0]
    assert first.field.code == "budget"
    assert standards.answers_for(first, world.finance)
    assert standards.proposed("今天天气很好", world.finance) == []


def test_d89_a_township_answers_for_what_townships_answer_for(catalogue, world):
    assert standards.answers_for(catalogue["relief-1"], world.silong)
    assert not standards.answers_for(catalogue["food-1"], world.silong)
    assert not standards.answers_for(catalogue["relief-1"], world.finance)


def test_d89_the_site_shows_each_field_and_what_is_published_of_each_matter(desk, catalogue):
    site.install()
    item = desk.published(standard=catalogue["budget-1"])
    site.sweep(NOW)
    root = settings.SITE_ROOT
    assert item.title in (root / "standard/budget/index.html").read_text()
    assert item.title in (root / "standard/budget/budget-1/index.html").read_text()
    assert 'href="/standard/budget/budget-1/"' in (root / "standard/index.html").read_text()
    assert 'href="/standard/budget/budget-1/"' in (root / item.public_url.lstrip("/")).read_text()
