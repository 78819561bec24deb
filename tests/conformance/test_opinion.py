"""Public opinion from its finding to its archive: obligations D60 and S72."""

from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from gongkai.cases.worklist import warnings_for, work_of
from gongkai.law.refusal import Refusal
from gongkai.law.response import Concern, Grade
from gongkai.publishing import columns
from gongkai.publishing.models import Publication
from gongkai.voice.opinion import actions, alarms, figures
from gongkai.voice.opinion.actions import Item, Plan
from gongkai.voice.opinion.models import Opinion, OpinionBrief, OpinionItem, OpinionResponse
from gongkai.voice.opinion.visible import cases_visible_to
from gongkai.workbench import response as handing_over
from tests.conftest import at

FOUND = at("2025-10-01 22:30")
TEXT = (
    "网传自来水有异味，多人称家中停水后来水发黄，担心水质受污染，要求公布检测结果，并说明何时恢复正常供水。"
)


def office(world, when):
    return {"by": world.actor("郑公开"), "at": at(when)}


def entered(world):
    return actions.enter(
        unit=world.office, title="水质异常", text="网传水质异常", source="新浪微博", found_at=FOUND,
        by=world.actor("郑公开"), at=at("2025-10-01 22:50"),
    ).case  # fmt: skip


def found(world, grade, **plan):
    case = entered(world)
    actions.assess(case, grade=grade, **office(world, "2025-10-01 23:00"))
    actions.assign(case, Plan(world.finance, **plan), **office(world, "2025-10-01 23:05"))
    return case


def watched(world, title="自来水发黄", text=TEXT, address="", when="2025-10-01 22:30", **given):
    item = Item(
        title=title,
        site=given.pop("site", "百度贴吧"),
        address=address,
        excerpt=text,
        sentiment="negative",
        **given,
    )
    return actions.take_in([item], unit=world.office, by=world.actor("王办"), at=at(when))


def answered(world, case, when="2025-10-02 20:00"):
    text = actions.write(case, kind="respond", title="水质情况说明", text="检测合格，已恢复供水。",
                         by=world.actor("张财"), at=at("2025-10-02 10:00"))  # fmt: skip
    actions.approve(text, by=world.actor("杨签"), at=at("2025-10-02 11:00"))
    actions.release(text, released_at=at(when), channel="白银发布", by=world.actor("张财"), at=at(when))
    return text


def test_d60_serious_matters_five_hours_and_a_conference_within_a_day_through_the_holiday(world):
    found(world, Grade.MAJOR)
    assert [(due.limit.id, due.by) for due in Opinion.objects.get().dues()] == [
        ("first_info", at("2025-10-02 03:30")),
        ("press", at("2025-10-02 22:30")),
    ]


@pytest.mark.parametrize("grade", [Grade.ORDINARY, Grade.LARGER])
def test_d60_other_matters_within_forty_eight_hours_from_the_finding(world, grade):
    case = found(world, grade)
    assert [due.by for due in Opinion.objects.get().dues()] == [at("2025-10-03 22:30")]
    assert case.due_on == date(2025, 10, 3)


def test_d60_all_six_moments_are_kept_and_lateness_is_told(world):
    case, clerk = found(world, Grade.MAJOR), world.actor("张财")
    with pytest.raises(Refusal, match="发布权威信息"):
        actions.close(case, **office(world, "2025-10-02 04:00"))
    actions.note(case, "first_info", done_at=at("2025-10-02 03:00"), by=clerk, at=at("2025-10-02 04:00"))
    event = actions.note(case, "press", done_at=at("2025-10-02 23:00"), by=clerk, at=at("2025-10-03 09:00"))
    assert "超过时限" in event.note
    actions.close(case, **office(world, "2025-10-03 10:00"))
    opinion = Opinion.objects.get()
    assert (opinion.found_at, opinion.assessed_at, opinion.first_info_at, opinion.press_at, opinion.closed_at) == (
        FOUND, at("2025-10-01 23:00"), at("2025-10-02 03:00"), at("2025-10-02 23:00"), at("2025-10-03 10:00"),
    )  # fmt: skip
    assert (opinion.is_late, opinion.next_due_at) == (True, None)


