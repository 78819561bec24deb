"""The values of broadcasts that the law leaves to the office (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

MEANINGS = {
    "broadcast_quiet_from": Meaning(
        "群发免打扰开始", Decimal(22), "时", Decimal(0), Decimal(23), "本平台设计，红色、橙色预警不受限制"
    ),
    "broadcast_quiet_until": Meaning(
        "群发免打扰结束", Decimal(7), "时", Decimal(0), Decimal(23), "本平台设计；与开始相同表示不设免打扰"
    ),
    "confirm_minutes": Meaning(
        "责任人未确认转电话叫应",
        Decimal(15),
        "分钟",
        Decimal(10),
        Decimal(30),
        "叫应通行做法10至30分钟，待核",
    ),
}
