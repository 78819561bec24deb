"""Who takes which turn (轮值): people follow one another, and rest days go round by themselves.

Knows no database: names go in, names come out.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.law.calendar import WorkingCalendar

NOBODY: Mapping[date, Container[int]] = {}


@dataclass(frozen=True)
class Slot:
    """A half day or a whole day to be manned."""

    day: date
    half: str


@dataclass
class Wheel:
    """People in their order; ``turn`` gives the next ones."""

    people: Sequence[int]
    at: int = 0

    @classmethod
    def after(cls, people: Sequence[int], last: int | None) -> "Wheel":
        """Return a wheel that goes on behind ``last``, from the top when that one is no longer among them."""
        return cls(people, people.index(last) + 1 if last in people else 0)

    def turn(self, wanted: int, away: Container[int] = ()) -> tuple[int, ...]:
        """Return the next people, at most as many as there are; who is ``away`` is passed over."""
        taken: list[int] = []
        start = self.at
        for n in range(len(self.people)):
            if len(taken) == wanted:
                break
            person = self.people[(start + n) % len(self.people)]
            if person not in away:
                taken.append(person)
                self.at = start + n + 1
        return tuple(taken)


@dataclass
class Turns:
    """The wheels of one kind of day: leaders, officers, drivers."""

    leaders: Wheel
    officers: Wheel
    drivers: Wheel


@dataclass(frozen=True)
class Assigned:
    """Who takes a slot, by the keys of the people."""

    slot: Slot
    leader: int | None
    officers: tuple[int, ...]
    driver: int | None


def plan(
    slots: Iterable[Slot], calendar: WorkingCalendar, *, working: Turns, resting: Turns, officers_each: int,
    away: Mapping[date, Container[int]] = NOBODY,
) -> list[Assigned]:  # fmt: skip
    """Man every slot: working days from one set of wheels, rest days and holidays from the other.

    ``away`` are the people on leave of a day.
    """
    assigned = []
    for slot in slots:
        turns = working if calendar.is_working(slot.day) else resting
        absent = away.get(slot.day, ())
        leader = turns.leaders.turn(1, absent)
        driver = turns.drivers.turn(1, absent)
        assigned.append(
            Assigned(
                slot,
                leader[0] if leader else None,
                turns.officers.turn(officers_each, absent),
                driver[0] if driver else None,
            )
        )
    return assigned
