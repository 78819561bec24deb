"""Registering the service of letters (送达), making the certificate, putting the signed copy on file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Letter
from gongkai.disclosure import actions
from gongkai.disclosure.forms.service import ServiceForm, SignedForm
from gongkai.disclosure.views.common import case_of, staff_of
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.units import posts


@require_admin_access
def serve(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """Register how a letter was served. What was typed stays, whatever is refused."""
    user, case = staff_of(request), case_of(request, pk)
    letter = get_object_or_404(Letter, pk=letter_pk, case=case)
    form = ServiceForm(request.POST or None, request.FILES or None)
    seen = case.events_count
    if request.method == "POST":
        seen = int(request.POST.get("seen", "0") or 0)
        if form.is_valid():
            actor = posts.actor(user, timezone.localdate())
            try:
                actions.serve_letter(
                    case, letter, **form.cleaned_data, by=actor, at=timezone.now(), seen=seen
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                seen = case.events_count
            else:
                messages.success(request, f"已登记送达：{letter.content['title']} {letter.number}。")
                return redirect("disclosure_case", pk=pk)
    context = {"form": form, "case": case, "letter": letter, "seen": seen, "to": KINDS[letter.template].to}
    return render(request, "disclosure/serve_letter.html", context)


@require_admin_access
@require_POST
def receipt(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """Make the certificate of service (送达回证) of a letter and open it."""
    user, case = staff_of(request), case_of(request, pk)
    letter = get_object_or_404(Letter, pk=letter_pk, case=case)
    actor = posts.actor(user, timezone.localdate())
    try:
        made = actions.make_receipt(case, letter, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已制作送达回证 {made.number}，请打印后由受送达人签名。")
    return redirect("disclosure_case", pk=pk)


@require_admin_access
@require_POST
def signed(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """Put the signed copy with its letter."""
    user, case = staff_of(request), case_of(request, pk)
    letter = get_object_or_404(Letter, pk=letter_pk, case=case)
    form = SignedForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["file"]))
        return redirect("disclosure_case", pk=pk)
    actor = posts.actor(user, timezone.localdate())
    try:
        actions.attach_signed(case, letter, form.cleaned_data["file"], by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"签收件已归入 {letter.number}。")
    return redirect("disclosure_case", pk=pk)
