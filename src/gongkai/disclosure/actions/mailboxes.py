"""The verbs of announced mailboxes (申请邮箱): kept by the competent office, read and tested by the platform."""

import hashlib
import hmac
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from gongkai.disclosure.models import Mailbox
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor

FIELDS = ("unit", "address", "announced", "host", "port", "security", "login", "password", "since")
# A mailbox nobody could read for this long is told to the competent office.
SILENCE = timedelta(hours=1)
# A token mail that takes longer than this did not arrive.
TEST_PATIENCE = timedelta(hours=1)


def add_mailbox(
    *,
    unit: Unit,
    address: str,
    since: date,
    by: Actor,
    at: datetime,
    announced: bool = True,
    host: str = "",
    port: int = 993,
    security: str = "tls",
    login: str = "",
    password: str = "",
) -> Mailbox:
    """登记申请邮箱: from ``since`` on, its messages are read into the inbox of the unit."""
    _must_be_competent(by)
    with transaction.atomic():
        _must_be_free(address)
        mailbox = Mailbox.objects.create(
            unit=unit, address=address, since=since, announced=announced, host=host, port=port,
            security=security, login=login, password=password,
        )  # fmt: skip
        _record(mailbox, "add_mailbox", by=by, at=at)
    return mailbox


def change_mailbox(mailbox: Mailbox, *, by: Actor, at: datetime, **changes: object) -> Mailbox:
    """Change how a mailbox is reached or whether it is announced. An empty password leaves the one there is."""
    _must_be_competent(by)
    if not changes.get("password"):
        changes.pop("password", None)
    strange = set(changes) - set(FIELDS)
    if strange:
        raise TypeError(f"A mailbox has no {', '.join(sorted(strange))} to change.")
    with transaction.atomic():
        row = _locked(mailbox)
        _must_be_free(str(changes.get("address", row.address)), row.pk)
        # Another server, or another mailbox on it, begins with the first message.
        if any(
            name in changes and changes[name] != getattr(row, name) for name in ("host", "login", "address")
        ):
            row.uidvalidity = row.last_uid = 0
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
        _record(row, "change_mailbox", by=by, at=at)
    return row


def stop_mailbox(mailbox: Mailbox, *, by: Actor, at: datetime) -> Mailbox:
    """停用: read it no more. What came in stays."""
    _must_be_competent(by)
    with transaction.atomic():
        row = _locked(mailbox)
        row.stopped_at, row.alarmed_at, row.test_fault = at, None, ""
        row.save(update_fields=["stopped_at", "alarmed_at", "test_fault"])
        _record(row, "stop_mailbox", by=by, at=at)
    return row


def ask_for_test(mailbox: Mailbox, *, by: Actor, at: datetime) -> None:
    """立即自检: the next sweep sends a token mail, whenever the last was."""
    _must_be_competent(by)
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox.pk).update(test_sent_at=None)
        _record(mailbox, "ask_for_mailbox_test", by=by, at=at)


def note_read(mailbox: Mailbox, *, at: datetime) -> None:
    """Note that a mailbox could be read; an alarm over it ends."""
    with transaction.atomic():
        row = _locked(mailbox)
        if row.failing_since is not None:
            _record(row, "mailbox_readable", by=PLATFORM, at=at)
        row.read_at, row.fault, row.failing_since, row.alarmed_at = at, "", None, None
        row.save(update_fields=["read_at", "fault", "failing_since", "alarmed_at"])


def note_fault(mailbox: Mailbox, fault: str, *, at: datetime) -> None:
    """Note that a mailbox could not be read; after an hour of it the competent office is told."""
    with transaction.atomic():
        row = _locked(mailbox)
        row.fault = fault[:300]
        if row.failing_since is None:
            row.failing_since = at
            _record(row, "mailbox_unreadable", by=PLATFORM, at=at)
        if row.alarmed_at is None and at - row.failing_since > SILENCE:
            row.alarmed_at = at
            _record(row, "mailbox_alarm", by=PLATFORM, at=at)
        row.save(update_fields=["fault", "failing_since", "alarmed_at"])


def note_test_sent(mailbox: Mailbox, *, at: datetime) -> None:
    """Note that the token mail of the day is on its way."""
    Mailbox.objects.filter(pk=mailbox.pk).update(test_sent_at=at)


def note_test_passed(mailbox: Mailbox, *, at: datetime) -> None:
    """Note that a token mail came back: what citizens send there arrives."""
    with transaction.atomic():
        row = _locked(mailbox)
        row.test_passed_at, row.test_fault = at, ""
        row.save(update_fields=["test_passed_at", "test_fault"])
        _record(row, "mailbox_test_passed", by=PLATFORM, at=at)


def note_test_failed(mailbox: Mailbox, fault: str, *, at: datetime) -> None:
    """Tell the competent office that a mailbox failed its self-test."""
    with transaction.atomic():
        row = _locked(mailbox)
        if not row.test_fault:
            _record(row, "mailbox_test_failed", by=PLATFORM, at=at)
        row.test_fault = fault[:300]
        row.save(update_fields=["test_fault"])


def test_token(mailbox: Mailbox, day: date) -> str:
    """Return what the token mail of a day carries: nobody else can make one, so none is mistaken for it."""
    text = f"selftest|{mailbox.pk}|{day.isoformat()}"
    seal = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
    return f"gongkai-selftest-{day:%Y%m%d}-{seal}"


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改申请邮箱。",
            article="岗位分离",
            advice="请联系政务公开办。",
        )


def _must_be_free(address: str, own: int = 0) -> None:
    if Mailbox.objects.in_use().filter(address__iexact=address).exclude(pk=own).exists():
        raise Refusal(f"邮箱 {address} 已经登记。", article="", advice="需要修改的，请打开原来的。")


def _locked(mailbox: Mailbox) -> Mailbox:
    return (
        Mailbox.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=mailbox.pk)
    )


def _record(mailbox: Mailbox, verb: str, *, by: Actor, at: datetime) -> None:
    record_fact(
        f"mailbox/{mailbox.pk}",
        f"disclosure.{verb}",
        at=at,
        by=by.name,
        unit=mailbox.unit.code,
        data={"address": mailbox.address, "announced": mailbox.announced},
    )
