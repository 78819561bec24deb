"""What became of public items these days: guides, a revision, a repeal, calls for comments, a survey, an end in sight."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from gongkai.demo.cast import Act, Cast
from gongkai.publishing import actions, surveys
from gongkai.publishing.models import Genre, Mode, Publication, Validity
from gongkai.units.models import Role

REVIEW = (
    (5, actions.submit, Role.OFFICER),
    (10, actions.check, Role.CHECKER),
    (15, actions.pass_secrecy, Role.SECRECY),
)
SIGNED = (*REVIEW, (20, actions.sign, Role.APPROVER))
KEPT = (*REVIEW, (20, actions.keep, Role.APPROVER))
CALL = (
    "<p>为完善老年助餐服务，区政府办公室起草了《白银区老年助餐服务设施布局方案（征求意见稿）》，现公开征求意见。</p>"
    "<h2>一、布局原则</h2><p>十五分钟步行可达，优先利用社区现有用房。</p><h2>二、建设安排</h2>"
    "<table><thead><tr><th scope='col'>街道</th><th scope='col'>助餐点（个）</th></tr></thead><tbody><tr><td>人民路街道</td><td>6</td></tr>"
    "<tr><td>公园路街道</td><td>5</td></tr><tr><td>四龙路街道</td><td>4</td></tr></tbody></table>"
)
QUESTIONS = """您多久会到社区食堂就餐？（单选）
- 每天
- 每周几次
- 不去
您需要哪几餐？（多选）
- 早餐
- 午餐
- 晚餐
您对饭菜有什么希望？（文字）"""


@dataclass
class Text:
    """A text that several people take through its review."""

    cast: Cast
    unit: str
    begin: Callable[[datetime], Publication]
    publication: Publication = field(init=False, repr=False)

    def acts(self, start: datetime, review: tuple[tuple[int, Any, Role], ...]) -> Iterator[Act]:
        """Yield the drafting at ``start`` and the acts of ``review``, each some minutes after it."""
        yield Act(start, partial(self._begin, start))
        for minutes, verb, role in review:
            at = start + timedelta(minutes=minutes)
            yield Act(at, partial(self._pass, verb, role, at))

    def _begin(self, at: datetime) -> None:
        self.publication = self.begin(at)

    def _pass(self, verb: Callable[..., object], role: Role, at: datetime) -> None:
        verb(self.publication, by=self.cast.of(self.unit, role), at=at)


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the acts, most of them within the last hours before ``now``."""
    start = now - timedelta(hours=5)
    for unit in cast.units:
        yield from Text(cast, unit, partial(_guide, cast, unit)).acts(start, SIGNED)
    yield from _call_for_comments(cast, start)
    yield from _revision(cast, start)
    yield Act(start, partial(_repeal, cast, start))
    kept_back = {
        "title": "财政投资评审内部工作流程", "summary": "内部工作流程。", "body": "<p>内部工作流程。</p>",
        "genre": Genre.OTHER, "column": cast.columns["P02"], "mode": Mode.WITHHELD,
        "mode_reason": "《条例》第十六条第一款：内部工作流程",
    }  # fmt: skip
    # Kept back more than a year ago: to be assessed again.
    yield from Text(cast, "czj", partial(_draft, cast, "czj", kept_back)).acts(
        start - timedelta(days=380), KEPT
    )
    yield from _asked(cast, start)
    yield from _survey(cast, start)
    yield from _ending(cast, start)


def _guide(cast: Cast, unit: str, at: datetime) -> Publication:
    return actions.write_guide(cast.units[unit], by=cast.of(unit, Role.OFFICER), at=at)


def _draft(cast: Cast, unit: str, fields: dict[str, Any], at: datetime) -> Publication:
    given = {"created_on": timezone.localtime(at).date(), **fields}
    return actions.draft(cast.units[unit], by=cast.of(unit, Role.OFFICER), at=at, **given)


def _call_for_comments(cast: Cast, start: datetime) -> Iterator[Act]:
    until = timezone.localtime(start).date() + timedelta(days=32)
    fields = {
        "title": "关于《白银区老年助餐服务设施布局方案（征求意见稿）》公开征求意见的公告", "body": CALL,
        "summary": "就老年助餐点布局公开征求意见。", "genre": Genre.ANNOUNCEMENT, "column": cast.columns["zhengji"],
        "comment_kind": "decision", "comment_until": until,
    }  # fmt: skip
    call = Text(cast, "zfb", partial(_draft, cast, "zfb", fields))
    yield from call.acts(start, SIGNED)
    for number, text in enumerate(("建议四龙路街道增加一个助餐点。", "希望延长晚餐供应时间。"), start=1):
        at = start + timedelta(minutes=30 + number)
        yield Act(at, lambda at=at, text=text: actions.receive(call.publication, at=at, text=text))  # type: ignore[misc]


