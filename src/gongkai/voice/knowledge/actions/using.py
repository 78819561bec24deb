"""Using entries: what was taken into an answer is counted, what was wrong comes back to its owner as work."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor
from gongkai.voice.knowledge.actions.recording import KEEPER, person
from gongkai.voice.knowledge.content import RULE
from gongkai.voice.knowledge.models import Entry, EntryReport, EntryUse


def adopt(entry: Entry, *, by: Actor, at: datetime) -> Entry:
    """Note that the answer was taken over (采用). What has expired meanwhile is refused."""
    return _use(entry, EntryUse.Kind.ADOPTED, by, at)


def find_helpful(entry: Entry, *, by: Actor, at: datetime) -> Entry:
    """Note that somebody found the entry helpful (有用); twice by one person on one day counts once."""
    return _use(entry, EntryUse.Kind.HELPFUL, by, at)


def _use(entry: Entry, kind: EntryUse.Kind, by: Actor, at: datetime) -> Entry:
    who, today = person(by), local_day(at)
    with transaction.atomic():
        row = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if row.state != Entry.State.CURRENT or row.valid_until < today:
            raise Refusal(
                f"{row.number}“{row.get_state_display()}”，不能采用。",
                article=RULE,
                advice="请核实后自行答复，并提请责任单位更新。",
            )
        again = row.uses.filter(kind=kind, by=who, at__date=today)
        if kind == EntryUse.Kind.HELPFUL and again.exists():
            return row
        EntryUse.objects.create(entry=row, version=row.version, kind=kind, by=who, at=at)
        Entry.objects.filter(pk=row.pk).update(**{kind.value: F(kind.value) + 1})
    return row


def report(entry: Entry, *, kind: str, note: str = "", by: Actor, at: datetime) -> EntryReport:
    """Tell the owner that an entry misses the question or is out of date (纠错); one open report a person."""
    if kind not in EntryReport.Kind.values:
        raise Refusal("没有选择问题的类别。", article=RULE, advice="请选择“答非所问”或者“已过时”。")
    who = person(by)
    with transaction.atomic():
        row = Entry.objects.select_for_update(no_key=True).select_related("unit").get(pk=entry.pk)
        made, is_new = EntryReport.objects.get_or_create(
            entry=row, kind=kind, by=who, settled_at=None, defaults={"note": note.strip()[:200], "at": at}
        )
        if is_new:
            data = {"number": row.number, "kind": kind}
            record_fact(
                f"entry_report/{made.pk}",
                "knowledge.report",
                at=at,
                by=by.name,
                unit=row.unit.code,
                data=data,
            )
    return made


def settle(report: EntryReport, *, note: str, by: Actor, at: datetime) -> EntryReport:
    """Say what was done about a report (处理): the entry holds, or it was changed."""
    if not note.strip():
        raise Refusal("没有写明处理情况。", article=RULE, advice="请写明核对的结果。")
    with transaction.atomic():
        row = (
            EntryReport.objects.select_for_update(of=("self",))
            .select_related("entry__unit")
            .get(pk=report.pk)
        )
        by.must_hold(KEEPER, row.entry.unit)
        if row.settled_at is not None:
            raise Refusal(f"{row.settled_by}已经处理。", article=RULE, advice="不必重复办理。")
        row.settled_at, row.settled_note = at, note.strip()[:200]
        row.settled_by = by.signature(KEEPER, row.entry.unit.code)
        row.save(update_fields=["settled_at", "settled_by", "settled_note"])
        record_fact(
            f"entry_report/{row.pk}", "knowledge.settle", at=at, by=row.settled_by, unit=row.entry.unit.code
        )
    return row
