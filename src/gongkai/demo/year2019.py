"""The year 2019, act by act and in the order of time, through the verbs the staff use.

What happens is decided once by a seeded random generator: every installation has the same year. The totals
are those of the published report of 2019.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import Any

from gongkai.demo import (
    duty,
    hotline,
    leave,
    messages,
    opinion,
    reports2019,
    requests2019,
    returns2019,
    rounds,
    texts,
    warnings,
)
from gongkai.demo.cast import Act, Cast, moment
from gongkai.demo.district import Profile, profiles
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.identifiers import DocumentNumber
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Publication
from gongkai.units.models import Role

YEAR = 2019
TOWNSHIP_ITEMS, DEPARTMENT_ITEMS = 10222, 9536
DISCLOSURE_ITEMS, KEY_ITEMS = 5263, 3019
LEADER_EACH, UNIT_INTERPRETATIONS, REPOSTED = 3, 30, 620
NORMATIVE = ("fgj", "jyj", "mzj", "zrzyj", "cgj")
NORMATIVE_BEFORE = ("fgj", "czj", "rsj", "zjj", "nyj", "wjj", "scj")
NORMATIVE_UNPUBLISHED = (("jtj", date(YEAR, 12, 9)), ("swj", date(YEAR, 12, 20)))
ITEMS = TOWNSHIP_ITEMS + DEPARTMENT_ITEMS + len(NORMATIVE_BEFORE)

DOCUMENTS = ("normative", "document")
FORMS = ("text", "text", "qa", "chart")
MORNING, AFTERNOON = 8 * 60 + 40, 14 * 60 + 30
MORNING_MINUTES, MINUTES = 145, 240


@dataclass(frozen=True)
class Planned:
    """One publication of the year, before it is written."""

    unit: str
    kind: str
    column: str = ""
    key_area: str = ""
    serial: int = 0


@dataclass(frozen=True)
class Step:
    """A day of the replay: played as a whole or not at all."""

    day: date
    items: int
    play: Callable[[], None]

    @property
    def name(self) -> str:
        return self.day.isoformat()


# The plan


def plan(random: Random, share: float = 1.0) -> dict[date, list[Planned]]:
    """Return what is published on each day. ``share`` shortens the year for tests, in proportion.

    The normative documents, and one talk by the leader of each unit, do not shrink with the share.
    """
    units = profiles()
    towns = [unit for unit in units if unit.kind == "township"]
    departments = [unit for unit in units if unit.kind != "township"]
    disclosed = round(DISCLOSURE_ITEMS * share)
    town_items = _of_towns(random, towns, round(TOWNSHIP_ITEMS * share), disclosed // 2, share)
    department_items = _of_departments(
        random, departments, round(DEPARTMENT_ITEMS * share), disclosed - disclosed // 2, share
    )
    items = _with_key_areas(random, [*town_items, *department_items], round(KEY_ITEMS * share))
    random.shuffle(items)
    return _with_serials(_on_days(random, items))


def _of_towns(
    random: Random, units: list[Profile], total: int, disclosed: int, share: float
) -> list[Planned]:
    items = [*_talks(units, share), *_reposted(random, units, round(REPOSTED * share) // 4)]
    items += _statutory(random, units, disclosed, share)
    return items + _the_rest(random, units, total - len(items))


def _of_departments(
    random: Random, units: list[Profile], total: int, disclosed: int, share: float
) -> list[Planned]:
    departments = [unit for unit in units if unit.kind != "government"]
    reposted = round(REPOSTED * share)
    items = [*_talks(departments, share), *_reposted(random, units, reposted - reposted // 4)]
    explained = [Planned(code, "normative", "gfxwj") for code in NORMATIVE]
    others = [unit.code for unit in departments if unit.code not in NORMATIVE]
    explained += [
        Planned(code, "document", "qtzcwj")
        for code in others[: max(0, round(UNIT_INTERPRETATIONS * share) - len(NORMATIVE))]
    ]
    items += explained
    items += _statutory(random, units, disclosed - len(explained), share)
    # Each document's interpretation follows it on its day, and counts.
    return items + _the_rest(random, units, total - len(items) - len(explained))


def _talks(units: list[Profile], share: float) -> list[Planned]:
    each = max(1, round(LEADER_EACH * share))
    return [Planned(unit.code, "leader", "jiedu") for unit in units for _ in range(each)]


def _reposted(random: Random, units: list[Profile], count: int) -> list[Planned]:
    return [Planned(random.choice(units).code, "reposted", "jiedu") for _ in range(count)]


def _statutory(random: Random, units: list[Profile], count: int, share: float) -> list[Planned]:
    """Content of art. 20 and 21: each unit's own facts once, the rest as its columns go."""
    facts = [Planned(unit.code, "statutory", "P02") for unit in units[: round(len(units) * share)]]
    chosen = (random.choice(units) for _ in range(count - len(facts)))
    return facts + [Planned(unit.code, "statutory", random.choice(unit.columns)) for unit in chosen]


