"""The closing matrix (办结核对): which outcome, ground and evidence go together, and which contradict each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gongkai.law.course import Course
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import GROUNDS, Needs, Outcome

DISCLOSING = frozenset({"O_GRANT", "O_PARTIAL"})
NOT_BY_REPLY = frozenset({"O_ABANDON_CORR", "O_ABANDON_FEE"})


@dataclass(frozen=True)
class Basis:
    """What a decision rests on: what the officer wrote, and what the history of the request holds."""

    course: Course
    reasons: str = ""
    information: str = ""
    referral: str = ""
    evidence: str = ""
    ground: str = ""
    earlier_reply: bool = False
    attached: bool = False
    separated: bool = False


def lacking(outcome: Outcome, basis: Basis) -> tuple[Needs, ...]:
    """Return what must still be on file before a reply with this outcome may be approved."""
    return tuple(need for need in outcome.needs if not _HAS[need](outcome, basis))


def must_fit(outcome: Outcome, basis: Basis) -> None:
    """Refuse a decision that lacks what its outcome needs or contradicts what happened (art. 36–39)."""
    if outcome.id in NOT_BY_REPLY:
        raise Refusal(
            f"“{outcome.label}”不是一种答复。",
            article=outcome.article,
            advice="请在期限届满后办理相应的终止。",
        )
    missing = lacking(outcome, basis)
    if missing:
        raise Refusal(
            f"“{outcome.label}”的答复缺少：{'、'.join(need.value for need in missing)}。",
            article=outcome.article,
            advice="请补充后再送审。",
        )
    _must_agree(outcome, basis)


def _must_agree(outcome: Outcome, basis: Basis) -> None:
    """Refuse a ground that belongs to another outcome, and a release against a third party left untold."""
    if basis.ground and outcome.ground != basis.ground and not (outcome.id == "O_PARTIAL"):
        raise Refusal(
            f"办理结果“{outcome.label}”与所选情形“{GROUNDS[basis.ground].label}”不一致。",
            article=outcome.article,
            advice="请改选一致的结果和情形。",
        )
    if basis.course.open_questions:
        raise Refusal(
            "还有征求意见没有结束。", article="《条例》第三十二条、第三十四条", advice="请先登记对方的意见。"
        )
    against = basis.course.objecting
    keeps_it_back = outcome.id == "O_PARTIAL" and basis.ground == "EX_THIRD"
    if outcome.id in DISCLOSING and against and not keeps_it_back:
        raise Refusal(
            f"第三方{'、'.join(sorted(against))}不同意公开。",
            article="《条例》第三十二条",
            advice="应当不予公开；认为不公开会对公共利益造成重大影响的，先“告知第三方”公开的内容和理由，再答复。",
        )


def _third_party_was_asked(_: Outcome, basis: Basis) -> bool:
    return any(asked.third for asked in basis.course.asked.values())


_HAS: Mapping[Needs, Callable[[Outcome, Basis], bool]] = {
    Needs.GROUND: lambda outcome, basis: bool(outcome.ground or basis.ground),
    Needs.REASONS: lambda _, basis: bool(basis.reasons.strip()),
    Needs.SEARCH: lambda _, basis: basis.course.searches > 0,
    Needs.EARLIER_REPLY: lambda _, basis: basis.earlier_reply,
    Needs.ADDRESS: lambda _, basis: bool(basis.information.strip()),
    Needs.INFORMATION: lambda _, basis: bool(basis.information.strip()) or basis.attached,
    Needs.SPECIAL_LAW: lambda _, basis: bool(basis.referral.strip()),
    Needs.CHANNEL: lambda _, basis: bool(basis.referral.strip()),
    Needs.SEPARATION: lambda _, basis: basis.separated,
    Needs.EVIDENCE: lambda _, basis: bool(basis.evidence.strip()),
    Needs.THIRD_PARTY: _third_party_was_asked,
    Needs.CORRECTED: lambda _, basis: basis.course.corrected,
    Needs.REASONS_JUDGED: lambda _, basis: basis.course.reasonable is False,
}
