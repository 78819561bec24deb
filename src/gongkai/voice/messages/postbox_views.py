"""The office's screen of postboxes, with the periods of the answers by kind."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.units import parameters, posts
from gongkai.units.models import Role, User
from gongkai.voice.messages import actions
from gongkai.voice.messages.actions.intake import DAYS, OTHERS
from gongkai.voice.messages.forms import PostboxForm
from gongkai.voice.messages.models import Kind, Postbox


@require_admin_access
def postboxes(request: HttpRequest) -> HttpResponse:
    """Show the postboxes, and within how many days each kind of message is answered, with the source."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    periods = [
        (kind.label, parameters.value(key, today), parameters.meaning(key))
        for kind in Kind
        for key in (DAYS.get(kind, OTHERS),)
    ]
    context = {
        "postboxes": Postbox.objects.select_related("unit"), "periods": periods, "today": today,
        "may": posts.actor(request.user, today).holds(Role.COMPETENT, ""),
    }  # fmt: skip
    return render(request, "messages/postboxes.html", context)


@require_admin_access
def postbox(request: HttpRequest, code: str = "") -> HttpResponse:
    """Open a postbox, or change its words, its receiver and its end."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    actor = posts.actor(request.user, today)
    box = get_object_or_404(Postbox, code=code) if code else Postbox(since=today)
    form = PostboxForm(request.POST or None, instance=box, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_postbox(form.save(commit=False), by=actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存“{box.name}”。")
            return redirect("voice_postboxes")
    return render(request, "messages/postbox.html", {"form": form, "box": box})
