"""Groups and persons on the screen. Addresses are shown masked."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from openpyxl import Workbook

from gongkai.cases.files import MEGABYTE
from gongkai.cases.guard import refuse_dangerous
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit, User
from gongkai.voice.warnings import forms
from gongkai.voice.warnings.actions import people
from gongkai.voice.warnings.actions.people import Entry
from gongkai.voice.warnings.models import Audience, Channel, Person
from gongkai.voice.warnings.views.desk import actor, holds, staff_only, unit_for

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"keeper": unit_for(request, people.KEEPERS), "by": actor(request), "at": timezone.now()}


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """List the groups, and begin one."""
    form = forms.AudienceForm(request.POST or None, units=Unit.objects.on(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            made = people.create_audience(**form.cleaned_data, **_who(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("warnings_audience", made.pk)
    groups = Audience.objects.select_related("unit").annotate(n=Count("people"))
    context = {"groups": groups, "form": form, "may": holds(request, people.KEEPERS)}
    return render(request, "warnings/audiences.html", context)


@staff_only
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is in a group; add one person, or many from a sheet."""
    row = get_object_or_404(Audience.objects.select_related("unit"), pk=pk)
    pressed = request.POST.get("do", "")
    person_form = forms.PersonForm(request.POST if pressed == "person" else None)
    sheet_form = forms.SheetForm(request.POST if pressed == "sheet" else None, request.FILES or None)
    imported = None
    try:
        if pressed == "person" and person_form.is_valid():
            people.add_person(row, _entry(person_form.cleaned_data), **_who(request))
            messages.success(request, "已加入。")
            return redirect("warnings_audience", pk)
        if pressed == "sheet" and sheet_form.is_valid():
            content = _sheet_of(sheet_form.cleaned_data["file"])
            imported = people.import_people(row, content, **_who(request))
    except Refusal as refusal:
        (person_form if pressed == "person" else sheet_form).add_error(None, str(refusal))
    page = Paginator(row.people.select_related("superior", "user").order_by("pk"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    context = {
        "audience": row, "page": page, "imported": imported, "person_form": person_form, "sheet_form": sheet_form,
        "rows": [(p, mask_name(p.name), mask_phone(p.phone or ""), [Channel(c).label for c in p.addresses()]) for p in page],
        "may": holds(request, people.KEEPERS),
    }  # fmt: skip
    return render(request, "warnings/audience.html", context)


def _sheet_of(file: UploadedFile) -> bytes:  # type: ignore[type-arg]
    """Return the bytes of a sheet that may be read."""
    if (file.size or 0) > 5 * MEGABYTE:
        raise Refusal("名单超过5 MB。", article="", advice="请分几份导入。")
    return refuse_dangerous(file.name or "", file.read(), ".xlsx")


def _entry(typed: dict[str, Any]) -> Entry:
    username = typed.pop("username")
    user = User.objects.filter(username=username).first() if username else None
    if username and user is None:
        raise Refusal(f"没有平台帐号“{username}”。", article="", advice="请核对，或者留空。")
    return Entry(**typed, user=user)


@staff_only
@require_POST
def remove(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take a person out of a group."""
    row = get_object_or_404(Audience, pk=pk)
    try:
        people.remove_person(row, get_object_or_404(Person, pk=person), **_who(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("warnings_audience", pk)


@staff_only
def sheet(request: HttpRequest) -> HttpResponse:
    """Return the empty sheet that imports read."""
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(list(people.HEADINGS))
    book.save(content)
    answer = HttpResponse(content.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="people.xlsx"'
    return answer
