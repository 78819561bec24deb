"""Annual reports written, reviewed, published and corrected: obligations D80, D82 and D83."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from gongkai.cases.worklist import warnings_for, work_of
from gongkai.law.annual_report import SECTIONS
from gongkai.law.refusal import Refusal
from gongkai.portal import pages, site
from gongkai.publishing import actions as publishing
from gongkai.publishing import columns
from gongkai.reporting import actions
from gongkai.reporting.annual import chain, standing
from gongkai.reporting.annual.beginnings import SECTIONS_TO_BEGIN_WITH, UNIT_SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.annual.compile import compile_report, key_of
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.published import headings
from gongkai.units import actions as units
from tests.conftest import at
from tests.integration.reporting.conftest import (  # noqa: F401
    NOW,
    complete,
    file_through,
    filed,
    make_public,
    report,
    save,
)

SEED = Path(__file__).parent.parent / "data" / "baiyin-2019.txt"
LATE = at("2020-02-05 09:00")


def begun(world, year=2019, when=NOW, **sections):
    """财政局's report, begun by its officer."""
    texts = {**UNIT_SECTIONS_TO_BEGIN_WITH, **sections}
    return actions.open_report(world.finance, year, by=world.actor("张财"), at=when, sections=texts)


def explained(row, world, when, **changes):
    """The report saved with a word on every warning."""
    given = {"sections": row.sections, "entered": {}, "explanations": {}, **changes}
    row = actions.save_report(row, **given, expected_revision=row.revision, by=world.actor("张财"), at=when)
    warnings = [f for f in compile_report(row, when.date()).findings if f.severity == "warning"]
    given["explanations"] = {key_of(f): "已核实" for f in warnings}
    return actions.save_report(row, **given, expected_revision=row.revision, by=world.actor("张财"), at=when)


def handed_in(row, world, when=NOW):
    row = explained(row, world, when)
    return chain.submit_report(row, expected_revision=row.revision, by=world.actor("张财"), at=when)


def filed_by_head(row, world, when=NOW):
    return actions.file_report(row, expected_revision=row.revision, by=world.actor("黄局长"), at=when)


def test_d80_a_late_unit_says_why_and_cannot_file_until_the_office_admits_it(complete, world):  # noqa: F811
    row = begun(world, when=LATE)
    with pytest.raises(actions.NotFileable, match="最后一日是2020-01-31，已逾期5日"):
        chain.submit_report(row, expected_revision=0, by=world.actor("张财"), at=LATE)
    row = handed_in(row, world, LATE)
    with pytest.raises(Refusal, match="财政局的报告已过报送期限2020-01-31，逾期5日，归档已锁定"):
        filed_by_head(row, world, LATE)
    for nobody in ("张财", "黄局长"):
        with pytest.raises(Refusal, match="政务公开办"):
            chain.admit_late_report(row, expected_revision=row.revision, by=world.actor(nobody), at=LATE)
    row = chain.admit_late_report(row, expected_revision=row.revision, by=world.actor("郑公开"), at=LATE)
    done = filed_by_head(row, world, LATE)
    assert done.frozen["explanations"]["D80-LATE/report//"] == "已核实"
    assert [step.label for step in done.steps.all()] == ["开始编制", "提交审核", "准予补报", "归档"]
    columns.install()
    item = actions.prepare_publication(done, by=world.actor("张财"), at=LATE)
    assert item.due_on == date(2020, 1, 31), "the review desk counts from the day the report was due"


def test_d80_until_the_last_minute_of_the_last_day_nobody_is_late(complete, world):  # noqa: F811
    last = at("2020-01-31 23:59")
    row = filed_by_head(handed_in(begun(world), world, last), world, last)
    assert row.stage == "filed"
    assert standing.standing_of(row, date(2020, 1, 31)).days_late == 0
    assert standing.standing_of(row, date(2020, 2, 3)).days_late == 3  # filed, and not published


