"""From a message to the disclosure request it really is (转依申请公开): one act over two flows, with a trace on both sides."""

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
from gongkai.voice.messages import actions as messages
from gongkai.voice.messages.procedure import MESSAGE, TO_SORT

APPLICATION_FIELDS = (
    "applicant_kind", "name", "id_type", "id_number", "contact_person", "phone", "email", "postal_address", "info_title",
    "doc_number", "feature_description", "form_required", "delivery_channel", "notify_by", "needs_assistance",
)  # fmt: skip


@require_admin_access
def message_to_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the intake of a request with what was written carried over, and register it."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    visible = Case.objects.visible_to(request.user, today).filter(procedure=MESSAGE.key, stage__in=TO_SORT)
    case = get_object_or_404(visible.select_related("unit", "message"), pk=pk)
    actor = posts.actor(request.user, today)
    if not actor.holds(Role.COMPETENT, case.unit.code):
        told.error(request, "转依申请公开由政务公开办办理。")
        return redirect("voice_message", pk)
    mark = request.POST.get("seen", "")
    seen = int(mark) if mark.isascii() and mark.isdecimal() else case.events_count
    form = RegisterForm(request.POST or None, request.FILES or None, initial=_carried(case))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        application = Application(**{name: data[name] for name in APPLICATION_FIELDS if name in data})
        try:
            opened = become_request(
                case, application, channel=Channel(data["channel"]), received_on=data["received_on"],
                by=actor, at=timezone.now(), seen=seen,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told.success(
                request,
                f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。留言已转办，互相留有记录。",
            )
            return redirect("disclosure_case", pk=opened.case.pk)
    elif request.method == "GET":
        # The intake shows the writer's telephone and e-mail.
        messages.read_personal(case, by=actor, at=timezone.now())
    return render(request, "workbench/redirection.html", {"case": case, "form": form, "seen": seen})


def become_request(
    case: Case,
    application: Application,
    *,
    channel: Channel,
    received_on: date | None,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Opened:
    """Register the request a message really is; both happen or neither."""
    by.must_hold((Role.COMPETENT,), case.unit)
    with transaction.atomic():
        opened = disclosure.register(
            application, unit=case.unit, channel=channel, by=by, at=at, received_on=received_on, arrived_at=case.arrived_at
        )  # fmt: skip
        messages.redirect(case, to=opened.case, by=by, at=at, seen=seen)
    return opened


def _carried(case: Case) -> dict[str, object]:
    """Return what was written, where the intake of a request asks for it."""
    written = case.message  # type: ignore[attr-defined]
    return {
        "channel": Channel.EMAIL.value,
        "applicant_kind": "natural",
        "name": written.name,
        "phone": written.phone,
        "email": written.email,
        "info_title": case.title,
        "feature_description": f"{written.text}\n（由网站留言 {case.number} 转来）",
        "form_required": "email" if written.email else "paper",
        "delivery_channel": "email" if written.email else "post",
    }
