"""The eleven requests of 2019 and the one reconsideration, from arrival to archive.

The published table contradicts itself: eight natural persons and two companies asked, nine natural persons
and one company were answered. One request has one applicant of one kind, so the year here has the only
consistent reading: eight natural persons, two companies and one law firm asked, and were answered as such.
Four of the seven answers in full went to natural persons, two to companies, one to the law firm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from gongkai.cases import actions as cases
from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast, after, moment
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Application, Decision, Notice, Ruling
from gongkai.disclosure.models import LogEntry, Remedy
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.related import earlier_answers
from gongkai.law.closing import DISCLOSING
from gongkai.law.identifiers import uscc_check_character
from gongkai.law.regulation import Channel
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

YEAR = 2019
OFFICE = "zfb"
IN_THE_LOG = ("O_GRANT", "O_PUBLISHED", "O_NOTEXIST")


@dataclass(frozen=True)
class Ask:
    """One request: who, what, how it came, what became of it after how many working days."""

    day: date
    kind: str
    name: str
    subject: str
    channel: Channel
    decision: Decision
    delivery: str
    days: int
    course: str = ""


def _d(month: int, day: int) -> date:
    return date(YEAR, month, day)


ASKS = (
    Ask(_d(5, 21), "natural", "石磊", "2018年度区级财政决算", Channel.IN_PERSON, Decision("O_PUBLISHED", information="白银区人民政府网站“财政预决算”栏目"), "counter", 4),
    Ask(_d(6, 3), "natural", "马春燕", "城区棚户区改造项目征收补偿方案", Channel.POST_SIGNED, Decision("O_GRANT", information="随信附征收补偿方案一份"), "post", 12),
    Ask(_d(6, 19), "org_business", "白银演示工贸有限公司", "2019年政府集中采购目录和限额标准", Channel.EMAIL, Decision("O_GRANT", information="发送至您的电子邮箱"), "email", 9, "assign"),
    Ask(_d(7, 11), "natural", "何静", "四龙镇滨河路工程合同", Channel.ONLINE, Decision("O_PARTIAL", ground="EX_THIRD", information="随信附合同（已隐去商业秘密部分）", reasons="合同中的单价构成属于中标人的商业秘密，公开会损害其合法权益", separation="提供合同正文，隐去附件中的单价构成"), "post", 24, "extend"),
    Ask(_d(7, 23), "org_law", "甘肃演示律师事务所", "区政府2018年度重大行政决策目录", Channel.POST_SIGNED, Decision("O_GRANT", information="随信附目录一份"), "post", 10),
    Ask(_d(8, 5), "natural", "周立新", "某企业排污检测原始数据", Channel.EMAIL, Decision("O_REFUSE_THIRD", reasons="涉及企业商业秘密，经书面征求意见，该企业不同意公开且理由合理"), "email", 16, "consult"),
    Ask(_d(8, 21), "natural", "高振华", "1985年居民小区用地批准文件", Channel.POST_ORDINARY, Decision("O_NOTEXIST"), "post", 13, "search"),
    Ask(_d(9, 17), "natural", "石磊", "2018年度区级财政决算", Channel.IN_PERSON, Decision("O_DUPLICATE"), "counter", 3, "duplicate"),
    Ask(_d(10, 14), "org_business", "白银演示建筑安装公司", "老旧小区改造项目招标结果", Channel.ONLINE, Decision("O_GRANT", information="发送至您的电子邮箱"), "email", 8),
    Ask(_d(10, 31), "natural", "谢玉兰", "农村危房改造补助对象名单", Channel.IN_PERSON, Decision("O_GRANT", information="当面提供名单复印件2页"), "counter", 11, "correct"),
    Ask(_d(11, 20), "natural", "曹文博", "学区划分调整方案", Channel.ONLINE, Decision("O_GRANT", information="当面提供方案一份"), "counter", 7),
)  # fmt: skip


def acts(cast: Cast) -> Iterator[Act]:
    """Yield the acts of all requests and of the reconsideration."""
    for serial, asked in enumerate(ASKS, start=1):
        yield from _request(cast, serial, asked)
        if asked.decision.outcome in IN_THE_LOG:
            yield from _into_the_log(cast, serial, asked)
    yield from _remedy(cast)


def _request(cast: Cast, serial: int, asked: Ask) -> Iterator[Act]:
    handler = "czj" if asked.course == "assign" else OFFICE

    def act(
        wait: int,
        hour: int,
        verb: Callable[..., object],
        role: Role | str = Role.OFFICER,
        unit: str = handler,
        **given: Any,
    ) -> Act:
        at = moment(after(asked.day, wait), hour)
        return Act(at, lambda: verb(_case(serial), by=cast.of(unit, role), at=at, **given))

    yield Act(moment(asked.day, 10), lambda: _arrive(cast, serial, asked))
    if asked.channel is Channel.ONLINE:
        yield act(0, 11, cases.open_for_reading)
    if asked.channel.needs_confirmation:
        yield act(0, 15, disclosure.confirm, unit=OFFICE)
    if asked.course == "assign":
        yield act(0, 16, _assign, COMPETENT, OFFICE, to=cast.units[handler])
    yield act(0, 17, disclosure.accept)
    if asked.course == "correct":
        yield act(2, 9, disclosure.ask_correction, what="请写明乡镇和年度")
        yield act(6, 9, disclosure.receive_correction, text="四龙镇，2019年度")
    if asked.course == "consult":
        received = after(asked.day, 2)
        yield act(2, 9, disclosure.consult, kind="third_party", party="某演示企业", received_on=received)
        yield act(9, 10, disclosure.close_consultation, answer="objection", reasons="属于商业秘密")
    if asked.course == "search":
        yield act(
            5, 10, disclosure.record_search, place="区政府办公室档案室、电子公文系统", keywords="小区 用地 批准",
            period="1983年至1987年", result="未查找到该文件",
        )  # fmt: skip
    if asked.course == "extend":
        yield act(10, 9, disclosure.extend, Role.HEAD, days=10, reasons="需要对合同内容作区分处理")
    yield act(asked.days, 9, _draft_reply, decision=asked.decision)
    if asked.decision.outcome in DISCLOSING:
        yield act(asked.days, 11, disclosure.pass_review, Role.SECRECY)
    yield act(asked.days, 15, disclosure.approve_reply, Role.APPROVER)
    proofs = {
        "post": {"carrier": "中国邮政EMS", "proof": f"演示单号{serial:03d}"},
        "email": {"proof": f"演示邮件系统发送记录{serial:03d}"},
    }
    proof = proofs.get(asked.delivery, {})
    yield act(asked.days, 16, disclosure.serve, manner=asked.delivery, **proof)
    yield act(asked.days + 5, 16, disclosure.archive)


def _into_the_log(cast: Cast, serial: int, asked: Ask) -> Iterator[Act]:
    """An answer that others may know is shown in the disclosure log, the day after it went on file."""
    handler = "czj" if asked.course == "assign" else OFFICE
    said = asked.decision.information or "经检索，没有该信息。"
    day = after(asked.day, asked.days + 6)
    clerk, approver = cast.of(handler, Role.OFFICER), cast.of(handler, Role.APPROVER)

    def propose() -> None:
        disclosure.propose_for_log(
            _case(serial), subject=asked.subject, answer=said, by=clerk, at=moment(day, 9)
        )

    def release() -> None:
        entry = LogEntry.objects.get(case=_case(serial))
        disclosure.release_to_log(entry, by=approver, at=moment(day, 10))

    yield Act(moment(day, 9), propose)
    yield Act(moment(day, 10), release)


def _case(serial: int) -> Case:
    number = DISCLOSURE.number_pattern.format(year=YEAR, serial=serial)
    return Case.objects.select_related("unit", "request").get(procedure=DISCLOSURE.key, number=number)


def _arrive(cast: Cast, serial: int, asked: Ask) -> None:
    application, unit, at = _application(serial, asked), cast.units[OFFICE], moment(asked.day, 10)
    if asked.channel is Channel.ONLINE:
        disclosure.submit(application, unit=unit, at=at, token=f"demo-{YEAR}-{serial}")
    else:
        clerk = cast.of(OFFICE, Role.OFFICER)
        disclosure.register(application, unit=unit, channel=asked.channel, by=clerk, at=at)


def _application(serial: int, asked: Ask) -> Application:
    natural = asked.kind == "natural"
    return Application(
        applicant_kind=asked.kind,
        name=asked.name,
        id_type="other" if natural else "uscc",
        id_number=f"演示证件{asked.name}" if natural else _demo_code(asked.kind, serial),
        info_title=asked.subject,
        form_required="email" if asked.delivery == "email" else "paper",
        delivery_channel=asked.delivery,
        phone="13900000000",
        email=f"demo{serial}@example.com",
        postal_address="白银市白银区（演示地址）",
    )


def _demo_code(kind: str, serial: int) -> str:
    """Return a made-up 统一社会信用代码 with its check character: a company's, or a law firm's."""
    first17 = f"{'31620000' if kind == 'org_law' else '91620402'}{serial:09d}"
    return first17 + uscc_check_character(first17)


def _assign(case: Case, *, to: Unit, by: Actor, at: datetime) -> None:
    disclosure.assign(case, to, by=by, at=at, note="由财政局答复")


def _draft_reply(case: Case, *, decision: Decision, by: Actor, at: datetime) -> None:
    if decision.outcome == "O_DUPLICATE":
        decision = replace(decision, earlier_case=earlier_answers(case).first())
    disclosure.draft_reply(case, decision, by=by, at=at)


def _remedy(cast: Cast) -> Iterator[Act]:
    """Yield the reconsideration of the year, of the refusal; it ended with another result (其他结果)."""
    competent = cast.of(OFFICE, COMPETENT)
    accepted, decided = moment(_d(10, 10), 10), moment(_d(11, 22), 10)
    number = f"白区复〔{YEAR}〕1号"

    def enter() -> None:
        case = Case.objects.select_related("unit").get(outcome="O_REFUSE_THIRD", received_on__year=YEAR)
        notice = Notice(Remedy.Kind.REVIEW, "白银区人民政府", number, accepted.date(), accepted.date())
        disclosure.enter_remedy(case, notice, by=competent, at=accepted)

    def decide() -> None:
        entered = Remedy.objects.select_related("case__unit").get(number=number)
        ruling = Ruling("终止", decided.date(), note="申请人撤回")
        disclosure.decide_remedy(entered.case, ruling, by=competent, at=decided)
        disclosure.close_remedy(entered.case, by=competent, at=decided)

    yield Act(accepted, enter)
    yield Act(decided, decide)
