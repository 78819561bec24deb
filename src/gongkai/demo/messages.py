"""What the public wrote: the 96 messages of 2019, and those of these days in every stage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast, after, before, moment
from gongkai.units.models import Role
from gongkai.voice.messages import actions
from gongkai.voice.messages.actions import Letter
from gongkai.voice.messages.models import Postbox

YEAR = 2019
RECEIVED = 96
LAST_DAY = date(YEAR, 12, 10)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭"
# Kind, how many of a hundred, postbox, title, text, answer; the subject of the unit stands in each.
WRITTEN = (
    ("question", 45, "unit", "咨询{topic}的办理", "想了解{topic}有什么规定，需要准备哪些材料，到哪里办理。",
     "{topic}的规定和办事指南在区政府网站{unit}栏目公开。您可以持身份证到{unit}咨询，工作日都能办理。"),
    ("help", 22, "leader", "{topic}方面遇到困难", "我家在{topic}方面遇到困难，找过几次没有结果，请帮助解决。",
     "已安排工作人员与您联系，核实情况后按{topic}的规定办理，本月内落实。"),
    ("complaint", 13, "leader", "反映{topic}的问题", "{topic}办理拖延，打电话没有人接，希望改进。",
     "经核实，所反映的情况属实。已对有关人员作了批评，并公布了值班电话，欢迎继续监督。"),
    ("suggestion", 12, "general", "对{topic}的建议", "建议在{topic}中多听取群众意见，把进展公布出来。",
     "您的建议已采纳，今后{topic}的进展按月在网站公布。"),
    ("fault", 8, "fault", "{topic}的网页有错", "“{topic}”一文的附件打不开，正文还有一处错别字。", "附件和错别字已经改正，并检查了同栏目的其他信息，感谢您的反馈。"),
)  # fmt: skip
LIMITS = {"question": 4, "fault": 2}
LATE = (17, 58)
EXTENDED = (31, 77)


@dataclass
class Said:
    """A message; its acts share the case."""

    cast: Cast
    unit: str
    letter: Letter
    answered: str
    box: str = "general"
    case: Case = field(init=False, repr=False)

    def submit(self, at: datetime) -> None:
        token = f"demo-message-{at:%Y%m%d}-{self.letter.title}"
        box = Postbox.objects.filter(code=self.box).first()
        office = self.cast.units["zfb"]
        self.case = actions.submit(self.letter, unit=office, postbox=box, at=at, token=token).case

    def assign(self, at: datetime) -> None:
        unit = self.cast.units[self.unit]
        actions.assign(self.case, unit, by=self.cast.of("zfb", COMPETENT), at=at)

    def extend(self, at: datetime) -> None:
        head = self.cast.of(self.unit, Role.APPROVER)
        actions.extend(self.case, days=5, reason="需要现场核实", by=head, at=at)

    def answer(self, at: datetime) -> None:
        actions.answer(self.case, text=self.answered, by=self.cast.of(self.unit, Role.OFFICER), at=at)

    def approve(self, at: datetime) -> None:
        actions.approve(self.case, by=self.cast.of(self.unit, Role.APPROVER), at=at)

    def publish(self, at: datetime) -> None:
        office, letter = self.cast.of("zfb", COMPETENT), self.letter
        actions.publish(
            self.case, title=letter.title, text=letter.text, answer=self.answered, by=office, at=at
        )

    def keep(self, at: datetime) -> None:
        office = self.cast.of("zfb", COMPETENT)
        actions.keep(self.case, reason="内容只涉及本人，没有普遍意义", by=office, at=at)

    def rate(self, at: datetime, rating: int = 5) -> None:
        actions.rate(self.case, rating=rating, at=at)

    def set_aside(self, at: datetime) -> None:
        actions.set_aside(self.case, ground="advertising", by=self.cast.of("zfb", COMPETENT), at=at)

    def transfer(self, at: datetime) -> None:
        told = "您反映的征地补偿纠纷属于信访事项，已转送区信访局办理，电话0943-0000000。"
        actions.transfer(self.case, told=told, by=self.cast.of("zfb", COMPETENT), at=at)


def acts_2019(cast: Cast, share: float = 1.0) -> Iterator[Act]:
    """Yield the acts of the messages of 2019; a shortened year has fewer of them, in proportion."""
    random = Random(f"messages-{YEAR}")  # noqa: S311 -- the same year everywhere
    units = sorted(code for code in cast.topics if code != "qzf")
    days = (LAST_DAY - date(YEAR, 1, 2)).days
    plan = sorted(
        (date(YEAR, 1, 2) + timedelta(days=random.randrange(days)), random.choice(units))
        for _ in range(RECEIVED)
    )
    kinds = random.choices(WRITTEN, [each[1] for each in WRITTEN], k=RECEIVED)
    for number, ((day, unit), written) in enumerate(zip(plan, kinds, strict=True)):
        one = list(_course(cast, random, number, day, unit, written))
        if number < round(RECEIVED * share):
            yield from one


def _course(
    cast: Cast,
    random: Random,
    number: int,
    day: date,
    unit: str,
    written: tuple[str, int, str, str, str, str],
) -> Iterator[Act]:
    """Yield one message from its receipt to the rating of its answer."""
    kind, _, box, title, text, answered = written
    words = {"unit": cast.units[unit].short_name, "topic": random.choice(cast.topics[unit])}
    title, text, answered = (each.format(**words) for each in (title, text, answered))
    may, days = random.random() < 0.6, random.randint(1, LIMITS.get(kind, 12))
    name, hour = f"{random.choice(SURNAMES)}先生", random.randint(8, 15)
    letter = Letter(
        kind, title, text, name, phone="13900000000", may_be_published=may,
        page="/column/xxgk/" if kind == "fault" else "", fault_kind="unreachable" if kind == "fault" else "",
    )  # fmt: skip
    said = Said(cast, unit, letter, answered, box)
    days = 17 if number in LATE else days
    verbs: list[tuple[Callable[[datetime], None], date, int]] = [
        (said.submit, day, hour),
        (said.assign, after(day, 1), 9),
        (said.answer, after(day, days), 15),
        (said.approve, after(day, days), 17),
    ]
    if number in EXTENDED:
        verbs.insert(2, (said.extend, after(day, 1), 11))
    if may:
        decided = said.publish if random.random() < 0.8 else said.keep
        verbs.append((decided, after(day, days + 2), 10))
    if random.random() < 0.4:
        rating = random.choices((5, 4, 3, 2), (50, 30, 14, 6))[0]
        verbs.append((partial(said.rate, rating=rating), after(day, days + 3), 20))
    for verb, on, at_hour in verbs:
        at = moment(on, at_hour, number % 60)
        yield Act(at, partial(verb, at))


# Unit that answers ("" while nobody was assigned), working days ago, kind, title, text, answer ("" while none is
# written), and what else became of it.
SAID = (
    ("jyj", 18, "question", "小学一年级报名需要哪些材料？", "孩子今年满六周岁，户口在四龙路街道，报名要带什么？",
     "户口簿、房产证明或者租赁备案证明、预防接种证，原件和复印件各一份，到学区学校报名。", ("publish", "rate")),
    ("mzj", 15, "help", "独居老人能申请助餐补贴吗？", "母亲82岁，一人居住，听说有助餐补贴，怎样申请？",
     "80周岁以上的独居老人可以申请，请持身份证和户口簿到社区登记，次月起享受补贴。", ("publish",)),
    ("silong", 12, "suggestion", "建议村道加装反光镜", "双合村进村弯道多，夜间看不清来车，建议加装反光镜。",
     "已会同交警现场踏勘，在三处弯道加装反光镜，月底前完成。", ("publish",)),
    ("zfb", 5, "fault", "政策文件库一处链接打不开", "文件附件点开提示不存在。",
     "已修复该链接，并检查了同栏目的其他附件，感谢您的反馈。", ()),
    ("czj", 7, "question", "农机购置补贴什么时候到账？", "三月申请的农机购置补贴还没有收到。", "", ()),
    ("jyj", 17, "complaint", "校门口早高峰无人疏导", "学校门口早晨七点半拥堵，学生过街不安全。", "", ()),
    ("", 2, "help", "公园路小区停水没有通知", "公园路一处小区停水两天，物业和供水单位都没有通知。", "", ()),
    ("", 1, "help", "小区停水两天没有通知", "公园路一处小区停水两天，物业和供水单位都没有通知，什么时候来水？", "", ()),
    ("", 3, "suggestion", "专业疏通管道，欢迎来电", "专业疏通管道，价格优惠，全天上门。", "", ("set_aside",)),
    ("", 4, "complaint", "征地补偿款与邻村标准不同", "2012年修路征地，补偿标准与邻村不同，多年反映没有结果。", "", ("transfer",)),
)  # fmt: skip


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the acts of these days, dated relative to ``now``; nothing lies in the future."""
    today = timezone.localtime(now).date()
    for unit, age, kind, title, text, answered, rest in SAID:
        letter = Letter(kind, title, text, "演示群众", phone="13900000000", may_be_published=True)
        said = Said(cast, unit, letter, answered, "fault" if kind == "fault" else "general")
        verbs: list[Callable[[datetime], None]] = [said.submit]
        verbs += [said.assign] if unit else []
        verbs += [said.answer, said.approve] if answered else []
        verbs += [getattr(said, name) for name in rest]
        for later, verb in enumerate(verbs):
            at = moment(before(today, max(1, age - later)), 9 + later)
            yield Act(at, partial(verb, at))