def _the_rest(random: Random, units: list[Profile], count: int) -> list[Planned]:
    kinds = (("news", "yaowen"), ("news", "yaowen"), ("notices", "tongzhi"))
    return [Planned(random.choice(units).code, *random.choice(kinds)) for _ in range(count)]


def _with_key_areas(random: Random, items: list[Planned], wanted: int) -> list[Planned]:
    fit = [
        at for at, item in enumerate(items) if item.kind == "statutory" and texts.has_key_area(item.column)
    ]
    for at in random.sample(fit, wanted):
        items[at] = replace(items[at], key_area=texts.key_area(random, items[at].column))
    return items


def _on_days(random: Random, items: list[Planned]) -> dict[date, list[Planned]]:
    """Spread the items over the year, few of them on days off; interpretations stand beside their document."""
    days = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
    calendar = WorkingCalendar.base()
    weights = [20 if calendar.is_working(day) else 1 for day in days]
    by_day: dict[date, list[Planned]] = {day: [] for day in days}
    for item, day in zip(items, random.choices(days, weights, k=len(items)), strict=True):
        by_day[day].append(item)
        if item.kind in DOCUMENTS:
            by_day[day].append(Planned(item.unit, "unit", "jiedu"))
    return by_day


def _with_serials(by_day: dict[date, list[Planned]]) -> dict[date, list[Planned]]:
    """Number each unit's documents of the year in the order they are published."""
    taken: dict[str, int] = {}
    for items in by_day.values():
        for at, item in enumerate(items):
            if item.column in ("gfxwj", "qtzcwj"):
                taken[item.unit] = taken.get(item.unit, 0) + 1
                items[at] = replace(item, serial=taken[item.unit])
    return by_day


# Publications


@dataclass
class Manuscript:
    """A text on its way through review: drafted, checked, reviewed and signed by four persons within an hour."""

    cast: Cast
    unit: str
    day: date
    minute: int
    fields: dict[str, Any]
    interprets: "Manuscript | None" = None
    publication: Publication | None = field(default=None, repr=False)

    def acts(self) -> Iterator[Act]:
        """Yield the acts of the whole review."""
        start = moment(self.day, 0) + timedelta(minutes=self.minute)
        yield Act(start, partial(self._draft, start))
        for minutes, verb, role in (
            (5, publishing.submit, Role.OFFICER),
            (20, publishing.check, Role.CHECKER),
            (35, publishing.pass_secrecy, Role.SECRECY),
            (50, publishing.sign, Role.APPROVER),
        ):
            at = start + timedelta(minutes=minutes)
            yield Act(at, partial(self._pass, verb, role, at))

    def _draft(self, at: datetime) -> None:
        self.publication = publishing.draft(
            self.cast.units[self.unit],
            by=self.cast.of(self.unit, Role.OFFICER),
            at=at,
            interprets=self.interprets.publication if self.interprets else None,
            **self.fields,
        )

    def _pass(self, verb: Callable[..., object], role: Role, at: datetime) -> None:
        verb(self.publication, by=self.cast.of(self.unit, role), at=at)


def publications(cast: Cast, day: date, items: list[Planned]) -> Iterator[Act]:
    """Yield the acts by which the day's items are published."""
    random = Random(day.isoformat())  # noqa: S311 -- made-up texts
    before: Manuscript | None = None
    for number, item in enumerate(items):
        place = number * MINUTES // len(items)
        minute = MORNING + place if place < MORNING_MINUTES else AFTERNOON + place - MORNING_MINUTES
        manuscript = _manuscript(cast, random, item, day=day, minute=minute, document=before)
        yield from manuscript.acts()
        before = manuscript if item.kind in DOCUMENTS else None


