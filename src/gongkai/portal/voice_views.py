"""The public's side of response: write a message, keep its receipt."""

from uuid import uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.voice import actions
from gongkai.voice.actions import Letter
from gongkai.voice.forms import MessageForm
from gongkai.voice.models import Message

LINK_LIFE = 3600


def write(request: HttpRequest) -> HttpResponse:
    """Take a message, or a report of a fault on the site (我为政府网站找错)."""
    initial = {name: request.GET[name][:300] for name in ("kind", "page", "unit") if name in request.GET}
    carried = "carry" in request.POST
    form = (
        MessageForm(initial=_begun_as_request(request))
        if carried
        else MessageForm(request.POST or None, initial={"unit": "zfb", **initial})
    )
    token = request.POST.get("token") or uuid4().hex
    if not carried and request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        unit = given.pop("unit")
        try:
            opened = actions.submit(Letter(**given), unit=unit, at=timezone.now(), token=token)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("voice_receipt", token=signing.dumps([opened.case.pk, opened.code], salt="voice"))
    is_fault = (form["kind"].value() or "") == Message.Kind.FAULT
    status = 422 if request.method == "POST" and not carried else 200
    context = {"form": form, "token": token, "is_fault": is_fault}
    return HttpResponse(pages.render("message.html", context, request), status=status)


def _begun_as_request(request: HttpRequest) -> dict[str, str]:
    """Return what was typed as a disclosure request before it turned out to be a question or a complaint."""
    typed = request.POST
    title, text = typed.get("info_title", ""), typed.get("feature_description", "")
    same = {name: typed.get(name, "") for name in ("unit", "name", "phone", "email")}
    return {"kind": typed["carry"], "title": title[:100], "text": text or title, **same}


def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show number, day and lookup code, for an hour, to whoever sent the form."""
    try:
        pk, code = signing.loads(token, salt="voice", max_age=LINK_LIFE)
    except signing.BadSignature:
        return HttpResponse(pages.render("expired.html", {}), status=410)
    case = get_object_or_404(Case.objects.select_related("unit", "message"), pk=pk, procedure="message")
    return HttpResponse(pages.render("message_receipt.html", {"case": case, "code": code}))
