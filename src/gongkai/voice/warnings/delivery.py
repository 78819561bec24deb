"""One message to one person: claimed before it is sent, recorded afterwards, and never sent twice by the platform.

A sender works a channel alone (:func:`alone`), takes what is due (:func:`claim`), hands it over outside of any
transaction, and records what became of it (:func:`record`). What a sender that was killed left behind is of unknown
fate: the provider is asked, or told again under the same key where it knows keys again; a message whose fate stays
unknown is never sent by another way. Receipts may come late, twice and in any order (:func:`receive`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from secrets import token_urlsafe

from django.db import connection, transaction
from django.db.models import F, QuerySet

from gongkai.cases.notices import Attempt, Result
from gongkai.units.identity import base_url
from gongkai.voice.warnings.models import Broadcast, Channel, Delivery, Recipient, State, StrayReceipt

SENDER_LOCK = 7740
BATCH = 500
# How long to wait after each attempt that certainly sent nothing, in seconds. Where there is another way, the first few;
# then that. People are in danger: a gateway that fails half the time is tried often at first.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (*(8 * [1]), *(8 * [2]), *(6 * [5]), 10, 10, 30, 60, 300, 900)
)
BEFORE_ANOTHER_WAY = 3
# Receipts that have not come in this time do not come any more.
RECEIPTS_COME_FOR = timedelta(days=3)
# Providers know a key again for ten minutes at least: later only a person may send again.
KEYS_ARE_KNOWN_FOR = timedelta(minutes=8)
# Which state tells more; what tells less never replaces it.
RANK = {
    state: rank
    for rank, state in enumerate(
        (
            State.QUEUED, State.SENDING, State.FAILED, State.UNSURE, State.SENT, State.DELIVERED, State.READ,
            State.CONFIRMED,
        )
    )
}  # fmt: skip
REACHED = (State.DELIVERED, State.READ, State.CONFIRMED)


class Unknown(Enum):
    """What a channel can do about a message of unknown fate."""

    ASK = "ask"
    REPEAT = "repeat"
    WAIT = "wait"


UNKNOWN: dict[str, Unknown] = {
    Channel.OA: Unknown.REPEAT,
    # client_msg_id, enable_duplicate_check and the Message-ID: the provider knows the key again.
    Channel.WECHAT: Unknown.REPEAT,
    Channel.WECOM: Unknown.REPEAT,
    Channel.EMAIL: Unknown.REPEAT,
    # The same content goes to the same person once a day.
    Channel.DINGTALK: Unknown.REPEAT,
    Channel.SMS: Unknown.ASK,
    Channel.CMPP: Unknown.WAIT,
}


@dataclass(frozen=True)
class Parcel:
    """A message as an adapter needs it."""

    key: str
    address: str
    title: str
    text: str
    link: str
    attempt: int


@dataclass(frozen=True)
class Receipt:
    """What a provider says of a message afterwards: named by its key or by the provider's own id."""

    state: State
    at: datetime
    key: str = ""
    provider_id: str = ""
    fault: str = ""


class Fate(Enum):
    """What a provider answers when asked for a message it may never have seen."""

    NEVER_SEEN = "never_seen"
    TAKEN = "taken"
    UNKNOWN = "unknown"


@contextmanager
def alone(channel: str) -> Iterator[bool]:
    """Say whether this process is the only sender of a channel; a killed one lets go at once."""
    number = list(Channel).index(Channel(channel))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SENDER_LOCK, number])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SENDER_LOCK, number])


def waiting_channels(at: datetime) -> list[str]:
    """Return the channels that have something to do."""
    due = Delivery.objects.filter(next_at__lte=at).order_by().values_list("channel", flat=True).distinct()
    left = (
        Delivery.objects.filter(state=State.SENDING).order_by().values_list("channel", flat=True).distinct()
    )
    return sorted({*due, *left})


def claim(channel: str, at: datetime, limit: int = BATCH) -> list[tuple[Delivery, Parcel]]:
    """Take the next messages of a channel, so that no other sender takes them too; the most urgent first."""
    with transaction.atomic():
        rows = list(
            Delivery.objects.filter(channel=channel, next_at__lte=at, state=State.QUEUED)
            .order_by("next_at", "pk")
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .select_related("recipient__person")[:limit]
        )
        for row in rows:
            row.state, row.tried_at, row.next_at = State.SENDING, at, None
            row.attempts += 1
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.SENDING, tried_at=at, next_at=None, attempts=F("attempts") + 1
        )
    return _parcels(rows)


