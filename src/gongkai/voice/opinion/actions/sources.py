"""Where opinion is watched (舆情来源): opened and ended by the office, and how each does."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.models import Unit
from gongkai.units.posts import PLATFORM, Actor, must_be_competent
from gongkai.voice.opinion.actions.screening import RULE, Item, Taken, take_in
from gongkai.voice.opinion.models import OpinionReading, OpinionSource


class Replayed(Refusal):
    """A delivery that was taken before."""


@dataclass(frozen=True)
class SourceFields:
    """What the office says of a source."""

    key: str
    name: str
    kind: str
    site: str
    unit: Unit
    basis: str
    since: date
    address: str = ""
    minutes: int = 15


def open_source(fields: SourceFields, *, by: Actor, at: datetime) -> OpinionSource:
    """Watch a place from a day on. A source that is pushed to gets a secret, shown by :func:`new_secret` alone."""
    must_be_competent(by)
    _must_make_sense(fields)
    row = OpinionSource(**vars(fields), entered_by=by.name, entered_at=at, secret=secrets.token_urlsafe(32))
    try:
        with transaction.atomic():
            row.save()
            _record(row, "open", by, at)
    except IntegrityError as error:
        raise Refusal(f"代号“{fields.key}”已经有了。", article=RULE, advice="请换一个代号。") from error
    return row


def revise_source(source: OpinionSource, fields: SourceFields, *, by: Actor, at: datetime) -> OpinionSource:
    """Change a source; its code, by which others push to it, stays. A changed address is read from its beginning."""
    must_be_competent(by)
    _must_make_sense(fields)
    with transaction.atomic():
        row = _locked(source)
        if row.address != fields.address:
            row.etag = row.modified = row.fault = ""
        for name, value in vars(fields).items():
            if name != "key":
                setattr(row, name, value)
        row.save()
        _record(row, "revise", by, at)
    return row


def end_source(source: OpinionSource, *, until: date, by: Actor, at: datetime) -> OpinionSource:
    """停用: not watched after a day; what it brought stays."""
    must_be_competent(by)
    with transaction.atomic():
        row = _locked(source)
        if until < row.since:
            raise Refusal("停用日期早于启用日期。", article=RULE, advice="请核对日期。")
        row.until = until
        row.save(update_fields=["until"])
        _record(row, "end", by, at)
    return row


def new_secret(source: OpinionSource, *, by: Actor, at: datetime) -> str:
    """Give a source a new secret and return it, this once; the old one is worth nothing from now on."""
    must_be_competent(by)
    with transaction.atomic():
        row = _locked(source)
        row.secret = secrets.token_urlsafe(32)
        row.save(update_fields=["secret"])
        _record(row, "new_secret", by, at)
    return str(row.secret)


def deliver(source: OpinionSource, items: Iterable[Item], *, nonce: str = "", at: datetime) -> Taken:
    """Take in what a source brought, and note how much; a delivery with a known ``nonce`` is refused."""
    with transaction.atomic():
        row = _locked(source)
        if nonce and OpinionReading.objects.filter(source=row, nonce=nonce).exists():
            raise Replayed("这次推送已经接收过。", article=RULE, advice="请使用新的随机串。")
        taken = take_in(items, source=row, unit=row.unit, by=PLATFORM, at=at)
        note_reading(row, taken, nonce=nonce, at=at)
    return taken


def note_reading(source: OpinionSource, taken: Taken, *, at: datetime, nonce: str = "") -> None:
    """Note that a source could be read; a row in its log where something came of it."""
    mended = bool(source.fault)
    OpinionSource.objects.filter(pk=source.pk).update(tried_at=at, read_at=at, fault="")
    if taken.new or taken.faults or nonce or mended:
        said = "；".join(f"第{number}条：{fault}" for number, fault in taken.faults[:5])
        OpinionReading.objects.create(
            source=source, at=at, taken=len(taken.new), repeated=len(taken.repeated),
            refused=len(taken.faults), fault=(said or ("恢复正常" if mended else ""))[:300], nonce=nonce,
        )  # fmt: skip


def note_fault(source: OpinionSource, fault: str, *, at: datetime) -> None:
    """Say why a source could not be read; a row in its log when the reason is a new one."""
    fault = fault[:300]
    if source.fault != fault:
        OpinionReading.objects.create(source=source, at=at, fault=fault)
    OpinionSource.objects.filter(pk=source.pk).update(tried_at=at, fault=fault)


def _must_make_sense(fields: SourceFields) -> None:
    if fields.kind == OpinionSource.Kind.FEED and urlsplit(fields.address).scheme not in ("http", "https"):
        raise Refusal("订阅来源没有填写订阅地址。", article=RULE, advice="请填写 http 或 https 开头的地址。")
    if not fields.basis.strip():
        raise Refusal("没有写明依据。", article=RULE, advice="请写明合同、授权或者公开订阅的说明。")


def _locked(source: OpinionSource) -> OpinionSource:
    return (
        OpinionSource.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=source.pk)
    )


def _record(row: OpinionSource, verb: str, by: Actor, at: datetime) -> None:
    record_act(row, f"opinion_source.{verb}", at=at, by=by.name, unit=row.unit.code, data={"key": row.key})
