"""What an office keeps beside the texts: opinions received, interpretation figures, hand-over lists, words, values, duties."""

from datetime import date
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from openpyxl import Workbook
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, columns, duties, interpretation
from gongkai.publishing.forms import DateInput
from gongkai.publishing.models import Column, Comment, Duty, HandOver, Publication, WordRule
from gongkai.publishing.views.common import actor_now, is_competent, staff, visible
from gongkai.units import parameters, posts
from gongkai.units.actions import (
    FACTS,
    MAY_BE_EMPTY,
    appoint_substitute,
    change_facts,
    end_substitution,
)
from gongkai.units.models import DISTRICT_WIDE, Post, Role, Unit, User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_admin_access
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh the opinions received on a draft."""
    publication = visible(staff(request), pk)
    if request.method == "POST":
        comment = get_object_or_404(publication.comments, pk=request.POST.get("comment") or 0)
        try:
            actions.weigh(
                comment,
                by=actor_now(request),
                at=timezone.now(),
                handling=request.POST.get("handling", ""),
                answer=request.POST.get("answer", ""),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已记录第{comment.number}条意见的采纳情况。")
        return redirect("publishing_comments", pk)
    context = {
        "publication": publication,
        "comments": publication.comments.all(),
        "answers": publication.answers.count(),
        "handlings": [choice for choice in Comment.Handling.choices if choice[0]],
    }
    return render(request, "publishing/comments.html", context)


@require_admin_access
@require_POST
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the result of a call from what was weighed."""
    call = visible(staff(request), pk)
    try:
        made = actions.write_result(call, by=actor_now(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("publishing_comments", pk)
    messages.success(request, "已生成结果公告的草稿，请核对后提交核稿。")
    return redirect("publishing_edit", made.pk)


@require_admin_access
def interpretations(request: HttpRequest) -> HttpResponse:
    """Show each unit's interpretation rate, documents without interpretation, and its head's own talks (D58)."""
    user, today = staff(request), timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 < int(asked) <= today.year else today.year
    public = Publication.objects.visible_to(user, today).public().filter(published_at__year=year)
    rows = public.filter(interpretation.CONCERNED).defer("body").select_related("unit", "column")
    published = Unit.objects.filter(pk__in=public.order_by().values("unit"))
    records = interpretation.records(rows.prefetch_related("interpretations"), published)
    context = {
        "year": year,
        "years": range(today.year, 2015, -1),
        "records": records,
        "documents": sum(record.documents for record in records),
        "interpreted": sum(record.interpreted for record in records),
        "target": int(parameters.value("leader_interpretations", date(year, 12, 31))),
    }
    return render(request, "publishing/interpretations.html", context)


class HandOverForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="移送单位", empty_label=None)
    receiver = forms.ChoiceField(label="接收单位", choices=HandOver.Receiver.choices)
    handed_on = forms.DateField(label="移送日期", widget=DateInput)
    received_by = forms.CharField(label="接收人", max_length=60, required=False)


@require_admin_access
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand public items to archives, library and service hall, list after list (D46)."""
    user, now = staff(request), timezone.now()
    today = timezone.localdate(now)
    own = Unit.objects.filter(pk__in=user.posts.on(today).filter(role=Role.OFFICER).values("unit"))
    form = HandOverForm(request.POST or None, initial={"handed_on": today})
    form.fields["unit"].queryset = own  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hand_over(by=actor_now(request), at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{made}，共{made.count}件。")
            return redirect("publishing_hand_over")
    waiting = [
        (unit, label, len(actions.to_hand_over(unit, receiver, now)))
        for unit in own
        for receiver, label in HandOver.Receiver.choices
    ]
    lists = HandOver.objects.filter(unit__in=posts.unit_ids_visible_to(user, today)).select_related("unit")
    return render(
        request,
        "publishing/hand_over.html",
        {"form": form, "waiting": waiting, "lists": lists[:100], "may": own},
    )


@require_admin_access
def hand_over_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a list as a table (主动公开政府信息移送明细表)."""
    visible_units = posts.unit_ids_visible_to(staff(request), timezone.localdate())
    made = get_object_or_404(HandOver, pk=pk, unit__in=visible_units)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "移送明细"
    sheet.append([f"主动公开政府信息移送明细表（{made}，{made.handed_on}，接收人{made.received_by}）"])
    sheet.append(["序号", "索引号", "名称", "文号", "生成日期", "公开时间", "栏目", "内容摘要值"])
    for number, item in enumerate(actions.handed_over(made), start=1):
        published = timezone.localtime(item.published_at) if item.published_at else None
        sheet.append(
            [
                number, item.index_no, item.title, item.doc_number, item.created_on.isoformat(),
                f"{published:%Y-%m-%d %H:%M}", item.column.title, item.content_sha256,
            ]
        )  # fmt: skip
    content = BytesIO()
    book.save(content)
    return HttpResponse(
        content.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="hand-over-{made.pk}.xlsx"'},
    )


class WordForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = WordRule
        fields = ("kind", "wrong", "right", "blocks", "note", "source")


@require_admin_access
def words(request: HttpRequest) -> HttpResponse:
    """Keep the word list the checks go by."""
    form = WordForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST":
        now = timezone.now()
        given: dict[str, Any] = {"by": actor_now(request), "at": now, "on": timezone.localdate(now)}
        try:
            if request.POST.get("do") == "end":
                rule = get_object_or_404(WordRule, pk=request.POST.get("word"), until=None)
                actions.end_word(rule, **given)
                messages.success(request, f"已停用“{rule.wrong}”。")
                return redirect("publishing_words")
            if form.is_valid():
                added = actions.add_word(**form.cleaned_data, **given)
                messages.success(request, f"已加入“{added.wrong}”，以后提交的信息按它检查。")
                return redirect("publishing_words")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    found = WordRule.objects.filter(until=None)
    if request.GET.get("q"):
        found = found.filter(wrong__contains=request.GET["q"].strip())
    context = {
        "form": form,
        "rules": found,
        "may": is_competent(staff(request)),
        "q": request.GET.get("q", ""),
    }
    return render(request, "publishing/words.html", context)


class SubstituteForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label=None)
    role = forms.ChoiceField(
        label="岗位", choices=[choice for choice in Role.choices if choice[0] not in DISTRICT_WIDE]
    )
    user = forms.ModelChoiceField(User.objects.none(), label="代理人", empty_label="请选择")
    since = forms.DateField(label="自", widget=DateInput)
    until = forms.DateField(label="至（含）", widget=DateInput)


