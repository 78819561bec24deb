"""The values of messages that the law leaves to the office (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

_ONE, _MOST = Decimal(1), Decimal(60)
MEANINGS = {
    "message_days": Meaning(
        "网站留言答复期限", Decimal(15), "个工作日", _ONE, _MOST, "通行要求15个工作日，待核"
    ),
    "simple_message_days": Meaning(
        "简单咨询答复期限", Decimal(5), "个工作日", _ONE, _MOST, "通行要求5个工作日，待核"
    ),
    "fault_report_days": Meaning(
        "网站找错答复期限", Decimal(3), "个工作日", _ONE, Decimal(10),
        "《辽宁省政府网站管理办法》：3个工作日；本区参照",
    ),
    "message_alarm_days": Meaning(
        "留言未答复告警", Decimal(60), "日", _ONE, Decimal(90), "国办秘函〔2019〕19号：3个月未答复单项否决；提前告警"
    ),
    "messages_an_hour": Meaning(
        "同一网络地址每小时最多留言", Decimal(10), "件", _ONE, Decimal(1000), "设计值：防止灌水；政务大厅共用地址的可以调高"
    ),
    "messages_an_hour_in_all": Meaning(
        "全站每小时最多留言", Decimal(500), "件", Decimal(10), Decimal(100000), "设计值：防止灌水"
    ),
    "message_proof_bits": Meaning(
        "写留言的验证强度", Decimal(16), "位", Decimal(8), Decimal(22), "设计值：每加1位，浏览器计算时间加倍；16位约0.3秒"
    ),
}  # fmt: skip
