"""Watched items (线索): taken in once, screened, dismissed with a reason or taken into a case."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from urllib.parse import urldefrag, urlsplit

from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import AlreadyDone, Opened
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case
from gongkai.law.likeness import letters_of
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.opinion.actions.common import must_say
from gongkai.voice.opinion.actions.handling import EARLIEST, enter
from gongkai.voice.opinion.likes import Known
from gongkai.voice.opinion.models import OpinionHeat, OpinionItem, OpinionSource, Sentiment

RULE = "舆情监测规则"
WATCHERS = (Role.COMPETENT, Role.OFFICER)
MOST_AT_ONCE = 100
MOST_HEAT = 10**12
State = OpinionItem.State


@dataclass(frozen=True)
class Item:
    """An item as a source gave it. ``mark`` is the source's own name for it; ``seen_at`` when somebody saw it first."""

    title: str
    site: str
    address: str = ""
    author: str = ""
    excerpt: str = ""
    published_at: datetime | None = None
    seen_at: datetime | None = None
    sentiment: str = ""
    region: str = ""
    topic: str = ""
    reads: int = 0
    comments: int = 0
    shares: int = 0
    mark: str = ""
    snapshot: CheckedFile | None = field(default=None, compare=False)

    @property
    def heat(self) -> tuple[int, int, int]:
        return self.reads, self.comments, self.shares

    def fault(self) -> str:
        """Return why the item cannot be taken in, or nothing."""
        if not self.title.strip():
            return "没有标题"
        if self.address and urlsplit(self.address).scheme not in ("http", "https"):
            return "网址不是 http 或 https 开头"
        if len(self.address) > 500:
            return "网址超过500个字符"
        if any(not 0 <= n <= MOST_HEAT for n in self.heat):
            return "热度不是合理的数"
        return ""


@dataclass
class Taken:
    """What became of items handed over together."""

    new: list[OpinionItem] = field(default_factory=list)
    repeated: list[OpinionItem] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def take_in(
    items: Iterable[Item], *, unit: Unit, by: Actor, at: datetime, source: OpinionSource | None = None
) -> Taken:
    """Take in what is not known yet; of what is known the heat is noted. Each new item is proven by the ledger."""
    taken = Taken()
    with transaction.atomic():
        known = Known.at(at)
        for number, given in enumerate(items, start=1):
            item = _cleaned(given)
            fault = item.fault()
            if fault:
                taken.faults.append((number, fault))
                continue
            key = _key(item, source)
            before = OpinionItem.objects.select_for_update(no_key=True).filter(key=key).first()
            if before is not None:
                note_heat(before, item, at=at)
                taken.repeated.append(before)
                continue
            taken.new.append(_new(item, key, source, unit, known, at))
        for found in taken.new:
            record_act(found, "opinion_item.take_in", at=at, by=by.name, unit=unit.code)
    return taken


def _key(item: Item, source: OpinionSource | None) -> str:
    """Return what names an item: its address; else the source's name for it; else where, who and what."""
    address = urldefrag(item.address).url
    own = item.mark and f"{source.key if source else ''}\n{item.mark}"
    published = item.published_at.isoformat() if item.published_at else ""
    name = address or own or f"{item.site}\n{item.author}\n{item.title}\n{published}"
    return hashlib.sha256(name.encode()).hexdigest()


def _new(
    item: Item, key: str, source: OpinionSource | None, unit: Unit, known: Known, at: datetime
) -> OpinionItem:
    title, text = item.title[:200], item.excerpt[:4000]
    like = known.like(f"{title}\n{text}")
    # A clock that runs ahead elsewhere must not put an item into the future.
    published = item.published_at if item.published_at and item.published_at <= at else None
    found = OpinionItem(
        key=key, source=source, unit=unit, site=item.site[:60] or (source.site if source else "不详"),
        author=item.author[:100], address=item.address, title=title, excerpt=text,
        published_at=published, first_seen_at=item.seen_at if item.seen_at and item.seen_at <= at else at,
        sentiment=item.sentiment if item.sentiment in Sentiment.values else "",
        region=item.region[:30], topic=item.topic[:30],
        letters=letters_of(f"{title}\n{text}"), same_as_id=like, heat=sum(item.heat),
    )  # fmt: skip
    _keep_snapshot(found, item)
    found.save()
    if sum(item.heat):
        OpinionHeat.objects.create(
            found=found, at=at, reads=item.reads, comments=item.comments, shares=item.shares
        )
    if like is None:
        known.add(found)
    return found


def _cleaned(item: Item) -> Item:
    """Return an item without what no database or screen takes, and without moments nobody can have meant."""
    texts = {name: _plain(value) for name, value in vars(item).items() if isinstance(value, str)}
    moments = {
        name: value if value is not None and value.year >= EARLIEST else None
        for name, value in (("published_at", item.published_at), ("seen_at", item.seen_at))
    }
    return replace(item, **{**texts, **moments})  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return "".join(each for each in text if each.isprintable() or each == "\n").strip()


