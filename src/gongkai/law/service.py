"""Service of letters (送达): which ways are lawful, what proves each, and which day counts.

国办公开办函〔2016〕235号: by post the day of posting, direct or through another the day of signature; 邮政法 art. 55:
official documents travel by the postal enterprise alone; 电子签名法 art. 11: a data message is received when it enters
the recipient's system.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from gongkai.law.refusal import Refusal

CHINA_POST = "中国邮政"
POSTAL_RULE = "国办公开办函〔2016〕235号；《邮政法》第五十五条"
SERVICE_RULE = "国办公开办函〔2016〕235号"
ELECTRONIC_RULE = "《电子签名法》第十一条"


class Manner(Enum):
    """送达方式."""

    POST = "post"
    COUNTER = "counter"
    EMAIL = "email"
    FAX = "fax"
    ONLINE = "online"

    @property
    def label(self) -> str:
        return _RULES[self].label

    @property
    def day_rule(self) -> str:
        """Say which day counts as the day of service."""
        return _RULES[self].day_rule

    @property
    def article(self) -> str:
        return _RULES[self].article

    @property
    def is_electronic(self) -> bool:
        return self.article == ELECTRONIC_RULE


@dataclass(frozen=True)
class _Rule:
    label: str
    day_rule: str
    article: str


_RULES = {
    Manner.POST: _Rule("邮寄", "交邮之日", POSTAL_RULE),
    Manner.COUNTER: _Rule("当面领取", "签收之日", SERVICE_RULE),
    Manner.EMAIL: _Rule("电子邮件", "进入对方邮件系统之日", ELECTRONIC_RULE),
    Manner.FAX: _Rule("传真", "传真发送成功之日", ELECTRONIC_RULE),
    Manner.ONLINE: _Rule("在线查看", "进入对方可查看的系统之日", ELECTRONIC_RULE),
}


@dataclass(frozen=True)
class Service:
    """One service of a letter. ``proof`` is the number of the mail, a receipt or a record of the system."""

    manner: Manner
    day: date
    recipient: str = ""
    carrier: str = ""
    proof: str = ""
    proven_by_file: bool = False
    at_recipients_cost: bool = False


def must_be_lawful(service: Service) -> None:
    """Refuse a service by a way the law does not allow, or without its proof."""
    if service.manner is Manner.POST:
        _must_go_by_china_post(service)
    if service.manner is Manner.COUNTER and not service.recipient.strip():
        raise Refusal("当面送达需要签收人。", article=SERVICE_RULE, advice="请填写签收人姓名。")
    if service.manner.is_electronic and not (service.proof.strip() or service.proven_by_file):
        raise Refusal(
            f"以{service.manner.label}送达需要凭证。",
            article=ELECTRONIC_RULE,
            advice="请填写发送记录（时间、地址、回执），或者上传截图、回执文件。",
        )


def must_follow_making(service: Service, made_on: date) -> None:
    """Refuse a service on a day before the letter was made."""
    if service.day < made_on:
        raise Refusal(
            f"送达日期{service.day}早于文书的制作日期{made_on}。",
            article=service.manner.article,
            advice=f"请填写{service.manner.day_rule}。",
        )


def _must_go_by_china_post(service: Service) -> None:
    if service.carrier.strip() and not service.carrier.strip().startswith(CHINA_POST):
        raise Refusal(
            f"答复应通过{CHINA_POST}寄送，不能使用{service.carrier}。",
            article=POSTAL_RULE,
            advice="请改用邮政挂号信或邮政特快专递。",
        )
    if service.at_recipients_cost:
        raise Refusal("不得由申请人支付邮费。", article=SERVICE_RULE, advice="请取消到付后寄送。")
    if not service.proof.strip():
        raise Refusal("邮寄送达需要邮件号码。", article=SERVICE_RULE, advice="请填写邮件号码。")
