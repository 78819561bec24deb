"""历年政府信息公开数 (D85): items published per year since 2008; years before the platform are signed returns.

A year nobody has given a number for is missing: it is neither counted nor zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from gongkai.cases.files import CheckedFile
from gongkai.law.refusal import Refusal
from gongkai.reporting import actions, figures
from gongkai.reporting.figures import EARLIER
from gongkai.reporting.models import UnitReturn
from gongkai.reporting.parameters import BEGINNING, first_year
from gongkai.reporting.scope import Scope
from gongkai.units import posts
from gongkai.units.posts import Actor

TOTAL = "publications.total"
SHORTEST_SOURCE = 4


@dataclass(frozen=True)
class YearNumber:
    """The items of one year: counted, returned with their source, or missing; ``entry`` is the return.

    A year in which nobody used the platform is not a year in which nothing was published.
    """

    year: int
    value: int | None
    kind: Literal["counted", "unused", "returned", "missing"]
    entry: UnitReturn | None = None

    @property
    def source(self) -> str:
        if self.kind == "counted":
            return "平台按记录统计"
        if self.kind == "unused":
            return "平台没有这一年的记录"
        if self.entry is None or self.value is None:
            return "未报送"
        return f"{self.entry.note}（{self.entry.unit.short_name}填报，负责人签字）"


def returned() -> dict[int, UnitReturn]:
    """Return the newest return of each earlier year, signed or not."""
    rows = UnitReturn.objects.filter(figure=EARLIER, superseded_by=None).order_by("pk")
    return {entry.year: entry for entry in rows}


def published_by_year(today: date) -> list[YearNumber]:
    """Return every year from 2008 to the last one that has ended."""
    signed = {
        row.year: row for row in UnitReturn.objects.in_force().filter(figure=EARLIER).select_related("unit")
    }
    return list(_years(today, signed))


def _years(today: date, signed: dict[int, UnitReturn]) -> Iterator[YearNumber]:
    first, total = first_year(today), figures.get(TOTAL)
    for year in range(BEGINNING, today.year):
        if year >= first:
            counted = total.value(Scope(year))
            yield YearNumber(year, counted, "counted") if counted else YearNumber(year, None, "unused")
        elif entry := signed.get(year):
            yield YearNumber(year, int(entry.value), "returned", entry)
        else:
            yield YearNumber(year, None, "missing")


def enter(
    year: int, value: str, *, source: str, by: Actor, at: datetime, evidence: CheckedFile | None = None
) -> UnitReturn:
    """报送: give the number of a year before the platform, with the report it was published in.

    Raises:
        Refusal: the year is counted by the platform, no source is named, or the number is none.
    """
    today = timezone.localtime(at).date()
    first = first_year(today)
    if not BEGINNING <= year < first:
        raise Refusal(
            f"{year}年度不能填报：平台自{first}年度起按记录统计。",
            article="数据来源一致",
            advice=f"只填{BEGINNING}至{first - 1}年度。",
        )
    if len(source.strip()) < SHORTEST_SOURCE:
        raise Refusal(
            f"{year}年度的数没有写明出处。",
            article="数据来源一致",
            advice="请写明出自哪份已公布的报告；没有出处的年度不填，公开为“未报送”。",
        )
    unit = posts.competent_office(today)
    if unit is None:
        raise Refusal("没有设置主管部门。", article="岗位分离规则", advice="请先设置政务公开主管岗位。")
    return actions.enter_return(
        unit, EARLIER, year, value, by=by, at=at, note=source.strip()[:300], evidence=evidence
    )
