"""The values of response that the law leaves to the office (D98)."""

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
    "broadcast_quiet_from": Meaning(
        "群发免打扰开始", Decimal(22), "时", Decimal(0), Decimal(23), "本平台设计，红色、橙色预警不受限制"
    ),
    "broadcast_quiet_until": Meaning(
        "群发免打扰结束", Decimal(7), "时", Decimal(0), Decimal(23), "本平台设计；与开始相同表示不设免打扰"
    ),
    "confirm_minutes": Meaning(
        "责任人未确认转电话叫应", Decimal(15), "分钟", Decimal(10), Decimal(30), "叫应通行做法10至30分钟，待核"
    ),
}  # fmt: skip
