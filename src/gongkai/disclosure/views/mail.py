"""The inbox (收件箱): messages that came in, and one page for each with what may be done about it."""

from collections import Counter
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure.actions import mail as verbs
from gongkai.disclosure.actions.intake import Application
from gongkai.disclosure.forms.mail import CompletionForm, InboxFilter, JoinForm, ReasonForm
from gongkai.disclosure.mail import prefill, threads
from gongkai.disclosure.mail.reading import Letter
from gongkai.disclosure.models import Mail
from gongkai.disclosure.models.mail import MailQuerySet
from gongkai.disclosure.procedure import KEY
from gongkai.disclosure.views.common import staff_of
from gongkai.law.clock import light_of
from gongkai.law.identifiers import mask_email
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force

PER_PAGE = 30
APPLICATION_FIELDS = {field.name for field in fields(Application)}
# What is said most often; anything else may be written.
REASONS = ("广告、推销邮件", "咨询事项，已另行答复", "信访、投诉举报，已告知渠道", "与本单位无关", "重复发送")


@require_admin_access
def inbox(request: HttpRequest) -> HttpResponse:
    """List the messages in one state: to be handled first those due first, else the newest first."""
    user, today = staff_of(request), timezone.localdate()
    form = InboxFilter(request.GET or None, units=posts.units_visible_to(user, today))
    wanted = form.cleaned_data if form.is_valid() else {}
    state = wanted.get("state") or Mail.State.NEW
    found = _filtered(Mail.objects.visible_to(user, today), wanted)
    counts = Counter(dict(found.order_by().values_list("state").annotate(Count("pk"))))
    order = ("due_on", "arrived_at", "pk") if state == Mail.State.NEW else ("-arrived_at", "-pk")
    listed = found.filter(state=state).select_related("unit", "mailbox", "case__unit").order_by(*order)
    paginator = Paginator(listed, PER_PAGE)
    paginator.count = counts[state]
    page = paginator.get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    return render(
        request,
        "disclosure/mail/inbox.html",
        {
            "form": form,
            "state": state,
            "tabs": [(value, label, counts[value]) for value, label in Mail.State.choices],
            "page": page,
            "rows": [_row(mail, today, calendar) for mail in page],
            "undecided": state in verbs.UNDECIDED,
            "reasons": REASONS,
        },
    )


def _filtered(found: MailQuerySet, wanted: dict[str, Any]) -> MailQuerySet:
    lookups = {"unit": "unit", "since": "arrived_at__date__gte", "until": "arrived_at__date__lte"}
    return found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if wanted.get(name)})


def _row(mail: Mail, today: date, calendar: Any) -> dict[str, Any]:
    return {
        "mail": mail,
        "light": light_of(mail.due_on, today, calendar) if mail.state == Mail.State.NEW else None,
        "sender": mask_email(mail.sender),
        "refused": sum(bool(file["refusal"]) for file in mail.files),
    }


