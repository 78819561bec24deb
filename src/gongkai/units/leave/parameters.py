"""The values of leave that the office decides (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

_LADDER = (
    "沂水某镇、某政务公开窗口、通城某镇请销假制度：1日、3日、3日以上三级审批（个别单位做法，本区参照，待核）"
)
_HALF, _MOST = Decimal("0.5"), Decimal(30)
MEANINGS = {
    "leave_head_days": Meaning(
        "请假由工作机构负责人批准，不超过", Decimal(1), "个工作日", _HALF, _MOST, _LADDER
    ),
    "leave_leader_days": Meaning(
        "请假由单位分管负责人批准，不超过", Decimal(3), "个工作日", _HALF, _MOST, _LADDER
    ),
    "leave_emergency_days": Meaning(
        "紧急指定代理，不超过", Decimal(3), "个工作日", _HALF, _MOST, "本平台设计：期间补办请假手续"
    ),
    "leave_reminder_days": Meaning(
        "请假未答复、未批准提醒", Decimal(1), "个工作日后", Decimal(1), Decimal(10), "本平台设计"
    ),
}
