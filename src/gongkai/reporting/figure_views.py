"""A figure opened into the records it counts: as they are now, or as they were when somebody signed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.disclosure.models import Remedy
from gongkai.publishing.models import Comment, Publication, SurveyAnswer
from gongkai.reporting import compared, definitions, desk, figures
from gongkai.reporting.annual.compile import scope_of, shown_value
from gongkai.reporting.desk import report_of, staff_only, year_asked
from gongkai.reporting.figures import Figure
from gongkai.reporting.models import UnitReturn
from gongkai.reporting.scope import Scope
from gongkai.units import posts
from gongkai.units.models import Role, Unit
from gongkai.voice.duty.models import Report
from gongkai.voice.hotline import procedure as hotline
from gongkai.voice.warnings.models import Broadcast

PER_PAGE = 50


@staff_only
def figure(request: HttpRequest, figure_id: str) -> HttpResponse:
    """Open a figure into the very records it counts, with its filter shown; export them."""
    user = desk.staff(request)
    try:
        chosen = figures.get(figure_id)
    except KeyError as error:
        raise Http404 from error
    visible = posts.units_visible_to(user, timezone.localdate())
    unit = get_object_or_404(visible, code=request.GET["unit"]) if request.GET.get("unit") else None
    if (
        unit is None
        and not user.posts.on(timezone.localdate())
        .filter(role__in=(Role.COMPETENT, Role.AUDITOR, Role.ASSESSOR))
        .exists()
    ):
        unit = visible.first()
    until, since = _day(request, "until"), _day(request, "since")
    scope = Scope(until.year, unit, until, since) if until else Scope(year_asked(request), unit)
    records, narrowed = compared.narrowed(
        chosen, chosen.records(scope), request.GET.get("by", ""), request.GET.get("is", "")
    )
    if request.GET.get("format") == "csv":
        return _records_csv(chosen, records)
    value, page = opened(chosen, records, scope, request.GET.get("p"))
    context = {
        "figure": chosen,
        "scope": scope,
        "value": page.paginator.count if narrowed else shown_value(chosen.id, value),
        "narrowed": narrowed,
        "definition": definitions.definition(chosen),
        "page": page,
        "rows": [_record(each) for each in page],
        "units": visible,
    }
    return render(request, "reporting/figure.html", context)


@staff_only
def filed_figure(request: HttpRequest, pk: int, figure_id: str) -> HttpResponse:
    """Open a figure of a filed report into the very records it counted then, whatever they say today."""
    row = report_of(request, pk)
    kept = row.frozen["figures"].get(figure_id) if row.frozen else None
    if kept is None:
        raise Http404
    signed = Signed(
        "归档", f"{row.unit.short_name}{row.year}年度报告", reverse("reporting_report", args=[pk])
    )
    return show_signed(request, figures.get(figure_id), scope_of(row), kept, signed)


@dataclass(frozen=True)
class Signed:
    """What fixed a figure and its records: the act, and the paper it stands in with its page."""

    act: str
    title: str
    address: str


def show_signed(
    request: HttpRequest, chosen: Figure, scope: Scope, kept: Mapping[str, Any], signed: Signed
) -> HttpResponse:
    """Show the records a figure counted when somebody signed for it: ``kept`` has its value and their keys."""
    model = chosen.records(scope).model
    records = model._default_manager.filter(pk__in=kept["records"])
    if request.GET.get("format") == "csv":
        return _records_csv(chosen, records)
    page = Paginator(records.order_by("pk"), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "figure": chosen,
        "scope": scope,
        "value": kept["value"],
        "definition": definitions.definition(chosen),
        "page": page,
        "rows": [_record(each) for each in page],
        "signed": signed,
    }
    return render(request, "reporting/figure.html", context)


def opened(
    figure: Figure, records: QuerySet[Any], scope: Scope, page: int | str | None
) -> tuple[Any, Page[Any]]:
    """Return the value of a figure and a page of its records; what is counted is counted once for both."""
    listed = Paginator(records.order_by("pk"), PER_PAGE).get_page(page)
    return (listed.paginator.count if figure.kind == "counted" else figure.value(scope)), listed


def _record(record: Any) -> tuple[str, str, str, str]:
    """Return what a list shows of a record: number, what it is, unit, and its own page."""
    match record:
        case Publication():
            return (
                record.index_no or "",
                record.title,
                str(record.unit),
                reverse("publishing_detail", args=[record.pk]),
            )
        case Case():
            procedure = procedures.get(record.procedure)
            title = (
                "（要求保密）"
                if record.procedure == hotline.KEY and record.ticket.is_confidential
                else record.title
            )
            return record.number, title, str(record.unit), reverse(procedure.url_name, args=[record.pk])
        case Report():
            return (
                f"第{record.issue}期",
                f"{record.title} {record.get_kind_display()}",
                str(record.unit),
                reverse("duty_event", args=[record.case_id]),
            )
        case Broadcast():
            return (
                f"{timezone.localtime(record.approved_at):%Y-%m-%d}",
                f"{record.get_kind_display()} {record.title}",
                str(record.unit),
                reverse("warnings_broadcast", args=[record.pk]),
            )
        case Comment() | SurveyAnswer():
            # Who sent it and what it says stays on the desk of the unit that asked.
            return (
                str(record.number),
                f"{record.publication.title}（{timezone.localtime(record.received_at):%Y-%m-%d}收到）",
                str(record.publication.unit),
                reverse("publishing_detail", args=[record.publication_id]),
            )
        case Remedy():
            return (
                record.number,
                f"{record.body} {record.get_result_display()}",
                str(record.case.unit),
                reverse("remedy_case", args=[record.case_id]),
            )
        case UnitReturn():
            said = f"{record.shown} {record.note}（{record.entered_by}填报，{record.signed_by}签字 {timezone.localtime(record.signed_at):%Y-%m-%d}）"
            return str(record.pk), said, str(record.unit), ""
        case Unit():
            return record.code, record.name, record.get_kind_display(), ""
    return str(record.pk), str(record), "", ""


def _records_csv(chosen: Figure, records: Any) -> HttpResponse:
    rows = (_record(record)[:3] for record in records.order_by("pk").iterator(1000))
    return csv_text.response(f"{chosen.id}.csv", chain([("编号", "内容", "单位")], rows))


def _day(request: HttpRequest, name: str) -> date | None:
    """Return the first or last day of the period asked for, when it is not the whole year."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