def _keep_snapshot(found: OpinionItem, item: Item) -> None:
    """Keep what was seen: the file somebody made of it, or what the source said, word for word."""
    if item.snapshot is not None:
        name, suffix, content = item.snapshot.name, item.snapshot.suffix, item.snapshot.content
    else:
        said = {key: value for key, value in asdict(item).items() if key != "snapshot" and value}
        content = json.dumps(said, ensure_ascii=False, default=str, indent=1).encode()
        name, suffix = "来源原文.json", ".json"
    found.snapshot_sha256 = hashlib.sha256(content).hexdigest()
    found.snapshot_name = name
    found.snapshot.save(f"{found.snapshot_sha256[:16]}{suffix}", ContentFile(content), save=False)


def note_heat(found: OpinionItem, item: Item, *, at: datetime) -> None:
    """Note how widely an item is read now, where that changed. No act of anybody: the ledger does not hear of it."""
    if not sum(item.heat) or OpinionHeat.objects.filter(found=found, at=at).exists():
        return
    last = found.heats.order_by("at").last()
    if last is not None and (last.reads, last.comments, last.shares) == item.heat:
        return
    OpinionHeat.objects.create(
        found=found, at=at, reads=item.reads, comments=item.comments, shares=item.shares
    )
    OpinionItem.objects.filter(pk=found.pk).update(heat=sum(item.heat))


def dismiss(items: Sequence[OpinionItem], *, reason: str, by: Actor, at: datetime) -> int:
    """不需处置: with a reason, which is kept. Returns how many."""
    must_say(reason, "不需处置的理由")
    with transaction.atomic():
        rows = _fresh(items, by)
        for row in rows:
            row.state, row.reason = State.DISMISSED, reason.strip()
            _screened(row, "dismiss", by, at)
    return len(rows)


def take_up(items: Sequence[OpinionItem], *, title: str, by: Actor, at: datetime, note: str = "") -> Opened:
    """立案: one matter out of one or several items. The hours run from the earliest finding among them."""
    with transaction.atomic():
        rows = sorted(_fresh(items, by), key=lambda row: row.first_seen_at)
        first = rows[0]
        negative = any(row.sentiment in ("", Sentiment.NEGATIVE) for row in rows)
        opened = enter(
            unit=first.unit, title=title.strip() or first.title, text=note.strip() or first.excerpt or first.title,
            source=first.site, address=first.address, found_at=first.first_seen_at,
            sentiment=Sentiment.NEGATIVE if negative else first.sentiment,
            region=first.region, topic=first.topic, by=by, at=at,
        )  # fmt: skip
        _into(opened.case, rows, by, at)
    return opened


def join(
    case: Case, items: Sequence[OpinionItem], *, by: Actor, at: datetime, seen: int | None = None
) -> int:
    """并入: what was found later of a matter already in hand. Returns how many items."""
    with transaction.atomic():
        rows = _fresh(items, by)
        names = "、".join(f"{row.site}《{row.title[:30]}》" for row in rows[:3])
        more = f"等{len(rows)}条" if len(rows) > 3 else ""
        cases.act(
            case, "join", by=by, at=at, seen=seen, note=names + more, data={"items": [r.pk for r in rows]}
        )
        _into(case, rows, by, at)
    return len(rows)


def read_author(found: OpinionItem, *, by: Actor, at: datetime) -> str:
    """Return who wrote an item, for those who watch; the reading is logged (D90)."""
    by.must_hold(WATCHERS, found.unit)
    with transaction.atomic():
        record_fact(
            f"opinion_item/{found.pk}", "opinion_item.read_author", at=at, by=by.name, unit=found.unit.code
        )
    return str(found.author)


def _fresh(items: Sequence[OpinionItem], by: Actor) -> list[OpinionItem]:
    """Lock the items, always in the same order; refuse none, too many, and what somebody else screened meanwhile."""
    if not items:
        raise Refusal("没有选择线索。", article=RULE, advice="请勾选后再办理。")
    if len(items) > MOST_AT_ONCE:
        raise Refusal(f"一次最多办理{MOST_AT_ONCE}条。", article=RULE, advice="请分次办理。")
    found = OpinionItem.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    rows = list(found.filter(pk__in=[item.pk for item in items]).order_by("pk"))
    for row in rows:
        by.must_hold(WATCHERS, row.unit)
        if row.state != State.FRESH:
            raise AlreadyDone(
                f"《{row.title[:30]}》已由{row.screened_by}筛查：{row.get_state_display()}。",
                article=RULE,
                advice="请刷新列表后再办理。",
            )
    return rows


def _into(case: Case, rows: list[OpinionItem], by: Actor, at: datetime) -> None:
    for row in rows:
        row.state, row.case = State.TAKEN, case
        _screened(row, "take_up", by, at)


def _screened(row: OpinionItem, verb: str, by: Actor, at: datetime) -> None:
    row.screened_by, row.screened_at = by.name, at
    row.save(update_fields=["state", "reason", "case", "screened_by", "screened_at"])
    record_act(row, f"opinion_item.{verb}", at=at, by=by.name, unit=row.unit.code)