def _manuscript(
    cast: Cast, random: Random, item: Planned, *, day: date, minute: int, document: Manuscript | None
) -> Manuscript:
    unit = cast.units[item.unit]
    topic = random.choice(cast.topics[item.unit])
    if item.kind == "normative":
        text = texts.write_normative(random.randrange(3), unit.short_name, topic)
    else:
        values: texts.Values = {
            "unit": unit.short_name, "topic": topic, "year": day.year, "month": day.month, "day": day.day,
        }  # fmt: skip
        if document:
            values["document"] = str(document.fields["title"])
        text = texts.write(item.kind, item.column, random, values)
    # Most texts go out within days; a few are late, as in life (art. 26: twenty working days).
    age = random.choice((0, 0, 1, 1, 2, 3, 5)) if random.random() > 0.01 else 40
    fields: dict[str, Any] = {
        **written(text, cast, item.column),
        "created_on": max(day - timedelta(days=age), date(day.year, 1, 1)),
        "key_area": item.key_area,
        "standard": cast.standard_for(random, item.unit, item.column) if item.key_area else None,
        "keywords": f"{unit.short_name},{topic}",
    }
    if item.serial:
        fields["doc_number"] = _doc_number(cast, item.unit, day.year, item.serial)
    if item.kind in DOCUMENTS:
        fields |= {"to_be_interpreted": True, **interpretation_plan(day)}
    if item.kind in ("leader", "unit", "reposted"):
        fields |= {"interpretation_kind": item.kind, "interpretation_form": random.choice(FORMS)}
    if item.kind == "leader":
        fields["interpreter"] = f"{unit.short_name}主要负责人"
    return Manuscript(cast, item.unit, day, minute, fields, document if item.kind == "unit" else None)


def interpretation_plan(day: date) -> dict[str, Any]:
    """Return what is handed in with a document that must be interpreted."""
    return {
        "plan_outline": "制定背景和依据、主要内容、适用范围、与原政策的差异、咨询方式",
        "plan_form": "text",
        "plan_channel": "区政府门户网站",
        "plan_on": day,
    }


def written(text: texts.Text, cast: Cast, column: str) -> dict[str, Any]:
    """Return what a text gives a publication of ``column``."""
    return {
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "genre": text.genre,
        "column": cast.columns[column],
    }


def _doc_number(cast: Cast, unit: str, year: int, serial: int) -> str:
    return str(DocumentNumber(f"{cast.units[unit].agency_code}发", year, serial))


def _normative(cast: Cast, unit: str, day: date, form: int, serial: int) -> Manuscript:
    text = texts.write_normative(form, cast.units[unit].short_name, cast.topics[unit][-1])
    fields = {
        **written(text, cast, "gfxwj"),
        "created_on": day,
        "doc_number": _doc_number(cast, unit, day.year, serial),
        **interpretation_plan(day),
    }
    return Manuscript(cast, unit, day, 9 * 60, fields)


def documents_before(cast: Cast) -> Iterator[Act]:
    """Yield the acts of the seven normative documents published before 2019 and still public."""
    for number, unit in enumerate(NORMATIVE_BEFORE):
        day = date(2016 + number % 3, 3 + number, 14)
        yield from _normative(cast, unit, day, number, number + 3).acts()


def documents_unpublished(cast: Cast) -> Iterator[Act]:
    """Yield the acts of two documents made in 2019 and not published in it: one in checking, one a draft."""
    for (unit, day), acts in zip(NORMATIVE_UNPUBLISHED, (2, 1), strict=True):
        # A number of their own range: those of the year's published documents are given out by the plan.
        yield from list(_normative(cast, unit, day, 0, 901).acts())[:acts]


# The year


def steps(cast: Cast, share: float = 1.0) -> Iterator[Step]:
    """Yield the replay day by day, from the documents still in force to the opened annual report."""
    by_day = plan(Random(YEAR), share)  # noqa: S311 -- the same year everywhere
    others = sorted(
        [
            *documents_before(cast),
            *documents_unpublished(cast),
            *requests2019.acts(cast),
            *returns2019.acts(cast),
            *reports2019.acts(cast),
            *rounds.acts_2019(cast),
            *messages.acts_2019(cast, share),
            *opinion.acts_2019(cast, share),
            *duty.acts_2019(cast, share),
            *leave.acts_2019(cast),
            *hotline.acts_2019(cast, share),
            *warnings.acts_2019(cast, share),
        ],
        key=lambda act: act.at,
    )
    rare = {day: list(acts) for day, acts in groupby(others, key=lambda act: act.at.date())}
    for day in sorted({*by_day, *rare}):
        items, acts = by_day.get(day, []), rare.get(day, [])
        count = len(items) or (1 if day.year < YEAR else 0)
        yield Step(day, count, partial(_play, cast, day, items, acts))


def _play(cast: Cast, day: date, items: list[Planned], acts: Iterable[Act]) -> None:
    for act in sorted([*publications(cast, day, items), *acts], key=lambda act: act.at):
        act.play()
