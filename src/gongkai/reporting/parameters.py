"""The values of data reporting that the law leaves to the office (D98)."""

from datetime import date
from decimal import Decimal

from gongkai.units import parameters
from gongkai.units.parameters import Meaning

FIRST_YEAR = "figures_first_year"
# 《政府信息公开条例》（国务院令第492号）took effect on 1 May 2008: no government counted what it published before.
BEGINNING = 2008
MEANINGS = {
    FIRST_YEAR: Meaning(
        "平台开始统计的年度", Decimal(2019), "年", Decimal(BEGINNING), Decimal(2100),
        "平台启用时由政务公开办确定；此前各年度的数由政务公开办报送，注明出处",
    ),
}  # fmt: skip


def first_year(on: date) -> int:
    """Return the first year whose figures the platform counts itself."""
    return int(parameters.value(FIRST_YEAR, on))
