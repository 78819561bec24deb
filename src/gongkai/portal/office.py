"""Screens of the competent office for the public site: names the search keeps whole, and pages that were not written."""

import shutil
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.portal import files
from gongkai.portal.faults import faults
from gongkai.search import dictionary
from gongkai.search.models import DistrictWord, SearchRebuild
from gongkai.units.models import Role, User
from gongkai.units.posts import actor


class WordForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DistrictWord
        fields = ("kind", "text", "source")


@require_admin_access
def words(request: HttpRequest) -> HttpResponse:
    """Show the names the search keeps whole; the competent office changes them and has the index built anew."""
    assert isinstance(request.user, User)
    now = timezone.now()
    today = timezone.localdate(now)
    do = request.POST.get("do", "")
    form = WordForm(request.POST if do == "add" else None)
    if request.method == "POST":
        given: dict[str, Any] = {"by": actor(request.user, today), "at": now}
        try:
            if do == "rebuild":
                dictionary.ask_for_rebuild(**given)
                return redirect("search_words")
            if do == "end":
                word = get_object_or_404(DistrictWord, pk=request.POST.get("word") or 0, until=None)
                dictionary.end_word(word, on=today, **given)
                return redirect("search_words")
            if form.is_valid():
                dictionary.add_word(on=today, **form.cleaned_data, **given)
                return redirect("search_words")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    asked = request.GET.get("q", "").strip()
    entered = DistrictWord.objects.filter(until=None)
    context = {
        "form": form,
        "words": entered.filter(text__contains=asked) if asked else entered,
        "q": asked,
        "of_units": sorted(dictionary.current() - set(entered.values_list("text", flat=True))),
        "may": _is_competent(request.user),
        "changed": dictionary.is_changed(),
        "running": SearchRebuild.objects.filter(finished_at=None).first(),
        "last": SearchRebuild.objects.exclude(finished_at=None).first(),
    }
    return render(request, "portal/desk_words.html", context)


@require_admin_access
def site_faults(request: HttpRequest) -> HttpResponse:
    """Show which pages of the public site wait to be written, why, and how full the disk is."""
    root = files.root()
    disk = shutil.disk_usage(root) if root.exists() else None
    context = {"faults": faults(), "disk": disk, "free": disk and round(disk.free * 100 / disk.total)}
    return render(request, "portal/desk_faults.html", context)


def _is_competent(user: User) -> bool:
    return user.posts.on(timezone.localdate()).filter(role=Role.COMPETENT).exists()