def test_d80_late_and_missing_units_are_named_with_their_days_everywhere(client, complete, world):  # noqa: F811
    handed_in(begun(world), world)
    found = standing.standings(standing.assessed(2019), 2019, date(2020, 2, 10))
    assert [each.said for each in found] == [
        "政府办（未编制，逾期10日）", "财政局（待审核，逾期10日）", "四龙镇（未编制，逾期10日）",
    ]  # fmt: skip
    (named,) = [f for f in compile_report(complete, date(2020, 2, 10)).findings if f.check == "D80-UNITS"]
    assert "3个单位没有按期报送" in named.message
    assert "财政局（待审核，逾期10日）" in named.message
    assert "D80-UNITS" not in {f.check for f in compile_report(complete, date(2020, 1, 31)).findings}
    work = {item.todo: item.title for item in work_of(world.people["郑公开"], date(2020, 2, 10))}
    assert work["督促报送"] == "3个单位2019年度报告逾期未公布"
    assert work["准予补报"] == "财政局2019年度报告"
    assert ("编制", "四龙镇2019年度报告") in {
        (item.todo, item.title) for item in work_of(world.people["吴镇"], date(2020, 1, 10))
    }
    client.force_login(world.people["郑公开"])
    board = client.get(reverse("reporting_overview"), {"year": 2019}).content.decode()
    assert "4 个单位逾期" in board
    assert "四龙镇人民政府" in board


def test_d80_the_office_may_set_an_earlier_day_and_never_a_later_one(complete, world):  # noqa: F811
    def set_day(value):
        units.set_parameter(
            "report_due_january", Decimal(value), by=world.actor("郑公开"), at=NOW, since=date(2020, 1, 1), source="区办通知"
        )  # fmt: skip

    with pytest.raises(Refusal):
        set_day(32)
    set_day(26)
    row = begun(world)
    assert standing.standing_of(row, date(2020, 1, 27)).days_late == 1


def test_d80_the_unit_is_reminded_before_the_last_day(report, world):  # noqa: F811
    said = [notice.text for notice in warnings_for(world.people["吴镇"], date(2020, 1, 24))]
    assert said == ["四龙镇2019年度报告未编制，距报送公布的最后一日（2020-01-31）还有7日。"]
    assert not warnings_for(world.people["吴镇"], date(2019, 12, 31))


def seed_section(name):
    found = headings.sections(SEED.read_text().split("\n"))
    return "\n".join(line for each in found if each.section.id == name for line in each.paragraphs)


def copies(row):
    return {(f.check, f.where.row): f for f in compile_report(row).findings if f.check.startswith("D82")}


def test_d82_last_years_text_with_new_figures_is_found(complete, world):  # noqa: F811
    text = seed_section("problems")
    filed_by_head(handed_in(begun(world, problems=text), world), world)
    copied = text.replace("2020", "2021").replace("白银区", "财政局").replace("1.健全", "7.健全")
    found = copies(AnnualReport(unit=world.finance, year=2020, form="2019", sections={"problems": copied}))
    finding = found["D82-YEAR", "problems"]
    assert finding.severity == "warning"
    assert "本机关2019年度报告" in finding.message
    assert "政府信息公开工作机制不畅" in finding.message
    fresh = "（一）存在的问题：补贴发放结果公开到户的信息更新不及时，部门预算解读以文字为主，群众反映看不懂、找不到。"
    row = AnnualReport(unit=world.finance, year=2020, form="2019", sections={"problems": fresh})
    assert not copies(row)


def test_d82_another_units_text_is_found_and_a_draft_is_nobody_elses_to_see(complete, world):  # noqa: F811
    text = seed_section("problems")
    row = begun(world, problems=text)
    sections = {**UNIT_SECTIONS_TO_BEGIN_WITH, "problems": text.replace("乡镇（街道）", "各站所")}
    silong = actions.open_report(world.silong, 2019, by=world.actor("吴镇"), at=NOW, sections=sections)
    assert not copies(silong)
    handed_in(row, world)
    finding = copies(silong)["D82-UNITS", "problems"]
    assert "与财政局2019年度报告相同（界限80%" in finding.message
    assert ("D82-UNITS", "proactive") not in copies(silong)  # a prescribed sentence


