"""The values of duty that the law leaves to the office (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

DESIGN = "平台缺省值，由主管部门确定"
MEANINGS = {
    "duty_day_starts": Meaning(
        "值班交班时间（早）", Decimal("8.5"), "时", Decimal(5), Decimal(11), f"8.5即8时30分；{DESIGN}"
    ),
    "duty_night_starts": Meaning(
        "夜班起始时间", Decimal("17.5"), "时", Decimal(15), Decimal(22), f"17.5即17时30分；{DESIGN}"
    ),
    "duty_alarm_minutes": Meaning(
        "值班报告到时前告警", Decimal(10), "分钟", Decimal(1), Decimal(60), DESIGN
    ),
    "duty_hand_over_minutes": Meaning(
        "交班后多久未签收告警", Decimal(30), "分钟", Decimal(1), Decimal(240), DESIGN
    ),
    "duty_gap_days": Meaning("空岗提前告警", Decimal(3), "日", Decimal(1), Decimal(31), DESIGN),
    "duty_daily_days": Meaning(
        "未办结事件的日报间隔", Decimal(1), "日", Decimal(1), Decimal(7),
        "持续时间长的事件每日报告（地方值班信息规定，待核）",
    ),
}  # fmt: skip
