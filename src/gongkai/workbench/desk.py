"""The index of the workbench's search: every case and publication, found by those who may see its unit.

It follows the ledger, as the public site does (decision record 0003): what has an event beyond the last one read is
read again. How far it has come stands in a file beside the index, so both are thrown away together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.ledger.models import Event
from gongkai.publishing.models import Publication
from gongkai.publishing.searched import document, with_files
from gongkai.search import dictionary, find, index
from gongkai.search.index import DESK, Document
from gongkai.units import posts
from gongkai.units.models import User

LOCK = 7724
EVENTS = 2000
ROWS = 2000
PUBLICATIONS = "公开信息"
Read = Callable[[Collection[int] | None], Iterator[Document]]


def found(user: User, text: str, page: int, per_page: int, **chosen: str) -> find.Results:
    """Find among the cases and publications of the units ``user`` may see today."""
    units = posts.units_visible_to(user, timezone.localdate()).values_list("code", flat=True)
    results = find.query(text, which=DESK, audiences=list(units), page=page, per_page=per_page, **chosen)  # type: ignore[arg-type]
    # A corrected word may come from a title of another unit.
    return replace(results, did_you_mean="")


def sweep(now: datetime) -> int:
    """Read again what has acts the index does not know yet; return how many records."""
    with _locked("SELECT pg_try_advisory_lock(%s)") as alone:
        return _follow() if alone else 0


def rebuild() -> int:
    """Build the index anew beside the live one; return the number of records."""
    with _locked("SELECT pg_advisory_lock(%s) IS NOT NULL"):
        return _rebuild()


@contextmanager
def _locked(lock: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(lock, [LOCK])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _follow() -> int:
    if index.is_missing(DESK):
        return _rebuild()
    events = list(Event.objects.filter(index__gt=_reached()).values_list("index", "subject")[:EVENTS])
    if not events:
        return 0
    keys = defaultdict(set)
    for _, subject in events:
        kind, _, key = (subject or "").partition("/")
        if kind in READERS:
            keys[kind].add(int(key))
    documents = [each for kind, some in keys.items() for each in READERS[kind](some)]
    if documents:
        index.update(documents, which=DESK)
    _note(events[-1][0])
    return len(documents)


def _rebuild() -> int:
    last = Event.objects.aggregate(last=Max("index"))["last"]
    documents = (each for read in READERS.values() for each in read(None))
    written = index.rebuild(documents, known=dictionary.current(), which=DESK)
    _note(-1 if last is None else last)
    return written


def _reached() -> int:
    try:
        return int((index.folder(DESK) / "reached").read_text())
    except (FileNotFoundError, ValueError):
        return -1


def _note(reached: int) -> None:
    fresh = index.folder(DESK) / "reached.new"
    fresh.write_text(str(reached))
    fresh.replace(index.folder(DESK) / "reached")


def _publications(keys: Collection[int] | None) -> Iterator[Document]:
    rows = with_files(Publication.objects.select_related("unit", "column")).order_by("pk")
    for item in (rows if keys is None else rows.filter(pk__in=keys)).iterator(ROWS):
        public = document(item)
        yield replace(
            public,
            id=f"publication/{item.pk}",
            url=reverse("publishing_detail", args=[item.pk]),
            body=f"{public.body} {public.index_no}",
            doc_number=public.doc_number or public.index_no,
            genre=PUBLICATIONS,
            validity=item.get_stage_display(),
            audience=item.unit.code,
        )


def _cases(keys: Collection[int] | None) -> Iterator[Document]:
    rows = Case.objects.select_related("unit", "handler").prefetch_related("letters").order_by("pk")
    for case in (rows if keys is None else rows.filter(pk__in=keys)).iterator(ROWS):
        procedure = procedures.get(case.procedure)
        letters = " ".join(letter.number for letter in case.letters.all())
        yield Document(
            id=f"case/{case.pk}",
            url=reverse(procedure.url_name, args=[case.pk]),
            title=case.title,
            body=f"{case.number} {letters} {case.handler or ''}",
            published_on=timezone.localtime(case.arrived_at).date(),
            unit=case.unit.code,
            unit_name=case.unit.name,
            column="",
            column_name=procedure.label,
            doc_number=case.number,
            index_no=case.number,
            genre=procedure.label,
            validity=procedure.stage(case.stage).label,
            audience=case.unit.code,
        )


READERS: dict[str, Read] = {"case": _cases, "publication": _publications}