def test_d82_the_threshold_is_the_offices_and_the_explanation_is_kept(complete, world):  # noqa: F811
    text = seed_section("problems")
    handed_in(begun(world, problems=text), world)
    half = (
        text[: len(text) // 2]
        + "本镇今年新增公示栏十二处，村级信息员逐村培训，群众可以扫码查看救助名单和补贴标准。" * 10
    )
    silong = actions.open_report(
        world.silong, 2019, by=world.actor("吴镇"), at=NOW, sections={"problems": half}
    )
    assert ("D82-UNITS", "problems") not in copies(silong)
    units.set_parameter(
        "report_likeness", Decimal("0.3"), by=world.actor("郑公开"), at=NOW, since=date(2020, 1, 1), source="区办通知"
    )  # fmt: skip
    finding = copies(silong)["D82-UNITS", "problems"]
    saved = actions.save_report(
        silong, sections=silong.sections, entered={}, explanations={key_of(finding): "两镇同一项目"},
        expected_revision=0, by=world.actor("吴镇"), at=NOW,
    )  # fmt: skip
    assert finding not in compile_report(saved).blocking


def swept(settings):
    columns.install()
    pages.assets.cache_clear()
    site.sweep(NOW)
    return settings.SITE_ROOT


def test_d83_reports_are_public_by_year_and_unit_with_download_date_and_contact(complete, world, settings):  # noqa: F811
    columns.install()
    own = filed_by_head(handed_in(begun(world), world), world)
    item = actions.prepare_publication(own, by=world.actor("张财"), at=NOW)
    publishing.check(item, by=world.actor("刘核"), at=NOW)
    publishing.pass_secrecy(item, by=world.actor("陈密"), at=NOW)
    publishing.sign(item, by=world.actor("杨签"), at=NOW)
    make_public(file_through(save(complete, world), world), world)
    root = swept(settings)
    column = (root / "column/annual/index.html").read_text()
    assert "2019年度报告" in column
    for unit in (world.district, world.finance):
        assert f"{unit.name}2019年政府信息公开工作年度报告" in column
        assert unit.office_name in column
        assert unit.phone in column
        assert unit.name in (root / f"unit/{unit.code}/annual/index.html").read_text()
    assert column.count("2020-01-20") >= 2
    for kind in ("PDF", "Word", "Excel", "JSON"):
        assert f"（{kind}）" in column
    files = {path.suffix for path in (root / "files" / item.slug).iterdir()}
    assert files >= {".pdf", ".docx", ".xlsx", ".json"}
    assert world.finance.phone in (root / item.public_url.lstrip("/")).read_text()


def test_d83_a_corrected_report_is_public_beside_the_earlier_one(filed, world, settings):  # noqa: F811
    columns.install()
    make_public(filed, world)
    row = chain.correct_report(filed, reason="许可决定漏计", by=world.actor("郑公开"), at=NOW)
    entry = actions.enter_return(
        world.finance, "licences.decisions", 2019, "7", by=world.actor("张财"), at=NOW
    )
    actions.sign_return(entry, by=world.actor("黄局长"), at=NOW)
    row = file_through(save(row, world), world)
    make_public(row, world)
    root = swept(settings)
    row.publication.refresh_from_db()
    page = (root / row.publication.public_url.lstrip("/")).read_text()
    assert "更正原因：许可决定漏计" in page
    assert "表二“行政许可 × 处理决定数量”由0更正为7" in page
    (former,) = row.publication.versions.all()
    before = (root / former.public_url.lstrip("/")).read_text()
    assert "已更正" in before
    assert row.publication.public_url in before
    assert "由0更正为7" not in before.partition("与第2版的不同")[0]
    assert "已更正" in (root / "column/annual/index.html").read_text()


def test_the_platform_begins_every_section_of_both_forms():
    for texts in (SECTIONS_TO_BEGIN_WITH, UNIT_SECTIONS_TO_BEGIN_WITH):
        assert texts.keys() == {section.id for section in SECTIONS}