@require_admin_access
def people(request: HttpRequest) -> HttpResponse:
    """Show who holds which post of the unit, and let its head name a substitute for a time (代理)."""
    user, now = staff(request), timezone.now()
    today = timezone.localdate(now)
    units = posts.units_visible_to(user, today)
    form = SubstituteForm(
        request.POST if request.POST.get("do") == "appoint" else None, initial={"since": today}
    )
    form.fields["unit"].queryset = units  # type: ignore[attr-defined]
    form.fields["user"].queryset = User.objects.filter(posts__unit__in=units).distinct()  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if request.POST.get("do") == "end":
                post = get_object_or_404(Post, pk=request.POST.get("post"), unit__in=units)
                end_substitution(post, by=actor_now(request), at=now, on=today)
                return redirect("publishing_people")
            if form.is_valid():
                made = appoint_substitute(**form.cleaned_data, by=actor_now(request), at=now)
                messages.success(
                    request,
                    f"{made.user}自{made.since}至{made.until}代理{made.unit}{made.get_role_display()}。",
                )
                return redirect("publishing_people")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    current = (
        Post.objects.filter(unit__in=units)
        .exclude(until__lt=today)
        .select_related("unit", "user", "stands_in_for")
    )
    may = user.posts.on(today).filter(role__in=(Role.HEAD, Role.COMPETENT)).exists()
    return render(request, "publishing/people.html", {"form": form, "posts": current, "may": may})


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields = FACTS


@require_admin_access
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a unit says of itself to the public."""
    user, now = staff(request), timezone.now()
    unit = get_object_or_404(Unit, pk=pk, pk__in=posts.unit_ids_visible_to(user, timezone.localdate(now)))
    form = FactsForm(request.POST or None, instance=Unit.objects.get(pk=pk))
    for name in MAY_BE_EMPTY:
        form.fields[name].required = False
    if request.method == "POST" and form.is_valid():
        try:
            change_facts(unit, by=actor_now(request), at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存机构信息。公开指南写有这些内容，请随后更新指南。")
            return redirect("publishing_duties")
    return render(request, "publishing/facts.html", {"form": form, "unit": unit})


@require_admin_access
@require_POST
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the guide of a unit from its facts, to be reviewed and published."""
    units = posts.unit_ids_visible_to(staff(request), timezone.localdate())
    unit = get_object_or_404(Unit, pk=pk, pk__in=units)
    try:
        made = actions.write_guide(unit, by=actor_now(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("publishing_duties")
    messages.success(request, "已按机构信息生成指南，请核对后提交核稿。")
    return redirect("publishing_detail", made.pk)


@require_admin_access
def duties_page(request: HttpRequest) -> HttpResponse:
    """Show which unit fills which column and which of these are empty (D49); the competent office assigns."""
    user, today = staff(request), timezone.localdate()
    if request.method == "POST":
        now = timezone.now()
        try:
            if request.POST.get("do") == "end":
                duty = get_object_or_404(Duty, pk=request.POST.get("duty"), until=None)
                actions.end_duty(duty, by=actor_now(request), at=now, on=today)
            else:
                actions.assign_duty(
                    get_object_or_404(Unit, pk=request.POST.get("unit") or 0),
                    get_object_or_404(Column, pk=request.POST.get("column") or 0),
                    by=actor_now(request),
                    at=now,
                    since=today,
                    source=request.POST.get("source", ""),
                )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("publishing_duties")
    units = posts.unit_ids_visible_to(user, today)
    rows = duties.filled(units, today)
    only_empty, names = "empty" in request.GET, columns.names()
    context = {
        "rows": [(row, names[row.duty.column_id]) for row in rows if not only_empty or not row.items],
        "empty": sum(1 for row in rows if not row.items),
        "only_empty": only_empty,
        "may": is_competent(user),
        "units": Unit.objects.all(),
        "columns": [
            (pk, names[pk])
            for pk in Column.objects.filter(takes_items=True, in_disclosure=True)
            .order_by("sort")
            .values_list("pk", flat=True)
        ],
        "may_draft": set(user.posts.on(today).filter(role=Role.OFFICER).values_list("unit", flat=True)),
        "stale": duties.stale_guides(units),
    }
    return render(request, "publishing/duties.html", context)
