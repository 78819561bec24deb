"""The cues of recognition (识别词): shown to everybody who registers, kept by the competent office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.disclosure import actions, recognition
from gongkai.disclosure.forms.office import CueForm
from gongkai.disclosure.models import Cue
from gongkai.disclosure.views.common import staff_of
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role


@require_admin_access
def cues(request: HttpRequest) -> HttpResponse:
    """Show the cues with source and validity, try a text against them; add and end them."""
    now = timezone.now()
    today = timezone.localdate(now)
    actor = posts.actor(staff_of(request), today)
    adding = request.POST.get("do") == "add"
    form = CueForm(request.POST if adding else None)
    if request.method == "POST":
        try:
            if adding and form.is_valid():
                actions.add_cue(**form.cleaned_data, by=actor, at=now, on=today)
                messages.success(request, f"已加入“{form.cleaned_data['phrase']}”。")
                return redirect("disclosure_cues")
            if request.POST.get("do") == "end":
                cue = get_object_or_404(Cue.objects.filter(until=None), pk=request.POST.get("cue") or 0)
                actions.end_cue(cue, by=actor, at=now, on=today)
                messages.success(request, f"已停用“{cue.phrase}”。")
                return redirect("disclosure_cues")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    text = request.GET.get("text", "")[:500]
    context = {
        "form": form,
        "cues": Cue.objects.on(today),
        "ended": Cue.objects.filter(until__lte=today),
        "may": actor.holds(Role.COMPETENT, ""),
        "text": text,
        "suggestions": recognition.recognise(text, recognition.in_force(today)),
    }
    return render(request, "disclosure/cues.html", context)
