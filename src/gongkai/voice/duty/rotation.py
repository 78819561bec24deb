"""Who takes which turn (轮值): people follow one another, and rest days go round by themselves.

Knows no database: names go in, names come out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.law.calendar import WorkingCalendar


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

    def turn(self, wanted: int) -> tuple[int, ...]:
        """Return the next people, at most as many as there are."""
        taken = tuple(
            self.people[(self.at + n) % len(self.people)] for n in range(min(wanted, len(self.people)))
        )
        self.at += len(taken)
        return taken


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
    slots: Iterable[Slot], calendar: WorkingCalendar, *, working: Turns, resting: Turns, officers_each: int
) -> list[Assigned]:
    """Man every slot: working days from one set of wheels, rest days and holidays from the other."""
    assigned = []
    for slot in slots:
        turns = working if calendar.is_working(slot.day) else resting
        leader = turns.leaders.turn(1)
        driver = turns.drivers.turn(1)
        assigned.append(
            Assigned(
                slot,
                leader[0] if leader else None,
                turns.officers.turn(officers_each),
                driver[0] if driver else None,
            )
        )
    return assigned
