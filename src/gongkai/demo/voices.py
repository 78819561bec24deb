"""What the public said these days: messages in every stage, some answered and public."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast, before, moment
from gongkai.units.models import Role
from gongkai.voice.actions import messages
from gongkai.voice.actions.messages import Letter

# Unit that answers ("" while nobody was assigned), working days ago, kind, title, text, answer ("" while none is written).
SAID = (
    ("jyj", 18, "question", "小学一年级报名需要哪些材料？", "孩子今年满六周岁，户口在四龙路街道，报名要带什么？",
     "户口簿、房产证明或者租赁备案证明、预防接种证，原件和复印件各一份，到学区学校报名。"),
    ("mzj", 15, "help", "独居老人能申请助餐补贴吗？", "母亲82岁，一人居住，听说有助餐补贴，怎样申请？",
     "80周岁以上的独居老人可以申请，请持身份证和户口簿到社区登记，次月起享受补贴。"),
    ("silong", 12, "suggestion", "建议村道加装反光镜", "双合村进村弯道多，夜间看不清来车，建议加装反光镜。",
     "已会同交警现场踏勘，在三处弯道加装反光镜，月底前完成。"),
    ("zfb", 5, "fault", "政策文件库一处链接打不开", "文件附件点开提示不存在。", "已修复该链接，并检查了同栏目的其他附件，感谢您的反馈。"),
    ("czj", 7, "question", "农机购置补贴什么时候到账？", "三月申请的农机购置补贴还没有收到。", ""),
    ("jyj", 17, "complaint", "校门口早高峰无人疏导", "学校门口早晨七点半拥堵，学生过街不安全。", ""),
    ("", 1, "help", "小区停水两天没有通知", "公园路一处小区停水两天，物业和供水单位都没有通知。", ""),
)  # fmt: skip
ANSWERED_PUBLICLY = 3


@dataclass
class Said:
    """A message; its acts share the case."""

    cast: Cast
    unit: str
    letter: Letter
    answered: str
    case: Case = field(init=False, repr=False)

    def submit(self, at: datetime) -> None:
        office = self.cast.units["zfb"]
        token = f"demo-message-{self.letter.title}"
        self.case = messages.submit(self.letter, unit=office, at=at, token=token).case

    def assign(self, at: datetime) -> None:
        unit = self.cast.units[self.unit]
        messages.assign(self.case, unit, by=self.cast.of("zfb", COMPETENT), at=at)

    def answer(self, at: datetime) -> None:
        messages.answer(self.case, text=self.answered, by=self.cast.of(self.unit, Role.OFFICER), at=at)

    def approve(self, at: datetime) -> None:
        messages.approve(self.case, by=self.cast.of(self.unit, Role.APPROVER), at=at)

    def publish(self, at: datetime) -> None:
        office, letter = self.cast.of("zfb", COMPETENT), self.letter
        messages.publish(
            self.case, title=letter.title, text=letter.text, answer=self.answered, by=office, at=at
        )


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the acts, dated relative to ``now``; nothing lies in the future."""
    today = timezone.localtime(now).date()
    for number, (unit, age, kind, title, text, answered) in enumerate(SAID):
        letter = Letter(kind, title, text, "演示群众", phone="13900000000", may_be_published=True)
        said = Said(cast, unit, letter, answered)
        verbs = [said.submit]
        verbs += [said.assign] if unit else []
        verbs += [said.answer, said.approve] if answered else []
        verbs += [said.publish] if number < ANSWERED_PUBLICLY else []
        for later, verb in enumerate(verbs):
            at = moment(before(today, max(1, age - later)), 9 + later)
            yield Act(at, partial(verb, at))