def _parcels(rows: list[Delivery]) -> list[tuple[Delivery, Parcel]]:
    """Return rows with their parcels; the few jobs they belong to are read once."""
    jobs = Broadcast.objects.in_bulk({row.recipient.broadcast_id for row in rows})
    for row in rows:
        row.recipient.broadcast = jobs[row.recipient.broadcast_id]
    return [(row, parcel_of(row)) for row in rows]


def parcel_of(row: Delivery) -> Parcel:
    recipient, broadcast = row.recipient, row.recipient.broadcast
    link = link_of(recipient) if broadcast.to_confirm else ""
    text = message_text(broadcast, link, row.channel)
    address = recipient.person.addresses().get(row.channel, "")
    return Parcel(row.key, address, broadcast.title, text, link, row.attempts)


def message_text(broadcast: Broadcast, link: str, channel: str) -> str:
    """Return the words that go out: short messages carry the link in the text, other channels beside it."""
    if channel in (Channel.SMS, Channel.CMPP, Channel.EMAIL) and link:
        return f"{broadcast.text}确认收到请点 {link} 或回复“收到”。"
    return broadcast.text


def link_of(recipient: Recipient) -> str:
    return f"{base_url()}/confirm/{recipient.token}"


def new_token() -> str:
    return token_urlsafe(12)


def record(taken: Sequence[Delivery], attempts: Sequence[Attempt], *, at: datetime) -> None:
    """Keep what became of a batch, in one transaction."""
    by_key = {row.key: attempt for row, attempt in zip(taken, attempts, strict=True)}
    attempt_of = {row.key: row.attempts for row in taken}
    with transaction.atomic():
        rows = _locked(Delivery.objects.filter(key__in=by_key, state=State.SENDING))
        changed = [row for row in rows if row.attempts == attempt_of[row.key]]
        failed = []
        for row in changed:
            attempt = by_key[row.key]
            row.fault = attempt.fault[:300]
            row.provider_id = attempt.receipt[:200] or row.provider_id
            row.is_simulated = attempt.is_simulated
            match attempt.result:
                case Result.SENT:
                    row.state, row.sent_at = State.SENT, at
                case Result.REFUSED if row.unsure_since is None:
                    failed.append(row)
                case Result.REFUSED:
                    row.state, row.next_at = State.UNSURE, None
                case Result.UNKNOWN:
                    _set_unsure(row, at)
                case _:
                    _put_off_or_fail(row, failed, at)
        _go_on(changed, failed, at)
        _receive_early_ones(changed)


def recover(channel: str, at: datetime, patience: timedelta) -> int:
    """Find what a killed sender left; to be called by the only sender of the channel.

    ``patience`` is the longest a batch is with the provider: what was handed over before is not on its way any more,
    even if the former sender has only lost the database.
    """
    with transaction.atomic():
        left = Delivery.objects.filter(channel=channel, state=State.SENDING, tried_at__lte=at - patience)
        rows = _locked(left)
        for row in rows:
            row.fault = "发送中断，不知道是否已经发出"
            _set_unsure(row, at)
        _go_on(rows, [], at)
    return len(rows)


def unsure(channel: str, at: datetime, limit: int = BATCH) -> list[tuple[Delivery, Parcel]]:
    """Return the messages whose provider is to be asked now."""
    rows = list(
        Delivery.objects.filter(channel=channel, state=State.UNSURE, next_at__lte=at)
        .order_by("next_at", "pk")
        .select_related("recipient__person")[:limit]
    )
    return _parcels(rows)


def channels_without_receipts(at: datetime) -> list[str]:
    """Return the channels with messages of these days of which no receipt has come."""
    sent = Delivery.objects.filter(state=State.SENT, tried_at__gt=at - RECEIPTS_COME_FOR)
    return sorted(sent.order_by().values_list("channel", flat=True).distinct())


def without_receipts(channel: str, at: datetime) -> Iterator[list[tuple[Parcel, str]]]:
    """Yield, a batch at a time, the messages handed over of which no receipt has come, with the provider's ids."""
    last = 0
    while True:
        rows = list(
            Delivery.objects.filter(
                channel=channel, state=State.SENT, tried_at__gt=at - RECEIPTS_COME_FOR, pk__gt=last
            )
            .order_by("pk")
            .select_related("recipient__person")[:BATCH]
        )
        if not rows:
            return
        last = rows[-1].pk
        yield [(parcel, row.provider_id) for row, parcel in _parcels(rows)]


