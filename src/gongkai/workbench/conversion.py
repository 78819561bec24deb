"""From an answered request to an item for everybody (转为主动公开, art. 44): the one act over two flows."""

from datetime import datetime
from html import escape
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure import related
from gongkai.disclosure.procedure import KEY
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Genre, Publication
from gongkai.units import posts
from gongkai.units.models import User
from gongkai.units.posts import Actor


class ConversionForm(forms.Form):
    """What the item will be called and where it belongs; its text is written afterwards, as any other."""

    title = forms.CharField(label="信息名称（不写申请人）", max_length=200)
    column = forms.ModelChoiceField(label="栏目", queryset=Column.objects.filter(takes_items=True))
    genre = forms.ChoiceField(label="体裁", choices=Genre.choices)
    created_on = forms.DateField(
        label="信息形成日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_admin_access
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who else asked for the same, and begin the item."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    visible = Case.objects.visible_to(request.user, today).filter(procedure=KEY)
    case = get_object_or_404(visible.select_related("unit", "request"), pk=pk)
    form = ConversionForm(
        request.POST or None, initial={"title": case.title, "genre": Genre.OTHER, "created_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            item = make_public(
                case, by=posts.actor(request.user, today), at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已转为主动公开：请补充正文后送审。办理记录和新信息互相链接。")
            return redirect("publishing_detail", item.pk)
    context = {"case": case, "form": form, "same": related.asked_for_the_same(case)}
    return render(request, "workbench/conversion.html", context)


def make_public(
    case: Case, *, title: str, column: Column, genre: str, created_on: Any, by: Actor, at: datetime
) -> Publication:
    """Begin an item out of an answered request; each names the other, and both happen or neither."""
    with transaction.atomic():
        disclosure.convert(case, title=title, by=by, at=at)
        return publishing.draft(
            case.unit,
            by=by,
            at=at,
            title=title,
            body=f"<p>{escape(_given(case))}</p>",
            column=column,
            genre=genre,
            created_on=created_on,
            origin_case=case.number,
            draft_key=f"case-{case.pk}",
        )


def _given(case: Case) -> str:
    reply = case.replies.last()  # type: ignore[attr-defined]
    return str(reply.information) if reply and reply.information else case.title
