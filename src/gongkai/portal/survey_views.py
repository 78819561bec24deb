"""Answering a survey (问卷调查), and what was answered once it has ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.portal import pages
from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from gongkai.voice.messages import challenge


def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the questions of a survey; take one answer from each browser."""
    rows = Publication.objects.public().exclude(comment_until=None).exclude(questions=[])
    item = get_object_or_404(rows, index_no=slug.replace("-", "/", 1))
    now = timezone.now()
    assert item.comment_until is not None
    closed = timezone.localdate(now) > item.comment_until
    sent = {name: request.POST.getlist(name) for name in request.POST}
    context: dict[str, object] = {"item": item, "closed": closed}
    context["questions"] = [
        (f"q{number}", question, sent.get(f"q{number}", []))
        for number, question in enumerate(item.questions, start=1)
    ]
    if request.method == "POST" and not closed:
        sender = f"{request.META.get('REMOTE_ADDR', '')} {request.headers.get('User-Agent', '')}"
        try:
            token = challenge.passed_by(request.POST, now)
            context["made"] = actions.answer_survey(item, at=now, sent=sent, sender=sender, token=token)
        except Refusal as refusal:
            context["refusal"] = refusal
    context |= challenge.shown(request.POST if request.method == "POST" else None, now)
    return HttpResponse(
        pages.render("survey.html", context, request), status=422 if "refusal" in context else 200
    )