def settle(asked: Sequence[Delivery], fates: Sequence[Fate], *, at: datetime) -> None:
    """Keep what providers answered of messages of unknown fate: never seen ones are sent after all."""
    fate_of = {row.key: fate for row, fate in zip(asked, fates, strict=True)}
    with transaction.atomic():
        rows = _locked(Delivery.objects.filter(key__in=fate_of, state=State.UNSURE))
        for row in rows:
            match fate_of[row.key]:
                case Fate.NEVER_SEEN:
                    row.state, row.next_at, row.unsure_since = State.QUEUED, at, None
                case Fate.TAKEN:
                    row.state, row.next_at, row.fault = State.SENT, None, ""
                    row.sent_at = row.sent_at or row.tried_at
                case _:
                    row.attempts += 1
                    _set_unsure(row, at)
        _go_on(rows, [], at)


def receive(receipts: Iterable[Receipt], channel: str) -> int:
    """Keep receipts of a channel, however late, double or out of order they come; return how many told something new."""
    told = list(receipts)
    by_key = {each.key: each for each in told if each.key}
    by_id = {each.provider_id: each for each in told if each.provider_id}
    if not told:
        return 0
    with transaction.atomic():
        ours = Delivery.objects.filter(channel=channel)
        rows = _locked(ours.filter(key__in=by_key) | ours.filter(provider_id__in=by_id))
        changed, failed = [], []
        for row in rows:
            receipt = by_key.get(row.key) or by_id[row.provider_id]
            if row.state == State.QUEUED and receipt.state == State.FAILED:
                continue
            if not _told_by(row, receipt):
                continue
            changed.append(row)
            if receipt.state == State.FAILED:
                failed.append(row)
        known = {row.key for row in rows} | {row.provider_id for row in rows}
        StrayReceipt.objects.bulk_create(
            StrayReceipt(channel=channel, **vars(each))
            for each in told
            if each.provider_id and not {each.key, each.provider_id} & known
        )
        at = max(each.at for each in told)
        _go_on(changed, failed, at)
        stop_other_ways(row.recipient_id for row in changed if row.state in REACHED)
    return len(changed)


def _receive_early_ones(rows: Iterable[Delivery]) -> None:
    """Keep the receipts that came before their messages were recorded."""
    ids = [row.provider_id for row in rows if row.provider_id]
    for channel in {row.channel for row in rows}:
        early = list(StrayReceipt.objects.filter(channel=channel, provider_id__in=ids))
        if early:
            StrayReceipt.objects.filter(pk__in=[each.pk for each in early]).delete()
            receive(
                (
                    Receipt(State(each.state), each.at, each.key, each.provider_id, each.fault)
                    for each in early
                ),
                channel,
            )


def _told_by(row: Delivery, receipt: Receipt) -> bool:
    """Let a row take over what a receipt says; tell whether that was new."""
    if RANK[State(row.state)] > RANK[receipt.state] and receipt.state != State.FAILED:
        return False
    if receipt.state == row.state or (receipt.state == State.FAILED and row.state in REACHED):
        return False
    row.provider_id = row.provider_id or receipt.provider_id[:200]
    row.fault = receipt.fault[:300]
    if receipt.state == State.FAILED:
        return True
    row.state, row.next_at = receipt.state, None
    row.sent_at = row.sent_at or row.tried_at or receipt.at
    if receipt.state in REACHED:
        row.delivered_at = row.delivered_at or receipt.at
    if receipt.state in (State.READ, State.CONFIRMED):
        row.read_at = row.read_at or receipt.at
    return True


