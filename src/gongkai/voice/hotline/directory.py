"""The dispatch directory (派单目录): which unit a matter belongs to, proposed from the words of the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Unit
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.hotline.models import DirectoryEntry, Place

SHOWN = 3
# A matter named as such says more than a word it shares with others.
NAMED = 2
LOCAL = "属地乡镇街道"


@dataclass(frozen=True)
class Suggestion:
    """A matter the text may be about, the unit it then goes to (``None`` until a place is known), and why."""

    entry: DirectoryEntry
    unit: Unit | None
    words: tuple[str, ...]
    weight: int


def suggest(text: str, town: Unit | None, on: date) -> list[Suggestion]:
    """Return the matters whose words stand in ``text``, the best first: longer words and more of them say more."""
    text = text.lower()
    if not text.strip():
        return []
    found = []
    for pk, matter, keywords in (
        DirectoryEntry.objects.on(on).order_by().values_list("pk", "matter", "keywords")
    ):
        words = tuple(word for word in keywords if word.lower() in text)
        weight = sum(map(len, words)) + (NAMED * len(matter) if matter.lower() in text else 0)
        if weight:
            found.append((weight, pk, words))
    best = sorted(found, key=lambda each: (-each[0], each[1]))[:SHOWN]
    entries = DirectoryEntry.objects.select_related("unit").in_bulk([pk for _, pk, _ in best])
    return [Suggestion(entries[pk], entries[pk].unit or town, words, weight) for weight, pk, words in best]


@dataclass(frozen=True)
class Matter:
    """What a row of the directory says."""

    field: str
    topic: str
    matter: str
    keywords: tuple[str, ...]
    unit: Unit | None
    source: str
    helpers: tuple[Unit, ...] = ()


def enter(
    matter: Matter, *, since: date, by: Actor, at: datetime, instead_of: DirectoryEntry | None = None
) -> DirectoryEntry:
    """Add a row, or put it in the place of ``instead_of`` from ``since`` on; tickets keep the row they were filed by."""
    must_be_competent(by)
    if not matter.source.strip():
        raise Refusal("没有填写依据。", article="", advice="请写明法律法规、三定规定或者权责清单的条目。")
    if not matter.keywords:
        raise Refusal(
            "没有填写关键词。", article="", advice="请至少填写一个群众会说的词，派单建议靠它找到这一条。"
        )
    with transaction.atomic():
        if instead_of is not None:
            _end(instead_of, since)
        row = DirectoryEntry.objects.create(
            field=matter.field, topic=matter.topic, matter=matter.matter, keywords=list(dict.fromkeys(matter.keywords)),
            unit=matter.unit, since=since, source=matter.source, entered_by=by.name,
        )  # fmt: skip
        row.helpers.set(matter.helpers)
        _record(row, "hotline.enter_directory", by=by, at=at)
    return row


def end(row: DirectoryEntry, *, on: date, by: Actor, at: datetime) -> None:
    """Let a row hold for the last time on the day before ``on``."""
    must_be_competent(by)
    with transaction.atomic():
        _end(row, on)
        _record(row, "hotline.end_directory", by=by, at=at)


def _end(row: DirectoryEntry, on: date) -> None:
    locked = DirectoryEntry.objects.select_for_update(no_key=True).get(pk=row.pk)
    if locked.until is not None:
        raise Refusal("这一条已经停用。", article="", advice="请刷新页面。")
    if on < locked.since:
        raise Refusal(f"停用日期早于启用日期{locked.since}。", article="", advice="请核对日期。")
    locked.until = date.fromordinal(on.toordinal() - 1)
    locked.save(update_fields=["until"])


def _record(row: DirectoryEntry, verb: str, *, by: Actor, at: datetime) -> None:
    record_fact(
        f"hotline-directory/{row.pk}", verb, at=at, by=by.name,
        data={"matter": str(row), "unit": row.unit.code if row.unit else "", "since": str(row.since),
              "until": str(row.until), "source": row.source},
    )  # fmt: skip


def set_places(town: Unit, names: Sequence[str], *, by: Actor, at: datetime) -> int:
    """Let the address book of a town hold these names and no others; return how many there are."""
    must_be_competent(by)
    wanted = {name.strip()[:60] for name in names if name.strip()}
    with transaction.atomic():
        Place.objects.filter(town=town).exclude(name__in=wanted).delete()
        Place.objects.bulk_create([Place(town=town, name=name) for name in wanted], ignore_conflicts=True)
        record_fact(
            f"unit/{town.code}",
            "hotline.set_places",
            at=at,
            by=by.name,
            unit=town.code,
            data={"places": len(wanted)},
        )
    return len(wanted)


def words_of(text: str) -> tuple[str, ...]:
    """Read keywords as people type them: separated by blanks, commas or the Chinese marks."""
    for mark in "，、,;；\n":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(word[:20] for word in text.split()))


def grouped(rows: Sequence[DirectoryEntry]) -> list[tuple[str, list[DirectoryEntry]]]:
    """Return the rows under their field, as the list of choices shows them."""
    groups: dict[str, list[DirectoryEntry]] = {}
    for row in rows:
        groups.setdefault(row.field, []).append(row)
    return list(groups.items())
