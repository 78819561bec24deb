"""Who comes too late with an act (他人先办): told why, and what was typed is kept before her eyes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

NOT_TYPED = ("csrfmiddlewaretoken", "seen", "token", "knowledge")


def too_late(request: HttpRequest, said: str, back: str) -> HttpResponse:
    """Say that an act cannot be done any more: with what was typed, to be copied; without it, on the page ``back``."""
    typed = [
        text
        for name, texts in request.POST.lists()
        if name not in NOT_TYPED
        for text in texts
        if text.strip() and text != "on"
    ]
    if not typed:
        messages.error(request, said)
        return redirect(back)
    return render(
        request,
        "cases/too_late.html",
        {"said": f"{said}您填写的内容还在下面。", "typed": typed, "back": back},
        status=409,
    )
