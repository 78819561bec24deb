"""The letters of disclosure on request (依申请公开文书): what each must contain, to whom it goes.

A text of a letter is the office's to word; what it must contain is not. ``fields`` are the values a text must print,
``says`` the statements it must make in words. Which letters there are follows the sets in use (宿政办函〔2021〕21号
and others); the duties are those of the Regulation (《条例》) and of the rules each entry names.
"""

from dataclasses import dataclass
from enum import Enum

from gongkai.law.letter_fields import COMMON, ENCRYPTED
from gongkai.law.remedies import RemedyDuty


class To(Enum):
    """To whom a letter goes (受送达人)."""

    APPLICANT = "申请人"
    THIRD_PARTY = "第三方"
    JOINT_MAKER = "共同制作机关"
    UNIT = "协办单位"
    NOBODY = "存档"


@dataclass(frozen=True)
class Statement:
    """Something a letter must say in words: one of ``words`` must stand in it."""

    what: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter (文书种类). ``may_be_empty`` are fields it must have room for, though not every case has them.

    ``series`` is the part of its number after the organ's code: 机关代字 + series + 〔year〕n号.
    """

    id: str
    name: str
    series: str
    to: To
    article: str
    fields: tuple[str, ...]
    may_be_empty: tuple[str, ...] = ()
    may_use: tuple[str, ...] = ()
    says: tuple[Statement, ...] = ()
    remedy: RemedyDuty = RemedyDuty.NONE
    form: bool = False

    @property
    def must_be_served(self) -> bool:
        """Tell whether the letter has to reach somebody outside, with proof."""
        return self.to in (To.APPLICANT, To.THIRD_PARTY, To.JOINT_MAKER)

    @property
    def repeats_identity(self) -> bool:
        """Tell whether the letter repeats what is kept encrypted of the applicant: only handlers may open it."""
        return any(field in ENCRYPTED for field in self.fields)

    @property
    def is_reply(self) -> bool:
        return self.id.startswith("R")


# Every R letter: letter number, applicant, organ, date and seal are the layout's; these are the text's.
EVERY_REPLY = ("received", "subject", "article", "reasons", "remedy")


def _art(number: str) -> str:
    return f"《条例》第{number}条"


def _says(what: str, *words: str) -> Statement:
    return Statement(what, words)


def _notice(
    kind: str, name: str, series: str, article: str, *fields: str, to: To = To.APPLICANT, **more: object
) -> LetterKind:
    return LetterKind(kind, name, series, to, article, fields, **more)  # type: ignore[arg-type]


def _reply(
    kind: str,
    name: str,
    article: str,
    decision: tuple[str, ...],
    *fields: str,
    may_be_empty: tuple[str, ...] = (),
    remedy: RemedyDuty = RemedyDuty.CHOICE,
    series: str = "公复",
) -> LetterKind:
    if remedy is RemedyDuty.OPTIONAL:
        may_be_empty = (*may_be_empty, "remedy")
    every = tuple(field for field in EVERY_REPLY if field not in fields)
    says = (_says("所作的决定", *decision),)
    return LetterKind(
        kind, name, series, To.APPLICANT, article, (*every, *fields), may_be_empty, says=says, remedy=remedy
    )


def _refusal(kind: str, ground: str, article: str) -> LetterKind:
    return _reply(
        kind, f"不予公开答复书（{ground}）", article, ("不予公开",), "ground", remedy=RemedyDuty.REVIEW_FIRST
    )


FIFTEEN_DAYS = _says("自收到之日起15个工作日内提出意见", "15个工作日")
FIRST = RemedyDuty.REVIEW_FIRST
OPTIONAL = RemedyDuty.OPTIONAL

KINDS = {
    kind.id: kind
    for kind in (
        LetterKind(
            "L01", "政府信息公开申请表", "公申", To.NOBODY, _art("二十九"),
            (
                "applicant_kind", "applicant", "id_type", "id_number", "contact_person", "phone", "email",
                "postal_address", "info_title", "doc_number", "features", "form_required", "delivery_channel",
                "assistance", "organ", "submitted", "channel",
            ),
            may_be_empty=(
                "contact_person", "phone", "email", "postal_address", "info_title", "doc_number", "features",
            ),
            form=True,
        ),
        LetterKind(
            "L02", "政府信息公开申请登记表", "公登", To.NOBODY, _art("四十五"),
            ("number", "received", "channel", "applicant_kind", "subject", "handler", "stage_dates"),
            may_be_empty=("handler",), may_use=("form_required", "delivery_channel", "submitted"), form=True,
        ),
        _notice(
            "L03", "登记回执", "公回", _art("三十一"), "number", "received", "receipt_rule", "due",
        ),
        _notice(
            "L04", "补正告知书", "公补", _art("三十"), "what", "limit",
            says=(
                _says("补正只告知这一次", "一次性"),
                _says("逾期不补正的后果", "视为放弃", "不再处理"),
            ),
        ),
        _notice(
            "L05", "说明理由告知书", "公说", _art("三十五"), "counts", "limit",
            says=(_says("请申请人说明理由", "说明理由"),),
        ),
        _notice("L06", "延期答复告知书", "公延", _art("三十三"), "reasons", "due", "days", "head"),
        _notice("L07", "延迟答复告知书", "公迟", _art("三十五"), "delayed_until", may_use=("reasons", "counts")),
        _notice(
            "L08", "第三方意见征求书", "公征", _art("三十二"), "subject", "limit", to=To.THIRD_PARTY,
            may_be_empty=("limit",), says=(FIFTEEN_DAYS, _says("逾期不提出意见的后果：由本机关决定", "由本机关")),
        ),
        LetterKind(
            "L09", "第三方意见确认函", "公意", To.NOBODY, _art("三十二"),
            ("party", "subject", "opinion", "reasons", "opinion_on"), may_be_empty=("reasons",), form=True,
        ),
        _notice(
            "L10", "征求意见告知书", "公征告", _art("三十三"), "suspended_from", may_use=("asking",),
            says=(_says("征求意见所需时间不计算在期限内", "不计算在"),),
        ),
        _notice(
            "L11", "向第三方告知公开决定书", "公告", _art("三十二"), "disclosed", "reasons", to=To.THIRD_PARTY,
            may_use=("remedy",), remedy=OPTIONAL,
        ),
        _notice(
            "L12", "共同制作机关意见征求书", "公征", _art("三十四"), "subject", "limit", to=To.JOINT_MAKER,
            may_be_empty=("limit",), says=(FIFTEEN_DAYS, _says("逾期不提出意见的后果：视为同意", "视为同意")),
        ),
        _notice("L13", "协办函", "公协", _art("四十五"), "task", "reply_by", to=To.UNIT),
        _notice(
            "L14", "信息处理费收费通知书", "公费", "《政府信息公开信息处理费管理办法》第六条、第七条",
            "fee_basis", "fee_standard", "fee_amount", "fee_way", may_use=("fee_limit",),
            says=(
                _says("自收到次日起20个工作日内缴费", "20个工作日"),
                _says("逾期不缴费的后果", "视为放弃", "不再处理"),
            ),
        ),
        LetterKind(
            "L15", "答复审查呈批单（保密审查表）", "公审", To.NOBODY, "《条例》第十七条、第四十五条",
            ("subject", "review_grounds", "reviewers"), may_use=("handler", "stage_dates"), form=True,
        ),
        LetterKind(
            "L16", "送达回证", "公送", To.NOBODY, "国办公开办函〔2016〕235号",
            ("served_letter", "manner", "served_on", "recipient"), may_use=("server", "proof"), form=True,
        ),
        _reply("R01", "答复书（已主动公开）", _art("三十六"), ("主动公开",), "information", may_be_empty=("reasons",)),
        _reply("R02", "答复书（予以公开）", _art("三十六"), ("予以公开",), "information", may_be_empty=("reasons",)),
        _reply(
            "R03", "答复书（部分公开）", _art("三十七"), ("不予公开",), "information", "ground", "ground_article",
            "separation", remedy=FIRST,
        ),
        _refusal("R04", "国家秘密", _art("十四")),
        _refusal("R05", "法律、行政法规禁止公开", _art("十四")),
        _refusal("R06", "三安全一稳定", _art("十四")),
        _refusal("R07", "第三方合法权益", _art("十五")),
        _refusal("R08", "内部事务信息", _art("十六")),
        _refusal("R09", "过程性信息", _art("十六")),
        _refusal("R10", "行政执法案卷", _art("十六")),
        _reply(
            "R11", "告知书（行政查询事项）", _art("三十六"), ("特别规定",), "referral", may_be_empty=("reasons",),
            remedy=OPTIONAL,
        ),
        _reply("R12", "答复书（信息不存在）", _art("三十六"), ("不存在",), "searches", may_be_empty=("reasons",)),
        _reply(
            "R13", "告知书（非本机关负责公开）", _art("三十六"), ("不属于本机关负责公开",), "referral",
            may_be_empty=("referral",),
        ),
        _reply(
            "R14", "答复书（需要加工、分析）", _art("三十八"), ("不予提供",), remedy=OPTIONAL,
        ),
        _reply("R15", "答复书（补正后仍不明确）", _art("三十"), ("无法提供",)),
        _reply(
            "R16", "告知书（信访、投诉、举报）", _art("三十九"), ("不作为政府信息公开申请处理",), "referral",
            may_be_empty=("reasons",), remedy=OPTIONAL,
        ),
        _reply(
            "R17", "告知书（重复申请）", _art("三十六"), ("不予重复处理",), "earlier_on", "earlier_number",
            may_be_empty=("reasons",), remedy=OPTIONAL,
        ),
        _reply(
            "R18", "告知书（公开出版物）", _art("三十九"), ("公开出版物",), "referral",
            may_be_empty=("reasons",), remedy=OPTIONAL,
        ),
        _reply("R19", "告知书（大量反复申请）", _art("三十五"), ("不予处理",), "counts"),
        _reply("R20", "告知书（要求确认或者重新出具）", "年度报告格式（五）5", ("不予处理",), remedy=OPTIONAL),
        _reply("R21", "更正答复书", _art("四十一"), ("更正",), "correction", may_be_empty=("reasons",), series="公更"),
        _reply("R22", "终止办理记录", _art("三十"), ("终止办理",), "ended", series="公终"),
    )
}  # fmt: skip


def usable_fields(kind: LetterKind) -> tuple[str, ...]:
    """Return the fields a text of this kind may print."""
    return tuple(dict.fromkeys((*kind.fields, *kind.may_use, *COMMON)))
