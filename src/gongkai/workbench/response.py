"""From an approved answer to an item of the site (回应关切): the text goes on, each names the other, and comes back public."""

from datetime import date, datetime
from html import escape

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Genre, Publication
from gongkai.units import posts
from gongkai.units.models import User
from gongkai.units.posts import Actor
from gongkai.voice.opinion import actions as opinions
from gongkai.voice.opinion.models import OpinionResponse
from gongkai.voice.opinion.visible import cases_visible_to

COLUMN = "huiying"
CHANNEL = "区政府门户网站"


class HandOverForm(forms.Form):
    """What the item is called; its text is the approved one."""

    title = forms.CharField(label="信息名称", max_length=200)
    created_on = forms.DateField(
        label="信息形成日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_admin_access
def respond(request: HttpRequest, pk: int, text: int) -> HttpResponse:
    """Begin the item of an approved text; once it is public, put down that the answer was given out there."""
    assert isinstance(request.user, User)
    today, now = timezone.localdate(), timezone.now()
    case = get_object_or_404(cases_visible_to(request.user, today).select_related("unit"), pk=pk)
    response = get_object_or_404(case.opinion_responses, pk=text)  # type: ignore[attr-defined]
    response.case = case
    actor = posts.actor(request.user, today)
    item = item_of(response)
    form = HandOverForm(
        request.POST if item is None and request.method == "POST" else None,
        initial={"title": response.title, "created_on": today},
    )
    if request.method == "POST":
        try:
            if item is not None:
                give_out(response, item, by=actor, at=now)
                messages.success(request, "已登记网站发布。")
                return redirect("voice_opinion", case.pk)
            if form.is_valid():
                item = hand_over(response, by=actor, at=now, **form.cleaned_data)
                messages.success(request, "已转网站发布：请送审；公开后回到舆情登记发布。")
                return redirect("publishing_detail", item.pk)
        except Refusal as refusal:
            if form.is_bound:
                form.add_error(None, str(refusal))
            else:
                messages.error(request, str(refusal))
    context = {"case": case, "response": response, "form": form, "item": item}
    return render(request, "workbench/response.html", context)


def key_of(response: OpinionResponse) -> str:
    """Return what ties the item to its text: the same text leads to the same item, however often it is pressed."""
    return f"opinion-response-{response.pk}"


def item_of(response: OpinionResponse) -> Publication | None:
    return Publication.objects.filter(draft_key=key_of(response)).first()


def hand_over(
    response: OpinionResponse, *, title: str, created_on: date, by: Actor, at: datetime
) -> Publication:
    """Begin the item in the column 回应关切 and keep its place with the text: both or neither."""
    column = Column.objects.filter(code=COLUMN).first()
    if column is None:
        raise Refusal(
            "没有“回应关切”栏目。", article="国办发〔2017〕47号", advice="请由政务公开办恢复该栏目。"
        )
    body = "".join(f"<p>{escape(line.strip())}</p>" for line in response.text.splitlines() if line.strip())
    with transaction.atomic():
        item = publishing.draft(
            response.case.unit,
            by=by,
            at=at,
            title=title,
            summary=response.text.strip().splitlines()[0][:200],
            body=body,
            column=column,
            genre=Genre.OTHER,
            created_on=created_on,
            origin_case=response.case.number,
            draft_key=key_of(response),
        )
        opinions.hand_over(response, desk_address=reverse("publishing_detail", args=[item.pk]), by=by, at=at)
    return item


def give_out(response: OpinionResponse, item: Publication, *, by: Actor, at: datetime) -> None:
    """登记发布 with the moment and the address of the public item; refused while it is not public."""
    if not item.public_url or item.published_at is None:
        raise Refusal(
            "网站稿件还没有公开。", article="国办发〔2016〕80号", advice="请在稿件签发公开后再登记。"
        )
    address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{item.public_url}"
    opinions.release(response, released_at=item.published_at, channel=CHANNEL, address=address, by=by, at=at)
