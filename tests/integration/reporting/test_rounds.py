"""The verbs of rounds: forms, returns, decisions, reminders, sums."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.publishing import columns
from gongkai.reporting.rounds import actions, reminders, rollup
from gongkai.reporting.rounds.filled import fill
from gongkai.reporting.rounds.forms import Column, Form, Row, Table
from gongkai.reporting.rounds.models import FormReturn, FormVersion, ReturnVersion
from gongkai.units import posts
from tests.conftest import at
from tests.integration.reporting.conftest import give, published
from tests.integration.reporting.rounds import (
    DECIDED,
    FILLED,
    FORM,
    GOOD,
    OPENED,
    Q3,
    SIGNED,
    accepted,
    handed_in,
    of,
    office,
    opened,
    published_form,
    saved,
)

Stage = FormReturn.Stage


# Forms


def test_only_the_office_builds_forms(world):
    with pytest.raises(Refusal, match="不是政务公开办"):
        actions.create_form("x", FORM, by=world.actor("张财"), at=OPENED)


def test_a_published_version_is_frozen_and_open_rounds_keep_it(world, round_):
    version = round_.version
    with pytest.raises(AlreadyDone, match="不再修改"):
        actions.save_form(version, FORM, expected_revision=0, by=office(world), at=OPENED)
    newer = actions.revise_form(version.form, by=office(world), at=OPENED)
    changed = Form(FORM.title, FORM.tables[:1])
    newer = actions.save_form(newer, changed, expected_revision=0, by=office(world), at=OPENED)
    actions.publish_form(newer, expected_revision=newer.revision, by=office(world), at=OPENED)
    assert newer.number == 2
    assert len(fill(of(round_, world.finance)).form.tables) == 2


def test_a_faulty_form_is_kept_but_not_published(world):
    faulty = Form("表", (Table(1, "表", (Row(1, "a", rule="=R2C1"),), (Column(1, "b"),)),))
    version = actions.create_form("faulty", faulty, by=office(world), at=OPENED)
    with pytest.raises(Refusal, match=r"T1\.R1C1 公式引用的R2C1不存在"):
        actions.publish_form(version, expected_revision=0, by=office(world), at=OPENED)
    assert FormVersion.objects.get(pk=version.pk).stage == "drafting"


def test_two_editors_of_a_form_do_not_overwrite_each_other(world):
    version = actions.create_form("two", FORM, by=office(world), at=OPENED)
    actions.save_form(version, FORM, expected_revision=0, by=office(world), at=OPENED)
    with pytest.raises(AlreadyDone, match="已被郑公开修改"):
        actions.save_form(version, FORM, expected_revision=0, by=office(world), at=OPENED)


# Rounds


def test_a_period_is_asked_for_once(world, round_):
    with pytest.raises(AlreadyDone, match="已经开展"):
        opened(world, round_.version)


def test_the_round_before_is_found_and_its_values_shown(world):
    columns.install()
    before = opened(world, period=Q3)
    accepted(world, of(before, world.finance))
    now = opened(world, before.version)
    assert now.previous == before
    row = saved(world, of(now, world.finance), GOOD | {"T1.R2C1": "20"})
    filled = fill(row)
    assert filled.before["T1.R2C1"] == Decimal(30)
    (finding,) = filled.findings
    assert (finding.severity, "比上期减少" in finding.message) == ("warning", True)


def test_annual_returns_fit_no_quarter(world):
    form = Form("年表", (Table(1, "表", (Row(1, "许可"),), (Column(1, "数", rule="licences.decisions"),)),))
    with pytest.raises(Refusal, match="按年度报送，只能用于全年的轮次"):
        opened(world, published_form(world, form, "annual"))


def test_a_returned_figure_is_read_from_its_return_and_never_written(world):
    form = Form("年表", (Table(1, "表", (Row(1, "许可"),), (Column(1, "数", rule="licences.decisions"),)),))
    version = published_form(world, form, "annual")
    plan = actions.Plan("annual", "年表", date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 20))
    row = of(actions.open_round(version, plan, [world.finance], by=office(world), at=OPENED), world.finance)
    assert "还没有签字的报送数据" in fill(row).findings[0].message
    give(world, "licences.decisions", "473")
    before = world.finance.returns.count()
    accepted(world, row, {})
    assert world.finance.returns.count() == before
    assert rollup.sum_of(row.round).totals == {"T1.R1C1": Decimal(473)}


# Filling and signing


def test_what_is_typed_is_kept_as_typed_and_blocks_only_handing_in(world, round_):
    row = saved(world, of(round_, world.finance), {"T1.R2C1": "约20", "T1.R3C1": "22（其中修订16件）"})
    assert row.cells["T1.R2C1"] == "约20"
    with pytest.raises(actions.NotReady) as refused:
        actions.ask_signature(row, expected_revision=row.revision, by=world.actor("张财"), at=SIGNED)
    said = " ".join(finding.message for finding in refused.value.findings)
    assert "约数" in said
    assert "括号里有说明" in said
    assert "空格不等于零" in said


def test_characters_no_database_keeps_are_left_out(world, round_):
    row = saved(world, of(round_, world.finance), {"T2.R2C1": "张\x00三"}, note="a\x00b")
    assert (row.cells["T2.R2C1"], row.note) == ("张三", "ab")


def test_a_second_officer_overwrites_nothing(world, round_):
    row = of(round_, world.finance)
    saved(world, row)
    with pytest.raises(AlreadyDone, match="已被张财修改"):
        saved(world, row, {"T1.R2C1": "99"}, expected_revision=0)
    row.refresh_from_db()
    assert row.cells["T1.R2C1"] == "30"


def test_a_counted_cell_reports_the_record_whatever_is_typed_beside_it(world, round_):
    published(world, "公告", "2019-11-05")
    published(world, "去年的公告", "2019-03-05")
    row = saved(world, of(round_, world.finance), GOOD | {"T1.R1C1": "4"})
    (finding,) = fill(row).findings
    assert "平台统计为1，单位核对为4" in finding.message
    with pytest.raises(actions.NotReady):
        handed_in(world, row, GOOD | {"T1.R1C1": "4"})
    version = handed_in(
        world, row, GOOD | {"T1.R1C1": "4"}, explanations={"记录@T1.R1C1": "另有3条在部门网站"}
    )
    assert version.values["T1.R1C1"] == "1"
    assert version.explanations == {"记录@T1.R1C1": "另有3条在部门网站"}


def test_the_head_signs_and_not_for_herself(world, round_):
    row = saved(world, of(round_, world.finance))
    row = actions.ask_signature(row, expected_revision=row.revision, by=world.actor("张财"), at=SIGNED)
    with pytest.raises(Refusal, match="工作机构负责人"):
        actions.hand_in(row, expected_revision=row.revision, by=world.actor("张财"), at=SIGNED)
    with pytest.raises(Refusal, match="不是财政局的"):
        actions.hand_in(row, expected_revision=row.revision, by=world.actor("朱镇长"), at=SIGNED)
    version = actions.hand_in(row, expected_revision=row.revision, by=world.actor("黄局长"), at=SIGNED)
    assert version.values["T1.R4C1"] == "42"


def test_handing_in_at_the_last_second_twice_is_one_return_in_time(world, round_):
    row = of(round_, world.finance)
    last = at("2020-01-10 23:59").replace(second=59)
    handed_in(world, row, when=last)
    row.refresh_from_db()
    with pytest.raises(AlreadyDone, match="2020-01-10 23:59:59签字报送，不必重复"):
        actions.hand_in(row, expected_revision=row.revision, by=world.actor("黄局长"), at=last)
    assert row.versions.count() == 1
    assert row.days_late(date(2020, 2, 1)) == 0


def test_a_second_later_is_a_day_late(world, round_):
    row = of(round_, world.finance)
    handed_in(world, row, when=at("2020-01-11 00:00"))
    row.refresh_from_db()
    assert row.days_late(date(2020, 2, 1)) == 1


def test_records_that_change_after_signing_change_no_signed_value(world, round_):
    version = handed_in(world, of(round_, world.finance))
    published(world, "补发的公告", "2019-12-30")
    assert ReturnVersion.objects.get(pk=version.pk).values["T1.R1C1"] == "0"
    assert fill(of(round_, world.finance)).values["T1.R1C1"] == 1


# Deciding


def test_a_return_sent_back_is_kept_and_filed_again(world, round_):
    row = of(round_, world.finance)
    handed_in(world, row)
    with pytest.raises(Refusal, match="没有写明退回的理由"):
        actions.send_back(row, number=1, note=" ", remarks={}, by=office(world), at=DECIDED)
    actions.send_back(row, number=1, note="", remarks={"T1.R2C1": "与台账不符"}, by=office(world), at=DECIDED)
    row.refresh_from_db()
    assert row.stage == Stage.RETURNED
    handed_in(world, row, GOOD | {"T1.R2C1": "31"}, when=at("2020-01-08 09:00"))
    first, second = row.versions.all()
    assert (first.values["T1.R2C1"], second.values["T1.R2C1"]) == ("30", "31")
    assert first.remarks == {"T1.R2C1": "与台账不符"}
    with pytest.raises(AlreadyDone, match="报送已有变化"):
        actions.accept(row, number=1, by=office(world), at=DECIDED)
    actions.accept(row, number=2, by=office(world), at=DECIDED)
    assert rollup.sum_of(round_).totals["T1.R2C1"] == 31


def test_only_the_office_accepts(world, round_):
    handed_in(world, of(round_, world.finance))
    with pytest.raises(Refusal, match="不是政务公开办"):
        actions.accept(of(round_, world.finance), number=1, by=world.actor("黄局长"), at=DECIDED)


def test_a_version_of_a_return_has_one_number(world, round_):
    version = handed_in(world, of(round_, world.finance))
    version.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


# Reminders and more time


def test_each_unit_is_reminded_once_for_each_day_that_counts(world, round_):
    accepted(world, of(round_, world.office))
    moments = [at(f"2020-01-{day:02} {hour}:00") for day in range(2, 12) for hour in (8, 9)]
    told = [reminders.sweep(moment) for moment in moments]
    assert sum(told) == 2 * 4  # 14 (eight days left), 7, 3, 1 days before, for two units
    days = list(of(round_, world.silong).reminders.values_list("days", "told_at__day"))
    assert [day for day, _ in days] == [14, 7, 3, 1]


def test_a_unit_given_more_time_is_reminded_anew(world, round_):
    row = of(round_, world.silong)
    reminders.sweep(at("2020-01-09 09:00"))
    with pytest.raises(Refusal, match="写明理由"):
        actions.extend(row, date(2020, 1, 20), reason="", by=office(world), at=DECIDED)
    actions.extend(row, date(2020, 1, 20), reason="系统故障", by=office(world), at=at("2020-01-09 10:00"))
    reminders.sweep(at("2020-01-17 09:00"))
    assert list(row.reminders.values_list("days", "due_on")) == [
        (1, date(2020, 1, 10)),
        (3, date(2020, 1, 20)),
    ]
    row.refresh_from_db()
    assert row.days_late(date(2020, 1, 15)) == 0


def test_the_unit_sees_reminder_and_work(world, round_):
    from gongkai.cases import worklist

    user = world.people["吴镇"]
    assert worklist.warnings_for(user, date(2020, 1, 9)) == []
    reminders.sweep(at("2020-01-09 09:00"))
    (warning,) = worklist.warnings_for(user, date(2020, 1, 9))
    assert "四龙镇还有1天截止（01月10日）" in warning.text
    (late,) = worklist.warnings_for(user, date(2020, 1, 12))
    assert "已逾期2天" in late.text
    (item,) = [item for item in worklist.work_of(user, date(2020, 1, 9)) if item.todo == "填报"]
    assert item.due_on == date(2020, 1, 10)
    handed_in(world, of(round_, world.silong))
    assert worklist.warnings_for(user, date(2020, 1, 12)) == []
    (decide,) = [
        item for item in worklist.work_of(world.people["郑公开"], date(2020, 1, 9)) if item.todo == "审核"
    ]
    assert "（1个单位）" in decide.title


# The sum


def test_every_act_is_in_the_ledger_and_nothing_differs(world, round_, tmp_path):
    from gongkai.ledger.subjects import kind_of

    row = of(round_, world.finance)
    accepted(world, row)
    reminders.sweep(at("2020-01-09 09:00"))
    verbs = list(Event.objects.filter(subject=f"form_return/{row.pk}").values_list("verb", flat=True))
    assert verbs == [f"form_return.{verb}" for verb in ("ask", "save", "ask_signature", "hand_in", "accept")]
    for each in round_.returns.all():
        last = Event.objects.filter(subject=f"form_return/{each.pk}").last()
        assert kind_of(each).digest(each) in last.leaf


def test_a_joint_document_counts_in_each_unit_and_once_in_the_sum(world):
    columns.install()
    round_ = opened(world)
    published(world, "三家联合印发", "2019-11-05", issuing_body="白银区财政局、四龙镇、市税务局")
    published(world, "单独印发", "2019-11-06", issuing_body="白银区财政局")
    for unit in (world.finance, world.silong, world.office):
        accepted(world, of(round_, unit))
    total = rollup.sum_of(round_)
    cell = total.form.cells["T1.R1C1"]
    assert {each.code: value for each, value in rollup.parts_of(total, cell)} == {
        "czj": 2,
        "silong": 1,
        "zfb": 0,
    }
    assert total.totals["T1.R1C1"] == 2
    assert total.repeated == {"T1.R1C1": 1}


def test_nobody_of_the_unit_may_touch_another_units_return(world, round_):
    with pytest.raises(Refusal, match="不是四龙镇的"):
        actions.save_return(
            of(round_, world.silong), cells={}, explanations={}, note="", expected_revision=0,
            by=posts.actor(world.people["张财"], date(2020, 1, 6)), at=SIGNED,
        )  # fmt: skip


# A round opened in error


def test_a_cancelled_round_asks_nobody_any_more_and_may_be_opened_anew(world):
    version = published_form(world)
    row = opened(world, version)
    saved(world, of(row, world.finance), GOOD)
    with pytest.raises(Refusal, match="不是政务公开办"):
        actions.cancel(row, reason="期限有误", by=world.actor("张财"), at=FILLED)
    with pytest.raises(Refusal, match="没有写明撤销的理由"):
        actions.cancel(row, reason=" ", by=office(world), at=FILLED)
    actions.cancel(row, reason="期限有误", by=office(world), at=SIGNED)
    assert set(row.returns.values_list("stage", flat=True)) == {Stage.CANCELLED}
    with pytest.raises(AlreadyDone, match=r"已由郑公开撤销：期限有误"):
        saved(world, of(row, world.finance), GOOD)
    with pytest.raises(AlreadyDone, match="已由郑公开撤销"):
        actions.cancel(row, reason="再撤", by=office(world), at=SIGNED)
    assert reminders.sweep(at("2020-01-09 09:00")) == 0
    again = opened(world, version)
    assert again.previous is None
    assert of(again, world.finance).stage == Stage.NOT_STARTED


def test_what_was_filled_for_a_cancelled_round_stays_to_be_read(world, client):
    row = opened(world)
    saved(world, of(row, world.finance), GOOD)
    client.force_login(world.people["郑公开"])
    answer = client.post(f"/workbench/reports/rounds/{row.pk}/cancel/", {"reason": "期限有误"}, follow=True)
    assert "期限有误" in answer.content.decode()
    shown = client.get(f"/workbench/reports/rounds/returns/{of(row, world.finance).pk}/").content.decode()
    assert "撤销了这一轮" in shown
    assert "30" in shown
