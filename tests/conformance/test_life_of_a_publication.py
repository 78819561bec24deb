"""From undecided to withdrawn: obligations D36, D38, D40–D44, D46, D57–D59, D63."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gongkai.cases.worklist import work_of
from gongkai.law.refusal import Refusal
from gongkai.ledger.verify import verify
from gongkai.publishing import actions, columns, interpretation
from gongkai.publishing.checks import findings
from gongkai.publishing.models import (
    Column,
    Genre,
    HandOver,
    InterpretationKind,
    Mode,
    Publication,
    Stage,
    Validity,
)
from gongkai.units.models import Post, Role
from tests.conftest import at, plan
from tests.integration.publishing.conftest import Desk


@pytest.fixture
def desk(world):
    columns.install()
    return Desk(world, {column.code: column for column in Column.objects.all()})


def todo(user, day):
    return [(item.title, item.todo, item.due_on) for item in work_of(user, date.fromisoformat(day))]


# D36


def test_d36_an_undecided_item_is_put_to_the_competent_department_and_cannot_be_published_meanwhile(desk):
    asked = actions.ask(
        desk.checked(), by=desk.secrecy, at=at("2019-06-03 11:00"), question="涉及企业数据，能否公开？"
    )
    assert asked.stage == Stage.ASKING
    for verb, by in ((actions.pass_secrecy, desk.secrecy), (actions.sign, desk.approver)):
        with pytest.raises(Refusal, match="没有执行"):
            verb(asked, by=by, at=at("2019-06-03 12:00"))
    competent = desk.world.people["郑公开"]
    assert [each[1] for each in todo(competent, "2019-06-03")] == ["答复能否公开的请示"]
    answered = actions.answer(
        asked,
        by=desk.world.actor("郑公开"),
        at=at("2019-06-04 09:00"),
        may=True,
        note="区保密局〔2019〕3号：可以公开",
    )
    assert answered.stage == Stage.SECRECY
    note = answered.acts.get(act="answer").note
    assert note == "可以公开：区保密局〔2019〕3号：可以公开"


def test_d36_what_may_not_be_disclosed_goes_back_to_its_drafter(desk):
    asked = actions.ask(desk.submitted(), by=desk.checker, at=at("2019-06-03 11:00"), question="能否公开？")
    answered = actions.answer(
        asked, by=desk.world.actor("郑公开"), at=at("2019-06-04 09:00"), may=False, note="属于工作秘密"
    )
    assert answered.stage == Stage.DRAFT
    assert answered.checker is None


# D38


def test_d38_the_due_date_starts_anew_when_a_public_item_changes(desk):
    item = desk.published()
    assert item.due_on == date(2019, 7, 2)
    revised = actions.amend(
        item,
        by=desk.officer,
        at=at("2019-12-03 09:00"),
        changed_on=date(2019, 12, 2),
        change_note="更正补助标准",
    )
    assert revised.due_on == date(2019, 12, 30)
    assert item.due_on == date(2019, 7, 2)


def signed_again(desk, item, *, body, at_day="2019-12-03"):
    revised = actions.amend(
        item,
        by=desk.officer,
        at=at(f"{at_day} 09:00"),
        changed_on=date.fromisoformat(at_day),
        change_note="更正金额",
    )
    actions.revise(
        revised, by=desk.officer, at=at(f"{at_day} 09:05"), expected_revision=revised.revision, body=body
    )
    actions.submit(revised, by=desk.officer, at=at(f"{at_day} 09:10"))
    actions.check(revised, by=desk.checker, at=at(f"{at_day} 09:20"))
    actions.pass_secrecy(revised, by=desk.secrecy, at=at(f"{at_day} 09:30"))
    return actions.sign(revised, by=desk.approver, at=at(f"{at_day} 10:00"))


def test_d39_a_later_edit_makes_a_version_and_the_first_one_stays_on_file(desk):
    item = desk.published(body="<p>每人每月100元。</p>")
    number, published_at, digest = item.index_no, item.published_at, item.content_sha256
    merged = signed_again(desk, item, body="<p>每人每月120元。</p>")
    item.refresh_from_db()
    assert merged.stage == Stage.MERGED
    assert merged.index_no is None
    assert (item.index_no, item.published_at, item.version) == (number, published_at, 2)
    assert item.body == "<p>每人每月120元。</p>"
    former = item.versions.get()
    assert (former.number, former.body, former.content_sha256) == (1, "<p>每人每月100元。</p>", digest)
    assert verify().ok


def test_d39_no_text_that_is_public_changes_without_a_version(desk):
    item = desk.published()
    for change in ({"body": "<p>改了</p>"}, {"body": "<p>改了</p>", "version": 2}):
        with pytest.raises(DatabaseError, match="only by a new version"), transaction.atomic():
            Publication.objects.filter(pk=item.pk).update(**change)


def test_d39_one_revision_at_a_time(desk):
    item = desk.published()
    change = {"by": desk.officer, "at": at("2019-12-03 09:00"), "changed_on": date(2019, 12, 2)}
    actions.amend(item, change_note="更正", **change)
    with pytest.raises(Refusal, match="已有一个修订稿"):
        actions.amend(item, change_note="再更正", **change)


def test_d39_publishing_may_be_timed_ahead_and_never_back(desk):
    cleared = desk.cleared()
    with pytest.raises(Refusal, match="已经过去"):
        actions.sign(
            cleared, by=desk.approver, at=at("2019-06-03 15:00"), publish_from=at("2019-06-03 14:59")
        )
    with pytest.raises(Refusal, match="晚于公开期限"):
        actions.sign(
            cleared, by=desk.approver, at=at("2019-06-03 15:00"), publish_from=at("2019-12-04 08:00")
        )
    actions.sign(cleared, by=desk.approver, at=at("2019-06-03 15:00"), publish_from=at("2019-06-04 08:00"))
    assert actions.publish_scheduled(cleared, at=at("2019-06-04 07:59")).stage == Stage.SCHEDULED
    published = actions.publish_scheduled(cleared, at=at("2019-06-04 08:01"))
    assert (published.stage, published.published_at) == (Stage.PUBLISHED, at("2019-06-04 08:01"))


# D40


def test_d40_an_annulled_penalty_is_withdrawn_within_three_working_days_with_its_reason(desk):
    penalty = desk.published(column=desk.columns["P06"], title="行政处罚决定书")
    actions.note_annulment(
        penalty,
        by=desk.officer,
        at=at("2019-06-06 09:00"),
        annulled_on=date(2019, 6, 6),
        basis="白区复决〔2019〕1号",
    )
    # 2019-06-07 is 端午节: three working days after the 6th end on the 12th.
    assert todo(desk.world.people["杨签"], "2019-06-06") == [
        ("行政处罚决定书", "撤回已被撤销的处罚决定并说明理由", date(2019, 6, 12))
    ]
    withdrawn = actions.withdraw(
        penalty, by=desk.approver, at=at("2019-06-10 09:00"), reason="处罚决定已被白区复决〔2019〕1号撤销"
    )
    assert withdrawn.stage == Stage.WITHDRAWN
    assert todo(desk.world.people["杨签"], "2019-06-10") == []


def test_d40_only_penalties_are_annulled(desk):
    with pytest.raises(Refusal, match="不是行政处罚决定"):
        actions.note_annulment(
            desk.published(),
            by=desk.officer,
            at=at("2019-06-06 09:00"),
            annulled_on=date(2019, 6, 6),
            basis="x",
        )


# D41


def test_d41_validity_stands_on_the_document_with_the_document_that_repealed_it(desk):
    old = desk.published(doc_number="白区财发〔2019〕1号")
    new = desk.published(title="新办法", doc_number="白区财发〔2019〕2号")
    with pytest.raises(Refusal, match="没有写明"):
        mark(desk, old, changed_by=None, note="")
    with pytest.raises(Refusal, match="不能作为"):
        mark(desk, old, changed_by=old, note="")
    before = old.public_change
    marked = mark(desk, old, changed_by=new, note="")
    assert (marked.validity, marked.changed_by, marked.validity_changed_on) == (
        Validity.REPEALED,
        new,
        date(2019, 7, 1),
    )
    assert marked.public_change > before


def mark(desk, document, **fields):
    return actions.mark_validity(
        document,
        by=desk.approver,
        at=at("2019-07-01 09:00"),
        validity=Validity.REPEALED,
        on=date(2019, 7, 1),
        **fields,
    )


# D42


def kept(desk):
    cleared = desk.cleared(mode=Mode.WITHHELD, mode_reason="《条例》第十六条：过程性信息")
    return actions.keep(cleared, by=desk.approver, at=at("2019-06-03 15:00"))


def test_d42_what_is_not_disclosed_is_assessed_again_after_twelve_months(desk):
    item = kept(desk)
    assert item.reassess_on == date(2020, 6, 3)
    approver = desk.world.people["杨签"]
    assert todo(approver, "2020-06-02") == []
    assert [each[1] for each in todo(approver, "2020-06-03")] == ["评估能否转为主动公开"]
    again = actions.reassess(
        item, by=desk.approver, at=at("2020-06-03 09:00"), disclose=False, note="情况没有变化"
    )
    assert (again.stage, again.reassess_on) == (Stage.KEPT, date(2021, 6, 3))
    assert again.acts.get(act="reassess").note == "继续不公开：情况没有变化"


def test_d42_what_may_now_be_disclosed_goes_through_the_review(desk):
    item = actions.reassess(
        kept(desk), by=desk.approver, at=at("2020-06-03 09:00"), disclose=True, note="程序已经结束"
    )
    assert (item.stage, item.mode, item.mode_reason) == (Stage.DRAFT, Mode.PROACTIVE, "")
    assert item.due_on > date(2020, 6, 3)


def test_d42_the_interval_is_a_value_the_office_sets_with_its_source(desk):
    from decimal import Decimal

    from gongkai.units.actions import set_parameter

    set_parameter(
        "reassess_months",
        Decimal(6),
        by=desk.world.actor("郑公开"),
        at=at("2019-06-01 09:00"),
        since=date(2019, 6, 1),
        source="区政务公开办通知",
    )
    assert kept(desk).reassess_on == date(2019, 12, 3)


# D43

PHONE = "<p>联系人李四，手机13909431234。</p>"


def test_d43_what_is_called_an_id_number_is_one_even_mistyped(desk):
    found = findings(desk.draft(body="<p>身份证号：620402198001011234。</p>"), date(2019, 6, 3))
    assert [each.words for each in found if each.blocks] == ["620402198001011234"]


def test_d43_personal_data_blocks_unless_the_secrecy_reviewer_releases_it(desk):
    draft = desk.draft(body=PHONE)
    with pytest.raises(actions.NotReady, match="手机号码"):
        actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"), release_reason="是对外公布的值班手机")
    actions.check(draft, by=desk.checker, at=at("2019-06-03 09:20"))
    with pytest.raises(Refusal, match="没有放行"):
        actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 09:30"))
    keys = [held["key"] for held in draft.held]
    passed = actions.pass_secrecy(draft, by=desk.secrecy, at=at("2019-06-03 09:30"), released=keys)
    assert passed.acts.get(act="pass_secrecy").note.startswith("放行1处检查发现")
    assert "13909431234" not in str(passed.held)


def test_d43_a_secrecy_mark_is_never_released(desk):
    draft = desk.draft(body="<p>机密★10年</p>")
    with pytest.raises(actions.NotReady, match="国家秘密标志"):
        actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"), release_reason="请放行")


def test_d43_wrong_names_and_slips_are_found_with_their_correction(desk):
    actions.add_word(
        by=desk.world.actor("郑公开"),
        at=at("2019-06-01 09:00"),
        on=date(2019, 6, 1),
        kind="slip",
        wrong="截止目前",
        right="截至目前",
        source="《现代汉语词典》",
    )
    found = findings(desk.draft(body="<p>截止目前，已完成。</p>"), date(2019, 6, 3))
    assert [(each.words, each.fix, each.blocks) for each in found] == [("截止目前", "截至目前", False)]


# D44


def test_d44_quoting_a_document_that_is_not_public_is_pointed_out(desk):
    secret = desk.draft(
        doc_number="白区财发〔2019〕7号", mode=Mode.WITHHELD, mode_reason="《条例》第十六条", title="内部通知"
    )
    assert secret.doc_number == "白区财发〔2019〕7号"
    draft = desk.draft(body="<p>根据白区财发[2019]7号文件和国发〔2019〕5号文件，制定本通知。</p>")
    found = findings(draft, date(2019, 6, 3))
    assert [each.message for each in found] == [
        "引用了“白区财发〔2019〕7号”，该文件的公开方式是“不予公开”；公开的文件不得夹带其名称、文号和内容。"
    ]


def test_d44_a_number_that_a_known_series_does_not_have_is_pointed_out(desk):
    desk.draft(doc_number="白区财政发〔2019〕7号", title="预算管理办法")
    body = "<p>根据白区财政发〔2019〕70号和白区财政发〔2018〕3号文件，制定本通知。</p>"
    assert [each.message for each in findings(desk.draft(body=body), date(2019, 6, 3))] == [
        "平台没有“白区财政发〔2019〕70号”，有同一机关代字当年的其他文件，请核对文号。"
    ], "of 2018 the platform knows nothing"


# D46


def test_d46_public_items_are_handed_over_in_lists_without_gap_or_overlap(desk):
    first, second = desk.published(), desk.published(title="第二件")
    made = hand_over(desk, "2019-06-04")
    assert (made.number, made.count, made.received_by) == (1, 2, "陈馆员")
    assert list(actions.handed_over(made)) == [first, second]
    with pytest.raises(Refusal, match="没有新公开"):
        hand_over(desk, "2019-06-05")
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOver.objects.update(count=3)
    assert verify().ok


def hand_over(desk, day):
    return actions.hand_over(
        desk.world.finance,
        receiver="archives",
        by=desk.officer,
        at=at(f"{day} 16:00"),
        handed_on=date.fromisoformat(day),
        received_by="陈馆员",
    )


# D57–D59


def test_d57_a_document_of_the_scope_is_not_signed_without_a_plan(desk):
    draft = desk.draft(genre=Genre.NORMATIVE)
    with pytest.raises(actions.NotReady, match="解读方案缺少解读提纲"):
        actions.submit(draft, by=desk.officer, at=at("2019-06-03 09:10"))
    late = desk.cleared(genre=Genre.NORMATIVE, title="另一办法", **plan("2019-06-11"))
    with pytest.raises(Refusal, match="晚于文件公开后3个工作日（2019-06-06）"):
        actions.sign(late, by=desk.approver, at=at("2019-06-03 15:00"))


@pytest.mark.parametrize(("published", "due"), [("2025-09-29", "2025-10-10"), ("2025-09-30", "2025-10-11")])
def test_d57_the_interpretation_is_due_three_working_days_after_its_document(desk, published, due):
    document = Publication(published_at=at(f"{published} 09:00"))
    assert interpretation.due_on(document) == date.fromisoformat(due)


def test_d57_document_and_interpretation_are_signed_in_one_step(desk):
    document = desk.cleared(genre=Genre.NORMATIVE, **plan("2019-06-03"))
    text = desk.cleared(
        title="办法解读",
        genre=Genre.INTERPRETATION,
        column=desk.columns["jiedu"],
        interprets=document,
        interpretation_kind="unit",
        body="<p>为什么出台：减轻企业负担，稳定预期。</p>",
    )
    with pytest.raises(Refusal, match="还没有公开"):
        actions.sign(text, by=desk.approver, at=at("2019-06-03 15:00"))
    actions.sign_together(document, [text], by=desk.approver, at=at("2019-06-03 15:00"))
    text.refresh_from_db()
    assert (document.stage, text.stage) == (Stage.PUBLISHED, Stage.PUBLISHED)
    assert list(document.interpretations.all()) == [text]


def test_d58_the_rate_the_documents_without_link_and_the_heads_own_talks_are_reported(desk):
    document = desk.published(genre=Genre.NORMATIVE, **plan("2019-06-03"))
    desk.published(title="另一件", genre=Genre.NORMATIVE, **plan("2019-06-03"))
    explain = {"genre": Genre.INTERPRETATION, "column": desk.columns["jiedu"], "body": "<p>背景：……</p>"}
    desk.published(title="解读", interprets=document, interpretation_kind="unit", **explain)
    for talk in range(3):
        desk.published(
            title=f"局长谈{talk}",
            interpretation_kind=InterpretationKind.LEADER,
            interpreter="黄局长",
            **explain,
        )
    (record,) = interpretation.records(
        Publication.objects.public().select_related("unit", "column").prefetch_related("interpretations")
    )
    assert (record.documents, record.interpreted, record.rate, record.by_head) == (2, 1, 0.5, 3)
    assert [each.title for each in record.missing] == ["另一件"]
    assert ("另一件", "发布政策解读", date(2019, 6, 6)) in todo(desk.world.people["张财"], "2019-06-04")


def test_d59_an_extract_of_the_document_is_no_interpretation(desk):
    text = "第一条 为了规范财政补贴资金的申请和发放，根据有关法律法规，制定本办法。"
    document = desk.published(body=f"<p>{text}</p>", genre=Genre.NORMATIVE, **plan("2019-06-03"))
    copy = desk.draft(
        title="解读",
        genre=Genre.INTERPRETATION,
        interprets=document,
        interpretation_kind="unit",
        body=f"<p>{text}</p>",
    )
    with pytest.raises(actions.NotReady, match="是摘抄，不是解读"):
        actions.submit(copy, by=desk.officer, at=at("2019-06-03 16:00"))


# D63


def test_d63_a_decision_draft_is_open_for_thirty_days_or_says_why_not(desk):
    short = {"comment_kind": "decision", "comment_until": date(2019, 6, 20)}
    with pytest.raises(actions.NotReady, match="不少于30日，从今天算起只有17日"):
        actions.submit(desk.draft(**short), by=desk.officer, at=at("2019-06-03 09:10"))
    reasoned = desk.published(title="短期限", comment_short_reason="防汛紧急需要", **short)
    assert reasoned.stage == Stage.PUBLISHED
    late = desk.cleared(title="拖后", comment_kind="house", comment_until=date(2019, 7, 3))
    with pytest.raises(Refusal, match="只有29日"):
        actions.sign(late, by=desk.approver, at=at("2019-06-04 09:00"))


def test_d63_opinions_are_received_until_the_last_day_and_the_result_is_due(desk):
    call = desk.published(comment_kind="decision", comment_until=date(2019, 7, 3))
    opinion = actions.receive(call, at=at("2019-07-03 23:59"), text="建议增加站点。", name="王某")
    with pytest.raises(Refusal, match="已于2019-07-03截止"):
        actions.receive(call, at=at("2019-07-04 00:01"), text="迟了")
    assert ("公布征求意见的结果") in [each[1] for each in todo(desk.world.people["张财"], "2019-07-04")]
    with pytest.raises(Refusal, match="没有写明未采纳的理由"):
        actions.weigh(opinion, by=desk.officer, at=at("2019-07-05 09:00"), handling="not_adopted")
    actions.weigh(opinion, by=desk.officer, at=at("2019-07-05 09:00"), handling="adopted")
    desk.published(title="征求意见结果反馈", result_of=call)
    assert todo(desk.world.people["张财"], "2019-07-06") == []
    assert verify().ok
    assert timezone.localtime(opinion.received_at).day == 3


def test_substitutes_hold_a_post_for_a_time_only(desk, world):
    Post.objects.create(
        user=world.people["朱镇长"], unit=world.finance, role=Role.APPROVER, since=date(2019, 6, 1),
        until=date(2019, 6, 5),
    )  # fmt: skip
    cleared = desk.cleared()
    with pytest.raises(Refusal, match="不是财政局的审签人"):
        actions.sign(cleared, by=world.actor("朱镇长", date(2019, 6, 6)), at=at("2019-06-06 09:00"))
    actions.sign(cleared, by=world.actor("朱镇长", date(2019, 6, 5)), at=at("2019-06-05 09:00"))
