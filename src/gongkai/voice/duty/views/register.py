"""The register of reports on the screen: list, export, statistics that open into it, the briefs themselves."""

import io

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases.chart import bars
from gongkai.cases.letter_layout import LetterContent
from gongkai.law.emergencies import Level
from gongkai.units import posts
from gongkai.units.models import Unit
from gongkai.voice.duty import forms, register
from gongkai.voice.duty.models import Report
from gongkai.voice.duty.views.common import frame, staff, unit_of

PER_PAGE = 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_admin_access
def listing(request: HttpRequest) -> HttpResponse:
    """List the reports sent upward, the newest first; what is filtered can be linked and exported."""
    user, today = staff(request), timezone.localdate()
    units = Unit.objects.filter(pk__in=posts.unit_ids_visible_to(user, today))
    form = forms.ReportFilter(request.GET or {}, units=units)
    form.is_valid()
    found = register.narrowed(register.visible_to(user, today), form.cleaned_data).order_by("-sent_at", "-pk")
    if request.GET.get("format") == "csv":
        return csv_text.response(f"duty-reports-{today:%Y%m%d}.csv", register.rows(found.iterator(500)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context = {**frame(request, unit_of(request), "reports"), "form": form, "page": page}
    return render(request, "duty/reports.html", context)


@require_admin_access
def statistics(request: HttpRequest) -> HttpResponse:
    """Show a year's reports by month, by kind and level, and how many came in time; every number opens its list."""
    user, today = staff(request), timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 1990 < int(asked) < 2200 else today.year
    found = register.visible_to(user, today)
    counted = register.statistics(found, year)
    address = reverse("duty_reports")
    chart = bars(
        f"{year}年值班信息",
        [
            (f"{month}月", f"{address}?since={first}&until={last}", n)
            for month, n, first, last in counted.months
        ],
    )
    years = {n for n in found.order_by().values_list("year", flat=True).distinct() if n}
    context = {
        **frame(request, unit_of(request), "statistics"),
        "counted": counted,
        "chart": chart,
        "levels": list(Level),
        "years": sorted(years | {today.year}, reverse=True),
    }
    return render(request, "duty/statistics.html", context)


@require_admin_access
def brief_file(request: HttpRequest, pk: int, form: str) -> FileResponse:
    """Return a brief as PDF, as it was issued, or as the same content for Word."""
    units = posts.unit_ids_visible_to(staff(request), timezone.localdate())
    report = get_object_or_404(Report.objects.exclude(issue=None), pk=pk, unit__in=units)
    name = f"值班信息{report.issue_name}.{form}"
    if form == "pdf":
        return FileResponse(report.pdf.open(), content_type="application/pdf", filename=name)
    if form != "docx":
        raise Http404
    # Loaded when first needed, as for letters.
    from gongkai.cases.letter_word import render_docx

    content = render_docx(LetterContent.from_json(report.content))
    return FileResponse(io.BytesIO(content), content_type=WORD, filename=name, as_attachment=True)
