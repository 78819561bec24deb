"""The knowledge base (S65): owned, dated, reviewed by another; what expires is gone and back with its owner."""

from datetime import date, timedelta

import pytest

from gongkai.cases.worklist import work_of
from gongkai.law.refusal import Refusal
from gongkai.ledger import subjects
from gongkai.portal import files, knowledge_in_step, site
from gongkai.publishing import columns
from gongkai.search import find as site_search
from gongkai.voice.knowledge import actions, indexing
from gongkai.voice.knowledge.content import Content
from gongkai.voice.knowledge.find import suggest
from gongkai.voice.knowledge.models import Entry, EntryVersion
from tests.conftest import at

TODAY, LAST = date(2019, 6, 3), date(2019, 12, 31)


def content(question="农机购置补贴怎么申请？", **changes):
    says = {
        "question": question,
        "answer": "持身份证和购机发票到镇农机站申请，公示七天后由财政部门发放到一卡通。",
        "source": "甘肃省农机购置补贴实施方案", "source_on": date(2019, 3, 1), "valid_until": LAST,
        "keywords": "拖拉机 补贴",
    }  # fmt: skip
    return Content(**(says | changes))


def in_use(world, **changes):
    row = actions.write(
        content(**changes), unit=world.finance, by=world.actor("张财"), at=at("2019-06-03 09:00")
    )
    actions.hand_in(row, by=world.actor("张财"), at=at("2019-06-03 09:10"))
    return actions.approve(row, by=world.actor("刘核"), at=at("2019-06-03 09:30"))


def in_step(now):
    indexing.sweep(now)
    knowledge_in_step.sweep(now)


def todo(world, name, day):
    return {item.todo for item in work_of(world.people[name], day) if item.kind == "知识库"}


def test_s65_an_expired_entry_is_offered_to_nobody_and_returns_to_its_owner(world):
    columns.install()
    site.install()
    row = in_use(world)
    in_step(at("2019-06-03 10:00"))
    page = files.root() / f"knowledge/{row.pk}.html"
    assert [each.number for each in suggest("拖拉机买了怎么申请补贴", on=TODAY)] == [row.number]
    assert page.exists() and site_search.query("农机购置补贴").total == 1

    assert actions.expire_all(at("2019-12-31 23:00")) == 0
    assert suggest("农机补贴", on=LAST + timedelta(days=1)) == [], "offered by date, not by the sweep"
    assert actions.expire_all(at("2020-01-01 00:10")) == 1
    in_step(at("2020-01-01 00:11"))
    row.refresh_from_db()
    assert row.state == "expired" and not page.exists()
    assert site_search.query("农机购置补贴").total == 0
    assert "农机" not in (files.root() / "knowledge/index.html").read_text("utf-8")
    assert todo(world, "张财", date(2020, 1, 1)) == {"已到期停用，确认续期、更新或者停用"}
    with pytest.raises(Refusal, match="“已到期”，不能采用"):
        actions.adopt(row, by=world.actor("王办"), at=at("2020-01-01 09:00"))


def test_s65_the_owner_is_told_thirty_days_before(world):
    in_use(world)
    assert todo(world, "张财", date(2019, 11, 30)) == set()
    assert todo(world, "张财", date(2019, 12, 1)) == {"即将到期，确认续期、更新或者停用"}
    assert todo(world, "吴镇", date(2019, 12, 1)) == set()


def test_s65_an_expired_entry_is_used_again_only_after_review(world):
    row = in_use(world)
    actions.expire_all(at("2020-01-01 00:10"))
    officer = world.actor("张财", date(2020, 1, 2))
    actions.renew(
        row, valid_until=date(2020, 12, 31), source="2020年实施方案", by=officer, at=at("2020-01-02 09:00")
    )
    row.refresh_from_db()
    assert row.state == "expired" and todo(world, "刘核", date(2020, 1, 2)) == {"审核知识条目"}
    actions.approve(row, by=world.actor("刘核", date(2020, 1, 2)), at=at("2020-01-02 10:00"))
    row.refresh_from_db()
    assert (row.state, row.version, row.valid_until) == ("current", 2, date(2020, 12, 31))
    assert [each.state for each in row.versions.all()] == ["former", "current"]


def test_s65_a_last_day_is_mandatory_and_bounded(world):
    by, now = world.actor("张财"), at("2019-06-03 09:00")
    for day in (TODAY, date(2030, 1, 1)):
        with pytest.raises(Refusal, match=r"有效期至.*不成立"):
            actions.write(content(valid_until=day), unit=world.finance, by=by, at=now)
    with pytest.raises(TypeError):
        Content(question="问", answer="答", source="文件", source_on=TODAY)


