"""政府信息公开年报: every public report by year and unit with its files and contact (D83); a report before it is filed."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongkai.portal.pages import downloads
from gongkai.portal.pages.frame import render
from gongkai.publishing.models import Column, Genre, Mode, Publication, PublicationFile, Validity
from gongkai.publishing.searched import with_files
from gongkai.reporting.models import AnnualReport

COLUMN = "annual"
KINDS = {"pdf": "PDF", "docx": "Word", "doc": "Word", "xlsx": "Excel", "xls": "Excel", "json": "JSON"}
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True)
class Entry:
    """A public report: the item, and its files by what people call them."""

    item: Publication
    files: tuple[tuple[str, str], ...]


def by_year(rows: Any) -> list[tuple[int, list[Entry]]]:
    """Return the public reports by the year they tell of, the newest year first, within it in the order of the units."""
    rows = with_files(rows.filter(genre=Genre.ANNUAL_REPORT)).defer("body").order_by("unit__sort", "pk")
    told = dict(AnnualReport.objects.exclude(publication=None).values_list("publication", "year"))
    years: dict[int, list[Entry]] = defaultdict(list)
    for item in rows:
        stated = _YEAR.search(item.title)
        year = told.get(item.pk) or (int(stated[1]) if stated else item.created_on.year)
        years[year].append(Entry(item, tuple(_files(item))))
    return sorted(years.items(), reverse=True)


def _files(item: Publication) -> list[tuple[str, str]]:
    present: list[PublicationFile] = item.present_files  # type: ignore[attr-defined]
    folder = downloads.folder(item)
    return [
        (KINDS[suffix], f"/{folder}/{file.name}")
        for file in present
        if (suffix := file.name.rpartition(".")[2].lower()) in KINDS
    ]


def report_page(report: AnnualReport, now: datetime) -> bytes:
    """Return the page a report will have, as filed or as it stands while it is written; it has no files yet."""
    from gongkai.reporting.annual import outputs

    shown = outputs.as_it_would_be_filed(report, now)
    item = Publication(
        unit=report.unit,
        owner_unit=report.unit,
        column=Column.objects.get(code=COLUMN),
        genre=Genre.ANNUAL_REPORT,
        title=outputs.title(report),
        summary=f"{report.unit.name}{report.year}年度政府信息公开工作情况，{report.form}年格式。",
        created_on=timezone.localtime(now).date(),
        source=report.unit.name,
        keywords="政府信息公开，年度报告",
        mode=Mode.PROACTIVE,
        validity=Validity.IN_FORCE,
    )
    context = {"item": item, "body": outputs.html(shown), "files": (), "versions": (), "preview": True}
    return render("item.html", context)
