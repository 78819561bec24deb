"""A few things of these days, so that the work lists live: drafts under review, requests in every light."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.models import Case
from gongkai.demo import (
    afterlife,
    disputes,
    duty,
    hotline,
    knowledge,
    leave,
    mailbox,
    messages,
    neighbours,
    opinion,
    rounds,
    texts,
    warnings,
)
from gongkai.demo.cast import Act, Cast, before, moment
from gongkai.demo.year2019 import Manuscript, written
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Application, Decision
from gongkai.law.regulation import Channel
from gongkai.units.models import Role

UNITS = ("czj", "zfb", "jyj", "silong")
STAGES = 4  # draft, checking, secrecy review, signature
# Unit, applicant, subject, and how many working days ago the request was handed in at the counter.
IN_HAND = (
    ("czj", "孙磊", "惠民资金一卡通发放明细", 2),
    ("jyj", "吴敏", "义务教育阶段学位分配方案", 9),
    ("zfb", "赵丽", "老年助餐点布局规划", 14),
    ("zfb", "郑涛", "区政府常务会议纪要目录", 16),
    ("czj", "王芳", "政府债务余额情况", 20),
    ("silong", "李强", "高标准农田项目验收材料", 22),
)
TO_BE_APPROVED = "赵丽"


def play(cast: Cast, now: datetime) -> None:
    """Put open work into four units, dated relative to ``now``; nothing lies in the future."""
    today = timezone.localtime(now).date()
    acts = [
        *_drafts(cast, today),
        *_sent_online(cast, now),
        *_handed_in(cast, today),
        *afterlife.acts(cast, now),
        *disputes.acts(cast, today),
        *mailbox.acts(cast, now),
        *messages.acts(cast, now),
        *opinion.acts(cast, now),
        *duty.acts(cast, now),
        *hotline.acts(cast, now),
        *warnings.acts(cast, now),
        *neighbours.acts(cast, now),
        *rounds.acts_now(cast, today),
        *leave.acts(cast, now),
        *knowledge.acts(cast, now),
    ]
    for act in sorted(acts, key=lambda act: act.at):
        act.play()


def _drafts(cast: Cast, today: date) -> Iterator[Act]:
    """One text of each unit in each stage of review."""
    for unit in UNITS:
        for stage in range(STAGES):
            day = before(today, 3 + 6 * stage)
            yield from list(_manuscript(cast, unit, day).acts())[: stage + 1]


def _manuscript(cast: Cast, unit: str, day: date) -> Manuscript:
    random = Random(f"{unit}{day}")  # noqa: S311 -- made-up texts
    column = "T08" if unit == "silong" else "P07"
    values: texts.Values = {
        "unit": cast.units[unit].short_name,
        "topic": random.choice(cast.topics[unit]),
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    fields = written(texts.write("statutory", column, random, values), cast, column)
    return Manuscript(cast, unit, day, 9 * 60, {**fields, "created_on": day})


@dataclass
class Asked:
    """A request of these days; its acts share the case."""

    cast: Cast
    unit: str
    name: str
    subject: str
    case: Case = field(init=False, repr=False)

    @property
    def application(self) -> Application:
        return Application(
            applicant_kind="natural",
            name=self.name,
            id_type="other",
            id_number=f"演示证件{self.name}",
            info_title=self.subject,
            phone="13900000000",
            email="demo@example.com",
            delivery_channel="email",
            form_required="email",
        )

    def send(self, at: datetime) -> None:
        unit, token = self.cast.units[self.unit], f"demo-current-{self.name}"
        asked = replace(self.application, notify_by="email")
        self.case = disclosure.submit(asked, unit=unit, at=at, token=token).case

    def open(self, at: datetime) -> None:
        cases.open_for_reading(self.case, by=self.cast.of(self.unit, Role.OFFICER), at=at)

    def hand_in(self, at: datetime) -> None:
        clerk = self.cast.of(self.unit, Role.OFFICER)
        unit, channel = self.cast.units[self.unit], Channel.IN_PERSON
        self.case = disclosure.register(self.application, unit=unit, channel=channel, by=clerk, at=at).case

    def accept(self, at: datetime) -> None:
        disclosure.accept(self.case, by=self.cast.of(self.unit, Role.OFFICER), at=at)

    def draft_reply(self, at: datetime) -> None:
        clerk = self.cast.of(self.unit, Role.OFFICER)
        disclosure.draft_reply(
            self.case, Decision("O_GRANT", information="发送规划文本一份"), by=clerk, at=at
        )

    def pass_review(self, at: datetime) -> None:
        disclosure.pass_review(self.case, by=self.cast.of(self.unit, Role.SECRECY), at=at)


def _sent_online(cast: Cast, now: datetime) -> Iterator[Act]:
    """One request that nobody opened, and one that was opened but not yet confirmed with the applicant."""
    unopened = Asked(cast, "czj", "陈静", "本年度部门预算绩效目标")
    opened = Asked(cast, "zfb", "刘洋", "城市更新实施方案")
    for minutes, verb in ((50, unopened.send), (40, opened.send), (10, opened.open)):
        at = now - timedelta(minutes=minutes)
        yield Act(at, partial(verb, at))


def _handed_in(cast: Cast, today: date) -> Iterator[Act]:
    """Fresh, in hand, to be approved, due soon, due today, overdue."""
    for unit, name, subject, age in IN_HAND:
        day, asked = before(today, age), Asked(cast, unit, name, subject)
        verbs = [asked.hand_in, asked.accept]
        if name == TO_BE_APPROVED:
            verbs += [asked.draft_reply, asked.pass_review]
        for hour, verb in enumerate(verbs, start=10):
            at = moment(day, hour)
            yield Act(at, partial(verb, at))
