"""Keeping the columns (栏目): added, renamed and ended by the competent office, each with its source (art. 22)."""

from datetime import date, datetime

from django.db import connection, transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.publishing.columns import LOCK
from gongkai.publishing.models import Column, ColumnName, Duty
from gongkai.units.posts import Actor, must_be_competent

ART_22 = "《条例》第二十二条"
CODE = r"[A-Za-z][A-Za-z0-9-]{1,31}"


def add_column(
    parent: Column, *, by: Actor, at: datetime, code: str, title: str, source: str, since: date
) -> Column:
    """Add a column below ``parent`` (增设栏目); it takes its part and its tags."""
    must_be_competent(by)
    _must_say(title, source)
    with transaction.atomic():
        _alone()
        if Column.objects.filter(code__iexact=code).exists():
            raise Refusal(
                f"栏目代码“{code}”已经使用。", article=ART_22, advice="请换一个代码；终止的栏目代码不再使用。"
            )
        _must_be_new(parent, title)
        made = Column(
            title=title.strip(), slug=code.lower(), code=code, part=parent.part, column_type=parent.column_type,
            description=f"{source.strip()}：{title.strip()}"[:300], keywords=f"{title.strip()}，政府信息公开",
            in_disclosure=parent.in_disclosure, takes_items=True, sort=parent.sort, source=source.strip(), since=since,
        )  # fmt: skip
        Column.objects.get(pk=parent.pk).add_child(instance=made)
        _remember(made, "add_column", by=by, at=at, since=since, source=source)
    return made


def rename_column(column: Column, *, by: Actor, at: datetime, title: str, source: str, since: date) -> Column:
    """Give a column another name (更名). Address, code and items stay; the former name stays on file."""
    must_be_competent(by)
    _must_say(title, source)
    with transaction.atomic():
        _alone()
        row: Column = Column.objects.get(pk=column.pk)
        _must_be_new(row.get_parent().specific, title)
        if not row.names.exists():
            ColumnName.objects.create(
                column=row, title=row.title, source=row.source, since=row.since, entered_by="平台"
            )
        row.title = row.draft_title = title.strip()
        row.save()
        _remember(row, "rename_column", by=by, at=at, since=since, source=source)
    return row


def end_column(column: Column, *, by: Actor, at: datetime, source: str, on: date) -> Column:
    """End a column (终止栏目): what it holds stays public, nothing new goes in, and its duties end with it."""
    must_be_competent(by)
    _must_say(column.title, source)
    with transaction.atomic():
        _alone()
        row: Column = Column.objects.get(pk=column.pk)
        if row.until is not None:
            raise Refusal(f"栏目“{row.title}”已于{row.until}终止。", article=ART_22, advice="不必重复办理。")
        if Column.objects.child_of(row).filter(until=None).exists():
            raise Refusal(f"栏目“{row.title}”下面还有栏目。", article=ART_22, advice="请先终止下面的栏目。")
        row.until, row.takes_items = on, False
        row.save()
        Duty.objects.filter(column=row, until=None).update(until=on)
        data = {"code": row.code, "title": row.title, "on": on.isoformat(), "source": source.strip()}
        record_fact(f"column/{row.code}", "publishing.end_column", at=at, by=by.name, data=data)
    return row


def _must_say(title: str, source: str) -> None:
    if not title.strip() or len(title.strip()) > 60 or not source.strip():
        raise Refusal("没有填写栏目名称（60字以内）或者依据。", article=ART_22, advice="请写明文件或者会议。")


def _must_be_new(parent: Column, title: str) -> None:
    if Column.objects.child_of(parent).filter(title=title.strip(), until=None).exists():
        raise Refusal(
            f"“{parent.title}”下已有栏目“{title.strip()}”。", article=ART_22, advice="请换一个名称。"
        )


def _remember(column: Column, verb: str, *, by: Actor, at: datetime, since: date, source: str) -> None:
    ColumnName.objects.create(
        column=column, title=column.title, source=source.strip(), since=since, entered_by=by.name
    )
    data = {"code": column.code, "title": column.title, "since": since.isoformat(), "source": source.strip()}
    record_fact(f"column/{column.code}", f"publishing.{verb}", at=at, by=by.name, data=data)


def _alone() -> None:
    """Let one change of the tree be made at a time: its places are numbered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