def _locked(rows: QuerySet[Delivery]) -> list[Delivery]:
    """Lock rows in the order of their keys, so that two who record at a time wait for each other, not for ever."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).select_related("recipient"))


def _set_unsure(row: Delivery, at: datetime) -> None:
    """Note that the person may have the message; find out by the way the channel has."""
    row.unsure_since = row.unsure_since or at
    row.state, row.next_at = State.UNSURE, None
    way = UNKNOWN[row.channel]
    if way is Unknown.ASK:
        row.next_at = at + _pause(row)
    elif way is Unknown.REPEAT and at - row.unsure_since < KEYS_ARE_KNOWN_FOR:
        row.state, row.next_at = State.QUEUED, at + _pause(row)


def _pause(row: Delivery) -> timedelta:
    return PAUSES[min(row.attempts, len(PAUSES)) - 1]


def _put_off_or_fail(row: Delivery, failed: list[Delivery], at: datetime) -> None:
    if row.unsure_since is not None:
        # This attempt certainly sent nothing; an earlier one may have.
        _set_unsure(row, at)
        return
    gives_up = row.attempts > BEFORE_ANOTHER_WAY and (row.attempts > len(PAUSES) or bool(_next_channel(row)))
    if gives_up:
        failed.append(row)
    else:
        row.state, row.next_at = State.QUEUED, at + _pause(row)


def _next_channel(row: Delivery) -> str:
    """Return the channel to try when this one has definitely failed; empty when there is none."""
    plan = plan_of(row.recipient)
    later = plan[plan.index(row.channel) + 1 :] if row.channel in plan else []
    return later[0] if later else ""


def plan_of(recipient: Recipient) -> list[str]:
    """Return the channels by which this person can be told, in the order of the job."""
    known = recipient.person.addresses()
    return [channel for channel in recipient.broadcast.plan if channel in known]


def _go_on(changed: list[Delivery], failed: list[Delivery], at: datetime) -> None:
    """Save rows, take the next way for those that failed, and bring their recipients up to date."""
    for row in failed:
        row.state, row.next_at = State.FAILED, None
    _save(changed)
    queue([(row.recipient, channel) for row in failed if (channel := _next_channel(row))], at=at)
    _bring_up_to_date({row.recipient_id for row in changed})


_SAVED = {
    "state": "varchar", "next_at": "timestamptz", "attempts": "int", "unsure_since": "timestamptz",
    "sent_at": "timestamptz", "delivered_at": "timestamptz", "read_at": "timestamptz", "provider_id": "varchar",
    "fault": "varchar", "is_simulated": "bool",
}  # fmt: skip
_SAVE = "UPDATE voice_delivery SET {} FROM unnest(%s::bigint[], {}) AS told(id, {}) WHERE voice_delivery.id = told.id".format(  # noqa: S608 -- the names are ours
    ", ".join(f"{name} = told.{name}" for name in _SAVED),
    ", ".join(f"%s::{kind}[]" for kind in _SAVED.values()),
    ", ".join(_SAVED),
)


def _save(rows: list[Delivery]) -> None:
    """Save what may have changed of many rows in one statement: ``bulk_update`` takes ten times as long."""
    if rows:
        columns = [[getattr(row, name) for row in rows] for name in _SAVED]
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [[row.pk for row in rows], *columns])


def queue(ways: Iterable[tuple[Recipient, str]], *, at: datetime) -> None:
    """Queue a message to each recipient over a channel; one that is queued or was sent already stays as it is."""
    ways = list(ways)
    keys = [key_of(recipient, channel) for recipient, channel in ways]
    Delivery.objects.filter(key__in=keys, state=State.FAILED).update(
        state=State.QUEUED, next_at=at, attempts=0, unsure_since=None
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                recipient=recipient, channel=channel, next_at=at,
                key=key_of(recipient, channel),
            )
            for recipient, channel in ways
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )  # fmt: skip


def key_of(recipient: Recipient, channel: str) -> str:
    """Return the idempotency key of a message: the same at every attempt, of every sender (S76)."""
    return f"{recipient.broadcast_id}-{recipient.pk}-{channel}"


def stop_other_ways(recipients: Iterable[int]) -> None:
    """Send nothing more to who was reached already."""
    Delivery.objects.filter(recipient__in=list(recipients), state=State.QUEUED).update(
        state=State.FAILED, next_at=None, fault="已由其他方式送达，不再发送"
    )


def _bring_up_to_date(recipients: set[int]) -> None:
    """Let each recipient have the best state of her messages; a confirmation is never taken back."""
    if not recipients:
        return
    keys = sorted(recipients)
    list(
        Recipient.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE voice_recipient SET state = best.state FROM (
                SELECT DISTINCT ON (recipient_id) recipient_id, state FROM voice_delivery
                WHERE recipient_id = ANY(%s)
                ORDER BY recipient_id, array_position(%s::varchar[], state) DESC
            ) AS best
            WHERE voice_recipient.id = best.recipient_id AND voice_recipient.confirmed_at IS NULL
              AND voice_recipient.state <> best.state
            """,
            [keys, _ORDER_FOR_RECIPIENTS],
        )


# A person with one failed way and another one on its way is being told, not failed.
_ORDER_FOR_RECIPIENTS = [
    state.value
    for state in (
        State.FAILED, State.QUEUED, State.SENDING, State.UNSURE, State.SENT, State.DELIVERED, State.READ, State.CONFIRMED,
    )
]  # fmt: skip
