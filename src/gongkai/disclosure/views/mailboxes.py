"""Announced mailboxes (申请邮箱): how each is reached, when it was read last, and whether it passed its self-test."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.disclosure.actions import mailboxes as verbs
from gongkai.disclosure.forms.mail import MailboxForm
from gongkai.disclosure.models import Mailbox
from gongkai.disclosure.views.common import staff_of
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role


@require_admin_access
def mailboxes(request: HttpRequest) -> HttpResponse:
    """List the mailboxes one may see, those in trouble first."""
    user, today = staff_of(request), timezone.localdate()
    found = Mailbox.objects.visible_to(user, today).select_related("unit")
    rows = sorted(found, key=lambda box: (box.stopped_at is not None, not (box.fault or box.test_fault)))
    may = posts.actor(user, today).holds(Role.COMPETENT, "")
    return render(request, "disclosure/mail/mailboxes.html", {"rows": rows, "may": may})


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Announce another mailbox."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.add_mailbox(**form.cleaned_data, **_who(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记 {made.address}。一分钟内开始读取和自检。")
            return redirect("disclosure_mailbox", pk=made.pk)
    return render(request, "disclosure/mail/mailbox.html", {"form": form})


@require_admin_access
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mailbox, change it, test it now, or stop it."""
    user, today = staff_of(request), timezone.localdate()
    visible = Mailbox.objects.visible_to(user, today).select_related("unit")
    found = get_object_or_404(visible, pk=pk)
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    form = MailboxForm(request.POST if pressed == "change" else None, instance=found)
    try:
        if pressed == "change" and form.is_valid():
            # The form has written into its instance already; the verb compares with the row.
            verbs.change_mailbox(Mailbox.objects.get(pk=pk), **form.cleaned_data, **_who(request))
            messages.success(request, "已保存。一分钟内按新的设置读取。")
            return redirect("disclosure_mailbox", pk=pk)
        if pressed == "test":
            verbs.ask_for_test(found, **_who(request))
            messages.success(request, "一分钟内发出自检信，收到后在这里显示。")
            return redirect("disclosure_mailbox", pk=pk)
        if pressed == "stop":
            verbs.stop_mailbox(found, **_who(request))
            messages.success(request, f"已停用 {found.address}，收到的来信保留。")
            return redirect("disclosure_mailboxes")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    may = posts.actor(user, today).holds(Role.COMPETENT, "")
    shown = visible.get(pk=pk)
    return render(request, "disclosure/mail/mailbox.html", {"mailbox": shown, "form": form, "may": may})


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": posts.actor(staff_of(request), timezone.localdate()), "at": timezone.now()}
