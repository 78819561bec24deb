"""Writing: a new entry or a new version of one, by the unit; a proposal out of an answer, by anybody."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import numbers
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units.models import Unit
from gongkai.units.posts import Actor
from gongkai.voice.knowledge.actions.recording import (
    OFFICER,
    locked,
    must_be_complete,
    open_version,
    person,
    record,
)
from gongkai.voice.knowledge.content import RULE, Content
from gongkai.voice.knowledge.models import Entry, EntryVersion

State = EntryVersion.State


def write(
    content: Content,
    *,
    unit: Unit,
    by: Actor,
    at: datetime,
    entry: Entry | None = None,
    seen: int | None = None,
) -> Entry:
    """Write an entry, or what an entry is to say next; what is in use stays until the review is passed.

    A draft in hand is overwritten; who wrote any of it does not review it.
    """
    by.must_hold(OFFICER, unit if entry is None else entry.unit)
    content = content.trimmed()
    must_be_complete(content, at)
    with transaction.atomic():
        row = _begun(unit, content, at) if entry is None else locked(entry, seen)
        draft = open_version(row)
        if draft is not None and draft.state == State.REVIEWING:
            raise Refusal("这一条正在审核。", article=RULE, advice="请等审核通过或者退回后再修改。")
        draft = draft or _next(row, at)
        _put(draft, content, by, at)
        if row.state == Entry.State.NEW:
            row.say(content)
        record(row, "write", by=by.signature(OFFICER, row.unit.code), at=at)
    return row


def propose(content: Content, *, unit: Unit, case: Case | None, by: Actor, at: datetime) -> Entry:
    """Propose an entry out of an answered case (提议入库): it goes to the reviewer of the unit that owns it."""
    content = content.trimmed()
    must_be_complete(content, at)
    with transaction.atomic():
        row = _begun(unit, content, at)
        version = _next(row, at)
        version.case, version.state = case, State.REVIEWING
        _put(version, content, by, at)
        record(row, "propose", by=by.name, at=at)
    return row


def hand_in(entry: Entry, *, by: Actor, at: datetime, seen: int | None = None) -> Entry:
    """Hand the draft in for review (提交审核)."""
    by.must_hold(OFFICER, entry.unit)
    with transaction.atomic():
        row = locked(entry, seen)
        draft = _draft_of(row)
        must_be_complete(draft.says, at)
        draft.state = State.REVIEWING
        draft.save(update_fields=["state"])
        record(row, "hand_in", by=by.signature(OFFICER, row.unit.code), at=at)
    return row


def drop(entry: Entry, *, by: Actor, at: datetime, seen: int | None = None) -> Entry:
    """Give a draft up (放弃); what is in use stays as it is."""
    by.must_hold(OFFICER, entry.unit)
    with transaction.atomic():
        row = locked(entry, seen)
        draft = _draft_of(row)
        draft.state = State.DROPPED
        draft.save(update_fields=["state"])
        record(row, "drop", by=by.signature(OFFICER, row.unit.code), at=at)
    return row


def _begun(unit: Unit, content: Content, at: datetime) -> Entry:
    year = timezone.localtime(at).year
    row = Entry(unit=unit, number=f"知识〔{year}〕{numbers.take(f'knowledge/{year}')}号")
    row.say(content)
    row.save()
    return row


def _next(row: Entry, at: datetime) -> EntryVersion:
    last = row.versions.last()
    return EntryVersion(entry=row, number=last.number + 1 if last else 1, state=State.DRAFT, written_at=at)


def _put(version: EntryVersion, content: Content, by: Actor, at: datetime) -> None:
    version.content = content.as_data()
    version.written_by, version.written_at, version.remark = by.name, at, ""
    version.writers = sorted({*version.writers, person(by).pk})
    version.save()


def _draft_of(row: Entry) -> EntryVersion:
    draft = open_version(row)
    if draft is None or draft.state != State.DRAFT:
        raise Refusal("没有起草中的内容。", article=RULE, advice="请先修改条目。")
    return draft
