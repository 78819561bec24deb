"""The values of disclosure on request that the law leaves to the office (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

_ONE, _MOST = Decimal(1), Decimal(60)
MEANINGS = {
    "correction_days": Meaning(
        "申请人补正的期限", Decimal(15), "个工作日", _ONE, _MOST, "《条例》第三十条未定补正期限；15个工作日为通行做法，待核"
    ),
    "reasons_days": Meaning(
        "申请人说明理由的期限", Decimal(7), "个工作日", _ONE, _MOST, "《条例》第三十五条未定期限；7个工作日为本区做法，待核"
    ),
    "co_handling_days": Meaning(
        "协办单位答复的期限", Decimal(5), "个工作日", _ONE, Decimal(20), "内部工作要求，由政务公开办定"
    ),
    "serve_within_days": Meaning(
        "文书制作后送出的期限", _ONE, "个工作日", _ONE, Decimal(20), "条例未规定；次一工作日为办公惯例，待核"
    ),
    "free_requests": Meaning(
        "一个自然月内提示收费的件数", Decimal(10), "件", _ONE, Decimal(1000),
        "国办函〔2020〕109号：同一申请人一个自然月内10件以下不收费",
    ),
}  # fmt: skip