def test_d60_a_missed_hour_is_told_to_the_competent_office_once(world):
    found(world, Grade.MAJOR)
    assert alarms.sweep(at("2025-10-02 03:29")) == 0
    assert alarms.sweep(at("2025-10-02 03:31")) == 1
    assert alarms.sweep(at("2025-10-02 04:00")) == 0
    assert "督促：发布权威信息" in [item.todo for item in work_of(world.people["郑公开"], date(2025, 10, 2))]
    assert alarms.sweep(at("2025-10-02 22:31")) == 1, "the second limit is told when it runs out"


def test_s72_judging_has_its_hour_on_the_work_list(world):
    entered(world)
    todo = [
        item.todo for item in work_of(world.people["郑公开"], date(2025, 10, 2)) if item.kind == "政务舆情"
    ]
    assert todo == ["研判舆情、确定回应单位（10-02 00:30 前）"]


def test_s72_nobody_judged_it_within_two_hours_is_told_once(world):
    entered(world)
    assert [
        alarms.sweep(at(when)) for when in ("2025-10-02 00:29", "2025-10-02 00:31", "2025-10-02 09:00")
    ] == [0, 1, 0]


def test_s72_the_timer_stands_to_the_minute_on_the_work_list_and_on_top_of_the_page(world, monkeypatch):
    case = found(world, Grade.ORDINARY)
    todo = [item.todo for item in work_of(world.people["张财"], date(2025, 10, 2))]
    assert todo == ["回应舆情：回应（10-03 22:30 前）"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2025-10-03 21:00"))
    told = [notice.text for notice in warnings_for(world.people["张财"], date(2025, 10, 3))]
    assert told == [f"{case.number}《水质异常》回应还有1小时30分（10-03 22:30 前）。"]


def test_s72_grade_owner_and_reason_are_kept_and_a_changed_grade_moves_the_limits(world):
    case = found(world, Grade.ORDINARY)
    actions.regrade(
        case, grade=Grade.EXTRAORDINARY, concern=Concern.EMERGENCY, **office(world, "2025-10-02 01:00")
    )
    opinion = Opinion.objects.get()
    assert (opinion.responsible, opinion.get_grade_display(), opinion.concern) == (
        world.finance,
        "特别重大",
        "emergency",
    )
    assert opinion.next_due_at == at("2025-10-02 03:30"), "five hours from the finding, not from the change"


def test_s72_several_units_act_under_one_lead_and_each_tells_what_it_did(world):
    case = found(world, Grade.ORDINARY, offline=(world.silong,), task="排查管网")
    asked = {each.unit.code: (each.side, each.is_lead) for each in case.opinion_assignments.all()}
    assert asked == {"czj": ("online", True), "silong": ("offline", False)}
    assert [item.todo for item in work_of(world.people["吴镇"], date(2025, 10, 2))] == [
        "协同处置舆情、反馈情况"
    ]
    assert case in cases_visible_to(world.people["吴镇"], date(2025, 10, 2))
    answered(world, case)
    with pytest.raises(Refusal, match="四龙镇还没有反馈"):
        actions.close(case, **office(world, "2025-10-02 21:00"))
    row = case.opinion_assignments.get(unit=world.silong)
    with pytest.raises(Refusal, match="四龙镇的经办人"):
        actions.feedback(case, row, result="已冲洗管网", by=world.actor("张财"), at=at("2025-10-02 21:00"))
    actions.feedback(case, row, result="已冲洗管网", by=world.actor("吴镇"), at=at("2025-10-02 21:10"))
    assert not work_of(world.people["吴镇"], date(2025, 10, 2))
    assert "核对处置和回应，办结" in [
        item.todo for item in work_of(world.people["郑公开"], date(2025, 10, 2))
    ]
    actions.close(case, **office(world, "2025-10-02 22:00"))
    assert case.outcome == "HANDLED"


def test_s72_a_unit_named_no_more_is_withdrawn_and_the_new_lead_has_it(world):
    case = found(world, Grade.ORDINARY, online=(world.office,))
    actions.assign(case, Plan(world.silong, online=(world.finance,)), **office(world, "2025-10-02 08:00"))
    states = {each.unit.code: (each.is_lead, each.state) for each in case.opinion_assignments.all()}
    assert states == {"czj": (False, "open"), "zfb": (False, "withdrawn"), "silong": (True, "open")}
    assert case.unit_id == world.silong.pk


def test_s72_what_concerns_a_vertically_led_department_is_answered_by_its_superior(world):
    world.finance.vertical, world.finance.superior_department = True, "白银市税务局"
    world.finance.save()
    case = found(world, Grade.ORDINARY)
    assert [(each.to, each.organ) for each in case.opinion_referrals.all()] == [("superior", "白银市税务局")]
    actions.assign(case, Plan(world.finance), **office(world, "2025-10-02 08:00"))
    assert case.opinion_referrals.count() == 1


def test_s72_rumours_are_handed_to_the_police_and_the_answer_stays_due(world):
    case = found(world, Grade.ORDINARY)
    actions.refer(
        case, to="police", organ="白银区公安分局", reason="编造疫情谣言", **office(world, "2025-10-02 08:00")
    )
    assert case.opinion_referrals.get().organ == "白银区公安分局"
    assert case.stage == "responding"
    with pytest.raises(Refusal, match="还没有登记“回应”"):
        actions.close(case, **office(world, "2025-10-02 09:00"))


def test_s72_an_answer_is_passed_by_another_person_and_holds_nothing_personal(world):
    case = found(world, Grade.ORDINARY)
    clerk = {"by": world.actor("张财"), "at": at("2025-10-02 10:00")}
    with pytest.raises(Refusal, match="手机号码"):
        actions.write(case, kind="respond", title="说明", text="请联系13900000000", **clerk)
    text = actions.write(case, kind="respond", title="说明", text="检测合格", **clerk)
    with pytest.raises(Refusal, match="审签人"):
        actions.approve(text, **clerk)
    with pytest.raises(Refusal, match="待审核"):
        actions.release(text, released_at=at("2025-10-02 09:00"), channel="白银发布", **clerk)
    actions.send_back(text, remark="写明检测单位", by=world.actor("杨签"), at=at("2025-10-02 10:10"))
    actions.rewrite(text, title="说明", text="经区疾控中心检测合格", **clerk)
    actions.approve(text, by=world.actor("杨签"), at=at("2025-10-02 10:30"))
    actions.release(
        text,
        released_at=at("2025-10-02 10:40"),
        channel="白银发布",
        by=world.actor("张财"),
        at=at("2025-10-02 10:45"),
    )
    opinion = Opinion.objects.get()
    assert (opinion.responded_at, opinion.is_late, opinion.response) == (
        at("2025-10-02 10:40"),
        False,
        "经区疾控中心检测合格",
    )


def test_s72_the_answer_becomes_an_item_of_the_site_and_each_names_the_other(world, settings):
    columns.install()
    case = found(world, Grade.ORDINARY)
    clerk = {"by": world.actor("张财"), "at": at("2025-10-02 10:00")}
    text = actions.write(case, kind="respond", title="水质情况说明", text="检测合格。\n已恢复供水。", **clerk)
    actions.approve(text, by=world.actor("杨签"), at=at("2025-10-02 10:30"))
    item = handing_over.hand_over(text, title=text.title, created_on=date(2025, 10, 2), **clerk)
    assert (item.column.code, item.origin_case, item.body) == (
        "huiying",
        case.number,
        "<p>检测合格。</p><p>已恢复供水。</p>",
    )
    text.refresh_from_db()
    assert text.desk_address == reverse("publishing_detail", args=[item.pk])
    with pytest.raises(Refusal, match="还没有公开"):
        handing_over.give_out(text, item, **clerk)
    Publication.objects.filter(pk=item.pk).update(
        stage="published",
        index_no="116204020000000039/2025-000001",
        published_at=at("2025-10-02 15:00"),
        checker=world.people["刘核"],
        secrecy_reviewer=world.people["陈密"],
        approver=world.people["杨签"],
        content_sha256="0" * 64,
    )
    item.refresh_from_db()
    handing_over.give_out(text, item, by=world.actor("张财"), at=at("2025-10-02 15:10"))
    text.refresh_from_db()
    assert text.address.endswith("/item/116204020000000039-2025-000001.html")
    assert Opinion.objects.get().responded_at == at("2025-10-02 15:00")


def test_s72_effect_and_lessons_are_kept_and_a_matter_that_flares_up_is_reopened(world):
    case = found(world, Grade.ORDINARY)
    answered(world, case)
    actions.close(case, **office(world, "2025-10-03 09:00"))
    actions.reopen(case, reason="又有新帖", **office(world, "2025-10-04 09:00"))
    assert (case.stage, case.closed_on, case.outcome) == ("responding", None, "")
    actions.close(case, **office(world, "2025-10-05 09:00"))
    actions.evaluate(
        case,
        effect="calmed",
        effect_note="热度回落",
        lessons="停水应提前告知",
        **office(world, "2025-10-08 09:00"),
    )
    actions.archive(case, **office(world, "2025-10-08 10:00"))
    assert (case.stage, case.archived_on) == ("archived", date(2025, 10, 8))
    assert Opinion.objects.get().lessons == "停水应提前告知"


def test_s72_items_are_screened_with_a_reason_or_taken_together_into_one_case(world):
    first = watched(world, address="https://tieba.example.com/p/1").new[0]
    repost = watched(
        world,
        text=f"转发：{TEXT}",
        address="https://weibo.example.com/2",
        site="新浪微博",
        when="2025-10-01 23:00",
    ).new[0]
    other = watched(
        world, title="求购二手车", text="求购二手车", address="https://tieba.example.com/p/3"
    ).new[0]
    assert (repost.same_as, other.same_as) == (first, None)
    watcher = {"by": world.actor("王办"), "at": at("2025-10-01 23:10")}
    with pytest.raises(Refusal, match="不需处置的理由"):
        actions.dismiss([other], reason=" ", **watcher)
    actions.dismiss([other], reason="与本区政务无关", **watcher)
    case = actions.take_up([repost, first], title="", **watcher).case
    assert (case.title, case.opinion.found_at) == ("自来水发黄", at("2025-10-01 22:30")), (
        "the earliest finding counts"
    )
    with pytest.raises(Refusal, match="已立案"):
        actions.take_up([first], title="", **watcher)
    late = watched(
        world,
        text=f"再转：{TEXT}",
        address="https://app.example.com/9",
        site="掌上白银",
        when="2025-10-02 08:00",
    ).new[0]
    assert late.same_as.case == case, "what to join it to is known"
    actions.join(case, [late], by=world.actor("王办"), at=at("2025-10-02 08:10"))
    assert case.found_items.count() == 3


def test_s72_the_same_item_again_is_noted_as_heat_and_its_snapshot_is_proven(world):
    found_one = watched(world, address="https://tieba.example.com/p/1", reads=10).new[0]
    again = watched(
        world, address="https://tieba.example.com/p/1#reply", reads=250, comments=3, when="2025-10-02 00:30"
    )
    assert (again.new, again.repeated) == ([], [found_one])
    assert [(heat.reads, heat.comments) for heat in found_one.heats.all()] == [(10, 0), (250, 3)]
    assert OpinionItem.objects.get().heat == 253
    assert len(found_one.snapshot_sha256) == 64
    assert TEXT in found_one.snapshot.read().decode()


def test_s72_a_brief_counts_the_period_is_signed_by_another_and_numbered_without_gaps(world):
    case = found(world, Grade.ORDINARY)
    answered(world, case)
    writer = {"by": world.actor("王办"), "at": at("2025-11-03 09:00")}
    draft = actions.draft_brief(world.office, kind="monthly", day=date(2025, 10, 15), **writer)
    unsigned = actions.draft_brief(world.office, kind="monthly", day=date(2025, 9, 1), **writer)
    assert (draft.content["cases"], draft.content["limits"], draft.content["in_time"]) == (1, 1, 1)
    assert draft.content["list"][0]["time"] == "回应21.5小时"
    actions.revise_brief(
        draft,
        revision=0,
        title=draft.title,
        addressee="区委",
        opening=draft.opening,
        advice="加强预告",
        **writer,
    )
    with pytest.raises(Refusal, match="刚才修改过"):
        actions.recount(draft, revision=0, **writer)
    with pytest.raises(Refusal, match="审签人、工作机构负责人"):
        actions.sign_brief(draft, revision=1, **writer)
    signed = actions.sign_brief(draft, revision=1, by=world.actor("赵签"), at=at("2025-11-03 10:00"))
    later = actions.sign_brief(unsigned, revision=0, by=world.actor("赵签"), at=at("2025-11-03 10:05"))
    assert (signed.number, later.number) == (1, 2)
    pdf = "".join(page.extract_text() for page in PdfReader(signed.pdf.open("rb")).pages)
    assert "2025年10月舆情简报" in pdf.replace("\n", "")
    assert "第1期" in pdf
    with pytest.raises(Refusal, match="已经签发"):
        actions.revise_brief(signed, revision=1, title="改", addressee="", opening="改", advice="", **writer)


def test_s72_a_brief_is_not_signed_before_its_period_is_over(world):
    draft = actions.draft_brief(
        world.office, kind="weekly", day=date(2025, 10, 1), by=world.actor("王办"), at=at("2025-10-01 09:00")
    )
    assert (draft.since, draft.until) == (date(2025, 9, 29), date(2025, 10, 5))
    with pytest.raises(Refusal, match="才结束"):
        actions.sign_brief(draft, revision=0, by=world.actor("赵签"), at=at("2025-10-05 23:00"))
    assert OpinionBrief.objects.get().number is None


def test_s72_the_annual_figure_counts_negative_opinions_of_the_period_as_of_its_end(world):
    case = found(world, Grade.ORDINARY)
    answered(world, case)
    october = (date(2025, 10, 1), date(2025, 10, 31))
    assert (figures.negative(*october).count(), figures.handled(*october).count()) == (1, 0)
    actions.close(case, **office(world, "2025-11-01 09:00"))
    assert figures.handled(*october).count() == 0, "closed after the end"
    assert figures.handled(date(2025, 10, 1), date(2025, 12, 31)).get() == case
    dropped = entered(world)
    actions.drop(dropped, reason="与本区无关", **office(world, "2025-10-02 09:00"))
    assert figures.negative(*october).get() == case
    assert figures.negative(date(2025, 11, 1), date(2025, 11, 30)).count() == 0


def test_s72_two_people_at_once_and_a_double_click_do_it_once(world):
    case = entered(world)
    seen = case.events_count
    actions.assess(case, grade=Grade.ORDINARY, seen=seen, **office(world, "2025-10-01 23:00"))
    with pytest.raises(Refusal, match="不是最新的"):
        actions.assess(case, grade=Grade.LARGER, seen=seen, **office(world, "2025-10-01 23:00"))
    assert Opinion.objects.get().grade == "ordinary"


def test_s72_what_is_stored_is_proven_by_the_ledger(world):
    from gongkai.ledger import subjects

    case = found(world, Grade.ORDINARY, offline=(world.silong,))
    text = answered(world, case)
    kind = subjects.kind_of(case)
    before = kind.digest(case)
    OpinionResponse.objects.filter(pk=text.pk).update(text="改过的文字")
    assert kind.digest(case) != before
