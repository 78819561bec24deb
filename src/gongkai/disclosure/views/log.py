"""Putting a closed request on the disclosure log, and taking it off."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.disclosure import actions
from gongkai.disclosure.forms.log import LogForm, TakeForm
from gongkai.disclosure.models import LogEntry
from gongkai.disclosure.views.common import case_of, staff_of
from gongkai.law.refusal import Refusal
from gongkai.units import posts


@require_admin_access
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is or may become public of a request, and do what was decided: propose, release, take down."""
    case = case_of(request, pk)
    who: dict[str, Any] = {"by": posts.actor(staff_of(request), timezone.localdate()), "at": timezone.now()}
    entry = LogEntry.objects.filter(case=case).select_related("case__unit", "case__request").first()
    initial = {"subject": entry.subject, "answer": entry.answer} if entry else {"subject": case.title}
    wanted = request.POST.get("do", "")
    form: forms.Form = LogForm(initial=initial)
    take = TakeForm()
    if request.method == "POST":
        try:
            if wanted == "propose":
                form = LogForm(request.POST, request.FILES)
                if form.is_valid():
                    actions.propose_for_log(case, **form.cleaned_data, **who)
                    return _done(request, pk, "已提交审核，由另一位审签人公布。")
            elif wanted == "release" and entry:
                actions.release_to_log(entry, **who)
                return _done(request, pk, "已公布。")
            elif wanted == "take" and entry:
                take = TakeForm(request.POST)
                if take.is_valid():
                    actions.take_from_log(entry, **take.cleaned_data, **who)
                    return _done(request, pk, "已撤下。")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    context = {"case": case, "entry": entry, "form": form, "take": take, "states": LogEntry.State}
    return render(request, "disclosure/log.html", context)


def _done(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("disclosure_log", pk=pk)
