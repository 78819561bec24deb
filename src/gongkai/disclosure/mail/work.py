"""Mail on the work list: what waits to be read or decided, and mailboxes nobody can write to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem
from gongkai.disclosure.models import Mail, Mailbox
from gongkai.disclosure.models.mail import MailQuerySet
from gongkai.units.models import Role, Unit, User

KIND = "来信"


def waiting_mail(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the messages an officer must handle, and letters to her cases she has not read."""
    units = [post.unit_id for post in user.posts.on(on).filter(role=Role.OFFICER)]  # type: ignore[attr-defined]
    new = Mail.objects.filter(unit__in=units, state=Mail.State.NEW)
    for mail in new.select_related("unit"):
        yield _item(mail, mail.unit, "处理来信：登记、并入或说明理由")
    unread = Mail.objects.filter(case__unit__in=units, state=Mail.State.JOINED, opened_at=None)
    for mail in unread.select_related("case__unit"):
        yield _item(mail, mail.responsible, "查阅申请人来信")
    yield from _held(Mail.objects.filter(unit__in=units, state=Mail.State.HELD), "查看暂存的来信")


def alarms(user: User, on: date) -> Iterable[WorkItem]:
    """Yield what the competent office must see to: messages nobody handled in time, mailboxes that fail."""
    if not user.posts.on(on).filter(role=Role.COMPETENT).exists():  # type: ignore[attr-defined]
        return
    late = Mail.objects.filter(state=Mail.State.NEW, alarmed_at__isnull=False)
    for mail in late.select_related("unit"):
        said = "无人查阅" if mail.opened_at is None else "未处理"
        yield _item(mail, mail.unit, f"督促：来信{said}")
    yield from _held(Mail.objects.filter(state=Mail.State.HELD, due_on__lt=on), "督促：暂存的来信未处理")
    failing = Mailbox.objects.in_use().filter(Q(alarmed_at__isnull=False) | ~Q(test_fault=""))
    for mailbox in failing.select_related("unit"):
        began = mailbox.failing_since or mailbox.test_sent_at
        since = timezone.localtime(began).date() if began else on
        yield WorkItem(
            title=f"申请邮箱 {mailbox.address}",
            number="",
            kind=KIND,
            todo="修复：收不到来信" if mailbox.alarmed_at else "修复：自检未通过",
            unit=mailbox.unit.short_name,
            due_on=since,
            provisional=False,
            since=since,
            url=reverse("disclosure_mailbox", args=[mailbox.pk]),
        )


def _held(mails: MailQuerySet, todo: str) -> Iterable[WorkItem]:
    """Yield one line a unit for messages that were held: each by itself would bury everything else."""
    rows = mails.order_by().values("unit__short_name").annotate(n=Count("pk"), due=Min("due_on"))
    for row in rows.order_by("due"):
        yield WorkItem(
            title=f"同一发件人来信过多，暂存 {row['n']} 封",
            number="",
            kind=KIND,
            todo=todo,
            unit=row["unit__short_name"],
            due_on=row["due"],
            provisional=False,
            since=row["due"],
            url=f"{reverse('disclosure_inbox')}?state={Mail.State.HELD}",
        )


def _item(mail: Mail, unit: Unit, todo: str) -> WorkItem:
    return WorkItem(
        title=mail.subject or "（没有主题）",
        number=mail.case.number if mail.case else "",
        kind=KIND,
        todo=todo,
        unit=unit.short_name,
        due_on=mail.due_on,
        provisional=False,
        since=timezone.localtime(mail.arrived_at).date(),
        url=reverse("disclosure_mail", args=[mail.pk]),
    )