def _revision(cast: Cast, start: datetime) -> Iterator[Act]:
    """A notice with a wrong figure, put right an hour later."""
    body = "<p>自下月起，城乡居民最低生活保障标准提高到每人每月{sum}元。</p>"
    fields = {
        "title": "关于提高最低生活保障标准的通知", "summary": "提高城乡居民最低生活保障标准。",
        "body": body.format(sum=680), "genre": Genre.NOTICE, "column": cast.columns["C07"],
    }  # fmt: skip
    first = Text(cast, "mzj", partial(_draft, cast, "mzj", fields))
    yield from first.acts(start, SIGNED)

    def put_right(at: datetime) -> Publication:
        by, day = cast.of("mzj", Role.OFFICER), timezone.localtime(at).date()
        revised = actions.amend(
            first.publication, by=by, at=at, changed_on=day, change_note="更正保障标准金额"
        )
        return actions.revise(
            revised, by=by, at=at, expected_revision=revised.revision, body=body.format(sum=710)
        )

    yield from Text(cast, "mzj", put_right).acts(start + timedelta(hours=1), SIGNED)


def _repeal(cast: Cast, at: datetime) -> None:
    """One of the documents from before 2019, repealed when the office cleared its documents."""
    old = Publication.objects.public().filter(genre=Genre.NORMATIVE, created_on__lt=date(2019, 1, 1)).first()
    if old is not None:
        actions.mark_validity(
            old, by=cast.of(old.unit.code, Role.APPROVER), at=at, validity=Validity.REPEALED,
            on=timezone.localtime(at).date(), note="行政规范性文件清理，自即日起废止",
        )  # fmt: skip


def _asked(cast: Cast, start: datetime) -> Iterator[Act]:
    """A text its checker could not judge: it waits for the disclosure office."""
    fields = {
        "title": "民办学校年度检查情况通报", "summary": "通报年度检查结果。",
        "body": "<p>现将民办学校年度检查情况予以通报。</p>", "genre": Genre.OTHER, "column": cast.columns["P13"],
    }  # fmt: skip
    text = Text(cast, "jyj", partial(_draft, cast, "jyj", fields))
    yield from text.acts(start, REVIEW[:1])
    at = start + timedelta(minutes=10)
    question = "通报点名未整改的学校，能否公开名单？"
    yield Act(
        at, lambda: actions.ask(text.publication, by=cast.of("jyj", Role.CHECKER), at=at, question=question)
    )


def _survey(cast: Cast, start: datetime) -> Iterator[Act]:
    """A survey under way, with three answers."""
    until = timezone.localtime(start).date() + timedelta(days=14)
    fields = {
        "title": "社区老年食堂就餐意愿问卷调查", "summary": "了解老年居民就餐需求。",
        "body": "<p>为合理安排社区老年食堂，请您回答下面的问题。调查不记名。</p>", "genre": Genre.ANNOUNCEMENT,
        "column": cast.columns["zhengji"], "comment_kind": "survey", "comment_until": until,
        "questions": surveys.read(QUESTIONS),
    }  # fmt: skip
    survey = Text(cast, "mzj", partial(_draft, cast, "mzj", fields))
    yield from survey.acts(start, SIGNED)
    answers = (
        ("每天", ["午餐", "晚餐"], "希望有软烂的菜。"),
        ("每周几次", ["午餐"], ""),
        ("每天", ["午餐"], ""),
    )
    for number, (often, meals, wish) in enumerate(answers):
        at = start + timedelta(minutes=40 + number)
        sent = {"q1": [often], "q2": meals, "q3": [wish]}

        def answer(
            at: datetime = at, sent: dict[str, list[str]] = sent, sender: str = f"demo-{number}"
        ) -> None:
            actions.answer_survey(survey.publication, at=at, sent=sent, sender=sender)

        yield Act(at, answer)


def _ending(cast: Cast, start: datetime) -> Iterator[Act]:
    """A document whose validity ends soon: to be assessed before."""
    fields = {
        "title": "关于城区部分路段实行临时交通管制的通告", "summary": "道路改造期间实行临时交通管制。",
        "body": "<p>因道路改造，区内部分路段实行临时交通管制，请过往车辆按照现场标志绕行。</p>", "genre": Genre.ANNOUNCEMENT,
        "column": cast.columns["tongzhi"], "valid_until": timezone.localtime(start).date() + timedelta(days=20),
    }  # fmt: skip
    yield from Text(cast, "zjj", partial(_draft, cast, "zjj", fields)).acts(start, SIGNED)
