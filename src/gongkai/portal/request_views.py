"""Handing in a disclosure request on the site, and its receipt."""

from dataclasses import fields
from uuid import uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.guard import chosen
from gongkai.cases.models import Case
from gongkai.disclosure import actions, recognition, similar
from gongkai.disclosure.actions import Application
from gongkai.disclosure.forms.application import ApplicationForm
from gongkai.disclosure.procedure import KEY
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.models import Event
from gongkai.portal import citizens, pages, qr
from gongkai.search import find
from gongkai.units.identity import base_url
from gongkai.units.models import Unit

LINK_LIFE = 3600
APPLICATION_FIELDS = {field.name for field in fields(Application)}


def apply(request: HttpRequest) -> HttpResponse:
    """Take an application in two steps: first show what is already public, then send."""
    units = Unit.objects.on(timezone.localdate())
    form = ApplicationForm(request.POST or None, request.FILES or None)
    token = request.POST.get("token") or uuid4().hex
    unit = (
        units.filter(code=request.POST.get("unit", request.GET.get("unit", "zfb"))).first() or units.first()
    )
    matches, suggestions, repeated = None, [], False
    if request.method == "POST" and form.is_valid() and unit is not None:
        data = form.cleaned_data
        wanted = " ".join(data[name] for name in ("info_title", "doc_number", "feature_description")).strip()
        if "send" in request.POST:
            application = Application(**{name: data[name] for name in APPLICATION_FIELDS})
            try:
                chosen.must_have_come(request)
                opened = actions.submit(application, unit=unit, at=timezone.now(), token=token)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                if citizen := citizens.signed_in(request):
                    actions.keep_case(citizen, opened.case, at=timezone.now())
                return redirect(
                    "apply_receipt", token=signing.dumps([opened.case.pk, opened.code], salt="receipt")
                )
        else:
            matches = find.query(wanted[:100], per_page=5).hits
            asked = f"{data['info_title']}。{data['feature_description']}"
            suggestions = recognition.recognise(asked, recognition.in_force(timezone.localdate()))
            repeated = bool(similar.same_subject(wanted, data["name"], data["id_number"]).own)
    context = {
        "form": form,
        "token": token,
        "units": units,
        "unit": unit,
        "matches": matches,
        "checked": matches is not None,
        "suggestions": suggestions,
        "repeated": repeated,
        "confirming": "send" in request.POST,
        "files_chosen": chosen.names(request),
        "sign_in": citizens.label(),
        "citizen": citizens.signed_in(request),
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return HttpResponse(pages.render("apply.html", context, request), status=status)


def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show number, time, lookup code and place in the ledger; for an hour, to whoever sent the form."""
    try:
        pk, code = signing.loads(token, salt="receipt", max_age=LINK_LIFE)
    except signing.BadSignature:
        return HttpResponse(pages.render("expired.html", {}), status=410)
    case = get_object_or_404(Case.objects.select_related("unit"), pk=pk, procedure=KEY)
    address = f"{base_url()}{reverse('track')}?number={case.number}"
    context = {
        "case": case,
        "code": code,
        "rule": Channel(case.channel).receipt_rule,
        "ledger": Event.objects.filter(subject=f"case/{case.pk}")
        .order_by("index")
        .values_list("index", flat=True)
        .first(),
        "qr": qr.svg(address, "查询进度的网址二维码"),
        "address": address,
    }
    return HttpResponse(pages.render("receipt.html", context))
