"""The applicant's side of a disclosure request: apply, receipt, follow."""

import hashlib
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import segno
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import actions, recognition, similar
from gongkai.disclosure.actions import Application
from gongkai.disclosure.correction_procedure import KEY as CORRECTION_KEY
from gongkai.disclosure.forms.application import ApplicationForm
from gongkai.disclosure.models import LookupFailure
from gongkai.disclosure.procedure import KEY
from gongkai.law.letters import KINDS, To
from gongkai.law.record_corrections import RESULT_LABELS
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES, Channel
from gongkai.ledger.models import Event
from gongkai.portal import pages
from gongkai.portal.identity import base_url
from gongkai.search import find
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit

FAILURES_ALLOWED = 5
WITHIN = timedelta(hours=1)
LINK_LIFE = 3600
FOLLOWED = (KEY, CORRECTION_KEY)
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
                opened = actions.submit(application, unit=unit, at=timezone.now(), token=token)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
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
        "qr": segno.make(address, error="m").svg_inline(scale=4, border=2),
        "address": address,
    }
    return HttpResponse(pages.render("receipt.html", context))


def track(request: HttpRequest) -> HttpResponse:
    """Show where a request stands, to whoever has number and lookup code; wrong codes are slowed down."""
    number = (request.POST.get("number") or request.GET.get("number") or "").strip()[:60]
    code = (request.POST.get("code") or "").strip()[:40]
    context: dict[str, Any] = {"number": number}
    if request.method == "POST":
        now = timezone.now()
        keys = [_key("number", number), _key("address", request.META.get("REMOTE_ADDR", ""))]
        if any(_failures(key, now) >= FAILURES_ALLOWED for key in keys):
            context["error"] = (
                "查询码输错次数过多，请一小时后再试。如遗失查询码，请联系受理单位，说明编号并核对身份。"
            )
            return HttpResponse(pages.render("track.html", context, request), status=429)
        case = Case.objects.select_related("unit").filter(procedure__in=FOLLOWED, number=number).first()
        if case is None or case.lookup_hash != cases.hash_code(code):
            LookupFailure.objects.bulk_create(LookupFailure(key=key, at=now) for key in keys)
            LookupFailure.objects.filter(at__lt=now - WITHIN).delete()
            context["error"] = "编号或查询码不对，请核对回执。"
            return HttpResponse(pages.render("track.html", context, request), status=422)
        context |= _progress(case)
    return HttpResponse(pages.render("track.html", context, request))


def _progress(case: Case) -> dict[str, Any]:
    events = list(case.events.order_by("seq"))
    procedure = procedures.get(case.procedure)
    # A record correction has no statutory period to tell the applicant, only a target of the office.
    statutory = case.procedure == KEY
    outcome = OUTCOMES.get(case.outcome)
    label = outcome.label if outcome else RESULT_LABELS.get(case.outcome, "")
    return {
        "case": case,
        "stage": procedure.stage(case.stage),
        "outcome": label if case.closed_on else "",
        "clock": deadlines.clock_of(procedure, events, calendar_in_force()) if statutory else None,
        "statutory": statutory,
        "steps": [
            (event.happened_on, text) for event in events if (text := procedure.action(event.action).public)
        ],
        "letters": [
            (letter, signing.dumps(letter.pk, salt="letter"))
            for letter in case.letters.all()
            if KINDS[letter.template].to is To.APPLICANT
            and (not letter.template.startswith("R") or letter.sent_on)
        ],
    }


def letter(request: HttpRequest, token: str, form: str) -> HttpResponse | FileResponse:
    """Hand out a letter for an hour after its case was looked up."""
    try:
        pk = signing.loads(token, salt="letter", max_age=LINK_LIFE)
    except signing.BadSignature:
        return HttpResponse(pages.render("expired.html", {}), status=410)
    paper = get_object_or_404(Letter, pk=pk)
    file = paper.pdf if form == "pdf" else paper.docx
    return FileResponse(file.open(), as_attachment=True, filename=f"{paper.number}.{form}")


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}|{value}".encode()).hexdigest()


def _failures(key: str, now: datetime) -> int:
    return LookupFailure.objects.filter(key=key, at__gte=now - WITHIN).count()
