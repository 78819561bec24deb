"""The series of one issuer over the years, and one's own district beside other governments (横向比较)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median, quantiles

from gongkai.law import report_series
from gongkai.law.annual_report import ReportTables, form_for_year
from gongkai.law.report_series import BASES, NOT_IN_FORM, Measure, SeriesRow, measured
from gongkai.reporting import figures, items_by_year
from gongkai.reporting.annual.compile import frozen_tables, tables_of
from gongkai.reporting.annual.layout import shown
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.parameters import first_year
from gongkai.reporting.past.models import PastReport
from gongkai.reporting.published import json_cells
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit, UnitKind

FEWEST_TO_RANK = 2


@dataclass(frozen=True)
class Year:
    """The tables of an issuer in one year and where they come from. ``faults``: relations they break."""

    issuer: str
    year: int
    tables: ReportTables
    origin: str
    basis: str
    items: int | None
    faults: tuple[str, ...] = ()
    report: PastReport | None = None

    @property
    def is_own(self) -> bool:
        return self.report is None


def own_district() -> Unit | None:
    return Unit.objects.filter(kind=UnitKind.GOVERNMENT).first()


def taken_in() -> list[PastReport]:
    return list(PastReport.objects.filter(withdrawn_at=None))


def year_of(report: PastReport) -> Year:
    """Return a report that was taken in, with its cells as published."""
    read = json_cells.read(report.cells)
    faults = tuple(
        dict.fromkeys(
            check for check, severity, _ in report.findings if severity == "error" and check.startswith("T")
        )
    )
    return Year(
        report.issuer,
        report.year,
        read.tables,
        report.source,
        report.basis,
        report.items_published,
        faults,
        report,
    )


def own_year(year: int) -> Year | None:
    """Return one's own district: the filed report where there is one, else what is counted now."""
    district = own_district()
    if district is None:
        return None
    filed = AnnualReport.objects.filter(unit=district, year=year).exclude(frozen=None).first()
    items = figures.get(items_by_year.TOTAL).value(Scope(year))
    if filed is not None:
        return Year(district.name, year, frozen_tables(filed), "已归档的报告", "government", items)
    tables = tables_of(figures.values(Scope(year)), form_for_year(year).id)
    return Year(district.name, year, tables, "平台按记录统计（未归档）", "government", items)


def series(issuer: str, today: date) -> list[Year]:
    """Return every year there is of an issuer; of one's own district also those the platform counts."""
    found = {row.year: year_of(row) for row in PastReport.objects.filter(withdrawn_at=None, issuer=issuer)}
    district = own_district()
    if district is not None and issuer == district.name:
        for year in range(first_year(today), today.year):
            own = own_year(year)
            if own is not None:
                found[year] = own
    return [found[year] for year in sorted(found)]


@dataclass(frozen=True)
class Line:
    """A row of the series with its value in each year; what its form does not have says so."""

    row: SeriesRow
    values: list[tuple[Year, Decimal | int | None, str]]


def lines(years: Sequence[Year], column: str) -> Iterator[Line]:
    """Yield the rows that any of the years has."""
    forms = {year.tables.form.id for year in years}
    for row in report_series.rows(column):
        if forms & set(row.cells):
            yield Line(row, [(year, *_value(row, year)) for year in years])


def _value(row: SeriesRow, year: Year) -> tuple[Decimal | int | None, str]:
    places = row.cells.get(year.tables.form.id)
    if places is None:
        return None, NOT_IN_FORM
    value = report_series.value_of(year.tables, places)
    # Reports of the form of 2021 that still print （六）其他处理 as a single row.
    if value is None and row.id == "requests.other":
        value = report_series.value_of(year.tables, row.cells["2019"])
    return value, "空白" if value is None else shown(value)


@dataclass(frozen=True)
class Distribution:
    """A measure over all reports of one basis: the values from high to low, one's own place, and who was left out."""

    measure: Measure
    values: list[tuple[Year, Decimal]]
    left_out: list[tuple[Year, str]]

    @property
    def own(self) -> Decimal | None:
        return next((value for year, value in self.values if year.is_own), None)

    @property
    def place(self) -> int | None:
        """Return one's own place from the top; equal values share one."""
        own = self.own
        return None if own is None else 1 + sum(value > own for _, value in self.values)

    @property
    def comparable(self) -> bool:
        return self.own is not None and len(self.values) >= FEWEST_TO_RANK

    @property
    def middle(self) -> Decimal:
        return Decimal(median(value for _, value in self.values)).quantize(Decimal("0.01"))

    @property
    def quarters(self) -> tuple[Decimal, Decimal] | None:
        """Return the first and third quartile, from four values on."""
        if len(self.values) < 4:
            return None
        low, _, high = quantiles((value for _, value in self.values), n=4, method="inclusive")
        return low.quantize(Decimal("0.01")), high.quantize(Decimal("0.01"))


def benchmark(own: Year, others: Sequence[Year]) -> list[Distribution]:
    """Return every measure with one's own place; what stands on another basis is left out, with the reason."""
    return [_distribution(measure, own, others) for measure in report_series.MEASURES]


def _distribution(measure: Measure, own: Year, others: Sequence[Year]) -> Distribution:
    values: list[tuple[Year, Decimal]] = []
    left_out: list[tuple[Year, str]] = []
    for year in (own, *others):
        reason = _other_basis(own, year)
        value, missing = (None, reason) if reason else measured(measure, year.tables, year.items)
        if value is None:
            left_out.append((year, missing))
        else:
            values.append((year, value))
    return Distribution(measure, sorted(values, key=lambda pair: -pair[1]), left_out)


def _other_basis(own: Year, other: Year) -> str:
    if other.basis != own.basis:
        return f"口径不同：{BASES[other.basis]}"
    if other.faults:
        return f"报告自身不平（{'、'.join(other.faults)}），不参与比较"
    return ""
