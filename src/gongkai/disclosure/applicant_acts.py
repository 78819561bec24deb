"""What an applicant does alone, on the site (申请人在网上办理): no post of staff is asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.cases.procedure import Action, ClockEffect
from gongkai.disclosure.models import NoticeChoice, Satisfaction

UNDER_WAY = (
    "registered", "returned", "reopened", "handling", "correcting", "consulting", "awaiting_reasons", "awaiting_fee",
    "reviewing", "approving",
)  # fmt: skip
ENDED = ("closed", "archived")
ART_27, ART_30, ART_45 = (f"《条例》第{n}条" for n in ("二十七", "三十", "四十五"))

APPLICANT_ACTIONS = (
    Action(
        "correct_online",
        "网上补正",
        ("correcting",),
        "handling",
        (),
        ART_30,
        ClockEffect.RESTART,
        public="您在网上提交了补正，期限重新计算",
    ),
    Action(
        "withdraw_online",
        "网上撤回",
        UNDER_WAY,
        "closed",
        (),
        ART_27,
        ClockEffect.END,
        public="您撤回了申请",
    ),
    # No period runs yet, so there is none to end.
    Action("withdraw_early", "确认前撤回", ("unconfirmed",), "closed", (), ART_27, public="您撤回了申请"),
    Action("confirm_receipt", "确认收到答复", ENDED, None, (), ART_45, public="您确认收到了答复"),
    Action("rate", "评价", ENDED, None, (), "满意度评价", public="您作了评价"),
    Action(
        "choose_notices",
        "选择通知方式",
        ("unconfirmed", *UNDER_WAY, "approved"),
        None,
        (),
        "《个人信息保护法》第十四条",
    ),
)


def applicants_part(ratings: Iterable[Satisfaction], choices: Iterable[NoticeChoice]) -> Mapping[str, Any]:
    """Return what the ledger proves of what the applicant said online; nothing where she said nothing."""
    said: dict[str, Any] = {}
    for rating in ratings:
        said["satisfaction"] = [rating.score, rating.text]
    for choice in choices:
        said["notices"] = [choice.by_email, choice.email, choice.by_sms, choice.phone]
    return said
