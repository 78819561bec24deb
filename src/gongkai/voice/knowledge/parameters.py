"""The values of the knowledge base that the office decides (D98)."""

from decimal import Decimal

from gongkai.units.parameters import Meaning

_DESIGN = "本平台设计：12345知识库要求及时更新，没有统一天数"
MEANINGS = {
    "knowledge_warning_days": Meaning(
        "知识条目到期前提醒", Decimal(30), "日", Decimal(1), Decimal(180), _DESIGN
    ),
    "knowledge_longest_days": Meaning(
        "知识条目有效期最长", Decimal(1095), "日", Decimal(30), Decimal(3650), _DESIGN
    ),
    "knowledge_review_days": Meaning(
        "知识条目审核、核对限期", Decimal(3), "个工作日", Decimal(1), Decimal(30), _DESIGN
    ),
}
