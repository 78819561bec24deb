"""What the public will see, shown to the people who write and review it: on a wide screen and on a phone."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.auth import require_admin_access

from gongkai.portal import pages
from gongkai.portal.pages import downloads
from gongkai.publishing.content import with_pictures_at
from gongkai.publishing.models import Publication, validity_from
from gongkai.reporting.models import AnnualReport
from gongkai.units import posts
from gongkai.units.models import User


@require_admin_access
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of a text twice: as on a desk and as on a phone."""
    context = {
        "title": _visible(request, pk).title,
        "page": reverse("publication_preview_page", args=[pk]),
        "back": reverse("publishing_detail", args=[pk]),
    }
    return render(request, "portal/preview.html", context)


@require_admin_access
@xframe_options_sameorigin
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the public page of a text as it would be published now."""
    item = _as_public(request, pk)
    pictures = reverse("publishing_pictures", args=[pk])
    at_the_desk = f"{reverse('publication_preview', args=[pk])}files/"
    body = with_pictures_at(item.body, pictures)
    return HttpResponse(pages.item_page(item, at_the_desk, body=body, preview=True))


@require_admin_access
def report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an annual report twice as its page will be, before it is filed."""
    report = _report(request, pk)
    context = {
        "title": f"{report.unit.name}{report.year}年政府信息公开工作年度报告",
        "page": reverse("report_preview_page", args=[pk]),
        "back": reverse("reporting_report", args=[pk]),
    }
    return render(request, "portal/preview.html", context)


@require_admin_access
@xframe_options_sameorigin
def report_preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the public page of an annual report as it stands: as filed, or as saved with the figures of now."""
    return HttpResponse(pages.report_page(_report(request, pk), timezone.now()))


def _report(request: HttpRequest, pk: int) -> AnnualReport:
    assert isinstance(request.user, User)
    visible = posts.units_visible_to(request.user, timezone.localdate())
    return get_object_or_404(AnnualReport.objects.filter(unit__in=visible).select_related("unit"), pk=pk)


@require_admin_access
def preview_file(request: HttpRequest, pk: int, name: str) -> HttpResponse | FileResponse:
    """Return a file of a text that is not public yet, as its page will offer it."""
    item = _as_public(request, pk)
    if name == downloads.TEXT and not item.files.filter(name=name).exists():
        return HttpResponse(downloads.text_of(item), content_type="text/plain; charset=utf-8")
    found = get_object_or_404(item.files, name=name)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


def _as_public(request: HttpRequest, pk: int) -> Publication:
    item = _visible(request, pk)
    if item.published_at is None:
        item.published_at = timezone.now()
        item.validity = validity_from(item.effective_on, timezone.localdate())
    return item


def _visible(request: HttpRequest, pk: int) -> Publication:
    assert isinstance(request.user, User)
    rows = Publication.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(pages.with_everything(rows), pk=pk)
