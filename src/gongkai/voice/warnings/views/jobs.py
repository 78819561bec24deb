"""Jobs on the screen: the list, the composer, progress while it is sent, approving, calling, the export."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.cases import csv_text
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.law.warnings import sms_parts
from gongkai.voice.warnings import delivery, forms, wording
from gongkai.voice.warnings.actions import broadcasts, calls, people
from gongkai.voice.warnings.actions.broadcasts import Draft
from gongkai.voice.warnings.models import (
    Alert,
    Broadcast,
    Call,
    Channel,
    Delivery,
    Recipient,
    State,
    Wording,
)
from gongkai.voice.warnings.views.desk import actor, holds, staff_only, the_job, unit_for, visible_jobs

PER_PAGE = 50
HEADINGS = (
    "姓名",
    "职务",
    "手机号码",
    "责任人",
    "状态",
    "渠道",
    "渠道状态",
    "发出",
    "送达",
    "已读",
    "确认",
    "确认方式",
    "次数",
    "原因",
    "模拟",
)
# Who must be looked at comes first: nobody told, perhaps told, told but silent.
_FIRST = (
    State.FAILED,
    State.UNSURE,
    State.QUEUED,
    State.SENDING,
    State.SENT,
    State.DELIVERED,
    State.READ,
    State.CONFIRMED,
)
ORDER = Case(*(When(state=s, then=Value(n)) for n, s in enumerate(_FIRST)), output_field=IntegerField())
# As long as a real one.
SAMPLE_TOKEN = "A" * 16


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """List the jobs, newest first; filters stand in the address."""
    stage, kind = request.GET.get("stage", ""), request.GET.get("kind", "")
    found = visible_jobs(request)
    if kind in Broadcast.Kind.values:
        found = found.filter(kind=kind)
    counts = dict(found.order_by().values_list("stage").annotate(Count("pk")))
    tabs = [
        ("", "全部", sum(counts.values())),
        *((v, label, counts.get(v, 0)) for v, label in Broadcast.Stage.choices),
    ]
    if stage in Broadcast.Stage.values:
        found = found.filter(stage=stage)
    context = {
        "tabs": tabs, "stage": stage, "kind": kind, "kinds": Broadcast.Kind.choices,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        "may_draft": holds(request, broadcasts.DRAFTERS),
    }  # fmt: skip
    return render(request, "warnings/jobs.html", context)


@staff_only
def compose(request: HttpRequest) -> HttpResponse:
    """Draft a job: preview with the size of the audience and of the short message, trial, hand-over for approval."""
    relayed = request.GET.get("alert", "")
    alert = get_object_or_404(Alert, pk=relayed) if relayed.isdigit() else None
    initial = {"plan": [Channel.OA, Channel.SMS], "kind": Broadcast.Kind.NOTICE}
    form = forms.ComposeForm(request.POST or None, relays=alert is not None, initial=initial)
    token = request.POST.get("token") or uuid4().hex
    pressed = request.POST.get("do", "")
    preview = None
    if request.method == "POST" and form.is_valid():
        given = _given(alert, form.cleaned_data)
        preview = _preview(given)
        who: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
        try:
            unit = unit_for(request, broadcasts.DRAFTERS)
            if pressed == "try":
                broadcasts.try_on_oneself(given, unit=unit, **who)
                messages.success(request, "已试发给您自己，请看“我的消息”。填写的内容还在下面。")
            elif pressed == "draft":
                made = broadcasts.draft(given, unit=unit, token=token, alert=alert, **who)
                messages.success(request, "已送审批。由另一位负责人审批后发送。")
                return redirect("warnings_broadcast", made.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    if alert is not None and preview is None:
        preview = _preview(broadcasts.draft_of_alert(alert, [], [], to_confirm=alert.grade.is_urgent))
    context = {"form": form, "alert": alert, "token": token, "preview": preview}
    return render(request, "warnings/compose.html", context)


def _given(alert: Alert | None, typed: dict[str, Any]) -> Draft:
    audiences, plan = list(typed["audiences"]), in_order(typed["plan"])
    if alert is not None:
        to_confirm = typed["to_confirm"] or alert.grade.is_urgent
        return broadcasts.draft_of_alert(alert, audiences, plan, to_confirm=to_confirm)
    text = typed["text"]
    if typed["kind"] == Broadcast.Kind.FORECAST and typed["station"] and typed["issued_at"]:
        text = f"{text}（{typed['station']}{wording.day_and_hour(typed['issued_at'])}发布）"
    return Draft(
        typed["title"],
        text,
        audiences,
        plan,
        typed["kind"],
        typed["to_confirm"],
        typed["station"],
        typed["issued_at"],
    )


def in_order(chosen: list[str]) -> list[str]:
    """Return channels in the order they are tried: the quiet and free ones first."""
    return [channel for channel in Channel.values if channel in chosen]


def _preview(given: Draft) -> dict[str, Any]:
    sample = Broadcast(title=given.title, text=given.text, to_confirm=given.to_confirm)
    link = delivery.link_of(Recipient(token=SAMPLE_TOKEN)) if given.to_confirm else ""
    text = delivery.message_text(sample, link, Channel.SMS)
    return {
        "title": given.title, "text": text, "length": len(text), "parts": sms_parts(text),
        "people": people.members(given.audiences), "plan": [Channel(channel).label for channel in given.plan],
    }  # fmt: skip


@staff_only
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job: what is told, how far it has come, and everybody with the unconfirmed first."""
    row = the_job(request, pk)
    state = request.GET.get("state", "")
    found = row.recipients.annotate(order=ORDER).order_by("-is_responsible", "order", "pk")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found.select_related("person").prefetch_related("deliveries"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    context = {
        **_progress(row),
        "page": page,
        "wording": wording.named(row.wording),
        "rows": [(each, mask_name(each.person.name), mask_phone(each.person.phone or "")) for each in page],
        "state": state,
        "may_approve": row.stage == Broadcast.Stage.DRAFT
        and row.drafter_id != request.user.pk
        and any(actor(request).holds(role, row.unit.code) for role in broadcasts.APPROVERS),
        "may_cancel": row.stage == Broadcast.Stage.DRAFT
        or (
            row.stage == Broadcast.Stage.SENDING
            and not Delivery.objects.filter(recipient__broadcast=row, attempts__gt=0).exists()
        ),
        "audiences": row.audiences.select_related("unit"),
        "size": people.members(row.audiences.all()) if row.stage == Broadcast.Stage.DRAFT else row.total,
        "parts": _preview(Draft(row.title, row.text, [], row.plan, to_confirm=row.to_confirm))["parts"],
        "plan": [Channel(channel).label for channel in row.plan],
    }
    return render(request, "warnings/job.html", context)


@staff_only
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the counts alone, for a page that asks every two seconds while the job is being sent."""
    return render(request, "warnings/progress.html", _progress(the_job(request, pk)))


def _progress(row: Broadcast) -> dict[str, Any]:
    states = broadcasts.counts_of(row)
    channels = (
        Delivery.objects.filter(recipient__broadcast=row)
        .order_by()
        .values_list("channel", "state")
        .annotate(n=Count("pk"))
    )
    table: dict[str, dict[str, int]] = {}
    for channel, state, n in channels:
        table.setdefault(channel, {})[state] = n
    shown = [
        state for state in State if states.get(state) or any(state in counts for counts in table.values())
    ]
    # A person confirms, a message does not: what people are counted by is no column of the channels.
    of_messages = [state for state in shown if any(state in counts for counts in table.values())]
    simulated = Delivery.objects.filter(recipient__broadcast=row, is_simulated=True).exists()
    return {
        "job": row,
        "states": [(state, state.label, states.get(state, 0)) for state in shown],
        "table": [(Channel(channel).label, [(state.label, counts.get(state, 0)) for state in of_messages], sum(counts.values())) for channel, counts in table.items()],
        "labels": [state.label for state in of_messages],
        "open_calls": Call.objects.filter(recipient__broadcast=row, called_at=None, recipient__confirmed_at=None).count(),
        "all_calls": Call.objects.filter(recipient__broadcast=row).count(),
        "simulated": simulated,
        "failed": states.get(State.FAILED, 0),
    }  # fmt: skip


@staff_only
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, cancel, or send again to those not reached."""
    row = the_job(request, pk)
    verbs: dict[str, tuple[Callable[..., object], str]] = {
        "approve": (broadcasts.approve, "已审批，开始发送。"),
        "cancel": (broadcasts.cancel, "已取消，没有发送。"),
        "again": (broadcasts.send_again, "已重新发送给没有送达的人。"),
    }
    verb = verbs.get(request.POST.get("do", ""))
    if verb is not None:
        try:
            verb[0](row, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, verb[1])
    return redirect("warnings_broadcast", pk)


@staff_only
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Export everybody of a job with the receipts of each channel; names and numbers stay masked."""
    row = the_job(request, pk)
    found = row.recipients.order_by("pk").select_related("person").prefetch_related("deliveries")
    return csv_text.response(f"broadcast-{pk}.csv", [HEADINGS, *_cells(found.iterator(500))])


def _cells(found: Iterator[Recipient]) -> Iterator[list[object]]:
    for each in found:
        person = each.person
        head: list[object] = [
            mask_name(person.name), person.duty, mask_phone(person.phone or ""), "是" if each.is_responsible else "",
            each.get_state_display(),
        ]  # fmt: skip
        for sent in each.deliveries.all() or [None]:
            yield [
                *head,
                *([sent.get_channel_display(), sent.get_state_display(), *map(_moment, (sent.sent_at, sent.delivered_at, sent.read_at))] if sent else [""] * 5),
                _moment(each.confirmed_at), each.confirmed_how,
                *([sent.attempts, sent.fault, "是" if sent.is_simulated else ""] if sent else ["", "没有可用的联系方式", ""]),
            ]  # fmt: skip


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


@staff_only
def call_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call, with name and number: one press shows the numbers and is logged; a result is one press more."""
    row = the_job(request, pk)
    shown = False
    if request.method == "POST":
        who: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
        try:
            if request.POST.get("do") == "show":
                calls.read_phones(row, **who)
                shown = True
            else:
                call = get_object_or_404(Call, pk=request.POST.get("call", "0"), recipient__broadcast=row)
                calls.note_call(
                    call, outcome=request.POST.get("outcome", ""), note=request.POST.get("note", ""), **who
                )
                shown = request.POST.get("shown") == "1"
                messages.success(request, f"已记录对{mask_name(call.person.name)}的叫应结果。")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    found = Call.objects.filter(recipient__broadcast=row).select_related("person", "recipient__person")
    waiting = found.filter(called_at=None, recipient__confirmed_at=None).order_by("asked_at", "pk")
    context = {
        "job": row, "shown": shown, "outcomes": Call.Outcome.choices,
        "waiting": [(call, call.person.phone if shown else mask_phone(call.person.phone or "")) for call in waiting[:200]],
        "done": found.exclude(called_at=None).order_by("-called_at")[:200],
    }  # fmt: skip
    return render(request, "warnings/calls.html", context)


@staff_only
def wordings(request: HttpRequest) -> HttpResponse:
    """Show and change how signals are worded in messages."""
    form = forms.WordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            broadcasts.set_wording(**form.cleaned_data, by=actor(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存为新版本，此后的发布使用。")
            return redirect("warnings_wordings")
    context = {
        "form": form,
        "typed": (form["kind"].value(), form["text"].value()) if form.is_bound else ("", ""),
        "kinds": [
            (kind, text, wording.named(version))
            for kind in wording.LABELS
            for text, version in [wording.template(kind)]
        ],
        "fields": wording.FIELDS,
        "former": Wording.objects.order_by("-pk")[:20],
    }
    return render(request, "warnings/wordings.html", context)
