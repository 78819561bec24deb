"""RSS and Atom (订阅): entries become watched items; what is no feed is said."""

import io
import logging
import threading
from calendar import timegm
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import feedparser
from django.db import connection
from django.utils import timezone
from django.utils.html import strip_tags

from gongkai.exchange.fetching import MayConnect, Unfetchable, fetch, is_public
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.actions import Item, Taken
from gongkai.voice.opinion.models import OpinionSource

MOST_ENTRIES = 300
AT_ONCE = 20
log = logging.getLogger("gongkai.opinion")


def items_of(content: bytes, source: OpinionSource) -> tuple[list[Item], int]:
    """Return the entries of a feed, and of how many the date could not be read.

    Raises:
        Unfetchable: it is a web page, or no feed at all.
    """
    # Given as a stream: a text would be taken for an address or the name of a file.
    parsed = feedparser.parse(io.BytesIO(content))
    if not parsed.get("version"):
        start = content[:2000].lstrip().lower()
        is_page = start.startswith((b"<!doctype html", b"<html")) or b"<html" in start
        raise Unfetchable("返回的是网页，不是 RSS 或 Atom" if is_page else "返回的不是 RSS 或 Atom")
    read = [_item(entry, source) for entry in parsed.entries[:MOST_ENTRIES]]
    return [item for item, _ in read], sum(bad for _, bad in read)


def _item(entry: Any, source: OpinionSource) -> tuple[Item, bool]:
    # Asked as a plain dictionary: otherwise one date is given for the other.
    published = _moment(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed"))
    bad = published is None and bool(dict.get(entry, "published") or dict.get(entry, "updated"))
    item = Item(
        title=_text(entry.get("title", "")),
        site=source.site,
        address=quote(str(entry.get("link", "")).strip(), safe=":/?#[]@!$&'()*+,;=%~"),
        author=_text(entry.get("author", "")),
        excerpt=_text(entry.get("summary", "")),
        published_at=published,
        mark=str(entry.get("id", ""))[:500],
    )
    return item, bad


def _moment(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(html: str) -> str:
    return unescape(strip_tags(str(html))).strip()


def read_source(source: OpinionSource, *, at: datetime, may_connect: MayConnect = is_public) -> Taken | None:
    """Read one feed now; ``None`` where nothing changed or it could not be read, which its state then says."""
    try:
        fetched = fetch(source.address, etag=source.etag, modified=source.modified, may_connect=may_connect)
        if fetched.content is None:
            actions.note_reading(source, Taken(), at=at)
            return None
        items, undated = items_of(fetched.content, source)
    except Unfetchable as error:
        log.warning("舆情来源 %s：%s", source.key, error)
        actions.note_fault(source, str(error), at=at)
        return None
    taken = actions.deliver(source, items, at=at)
    if undated:
        log.warning("舆情来源 %s：%d条的发布时间不能识别", source.key, undated)
    OpinionSource.objects.filter(pk=source.pk).update(
        etag=fetched.etag[:200], modified=fetched.modified[:100]
    )
    return taken


def read_due(now: datetime, may_connect: MayConnect = is_public) -> int:
    """Read the feeds whose time has come, the one that waited longest first; return how many items are new."""
    today = timezone.localtime(now).date()
    feeds = OpinionSource.objects.on(today).filter(kind=OpinionSource.Kind.FEED).order_by("tried_at")
    due = [
        feed
        for feed in feeds
        if feed.tried_at is None or feed.tried_at <= now - timedelta(minutes=feed.minutes)
    ]
    new = 0
    for source in due[:AT_ONCE]:
        try:
            taken = read_source(source, at=timezone.now(), may_connect=may_connect)
        except Exception as error:
            # One feed nobody thought of must not keep the others.
            log.exception("舆情来源 %s 处理出错", source.key)
            actions.note_fault(source, f"处理出错：{type(error).__name__}", at=timezone.now())
            continue
        new += len(taken.new) if taken else 0
    return new


_working: list[threading.Thread] = []


def sweep(now: datetime) -> None:
    """Read feeds in a thread of its own: mail and messages do not wait for other sites."""
    _working[:] = [each for each in _working if each.is_alive()]
    if not _working:
        thread = threading.Thread(target=_in_background, args=(now,), daemon=True, name="feeds")
        _working.append(thread)
        thread.start()


def _in_background(now: datetime) -> None:
    try:
        read_due(now)
    except Exception:
        log.exception("舆情来源读取出错，稍后重试")
    finally:
        connection.close()
