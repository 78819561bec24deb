"""Interpretation in step with the document (政策解读“三同步”): which documents need it, and whether it is on its way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.law.regulation import INTERPRETATION_PERIOD
from gongkai.publishing.models import Genre, InterpretationKind, Publication, Stage
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit

RULE = "政策解读“同步组织、同步审签、同步公开”"
NORMATIVE_COLUMN = "gfxwj"
SHINGLE = 6


# What the record of a unit is made of: documents that must be interpreted, and talks of its head.
CONCERNED = Q(interpretation_kind=InterpretationKind.LEADER) | Q(interpretation_kind="") & (
    Q(to_be_interpreted=True) | Q(genre=Genre.NORMATIVE) | Q(column__code=NORMATIVE_COLUMN)
)


def in_scope(publication: Publication) -> bool:
    """Tell whether a document must be interpreted: every normative one, and what its drafter marks."""
    if publication.to_be_interpreted or publication.genre == Genre.NORMATIVE:
        return True
    return (getattr(publication, "column_code", None) or publication.column.code) == NORMATIVE_COLUMN


def plan_gaps(publication: Publication) -> list[str]:
    """Return what the plan (解读方案) still lacks: outline, form, channel and time."""
    plan = {
        "解读提纲": publication.plan_outline.strip(),
        "计划解读形式": publication.plan_form,
        "解读渠道": publication.plan_channel.strip(),
        "计划解读日期": publication.plan_on,
    }
    return [label for label, given in plan.items() if not given]


def must_be_in_step(publication: Publication, at: datetime) -> None:
    """Refuse a document without a plan, or an interpretation public before its document (D57).

    ``at`` is when it is to be public: a document scheduled for then or earlier will be public too.
    """
    if publication.interprets_id and publication.interprets is not None:
        document = publication.interprets
        if document.stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
            return
        if document.stage == Stage.SCHEDULED and document.publish_from and document.publish_from <= at:
            return
        raise Refusal(
            f"所解读的《{document.title}》还没有公开，现处于“{document.get_stage_display()}”。",
            article=RULE,
            advice="请先签发文件，或者在文件的页面上同时签发文件和解读。",
        )
    if not in_scope(publication) or publication.amends_id:
        return
    gaps = plan_gaps(publication)
    if gaps:
        raise Refusal(
            f"文件需要解读，解读方案缺少{'、'.join(gaps)}。",
            article=RULE,
            advice="请退回拟稿人补齐解读方案后再签发。",
        )
    last = INTERPRETATION_PERIOD.due(timezone.localtime(at).date(), calendar_in_force()).day
    if publication.plan_on is not None and publication.plan_on > last:
        raise Refusal(
            f"计划{publication.plan_on}解读，晚于文件公开后3个工作日（{last}）。",
            article=RULE,
            advice="请退回调整解读日期。",
        )


def likeness(interpretation: str, document: str) -> float:
    """Return which share of the interpretation's text stands in the document word for word, from 0 to 1 (D59)."""
    own = _shingles(interpretation)
    return len(own & _shingles(document)) / len(own) if own else 0.0


def _shingles(text: str) -> set[str]:
    letters = "".join(letter for letter in text if letter.isalnum())
    return {letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)}


@dataclass(frozen=True)
class Record:
    """How a unit interprets: documents in scope, those interpreted, late ones, and talks of its head (D58)."""

    unit: str
    code: str
    documents: int
    interpreted: int
    late: int
    by_head: int
    heads: tuple[tuple[str, int], ...]
    missing: tuple[Publication, ...]

    @property
    def rate(self) -> float | None:
        """Return the share of documents interpreted, or None without documents."""
        return self.interpreted / self.documents if self.documents else None


def records(publications: Iterable[Publication], units_too: Iterable[Unit] = ()) -> list[Record]:
    """Sum up what ``publications`` (public ones, of one period) say of each unit, in the order of units.

    Pass rows with ``unit``, ``column`` and ``interpretations`` read; ``units_too`` are there without any of them.
    """
    known = {unit.pk: unit for unit in units_too}
    units: dict[int, dict[str, list[Publication]]] = {pk: {"documents": [], "by_head": []} for pk in known}
    for each in publications:
        known[each.unit_id] = each.unit
        found = units.setdefault(each.unit_id, {"documents": [], "by_head": []})
        if each.interpretation_kind == InterpretationKind.LEADER:
            found["by_head"].append(each)
        elif not each.interpretation_kind and in_scope(each):
            found["documents"].append(each)
    return [
        _record(known[key], found["documents"], found["by_head"])
        for key, found in sorted(units.items(), key=lambda pair: known[pair[0]].sort)
    ]


def _record(unit: Unit, documents: list[Publication], by_head: list[Publication]) -> Record:
    missing = [each for each in documents if not _own(each)]
    late = [each for each in documents if _own(each) and is_late(each)]
    return Record(
        unit=unit.short_name,
        code=unit.code,
        documents=len(documents),
        interpreted=len(documents) - len(missing),
        late=len(late),
        by_head=len(by_head),
        heads=tuple(Counter(each.interpreter.strip() or "没有写明解读人" for each in by_head).most_common()),
        missing=tuple(missing),
    )


def _own(document: Publication) -> list[Publication]:
    """Return the public interpretations; a superior's text reposted explains none of one's own documents."""
    return [
        each
        for each in document.interpretations.all()
        if each.stage == Stage.PUBLISHED and each.interpretation_kind != InterpretationKind.REPOSTED
    ]


def due_on(document: Publication) -> date:
    """Return the last day for the interpretation of a public document."""
    assert document.published_at is not None
    return INTERPRETATION_PERIOD.due(
        timezone.localtime(document.published_at).date(), calendar_in_force()
    ).day


def is_late(document: Publication) -> bool:
    """Tell whether the first interpretation came after the third working day."""
    first = min((each.published_at for each in _own(document) if each.published_at), default=None)
    return first is not None and timezone.localtime(first).date() > due_on(document)
