"""The delivery log (发送记录) and the channels notices leave by (发送渠道)."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases import notices as outbox
from gongkai.cases.models import Notice
from gongkai.disclosure.views.common import staff_of
from gongkai.exchange import actions
from gongkai.exchange.actions import Gateway
from gongkai.exchange.channels import is_simulated
from gongkai.exchange.forms import (
    CHANNEL_LABELS,
    ChannelForm,
    MailServerForm,
    NoticeFilter,
    SettleForm,
    SmsGatewayForm,
)
from gongkai.exchange.models import ChannelSetting, MailServer, SimulatedMessage, SmsGateway
from gongkai.law.identifiers import mask_email, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role
from gongkai.voice.warnings.models import Channel, Delivery

PER_PAGE = 50
HEADINGS = (
    "办件编号",
    "单位",
    "事由",
    "渠道",
    "接收人",
    "状态",
    "模拟",
    "生成时间",
    "发出时间",
    "次数",
    "回执",
    "原因",
    "核实",
)


@require_admin_access
def notices(request: HttpRequest) -> HttpResponse:
    """List what was told to applicants, the newest first: when, by what, with which receipt."""
    form = NoticeFilter(
        request.GET or None, units=posts.units_visible_to(staff_of(request), timezone.localdate())
    )
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(_visible(request), wanted)
    counts = Counter(dict(found.order_by().values_list("state").annotate(Count("pk"))))
    state = wanted.get("state", "")
    shown = found.filter(state=state) if state else found
    if request.GET.get("format") == "csv":
        return _csv(shown)
    paginator = Paginator(shown.select_related("case__unit"), PER_PAGE)
    paginator.count = counts[state] if state else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    tabs = [
        ("", "全部", counts.total()),
        *((value, label, counts[value]) for value, label in Notice.State.choices),
    ]
    return render(
        request,
        "exchange/notices.html",
        {
            "form": form,
            "state": state,
            "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", state)],
            "page": page,
            "rows": [(notice, _masked(notice)) for notice in page],
            "configured": {"邮件": MailServer.in_force(), "短信": SmsGateway.in_force()},
        },
    )


def _visible(request: HttpRequest) -> QuerySet[Notice]:
    units = posts.unit_ids_visible_to(staff_of(request), timezone.localdate())
    return Notice.objects.filter(case__unit__in=units)


def _filtered(found: QuerySet[Notice], wanted: dict[str, Any]) -> QuerySet[Notice]:
    lookups = {
        "number": "case__number__icontains",
        "unit": "case__unit",
        "channel": "channel",
        "since": "queued_at__date__gte",
        "until": "queued_at__date__lte",
    }
    return found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if wanted.get(name)})


def _masked(notice: Notice) -> str:
    return (mask_email if notice.channel == Notice.Channel.EMAIL else mask_phone)(notice.recipient)


def _csv(found: QuerySet[Notice]) -> HttpResponse:
    """Export the log as shown; recipients stay masked."""
    return csv_text.response(
        "notices.csv", [HEADINGS, *map(_cells, found.select_related("case__unit").iterator(1000))]
    )


def _cells(notice: Notice) -> list[object]:
    return [
        notice.case.number,
        notice.case.unit.name,
        notice.purpose,
        notice.get_channel_display(),
        _masked(notice),
        notice.get_state_display(),
        "是" if notice.is_simulated else "",
        f"{timezone.localtime(notice.queued_at):%Y-%m-%d %H:%M:%S}",
        f"{timezone.localtime(notice.sent_at):%Y-%m-%d %H:%M:%S}" if notice.sent_at else "",
        notice.attempts,
        notice.receipt,
        notice.fault,
        notice.settled_note,
    ]


@require_admin_access
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice as proof of what was told; follow up one that was not sent."""
    found = get_object_or_404(_visible(request).select_related("case__unit"), pk=pk)
    actor = posts.actor(staff_of(request), timezone.localdate())
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    form = SettleForm(request.POST if pressed == "settle" else None)
    try:
        if pressed == "again":
            outbox.send_again(found, by=actor, at=timezone.now())
            messages.success(request, "已重新排队，几秒内发送。")
            return redirect("exchange_notice", pk=pk)
        if pressed == "settle" and form.is_valid():
            outbox.settle(found, note=form.cleaned_data["note"], by=actor, at=timezone.now())
            messages.success(request, "已记录核实情况。")
            return redirect("exchange_notices")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    follow_up = found.state in outbox.FOR_PEOPLE and found.settled_at is None
    context = {"notice": found, "recipient": _masked(found), "form": form, "follow_up": follow_up}
    return render(request, "exchange/notice.html", context)


def _channel_forms(pressed: str, posted: Any) -> dict[str, ChannelForm]:
    """Return the form of each channel for many people; the one whose button was pressed with what was typed."""
    return {
        channel: ChannelForm(
            posted if pressed == f"channel-{channel}" else None,
            instance=ChannelSetting.of(channel), channel=channel, prefix=channel,
        )
        for channel in CHANNEL_LABELS
    }  # fmt: skip


@require_admin_access
def simulated(request: HttpRequest) -> HttpResponse:
    """Show what would have reached people by channels that are only simulated."""
    page = Paginator(SimulatedMessage.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    sent = Delivery.objects.filter(key__in=[row.key for row in page])
    names = dict(sent.values_list("key", "recipient__person__name"))
    rows = [(row, names.get(row.key, "试发")) for row in page]
    return render(request, "exchange/simulated.html", {"page": page, "rows": rows})


@require_admin_access
def channels(request: HttpRequest) -> HttpResponse:
    """Say by what server e-mails leave and by what gateway short messages."""
    actor = posts.actor(staff_of(request), timezone.localdate())
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    server, gateway = MailServer.in_force(), SmsGateway.in_force()
    mail_form = MailServerForm(request.POST if pressed == "email" else None, instance=server)
    sms_form = SmsGatewayForm(request.POST if pressed == "sms" else None, instance=gateway)
    who: dict[str, Any] = {"by": actor, "at": timezone.now()}
    channel_forms = _channel_forms(pressed, request.POST)
    ours = {f"channel-{channel}": form for channel, form in channel_forms.items()}
    chosen = {"email": mail_form, "sms": sms_form, **ours}.get(pressed)
    if chosen is not None and chosen.is_valid():
        try:
            if pressed == "email":
                actions.set_mail_server(**mail_form.cleaned_data, **who)
            elif pressed == "sms":
                actions.set_sms_gateway(Gateway(**sms_form.cleaned_data), **who)
            else:
                actions.set_channel(pressed.removeprefix("channel-"), **chosen.cleaned_data, **who)
        except Refusal as refusal:
            chosen.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存，此后的通知按新的设置发送。")
            return redirect("exchange_channels")
    context = {
        "mail_form": mail_form,
        "sms_form": sms_form,
        "server": MailServer.in_force(),
        "gateway": SmsGateway.in_force(),
        "may": actor.holds(Role.COMPETENT, ""),
        "channels": [
            (channel, Channel(channel).label, form, ChannelSetting.of(channel), is_simulated(channel))
            for channel, form in channel_forms.items()
        ],
    }
    return render(request, "exchange/channels.html", context)