def test_an_entry_is_reviewed_by_another_than_any_of_its_writers(world):
    from gongkai.units.models import Post, Role

    Post.objects.create(user=world.people["张财"], unit=world.finance, role=Role.CHECKER, since="2019-01-01")
    by, now = world.actor("张财"), at("2019-06-03 09:00")
    row = actions.hand_in(actions.write(content(), unit=world.finance, by=by, at=now), by=by, at=now)
    with pytest.raises(Refusal, match="张财是撰写人，不能同时审核"):
        actions.approve(row, by=by, at=at("2019-06-03 10:00"))
    assert not Entry.objects.usable(TODAY).exists()


def test_what_is_in_use_stays_until_the_new_version_is_reviewed(world):
    row = in_use(world)
    by = world.actor("张财")
    actions.write(
        content(answer="改到政务大厅三号窗口申请。"),
        unit=world.finance,
        entry=row,
        by=by,
        at=at("2019-06-05 09:00"),
    )
    row.refresh_from_db()
    assert "镇农机站" in row.answer
    actions.hand_in(row, by=by, at=at("2019-06-05 09:10"))
    actions.send_back(row, note="写明窗口时间", by=world.actor("杨签"), at=at("2019-06-05 10:00"))
    assert todo(world, "张财", date(2019, 6, 5)) == {"按退回意见修改"}
    actions.write(
        content(answer="改到政务大厅三号窗口，工作日申请。"),
        unit=world.finance,
        entry=row,
        by=by,
        at=at("2019-06-05 11:00"),
    )
    actions.hand_in(row, by=by, at=at("2019-06-05 11:10"))
    actions.approve(row, by=world.actor("杨签"), at=at("2019-06-05 12:00"))
    row.refresh_from_db()
    assert row.answer == "改到政务大厅三号窗口，工作日申请。"
    assert "镇农机站" in row.versions.get(number=1).says.answer


def test_s65_a_proposal_out_of_an_answer_goes_to_the_owners_reviewer(world):
    row = actions.propose(
        content(), unit=world.finance, case=None, by=world.actor("王办"), at=at("2019-06-03 09:00")
    )
    assert todo(world, "刘核", TODAY) == {"审核知识条目"} and todo(world, "李核", TODAY) == set()
    actions.approve(row, by=world.actor("刘核"), at=at("2019-06-03 10:00"))
    assert Entry.objects.usable(TODAY).get().version == 1


def test_uses_are_counted_and_a_report_is_the_owners_work(world):
    row = in_use(world)
    operator = world.actor("王办")
    for _ in range(2):
        actions.adopt(row, by=operator, at=at("2019-06-04 09:00"))
        actions.find_helpful(row, by=operator, at=at("2019-06-04 09:01"))
        report = actions.report(row, kind="outdated", note="窗口搬了", by=operator, at=at("2019-06-04 09:02"))
    row.refresh_from_db()
    assert (row.adopted, row.helpful, row.reports.count()) == (2, 1, 1)
    assert todo(world, "张财", date(2019, 6, 4)) == {"核对：有人反映“已过时”"}
    actions.settle(report, note="已更新", by=world.actor("张财"), at=at("2019-06-04 15:00"))
    assert todo(world, "张财", date(2019, 6, 4)) == set()


def test_a_retired_entry_is_gone_with_its_reason(world):
    row = in_use(world)
    in_step(at("2019-06-03 10:00"))
    actions.retire(row, reason="政策已调整", by=world.actor("黄局长"), at=at("2019-06-05 09:00"))
    in_step(at("2019-06-05 09:01"))
    assert suggest("农机补贴", on=TODAY) == [] and not (files.root() / f"knowledge/{row.pk}.html").exists()


def test_what_the_public_reads_shows_nobodys_number(world):
    by, now = world.actor("张财"), at("2019-06-03 09:00")
    with pytest.raises(Refusal, match=r"手机号码.*不能公开"):
        actions.write(content(answer="请打王主任手机13912345678。"), unit=world.finance, by=by, at=now)
    inside = content(answer="请打王主任手机13912345678。", is_public=False)
    row = actions.write(inside, unit=world.finance, by=by, at=now)
    actions.approve(actions.hand_in(row, by=by, at=now), by=world.actor("刘核"), at=at("2019-06-03 10:00"))
    in_step(at("2019-06-03 11:00"))
    assert not (files.root() / f"knowledge/{row.pk}.html").exists()
    assert suggest("农机购置补贴", on=TODAY) == [row]


def test_a_lost_index_is_built_anew_and_a_silent_change_is_noticed(world):
    from gongkai.search import index

    row = in_use(world)
    in_step(at("2019-06-03 10:00"))
    index.clear()
    assert suggest("农机购置补贴", on=TODAY) == []
    indexing.sweep(at("2019-06-03 10:01"))
    assert suggest("农机购置补贴", on=TODAY) == [row]
    kind = subjects.kind_of(row)
    before = kind.digest(Entry.objects.get())
    EntryVersion.objects.update(written_by="别人")
    assert kind.digest(Entry.objects.get()) != before