@require_admin_access
@require_POST
def set_many_aside(request: HttpRequest) -> HttpResponse:
    """Set the ticked messages aside with one reason; each by itself, so that one refused keeps none of the others."""
    user, today = staff_of(request), timezone.localdate()
    by, chosen = posts.actor(user, today), [key for key in request.POST.getlist("mail") if key.isdigit()]
    done = 0
    for mail in Mail.objects.visible_to(user, today).filter(pk__in=chosen):
        try:
            verbs.set_aside(mail, reason=request.POST.get("reason", ""), by=by, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            done += 1
    if done:
        messages.success(request, f"{done} 封来信已登记为不作申请处理，理由已记录。")
    elif not chosen:
        messages.error(request, "没有选中来信。请先在左侧勾选。")
    return redirect("disclosure_inbox")


@require_admin_access
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message beside the form it becomes a request by. What was typed stays, whatever is refused."""
    found = _mail_of(request, pk)
    actor = posts.actor(staff_of(request), timezone.localdate())
    try:
        letter = verbs.open_mail(found, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disclosure_inbox")
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    forms_ = _forms(request, pressed, letter)
    if pressed in forms_ or pressed == "take_up":
        answer = _done(request, found, pressed, forms_.get(pressed), actor)
        if answer is not None:
            return answer
    return _page(request, found, letter, forms_)


def _forms(request: HttpRequest, pressed: str, letter: Letter) -> dict[str, Any]:
    belongs = threads.belonging(letter)
    today = timezone.localdate()
    starts = {
        "register": {"email": letter.sender, **prefill.found(letter, today)},
        "join": {"number": belongs.case.number if belongs else threads.number_in(letter.subject)},
        "set_aside": {},
    }
    kinds = {"register": CompletionForm, "join": JoinForm, "set_aside": ReasonForm}
    return {
        name: kind(request.POST, request.FILES) if name == pressed else kind(initial=starts[name])
        for name, kind in kinds.items()
    }


def _done(
    request: HttpRequest, found: Mail, pressed: str, form: Any, actor: posts.Actor
) -> HttpResponse | None:
    """Perform what was pressed; ``None`` when the page is to be shown again with what is wrong."""
    if form is not None and not form.is_valid():
        return None
    who: dict[str, Any] = {"by": actor, "at": timezone.now()}
    try:
        match pressed:
            case "register":
                return _registered(request, found, form, who)
            case "join":
                joined = _case(request, form.cleaned_data["number"])
                verbs.join_mail(found, joined, **who)
                messages.success(request, f"已并入 {joined.number}。")
                return redirect("disclosure_case", pk=joined.pk)
            case "set_aside":
                verbs.set_aside(found, reason=form.cleaned_data["reason"], **who)
                messages.success(request, "已登记为不作申请处理，理由已记录。")
                return redirect("disclosure_inbox")
            case _:
                verbs.take_up(found, **who)
                messages.success(request, "已转为待处理。")
                return redirect("disclosure_mail", pk=found.pk)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
    return None


def _registered(request: HttpRequest, found: Mail, form: Any, who: dict[str, Any]) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in APPLICATION_FIELDS if name in form.cleaned_data}
    opened = verbs.register_mail(found, Application(**given), **who)
    messages.success(
        request,
        f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。请与申请人确认收到之日。",
    )
    return redirect("disclosure_case", pk=opened.case.pk)


def _case(request: HttpRequest, typed: str) -> Case:
    number = threads.number_in(typed) or typed.strip()
    visible = Case.objects.visible_to(staff_of(request), timezone.localdate())
    found = visible.filter(procedure=KEY, number=number).select_related("unit", "request").first()
    if found is None:
        raise Refusal(f"没有找到办件“{number}”。", article="", advice="请核对编号，或从登记簿复制。")
    return found


def _page(request: HttpRequest, found: Mail, letter: Letter, forms_: dict[str, Any]) -> HttpResponse:
    found.refresh_from_db()
    belongs = threads.belonging(letter)
    return render(
        request,
        "disclosure/mail/mail.html",
        {
            "mail": found,
            "letter": letter,
            "forms": forms_,
            "belongs": belongs.case if belongs else None,
            "undecided": found.state in verbs.UNDECIDED,
            "may_take_up": found.state in (Mail.State.HELD, Mail.State.AUTOMATIC, Mail.State.SET_ASIDE),
            "reasons": REASONS,
            "today": timezone.localdate(),
        },
        status=422 if any(form.errors for form in forms_.values()) else 200,
    )


@require_admin_access
def original(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the message as it came."""
    found, _ = _opened(request, pk)
    return FileResponse(found.raw.open(), as_attachment=True, filename=f"mail-{found.pk}.eml")


@require_admin_access
def attached(request: HttpRequest, pk: int, place: int) -> FileResponse:
    """Hand out an attachment that passed the checks; what did not stays inside the original."""
    _, letter = _opened(request, pk)
    file = letter.attached[place].file if place < len(letter.attached) else None
    if file is None:
        raise Http404
    return FileResponse(
        BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type
    )


def _opened(request: HttpRequest, pk: int) -> tuple[Mail, Letter]:
    found = _mail_of(request, pk)
    actor = posts.actor(staff_of(request), timezone.localdate())
    try:
        return found, verbs.open_mail(found, by=actor, at=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal


def _mail_of(request: HttpRequest, pk: int) -> Mail:
    visible = Mail.objects.visible_to(staff_of(request), timezone.localdate())
    return get_object_or_404(visible.select_related("unit", "mailbox", "case__unit"), pk=pk)
