"""A refused request that went to reconsideration, and a record that somebody says is wrong: both of these days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case
from gongkai.demo.cast import Act, Cast, before, moment
from gongkai.disclosure import actions
from gongkai.disclosure.actions import Application, Decision, Notice, WrongRecord
from gongkai.disclosure.models import Remedy
from gongkai.law.regulation import Channel
from gongkai.units.models import Role

UNIT = "jyj"
EVIDENCE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
)
REFUSAL = Decision("O_REFUSE_PROCESS", reasons="方案仍在征求意见，属于过程性信息")


@dataclass
class Dispute:
    """The request and the review over it; its acts share the cases."""

    cast: Cast
    case: Case = field(init=False, repr=False)
    review: Case = field(init=False, repr=False)

    def ask(self, day: date) -> None:
        asked = Application(
            "natural", "钱伟", "other", "演示证件钱伟", info_title="学校布局调整方案（讨论稿）", phone="13900000000",
            delivery_channel="counter", form_required="paper",
        )  # fmt: skip
        clerk, at = self.cast.of(UNIT, Role.OFFICER), moment(day, 9)
        opened = actions.register(
            asked, unit=self.cast.units[UNIT], channel=Channel.IN_PERSON, by=clerk, at=at
        )
        self.case = opened.case
        actions.accept(self.case, by=clerk, at=at)

    def refuse(self, day: date) -> None:
        clerk, at = self.cast.of(UNIT, Role.OFFICER), moment(day, 15)
        actions.draft_reply(self.case, REFUSAL, by=clerk, at=at)
        actions.approve_reply(self.case, by=self.cast.of(UNIT, Role.APPROVER), at=at)
        actions.serve(self.case, manner="counter", by=clerk, at=at)

    def contest(self, day: date) -> None:
        notice = Notice(
            Remedy.Kind.REVIEW,
            "白银区人民政府",
            f"白区复〔{day.year}〕6号",
            day,
            day,
            claims="请求撤销不予公开的答复",
        )
        by, at = self.cast.of(UNIT, Role.OFFICER), moment(day, 10)
        self.review = actions.enter_remedy(self.case, notice, by=by, at=at).case
        actions.take_up(self.review, by=by, at=at)


def acts(cast: Cast, today: date) -> Iterator[Act]:
    """Yield the acts, dated relative to ``today``; the answer on review is due in four working days."""
    dispute = Dispute(cast)
    for age, hour, verb in ((25, 9, dispute.ask), (14, 15, dispute.refuse), (6, 10, dispute.contest)):
        day = before(today, age)
        yield Act(moment(day, hour), partial(verb, day))
    day = before(today, 8)
    yield Act(moment(day, 9), partial(_wrong_record, cast, day))


def _wrong_record(cast: Cast, day: date) -> None:
    evidence = CheckedFile("户口簿（演示）.pdf", EVIDENCE, "application/pdf", ".pdf")
    asked = WrongRecord(
        "马兰", "other", "演示证件马兰", "四龙镇临时救助对象公示名单", "家庭人口写为2人", "家庭人口应为3人", "户口簿首页和本人页",
        phone="13900000000", files=(evidence,),
    )  # fmt: skip
    at, clerk = moment(day, 9), cast.of("silong", Role.OFFICER)
    opened = actions.submit_correction(
        asked, unit=cast.units["silong"], at=at, token=f"demo-correction-{day}"
    )
    actions.accept_correction(opened.case, by=clerk, at=at)
