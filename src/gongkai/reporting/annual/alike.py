"""Texts that say what another report says (雷同, D82): last year's of the same organ, and other units' of the year."""

from collections.abc import Iterable, Mapping
from datetime import date

from gongkai.law.annual_report import SECTIONS, Finding, Place, Section
from gongkai.law.likeness import ARTICLE, LEAST, Likeness, letters_of, likeness, prepared
from gongkai.reporting.models import AnnualReport
from gongkai.units import parameters
from gongkai.units.models import Unit

SHOWN_UNITS = 4
SHOWN_LETTERS = 60


def findings(report: AnnualReport, sections: Mapping[str, str], before: Mapping[str, str]) -> list[Finding]:
    """Compare each of the ``sections`` with ``before``, last year's, and with the other reports handed in for the year."""
    limit = float(parameters.value("report_likeness", date(report.year + 1, 1, 1)))
    others = list(_others(report))
    found = []
    for section in SECTIONS:
        own = prepared(sections.get(section.id, ""), names_of(report.unit))
        if len(own.letters) < LEAST:
            continue
        year = likeness(own, letters_of(before.get(section.id, ""), names_of(report.unit)), limit)
        if year.share >= limit:
            where = f"本机关{report.year - 1}年度报告"
            found.append(_finding("D82-YEAR", section, where, year, limit))
        same = []
        for unit, texts in others:
            alike = likeness(own, letters_of(texts.get(section.id, ""), names_of(unit)), limit)
            if alike.share >= limit:
                same.append((alike, unit.short_name))
        if same:
            same.sort(key=lambda pair: -pair[0].share)
            where = f"{_named([name for _, name in same])}{report.year}年度报告"
            found.append(_finding("D82-UNITS", section, where, same[0][0], limit))
    return found


def names_of(unit: Unit) -> tuple[str, ...]:
    """Return the names by which a report speaks of its own organ: replacing them does not make a text one's own."""
    return unit.name, unit.short_name, unit.office_name


def _others(report: AnnualReport) -> Iterable[tuple[Unit, dict[str, str]]]:
    """Return the units that have handed in a report for the year, with its texts; drafts are nobody else's to see."""
    rows = AnnualReport.objects.filter(year=report.year).exclude(stage=AnnualReport.Stage.DRAFTING)
    for row in rows.exclude(pk=report.pk).select_related("unit").only("sections", "unit"):
        yield row.unit, row.sections


def _finding(check: str, section: Section, where: str, alike: Likeness, limit: float) -> Finding:
    passage = alike.passages[0]
    shown = f"{passage[:SHOWN_LETTERS]}…" if len(passage) > SHOWN_LETTERS else passage
    more = f"等{len(alike.passages)}处" if len(alike.passages) > 1 else ""
    return Finding(
        check,
        "warning",
        Place("text", section.id),
        f"“{section.number}、{section.heading}”有{alike.share:.0%}的文字与{where}相同（界限{limit:.0%}，数字和单位名称不计），"
        f"如“{shown}”{more}；请写本机关本年的情况，或说明理由（{ARTICLE}）。",
        f"<{limit:.0%}",
        f"{alike.share:.0%}",
    )


def _named(names: list[str]) -> str:
    shown = "、".join(names[:SHOWN_UNITS])
    return f"{shown}等{len(names)}个单位" if len(names) > SHOWN_UNITS else shown
