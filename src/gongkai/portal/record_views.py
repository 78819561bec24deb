"""The applicant's side of a record correction (政府信息更正, 条例 art. 41): ask, receipt. It is followed at /track/."""

from dataclasses import fields
from uuid import uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.actions import WrongRecord
from gongkai.disclosure.correction_procedure import KEY
from gongkai.disclosure.forms.corrections import WrongRecordForm, begun_as_request
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.portal import pages
from gongkai.portal.request_views import LINK_LIFE
from gongkai.units.models import Unit

SALT = "record-receipt"


def correct_record(request: HttpRequest) -> HttpResponse:
    """Take a request to correct a record about oneself, with the evidence for it."""
    units = Unit.objects.on(timezone.localdate())
    carried = "carry" in request.POST
    form = (
        WrongRecordForm(initial=begun_as_request(request.POST))
        if carried
        else WrongRecordForm(request.POST or None, request.FILES or None)
    )
    token = request.POST.get("token") or uuid4().hex
    wanted = request.POST.get("unit", request.GET.get("unit", "zfb"))
    unit = units.filter(code=wanted).first() or units.first()
    if not carried and request.method == "POST" and form.is_valid() and unit is not None:
        data = form.cleaned_data
        asked = WrongRecord(**{field.name: data[field.name] for field in fields(WrongRecord)})
        try:
            opened = actions.submit_correction(asked, unit=unit, at=timezone.now(), token=token)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            sealed = signing.dumps([opened.case.pk, opened.code], salt=SALT)
            return redirect("apply_record_receipt", token=sealed)
    context = {"form": form, "token": token, "units": units, "unit": unit}
    status = 422 if request.method == "POST" and form.errors else 200
    return HttpResponse(pages.render("record.html", context, request), status=status)


def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show number, time, lookup code and place in the ledger; for an hour, to whoever sent the form."""
    try:
        pk, code = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return HttpResponse(pages.render("expired.html", {}), status=410)
    case = get_object_or_404(Case.objects.select_related("unit"), pk=pk, procedure=KEY)
    entered = Event.objects.filter(subject=f"case/{case.pk}").order_by("index")
    context = {"case": case, "code": code, "ledger": entered.values_list("index", flat=True).first()}
    return HttpResponse(pages.render("record_receipt.html", context))
