"""The values of the hotline that the office sets; its time limits stand in a table of their own."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

MEANINGS = {
    "hotline_remind_days": Meaning(
        "热线工单到期前提醒", Decimal(1), "个工作日", Decimal(0), Decimal(10), "设计默认值"
    ),
    "hotline_calls": Meaning(
        "回访未接通可以办结的次数", Decimal(3), "次", Decimal(1), Decimal(10), "设计默认值"
    ),
    "hotline_joint_days": Meaning(
        "协办期限", Decimal(3), "个工作日", Decimal(1), Decimal(20), "设计默认值；不晚于主办期限"
    ),
}
