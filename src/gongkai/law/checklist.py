"""What must be on file before and after a reply with a given outcome (办结核对清单), each item with its article.

A pure comparison of what the outcome asks for with what is on file. It shows; the verbs refuse.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongkai.law.closing import DISCLOSING
from gongkai.law.regulation import OUTCOMES, Needs, Outcome

ART_17, ART_30, ART_32, ART_34, ART_45 = (
    f"《条例》第{n}条" for n in ("十七", "三十", "三十二", "三十四", "四十五")
)
SEARCH_DUTY = "《条例》第三十六条第（四）项；法释〔2025〕8号（合理检索义务）"
SERVICE = "国办公开办函〔2016〕235号"
ENDS_WITHOUT_REPLY = ("O_ABANDON_CORR", "O_ABANDON_FEE")


@dataclass(frozen=True)
class OnFile:
    """What the file of a case holds, as plain facts."""

    ground: bool = False
    reasons: bool = False
    information: bool = False
    referral: bool = False
    searches: int = 0
    earlier_reply: bool = False
    correction_asked: bool = False
    correction_received: bool = False
    third_party_asked: bool = False
    third_party_open: bool = False
    third_party_objects: bool = False
    third_party_told: bool = False
    joint_maker_open: bool = False
    evidence: bool = False
    separation: bool = False
    reasons_judged: bool = False
    secrecy_review: bool = False
    drafted: bool = False
    approved: bool = False
    letter: bool = False
    served: bool = False
    service_proof: bool = False


@dataclass(frozen=True)
class Check:
    """One item: what, under which article, whether it is there, and how it gets there."""

    label: str
    article: str
    there: bool
    way: str = ""


def checklist(outcome_id: str, file: OnFile) -> list[Check]:
    """Return everything the file needs for an outcome, in the order of handling."""
    outcome = OUTCOMES[outcome_id]
    if outcome_id in ENDS_WITHOUT_REPLY:
        return [*_before(outcome, file), Check("终止办理记录", ART_45, file.letter, "终止办理时自动生成")]
    return [*_before(outcome, file), *_contents(outcome, file), *_afterwards(outcome, file)]


def _before(outcome: Outcome, file: OnFile) -> Iterator[Check]:
    """Yield what must have happened before the outcome may be decided."""
    if outcome.id in ("O_UNCLEAR", "O_ABANDON_CORR"):
        yield Check("补正告知书", ART_30, file.correction_asked, "办理“补正告知”，自收到之日起7个工作日内")
    if outcome.id == "O_UNCLEAR":
        yield Check("收到补正的记录", ART_30, file.correction_received, "办理“收到补正”")
    if outcome.id == "O_REFUSE_THIRD":
        yield Check("征求第三方意见", ART_32, file.third_party_asked, "办理“征求意见”")
        yield Check(
            "第三方不同意公开的意见或者本机关的决定",
            ART_32,
            file.third_party_asked and not file.third_party_open,
            "办理“登记意见”",
        )
    elif file.third_party_asked:
        yield Check("第三方意见已登记", ART_32, not file.third_party_open, "办理“登记意见”")
    if outcome.id in DISCLOSING and file.third_party_objects:
        yield Check(
            "不公开会对公共利益造成重大影响的理由，并书面告知第三方",
            ART_32,
            file.third_party_told,
            "办理“告知第三方”",
        )
    if file.joint_maker_open:
        yield Check("共同制作机关意见已登记", ART_34, there=False, way="办理“登记意见”")
    if outcome.id in DISCLOSING:
        yield Check("保密审查", ART_17, file.secrecy_review, "由保密审查员办理“通过保密审查”")


def _contents(outcome: Outcome, file: OnFile) -> Iterator[Check]:
    """Yield what the reply must contain or rest on."""
    has: dict[Needs, Callable[[], bool]] = {
        Needs.ADDRESS: lambda: file.information,
        Needs.INFORMATION: lambda: file.information,
        Needs.REASONS: lambda: file.reasons,
        Needs.GROUND: lambda: bool(outcome.ground) or file.ground,
        Needs.SEARCH: lambda: file.searches > 0,
        Needs.SPECIAL_LAW: lambda: file.referral,
        Needs.CHANNEL: lambda: file.referral,
        Needs.EARLIER_REPLY: lambda: file.earlier_reply,
        Needs.EVIDENCE: lambda: file.evidence,
        Needs.SEPARATION: lambda: file.separation,
        Needs.REASONS_JUDGED: lambda: file.reasons_judged,
    }
    for need in outcome.needs:
        if need not in has:  # told among what must have happened before
            continue
        search = need is Needs.SEARCH
        yield Check(
            need.value,
            SEARCH_DUTY if search else outcome.article,
            has[need](),
            "办理“记录检索”" if search else "在“拟写答复”中填写",
        )


def _afterwards(outcome: Outcome, file: OnFile) -> Iterator[Check]:
    yield Check("拟稿", ART_45, file.drafted, "办理“拟写答复”")
    yield Check("审批（由拟稿人以外的人）", ART_45, file.approved, "由审签人办理“审批答复”")
    yield Check(f"答复文书（{outcome.letter}）", outcome.article, file.letter, "审批后自动生成并编号")
    yield Check("送达", SERVICE, file.served, "办理“送达答复”")
    yield Check("送达凭证（邮件号码、签收）", SERVICE, file.service_proof, "在“送达答复”中填写")
