"""How long an entry lasts (S65): it expires, goes back to its owner, is renewed, changed or retired."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.knowledge.actions.recording import (
    KEEPER,
    OFFICER,
    locked,
    must_be_complete,
    open_version,
    record,
)
from gongkai.voice.knowledge.actions.writing import _next, _put
from gongkai.voice.knowledge.content import RULE
from gongkai.voice.knowledge.models import Entry, EntryVersion

AT_ONCE = 500


def expire_all(now: datetime) -> int:
    """Take every entry out of use the day after its last, and return it to its owner; return how many."""
    today = local_day(now)
    due = Entry.objects.filter(state=Entry.State.CURRENT, valid_until__lt=today).order_by("valid_until")
    return sum(_expire(entry, now) for entry in due[:AT_ONCE])


def _expire(entry: Entry, now: datetime) -> bool:
    with transaction.atomic():
        row = locked(entry)
        if row.state != Entry.State.CURRENT or row.valid_until >= local_day(now):
            return False  # renewed this very moment
        row.state = Entry.State.EXPIRED
        record(row, "expire", by=PLATFORM.name, at=now, shows=True)
    return True


def renew(
    entry: Entry, *, valid_until: date, source: str, by: Actor, at: datetime, seen: int | None = None
) -> Entry:
    """Confirm that an entry still holds (确认续期): it goes to the reviewer with a new last day and its basis."""
    by.must_hold(OFFICER, entry.unit)
    with transaction.atomic():
        row = locked(entry, seen)
        if row.state not in (Entry.State.CURRENT, Entry.State.EXPIRED):
            raise Refusal(
                f"这一条“{row.get_state_display()}”，不能续期。", article=RULE, advice="请修改后提交审核。"
            )
        if open_version(row) is not None:
            raise Refusal(
                "这一条正在修改或者审核。", article=RULE, advice="请在正在修改的内容里填写新的有效期。"
            )
        content = replace(row.content, valid_until=valid_until, source=source.strip() or row.source)
        must_be_complete(content, at)
        version = _next(row, at)
        version.state = EntryVersion.State.REVIEWING
        _put(version, content, by, at)
        record(row, "renew", by=by.signature(OFFICER, row.unit.code), at=at)
    return row


def retire(entry: Entry, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Entry:
    """Take an entry out of use for good (停用), with the reason; its versions stay."""
    if not reason.strip():
        raise Refusal("没有写明停用的理由。", article=RULE, advice="请写明，如政策已经调整。")
    by.must_hold(KEEPER, entry.unit)
    with transaction.atomic():
        row = locked(entry, seen)
        if row.state == Entry.State.RETIRED:
            raise Refusal("这一条已经停用。", article=RULE, advice="不必重复办理。")
        row.versions.filter(state__in=EntryVersion.OPEN).update(state=EntryVersion.State.DROPPED)
        row.state, row.retired_because = Entry.State.RETIRED, reason.strip()[:200]
        name = by.signature(KEEPER, row.unit.code)
        row.reports.filter(settled_at=None).update(settled_at=at, settled_by=name, settled_note="已停用")
        record(row, "retire", by=name, at=at, shows=True)
    return row
