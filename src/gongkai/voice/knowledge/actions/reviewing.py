"""Review (审核): another person than any writer lets an entry be used, or sends it back."""

from datetime import datetime

from django.db import transaction

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.units.posts import Actor
from gongkai.voice.knowledge.actions.recording import (
    REVIEWER,
    locked,
    must_be_complete,
    open_version,
    person,
    record,
)
from gongkai.voice.knowledge.content import RULE
from gongkai.voice.knowledge.models import Entry, EntryVersion

State = EntryVersion.State


def approve(entry: Entry, *, by: Actor, at: datetime, seen: int | None = None) -> Entry:
    """Let the version be used from now on (审核通过、启用); the one before it stays as a former version."""
    with transaction.atomic():
        row = locked(entry, seen)
        version = _in_review(row, by)
        must_be_complete(version.says, at)
        name = by.signature(REVIEWER, row.unit.code)
        row.versions.filter(state=State.CURRENT).update(state=State.FORMER)
        version.state, version.reviewed_by, version.reviewed_at = State.CURRENT, name, at
        version.save(update_fields=["state", "reviewed_by", "reviewed_at"])
        row.say(version.says)
        row.state, row.version, row.retired_because = Entry.State.CURRENT, version.number, ""
        row.reviewed_by, row.reviewed_on = name, local_day(at)
        record(row, "approve", by=name, at=at, shows=True)
    return row


def send_back(entry: Entry, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> Entry:
    """Return the version to the officers of the unit, with what is to be changed (退回)."""
    if not note.strip():
        raise Refusal("没有写明退回意见。", article=RULE, advice="请写明需要修改什么。")
    with transaction.atomic():
        row = locked(entry, seen)
        version = _in_review(row, by)
        version.state, version.remark = State.DRAFT, note.strip()[:300]
        version.save(update_fields=["state", "remark"])
        record(row, "send_back", by=by.signature(REVIEWER, row.unit.code), at=at)
    return row


def _in_review(row: Entry, by: Actor) -> EntryVersion:
    by.must_hold(REVIEWER, row.unit)
    version = open_version(row)
    if version is None or version.state != State.REVIEWING:
        raise Refusal("没有等待审核的内容。", article=RULE, advice="请刷新页面查看最新情况。")
    if person(by).pk in version.writers:
        raise Refusal(
            f"{by.name}是撰写人，不能同时审核。",
            article="岗位分离规则",
            advice=f"请由{row.unit.short_name}的其他核稿人或者审签人办理。",
        )
    return version
