"""The values of public opinion that no rule fixes; the office sets them (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

MEANINGS = {
    "opinion_assess_hours": Meaning(
        "舆情研判时限", Decimal(2), "小时", Decimal(1), Decimal(48),
        "国办发〔2016〕80号未定研判时限；5小时内发布权威信息须先研判，2小时为平台设计值",
    ),
    "opinion_warn_hours": Meaning(
        "舆情时限提前提醒", Decimal(2), "小时", Decimal(1), Decimal(24), "平台设计值"
    ),
    "opinion_like_share": Meaning(
        "近似线索的重合比例", Decimal(60), "%", Decimal(30), Decimal(100), "平台设计值"
    ),
    "opinion_like_days": Meaning(
        "近似线索的比对范围", Decimal(14), "日", Decimal(1), Decimal(90), "平台设计值"
    ),
}  # fmt: skip
