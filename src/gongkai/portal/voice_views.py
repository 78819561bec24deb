"""The public's side of response: write a message, keep its receipt, rate the answer."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongkai.cases.actions import Opened
from gongkai.cases.guard import chosen
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.portal import followed, lookup, pages
from gongkai.voice.messages import actions, challenge
from gongkai.voice.messages.actions import Letter
from gongkai.voice.messages.actions.intake import period_of
from gongkai.voice.messages.forms import MessageForm, RateForm
from gongkai.voice.messages.models import Kind, Postbox
from gongkai.voice.messages.procedure import MESSAGE

LINK_LIFE = 3600
# Pages on the way to the form, which no report of a fault is about.
ON_THE_WAY = ("/voice/new/", "/correct/")


@never_cache
def write(request: HttpRequest) -> HttpResponse:
    """Take a message, or a report of a fault on the site (我为政府网站找错)."""
    now = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    boxes = list(Postbox.objects.on(timezone.localdate(now)).select_related("unit"))
    box = _postbox(boxes, asked.get("box", ""), asked.get("kind", ""), names_unit="unit" in asked)
    kind = Kind.FAULT.value if asked.get("kind") == Kind.FAULT else ""
    carried = "carry" in request.POST
    sent = request.method == "POST" and not carried
    if sent:
        form = MessageForm(request.POST, request.FILES, postbox=box, kind=kind)
    else:
        form = MessageForm(
            initial=_begun_as_request(request) if carried else _begun(request), postbox=box, kind=kind
        )
    if sent and form.is_valid():
        try:
            opened = _taken(request, form, box)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("voice_receipt", token=signing.dumps([opened.case.pk, opened.code], salt="voice"))
    is_fault = form.fixed_kind == Kind.FAULT
    context = {
        "form": form, "boxes": boxes, "box": box, **challenge.shown(request.POST if sent else None, now),
        "is_fault": is_fault, "files_chosen": chosen.names(request),
        "days": period_of(Kind.FAULT, timezone.localdate(now)).days if is_fault else "",
    }  # fmt: skip
    return HttpResponse(pages.render("message.html", context, request), status=422 if sent else 200)


def _taken(request: HttpRequest, form: MessageForm, box: Postbox | None) -> Opened:
    """Take what was written, once it is told from what programs write; sent twice, it is one message."""
    typed = request.POST
    token = typed.get("token", "")
    given = dict(form.cleaned_data)
    unit = given.pop("unit")
    letter = Letter(**given)
    nonce = challenge.nonce_of(token)
    before = actions.already_sent(nonce, letter.text) if nonce else None
    if before is not None:
        return before
    chosen.must_have_come(request)
    now = timezone.now()
    nonce = challenge.passed_by(typed, now)
    sender = challenge.sender_of(request.META.get("REMOTE_ADDR", ""))
    return actions.submit(letter, unit=unit, postbox=box, at=now, token=nonce, sender=sender)


def _postbox(boxes: list[Postbox], code: str, kind: str, *, names_unit: bool) -> Postbox | None:
    """Return the postbox asked for, else the one of the kind, the one where a unit is named, the one for everything."""
    if code:
        return next((box for box in boxes if box.code == code), None)
    if kind == Kind.FAULT:
        return next((box for box in boxes if box.kind == kind), None)
    fit = [box for box in boxes if not box.kind and (box.unit is None) == names_unit]
    return fit[-1] if fit else None


def _begun(request: HttpRequest) -> dict[str, str]:
    """Return what the address says, and for a fault the page of this site one came from."""
    begun = {name: request.GET[name][:300] for name in ("kind", "page", "unit") if name in request.GET}
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path not in ON_THE_WAY:
        begun.setdefault("page", unquote(came_from.path)[:300])
    return {"unit": "zfb", **begun}


def _begun_as_request(request: HttpRequest) -> dict[str, str]:
    """Return what was typed as a disclosure request before it turned out to be a question or a complaint."""
    typed = request.POST
    title, text = typed.get("info_title", ""), typed.get("feature_description", "")
    same = {name: typed.get(name, "") for name in ("unit", "name", "phone", "email")}
    return {"kind": typed["carry"], "title": title[:100], "text": text or title, **same}


@never_cache
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show number, day and lookup code, for an hour, to whoever sent the form."""
    try:
        pk, code = signing.loads(token, salt="voice", max_age=LINK_LIFE)
    except signing.BadSignature:
        return HttpResponse(pages.render("expired.html", {}), status=410)
    case = get_object_or_404(Case.objects.select_related("unit", "message"), pk=pk, procedure="message")
    return HttpResponse(pages.render("message_receipt.html", {"case": case, "code": code}))


@never_cache
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Take the rating of an answer from whoever looked the message up by number and code."""
    case = lookup.remembered(request)
    if case is None or case.procedure != MESSAGE.key:
        return HttpResponse(pages.render("track.html", {"expired": True}, request), status=403)
    form = RateForm(request.POST)
    if form.is_valid():
        try:
            actions.rate(case, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('track_case')}?done=rated")
    context: dict[str, Any] = followed.context_of(case) | {"rate": form}
    return HttpResponse(pages.render("followed.html", context, request), status=422)
