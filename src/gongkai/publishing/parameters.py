"""The values of proactive disclosure that the law leaves to the office (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

MEANINGS = {
    "reassess_months": Meaning(
        "不公开信息的评估间隔", Decimal(12), "个月", Decimal(1), Decimal(60), "《条例》第十八条未定间隔；默认12个月"
    ),
    "interpretation_likeness": Meaning(
        "解读与原文雷同的界限", Decimal("0.6"), "（占解读的比例）", Decimal("0.3"), Decimal(1),
        "解读不得摘抄、缩写原文（各地政策解读办法）；比例由政务公开办定",
    ),
    "leader_interpretations": Meaning(
        "主要负责人每年解读次数", Decimal(3), "次", Decimal(0), Decimal(50), "白银区2019年度报告：每年不少于3次"
    ),
    "validity_warning_days": Meaning(
        "有效期届满前的提醒", Decimal(90), "日", Decimal(1), Decimal(365), "届满前三个月提醒评估；天数由政务公开办定"
    ),
    **{
        key: Meaning(f"{label}环节的办理期限", Decimal(days), "个工作日", Decimal(1), Decimal(15), "单位内部审核时限；由政务公开办定")
        for key, label, days in (
            ("checking_days", "核稿", 2),
            ("secrecy_days", "保密审查", 2),
            ("asking_days", "请示答复", 5),
            ("signing_days", "签发", 2),
        )
    },
    "comments_an_hour": Meaning(
        "一个网络地址每小时的征集意见数", Decimal(10), "条", Decimal(1), Decimal(1000), "防止程序大量提交；由政务公开办定"
    ),
    "result_days": Meaning(
        "征集结束后公布结果的期限", Decimal(30), "日", Decimal(1), Decimal(180), "国办秘函〔2019〕19号要求公布结果；期限待核"
    ),
}  # fmt: skip
