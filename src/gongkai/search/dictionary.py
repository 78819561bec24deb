"""The district's own names in the search: what they are, who changes them, and when the index follows.

An index goes on with the names it was built with. A changed dictionary takes effect with the next rebuild, which goes on
beside the live index: what is asked and what is indexed are always cut alike.
"""

from datetime import date, datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.search import index
from gongkai.search.models import DistrictWord, SearchRebuild
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

SHORTEST = 2


def current() -> frozenset[str]:
    """Return every name that stays whole: those of the units, and what the office has entered."""
    units = {name for pair in Unit.objects.values_list("name", "short_name") for name in pair}
    entered = DistrictWord.objects.filter(until=None).values_list("text", flat=True)
    return frozenset(units | set(entered)) - {""}


def is_changed() -> bool:
    """Tell whether the index is still cut by other names than those in force."""
    return index.names() != current()


def add_word(*, kind: str, text: str, source: str, by: Actor, at: datetime, on: date) -> DistrictWord:
    """Enter a name (加入检索词典)."""
    _must_be_competent(by)
    text = text.strip()
    if len(text) < SHORTEST or not source.strip():
        raise Refusal(
            "名称少于两个字，或者没有写明来源。",
            article="",
            advice="请写明名称的出处，如行政区划、立项批复。",
        )
    if DistrictWord.objects.filter(text=text, until=None).exists():
        raise Refusal(f"检索词典里已有“{text}”。", article="", advice="不必重复加入。")
    with transaction.atomic():
        made = DistrictWord.objects.create(
            kind=kind, text=text, source=source.strip(), since=on, entered_by=by.name
        )
        data = {"text": text, "kind": kind}
        record_fact(f"district_word/{made.pk}", "search.add_word", at=at, by=by.name, data=data)
    return made


def end_word(word: DistrictWord, *, by: Actor, at: datetime, on: date) -> DistrictWord:
    """Stop using a name from ``on`` (停用); it stays on file."""
    _must_be_competent(by)
    with transaction.atomic():
        word.until = on
        word.save(update_fields=["until"])
        record_fact(
            f"district_word/{word.pk}", "search.end_word", at=at, by=by.name, data={"text": word.text}
        )
    return word


def ask_for_rebuild(*, by: Actor, at: datetime) -> SearchRebuild:
    """Have the index built anew with the names in force (重建检索索引); the clock process begins it."""
    _must_be_competent(by)
    with transaction.atomic():
        if SearchRebuild.objects.select_for_update(no_key=True).filter(finished_at=None).exists():
            raise Refusal("检索索引正在重建。", article="", advice="完成后再提出。")
        made = SearchRebuild.objects.create(asked_at=at, asked_by=by.name)
        record_fact(f"search_rebuild/{made.pk}", "search.ask_for_rebuild", at=at, by=by.name, data={})
    return made


def is_asked_for() -> bool:
    """Tell whether a rebuild is asked for and nobody is at it."""
    return SearchRebuild.objects.filter(finished_at=None).exists() and not index.is_rebuilding()


def note_progress(done: int, total: int) -> None:
    """Note how far the rebuild that was asked for has come."""
    SearchRebuild.objects.filter(finished_at=None).update(done=done, total=total)


def note_end(total: int, at: datetime) -> None:
    """Note that the rebuild that was asked for is done."""
    SearchRebuild.objects.filter(finished_at=None).update(done=total, total=total, finished_at=at)


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改。",
            article="岗位分离",
            advice="请联系政务公开办。",
        )
