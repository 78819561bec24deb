"""Telling the applicant (通知): one sentence for each public act, written with the act and sent afterwards.

The outbox of the platform. Verbs queue with the act; a sender claims one notice at a time, sends it outside of any
transaction, and records what became of it. A sender that dies in between leaves a notice ``SENDING``, which
:func:`recover` finds.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from gongkai.cases.models import Case, CaseEvent, Notice
from gongkai.cases.procedure import Address, Procedure
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM, Actor

State, Channel = Notice.State, Notice.Channel
WAITING = (State.QUEUED, State.FAILED)
# What a person must look at: nobody was told, or nobody knows.
FOR_PEOPLE = (State.UNSURE, State.GAVE_UP)
INTAKE = (Role.OFFICER, Role.COMPETENT)
# How long to wait after each attempt that certainly sent nothing; after the last one a person is told.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# No adapter waits this long: a notice still being sent was left by a sender that died.
PATIENCE = timedelta(minutes=10)
MOBILE = re.compile(r"1[3-9]\d{9}")


class Result(Enum):
    """What is known after an attempt to send."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Attempt:
    """What an adapter says of one attempt: its result, the provider's receipt, or what went wrong."""

    result: Result
    receipt: str = ""
    fault: str = ""
    is_simulated: bool = False


def announce(event: CaseEvent, procedure: Procedure, *, at: datetime) -> None:
    """Queue what the public is told of an act, for those who asked; called in the transaction of the act."""
    told = procedure.action(event.action).public
    if not told:
        return
    for address in procedure.notices_to(event.case):
        queue(
            event.case,
            address,
            purpose=procedure.action(event.action).label,
            text=_sentence(event, procedure, told),
            key=f"case/{event.case_id}/{event.seq}/{address.channel}",
            at=at,
        )


def queue(case: Case, address: Address, *, purpose: str, text: str, key: str, at: datetime) -> Notice:
    """Queue one notice about a case; called in the transaction of the act it tells of. ``key`` is used once."""
    notice = Notice.objects.create(
        case=case,
        channel=address.channel,
        recipient=address.recipient,
        purpose=purpose,
        text=text,
        key=key,
        queued_at=at,
        next_at=at,
    )
    _record(notice, "queue", by=PLATFORM, at=at)
    return notice


def _sentence(event: CaseEvent, procedure: Procedure, told: str) -> str:
    number = event.case.number
    address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('track')}"
    return f"您的{procedure.label}（{number}）：{told}。凭编号和查询码在 {address} 查看进展。"


def claim(at: datetime) -> Notice | None:
    """Take the next notice to send, so that no other sender takes it too; ``None`` when there is nothing to do."""
    with transaction.atomic():
        due = Notice.objects.filter(state__in=WAITING, next_at__lte=at).order_by("next_at", "pk")
        notice = due.select_for_update(skip_locked=True).first()
        if notice is None:
            return None
        notice.state, notice.tried_at = State.SENDING, at
        notice.attempts += 1
        notice.save(update_fields=["state", "tried_at", "attempts"])
    return notice


def record(notice: Notice, attempt: Attempt, *, at: datetime) -> Notice:
    """Keep what became of an attempt, and say when to try again.

    An e-mail of unknown fate is sent again under the same Message-ID, which mail systems recognise; a short
    message is not: whoever got it would get it twice.
    """
    with transaction.atomic():
        row = (
            Notice.objects.select_for_update(of=("self",), no_key=True)
            .select_related("case__unit")
            .get(pk=notice.pk)
        )
        if row.state != State.SENDING or row.attempts != notice.attempts:
            return row
        row.fault, row.receipt = attempt.fault[:300], attempt.receipt[:200]
        row.is_simulated = attempt.is_simulated
        row.next_at = None
        match attempt.result:
            case Result.SENT:
                row.state, row.sent_at = State.SENT, at
            case Result.REFUSED:
                row.state = State.GAVE_UP
            case Result.UNKNOWN if row.channel == Channel.SMS:
                row.state = State.UNSURE
            case _ if row.attempts > len(PAUSES):
                row.state = State.GAVE_UP
            case _:
                row.state, row.next_at = State.FAILED, at + PAUSES[row.attempts - 1]
        row.save()
        _record(row, row.state, by=PLATFORM, at=at)
    return row


def recover(at: datetime) -> int:
    """Find notices whose sender died while sending: what became of them is unknown."""
    left = Notice.objects.filter(state=State.SENDING, tried_at__lt=at - PATIENCE)
    unknown = Attempt(Result.UNKNOWN, fault="发送中断，不知道是否已经发出")
    return sum(record(notice, unknown, at=at).state != State.SENDING for notice in left)


def send_again(notice: Notice, *, by: Actor, at: datetime) -> Notice:
    """重新发送, on the decision of a person who has looked."""
    with transaction.atomic():
        row = _for_people(notice, by)
        row.state, row.next_at, row.attempts = State.QUEUED, at, 0
        row.save(update_fields=["state", "next_at", "attempts"])
        _record(row, "send_again", by=by, at=at)
    return row


def settle(notice: Notice, *, note: str, by: Actor, at: datetime) -> Notice:
    """核实: say how the applicant was told after all, or that the message did arrive."""
    if not note.strip():
        raise Refusal(
            "没有写明核实情况。", article="", advice="请写明对方已收到，或者改用什么方式告知了申请人。"
        )
    with transaction.atomic():
        row = _for_people(notice, by)
        row.settled_at, row.settled_by, row.settled_note = at, by.name, note.strip()[:200]
        row.save(update_fields=["settled_at", "settled_by", "settled_note"])
        _record(row, "settle", by=by, at=at)
    return row


def message_id(notice: Notice) -> str:
    """Return the Message-ID of a notice: the same at every attempt, and none that a stranger could make up."""
    seal = hmac.new(settings.SECRET_KEY.encode(), notice.key.encode(), hashlib.sha256).hexdigest()[:16]
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return f"<notice.{notice.pk}.{seal}@{host}>"


def mobile(number: str) -> str:
    """Return a mobile number without the blanks and hyphens people write; empty when it is none."""
    digits = number.replace(" ", "").replace("-", "")
    return digits if MOBILE.fullmatch(digits) else ""


def state_of(notice: Notice) -> dict[str, object]:
    """Return what the ledger proves of a notice: what was told to whom, and what became of it."""
    return {
        "case": notice.case_id,
        "told": [notice.channel, notice.recipient, notice.purpose, notice.text],
        "key": notice.key,
        "sent_at": round(notice.sent_at.timestamp()) if notice.sent_at else None,
        "receipt": notice.receipt,
        "simulated": notice.is_simulated,
        "settled": [notice.settled_by, notice.settled_note],
    }


def _for_people(notice: Notice, by: Actor) -> Notice:
    row = (
        Notice.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit")
        .get(pk=notice.pk)
    )
    by.must_hold(INTAKE, row.case.unit)
    if row.state not in FOR_PEOPLE or row.settled_at is not None:
        said = f"{row.settled_by}已核实" if row.settled_by else f"现为“{row.get_state_display()}”"
        raise Refusal(f"这条通知{said}，不需要处理。", article="", advice="请刷新页面。")
    return row


def _record(notice: Notice, what: str, *, by: Actor, at: datetime) -> None:
    record_act(
        notice,
        f"notices.{what}",
        at=at,
        by=by.name,
        unit=notice.case.unit.code,
        data={"case": notice.case.number, "channel": notice.channel, "purpose": notice.purpose},
    )
