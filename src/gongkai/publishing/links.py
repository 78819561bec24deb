"""Where the links of a text lead: pages of this site are known; those elsewhere are looked up in the background.

Nothing waits for another site: a text is checked against what was last found there, and a network that is down says
nothing about any address.
"""

import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection
from django.urls import Resolver404, resolve

from gongkai.publishing.models import CheckedLink, Column, Publication
from gongkai.publishing.procedure import IN_HAND
from gongkai.units.models import Unit

AT_A_TIME = 10
WAIT = 5.0
AGAIN_AFTER = timedelta(days=7)
# A site may rest for an hour; three times in a row it is gone.
FAILURES = 3
GONE = (404, 410)
_ITEM = re.compile(r"item/([0-9A-Z]{18})-(\d{4}-\d{6})(?:-v\d+)?\.html")
_PLACE = re.compile(r"(column|unit)/([^/]+)/(?:index\.html)?")
_EXTERNAL = re.compile(r'<a [^>]*href="(https?://[^"]{1,490})"')
log = logging.getLogger("gongkai.publishing")


def own_path(link: str) -> str | None:
    """Return the path of a link to this site, without its leading stroke; None for links elsewhere or in the page."""
    parts = urlsplit(link)
    own = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if parts.scheme in ("http", "https") and parts.netloc == own.netloc:
        return unquote(parts.path).lstrip("/")
    if not parts.scheme and not parts.netloc and link.startswith("/"):
        return unquote(parts.path).lstrip("/")
    return None


def leads_somewhere(path: str, files: Iterable[str]) -> bool:
    """Tell whether a page of this site stands at ``path``; ``files`` are those of the text itself."""
    item = _ITEM.fullmatch(path)
    if item:
        return Publication.objects.public().filter(index_no=f"{item[1]}/{item[2]}").exists()
    if path.startswith("files/~/"):
        return path.removeprefix("files/~/") in files
    place = _PLACE.fullmatch(path)
    if place:
        if place[1] == "unit":
            return Unit.objects.filter(code=place[2]).exists()
        return bool(Column.objects.filter(code=place[2]).exists())
    page = settings.SITE_ROOT / path
    return not path or (page / "index.html").is_file() or page.is_file() or _is_answered(path)


def _is_answered(path: str) -> bool:
    """Tell whether the application answers there to the public."""
    try:
        resolve(f"/{path}")
    except Resolver404:
        return False
    return not path.startswith("workbench")


def faults(links: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the links elsewhere that did not open when last looked up, each with why."""
    elsewhere = [link for link in links if link.startswith(("http://", "https://"))]
    if elsewhere:
        yield from (
            CheckedLink.objects.filter(address__in=elsewhere)
            .exclude(fault="")
            .values_list("address", "fault")
        )


_working: list[threading.Thread] = []


def sweep(now: datetime) -> None:
    """Look up links in a thread of its own: the clock does not wait for other sites."""
    _working[:] = [each for each in _working if each.is_alive()]
    if not _working:
        thread = threading.Thread(target=_in_background, args=(now,), daemon=True, name="links")
        _working.append(thread)
        thread.start()


def _in_background(now: datetime) -> None:
    try:
        look_up(now)
    except Exception:
        log.exception("外链检查出错，稍后重试")
    finally:
        connection.close()


def look_up(now: datetime) -> int:
    """Look up the links of texts in hand that were not looked up for a while; return how many."""
    bodies = Publication.objects.filter(stage__in=IN_HAND, body__contains='href="http').values_list(
        "body", flat=True
    )
    named = {link for body in bodies for link in _EXTERNAL.findall(body) if own_path(link) is None}
    known = CheckedLink.objects.filter(address__in=named)
    fresh = set(known.filter(checked_at__gt=now - AGAIN_AFTER, failures=0).values_list("address", flat=True))
    due = sorted(named - fresh)[:AT_A_TIME]
    answers = {link: _answer(link) for link in due}
    is_up = any(answer is not None for answer in answers.values())
    for link, answer in answers.items():
        _note(link, answer, now, is_up=is_up)
    return len(due)


def _note(link: str, answer: int | None, now: datetime, *, is_up: bool) -> None:
    row, _ = CheckedLink.objects.get_or_create(address=link)
    if answer is None and not is_up:
        return
    row.checked_at = now
    row.failures = row.failures + 1 if answer is None or answer >= 500 else 0
    row.fault = ""
    if answer in GONE:
        row.fault = f"对方答复“没有这个页面”（{answer}）"
    elif row.failures >= FAILURES:
        row.fault = f"连续{row.failures}次没有打开"
    row.save()


def _answer(link: str) -> int | None:
    """Return the status a site answers with, None where none answers."""
    if not _is_public(urlsplit(link).hostname or ""):
        return None
    request = Request(link, method="HEAD", headers={"User-Agent": "Mozilla/5.0 (link check)"})  # noqa: S310
    try:
        with urlopen(request, timeout=WAIT) as response:  # noqa: S310 -- only http and https are asked for
            return int(response.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError, ValueError):
        return None


def _is_public(host: str) -> bool:
    """Refuse hosts of inner networks: a text must not make the platform knock at doors behind it."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(each[4][0]).is_global for each in found)
