"""The returns of 2019: what no module of the platform counts, entered and signed by the units in January 2020."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from gongkai.demo.cast import COMPETENT, Act, Cast, moment
from gongkai.reporting import actions as reporting
from gongkai.reporting.annual.beginnings import SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.models import UnitReturn
from gongkai.reporting.website import actions as website
from gongkai.units.models import Role

YEAR = 2019
ENFORCERS = ("scj", "cgj", "jtj", "wjj", "yjj", "zrzyj", "zjj", "nyj", "lcj", "swj")
RETURNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("licences.items_prev_year", "166", ENFORCERS),
    ("licences.delta", "4", ("scj", "wjj")),
    ("licences.decisions", "6473", ENFORCERS),
    ("other_services.items_prev_year", "171", ("rsj", "mzj", "ybj", "jyj", "wjj", "zwzx")),
    ("other_services.delta", "0", ("rsj",)),
    ("other_services.decisions", "298596", ("rsj", "mzj", "ybj", "jyj", "wjj", "zwzx")),
    ("penalties.items_prev_year", "874", ENFORCERS),
    ("penalties.delta", "0", ("scj",)),
    ("penalties.decisions", "323", ENFORCERS),
    ("coercion.items_prev_year", "91", ENFORCERS),
    ("coercion.delta", "0", ("cgj",)),
    ("coercion.decisions", "11", ("cgj", "scj")),
    ("admin_fees.items_prev_year", "19", ("czj", "zrzyj", "rsj")),
    ("admin_fees.delta", "0", ("czj",)),
    ("gov_procurement.projects", "35", ("czj", "jyzx")),
    ("gov_procurement.amount", "16744.15", ("czj", "jyzx")),
    ("services.items", "523", ("zwzx",)),
    ("services.online", "517", ("zwzx",)),
    ("meetings.leading_group", "1", ("zfb",)),
    ("trainings", "1", ("zfb",)),
)


def acts(cast: Cast) -> Iterator[Act]:
    """Yield entry and signature of every return, and the opening of the district's report."""
    entered, signed = moment(date(2020, 1, 7), 10), moment(date(2020, 1, 8), 15)
    given = {unit for _, _, units in RETURNS for unit in units}
    nothing_else = tuple(unit for unit in cast.units if unit != "qzf" and unit not in given)
    for figure, total, units in (*RETURNS, ("other_matters", "0", nothing_else)):
        for unit, value in zip(units, split(Decimal(total), len(units)), strict=True):
            note = "演示数据：按全区合计分摊" if len(units) > 1 and total != "0" else ""
            yield Act(entered, partial(_enter, cast, unit, figure, value, note, at=entered))
            yield Act(signed, partial(_sign, cast, unit, figure, signed))
    opened = moment(date(2020, 1, 13), 9)
    yield Act(opened, partial(_open_report, cast, opened))
    yield Act(opened, partial(_begin_statement, cast, opened))


def _enter(cast: Cast, unit: str, figure: str, value: Decimal, note: str, *, at: datetime) -> None:
    officer = cast.of(unit, Role.OFFICER)
    reporting.enter_return(cast.units[unit], figure, YEAR, str(value), by=officer, at=at, note=note)


def _sign(cast: Cast, unit: str, figure: str, at: datetime) -> None:
    entry = UnitReturn.objects.select_related("unit").get(unit__code=unit, figure=figure, year=YEAR)
    reporting.sign_return(entry, by=cast.of(unit, Role.HEAD), at=at)


def _open_report(cast: Cast, at: datetime) -> None:
    """Open the district's report for 2019, prefilled, for the disclosure office to finish."""
    reporting.open_report(
        cast.units["qzf"], YEAR, by=cast.of("zfb", COMPETENT), at=at, sections=SECTIONS_TO_BEGIN_WITH
    )


def _begin_statement(cast: Cast, at: datetime) -> None:
    """Begin the website's statement for 2019: what is known besides the counted figures; the rest waits for the office."""
    by = cast.of("zfb", COMPETENT)
    begun = website.open_statement(YEAR, by=by, at=at)
    known = {"site.kind": ("政府门户网站", "")}
    website.enter(begun, known, expected_revision=begun.revision, by=by, at=at)


def split(total: Decimal, parts: int) -> list[Decimal]:
    """Return ``parts`` numbers of the same decimals that add up to ``total``, the first taking what is left."""
    step = Decimal(1).scaleb(int(total.as_tuple().exponent))
    each = (total / parts).quantize(step, rounding="ROUND_DOWN")
    return [total - each * (parts - 1), *[each] * (parts - 1)]
