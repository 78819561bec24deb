"""From a message or a ticket to the disclosure request it really is (转依申请公开): one act over two flows, with a trace on both sides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages as told
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.actions import Opened
from gongkai.cases.models import Case
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Application
from gongkai.disclosure.forms.application import RegisterForm
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.units import posts
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor
from gongkai.voice.hotline import actions as hotline
from gongkai.voice.hotline import callers
from gongkai.voice.hotline.procedure import HOTLINE
from gongkai.voice.messages import actions as messages
from gongkai.voice.messages.procedure import MESSAGE, TO_SORT

APPLICATION_FIELDS = (
    "applicant_kind", "name", "id_type", "id_number", "contact_person", "phone", "email", "postal_address", "info_title",
    "doc_number", "feature_description", "form_required", "delivery_channel", "notify_by", "needs_assistance",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What a request may turn out to have been: where it may still become one, how it says so, and where it is shown."""

    procedure: str
    stages: tuple[str, ...]
    detail: str
    name: str
    origin: str
    who: str
    url_name: str
    carried: Callable[[Case], Mapping[str, object]]
    redirect: Callable[..., object]
    note_reading: Callable[..., object]


@require_admin_access
def message_to_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the request a message really is."""
    return _to_request(request, pk, A_MESSAGE)


@require_admin_access
def ticket_to_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the request a hotline ticket really is."""
    return _to_request(request, pk, A_TICKET)


def _to_request(request: HttpRequest, pk: int, source: Source) -> HttpResponse:
    """Show the intake of a request with what was written carried over, and register it."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    visible = Case.objects.visible_to(request.user, today).filter(
        procedure=source.procedure, stage__in=source.stages
    )
    case = get_object_or_404(visible.select_related("unit", source.detail), pk=pk)
    actor = posts.actor(request.user, today)
    if not actor.holds(Role.COMPETENT, case.unit.code):
        told.error(request, "转依申请公开由政务公开办办理。")
        return redirect(source.url_name, pk)
    mark = request.POST.get("seen", "")
    seen = int(mark) if mark.isascii() and mark.isdecimal() else case.events_count
    form = RegisterForm(request.POST or None, request.FILES or None, initial=_carried(case, source))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        application = Application(**{name: data[name] for name in APPLICATION_FIELDS if name in data})
        try:
            opened = become_request(
                case, application, source=source, channel=Channel(data["channel"]), received_on=data["received_on"],
                by=actor, at=timezone.now(), seen=seen,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told.success(
                request,
                f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。{source.name}已转办，互相留有记录。",
            )
            return redirect("disclosure_case", pk=opened.case.pk)
    elif request.method == "GET":
        # The intake shows the telephone of who wrote or called.
        source.note_reading(case, by=actor, at=timezone.now())
    context = {
        "case": case,
        "source": source,
        "text": getattr(case, source.detail).text,
        "form": form,
        "seen": seen,
    }
    return render(request, "workbench/redirection.html", context)


def become_request(
    case: Case,
    application: Application,
    *,
    source: Source,
    channel: Channel,
    received_on: date | None,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Opened:
    """Register the request a message or a ticket really is; both happen or neither."""
    by.must_hold((Role.COMPETENT,), case.unit)
    with transaction.atomic():
        opened = disclosure.register(
            application, unit=case.unit, channel=channel, by=by, at=at, received_on=received_on, arrived_at=case.arrived_at
        )  # fmt: skip
        source.redirect(case, to=opened.case, by=by, at=at, seen=seen)
    return opened


def _carried(case: Case, source: Source) -> dict[str, object]:
    """Return what was written or said, where the intake of a request asks for it."""
    came = {
        "applicant_kind": "natural",
        "info_title": case.title,
        "feature_description": f"{getattr(case, source.detail).text}\n（由{source.origin} {case.number} 转来）",
    }
    return {**came, **source.carried(case)}


def _of_message(case: Case) -> Mapping[str, object]:
    written = case.message  # type: ignore[attr-defined]
    by_email = bool(written.email)
    return {
        "channel": Channel.EMAIL.value,
        "name": written.name,
        "phone": written.phone,
        "email": written.email,
        "form_required": "email" if by_email else "paper",
        "delivery_channel": "email" if by_email else "post",
    }


def _of_ticket(case: Case) -> Mapping[str, object]:
    said = case.ticket
    return {
        "channel": Channel.ORAL.value,
        "name": said.caller_name,
        "phone": said.caller_phone,
        "form_required": "paper",
        "delivery_channel": "post",
    }


A_MESSAGE = Source(
    procedure=MESSAGE.key, stages=TO_SORT, detail="message", name="留言", origin="网站留言", who="留言人",
    url_name="voice_message", carried=_of_message, redirect=messages.redirect, note_reading=messages.read_personal,
)  # fmt: skip
A_TICKET = Source(
    procedure=HOTLINE.key, stages=("received",), detail="ticket", name="工单", origin="热线工单", who="来电人",
    url_name="hotline_ticket", carried=_of_ticket, redirect=hotline.redirect, note_reading=callers.read,
)  # fmt: skip
