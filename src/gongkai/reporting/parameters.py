"""The values of data reporting that the law leaves to the office (D98)."""

from datetime import date
from decimal import Decimal

from gongkai.law.lateness import due_day
from gongkai.units import parameters
from gongkai.units.parameters import Meaning

FIRST_YEAR = "figures_first_year"
# 《政府信息公开条例》（国务院令第492号）took effect on 1 May 2008: no government counted what it published before.
BEGINNING = 2008
MEANINGS = {
    "report_due_january": Meaning(
        "单位年度报告报送和公布的最后一日", Decimal(31), "日（次年1月）", Decimal(2), Decimal(31),
        "《条例》第四十九条：每年1月31日前；本地可以提前，不得推后",
    ),
    "report_due_march": Meaning(
        "区政府年度报告公布的最后一日", Decimal(31), "日（次年3月）", Decimal(2), Decimal(31),
        "《条例》第四十九条：每年3月31日前；上级可以提前，不得推后",
    ),
    "report_likeness": Meaning(
        "年度报告正文雷同的界限", Decimal("0.8"), "（占本报告该部分正文的比例）", Decimal("0.3"), Decimal(1),
        "国办公开办函〔2021〕30号：雷同的依《条例》第四十七条追究；比例由政务公开办定，默认80%",
    ),
    FIRST_YEAR: Meaning(
        "平台开始统计的年度", Decimal(2019), "年", Decimal(BEGINNING), Decimal(2100),
        "平台启用时由政务公开办确定；此前各年度的数由政务公开办报送，注明出处",
    ),
}  # fmt: skip


def due_on(year: int, *, of_government: bool) -> date:
    """Return the last day for a report of ``year``, by the value the office had set when the term began."""
    key = "report_due_march" if of_government else "report_due_january"
    day = int(parameters.value(key, date(year + 1, 1, 1)))
    return due_day(year, of_government=of_government, local_day=day)


def first_year(on: date) -> int:
    """Return the first year whose figures the platform counts itself."""
    return int(parameters.value(FIRST_YEAR, on))
