"""The catalogue of standard matters: what is covered, field by field, and its official table in and out."""

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, standard_table, standards, workbooks
from gongkai.publishing.forms import UploadField
from gongkai.publishing.models import Publication, StandardField
from gongkai.publishing.views.common import actor_now, is_competent, staff
from gongkai.publishing.views.offices import XLSX
from gongkai.units import posts
from gongkai.units.models import Unit, UnitKind

UNMATCHED_SHOWN = 20


class TableForm(forms.Form):
    table = UploadField(workbooks.LARGEST, label="目录表（XLSX，官方表式）")


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return posts.units_visible_to(staff(request), timezone.localdate())


@require_admin_access
def fields(request: HttpRequest) -> HttpResponse:
    """Show the 26 fields: matters, how many of them something is published of, and what still belongs to none.

    ``?level=县级`` or ``乡级`` looks at the units of one level alone.
    """
    units = _units(request)
    level = request.GET.get("level", "")
    if level in standard_table.LEVELS:
        towns = Q(kind=UnitKind.TOWNSHIP)
        units = units.filter(towns if level == standard_table.TOWN else ~towns)
    covered = standards.coverage(units)
    rows = []
    for area in StandardField.objects.all():
        own = [each for each in covered if each.item.field_id == area.pk and (each.units or each.total)]
        rows.append((area, own, sum(1 for each in own if each.total), sum(each.total for each in own)))
    public = Publication.objects.visible_to(staff(request), timezone.localdate()).public()
    unmatched = public.filter(standard=None, column__in_disclosure=True).exclude(column__part="annual")
    context = {
        "rows": rows,
        "level": level,
        "levels": standard_table.LEVELS,
        "matters": sum(len(own) for _, own, _, _ in rows),
        "filled": sum(filled for _, _, filled, _ in rows),
        "unmatched": unmatched.defer("body").select_related("unit")[:UNMATCHED_SHOWN],
        "unmatched_count": unmatched.count(),
    }
    return render(request, "publishing/standards.html", context)


@require_admin_access
def field(request: HttpRequest, code: str) -> HttpResponse:
    """Show a field's matters with their ten attributes and who has published what; the competent office loads its table."""
    area = get_object_or_404(StandardField, code=code)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            rows = standard_table.read(form.cleaned_data["table"].read())
            loaded = actions.load_standards(
                area, rows, by=actor_now(request), at=now, on=timezone.localdate(now)
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"{area}：新增{loaded.new}项，修改{loaded.changed}项，停用{loaded.ended}项，不变{loaded.same}项。",
            )
            return redirect("publishing_standard", code)
    items = list(standards.current().filter(field=area))
    context = {
        "area": area,
        "covered": standards.coverage(_units(request), items),
        "form": form,
        "may": is_competent(staff(request)),
    }
    return render(request, "publishing/standard.html", context)


@require_admin_access
def table(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a field's matters in the official form."""
    area = get_object_or_404(StandardField, code=code)
    return HttpResponse(
        standard_table.write(area.name, standards.current().filter(field=area)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="standard-{area.code}.xlsx"'},
    )
