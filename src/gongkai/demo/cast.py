"""Who acts in the demo, and what an act is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gongkai.demo.district import profiles
from gongkai.law.calendar import WorkingCalendar
from gongkai.publishing.models import Column
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor, actor

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPETENT = "gongkai"
"""The name part of the account of the disclosure office (政务公开办)."""


@dataclass(frozen=True)
class Act:
    """Something one person does at one moment, through one verb."""

    at: datetime
    play: Callable[[], object]


@dataclass
class Cast:
    """The district's people, each with the posts held that year."""

    units: dict[str, Unit]
    columns: dict[str, Column]
    topics: dict[str, tuple[str, ...]]
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)

    @staticmethod
    def load(on: date) -> "Cast":
        """Return everybody in the posts of the day ``on``."""
        cast = Cast(
            {unit.code: unit for unit in Unit.objects.all()},
            {column.code: column for column in Column.objects.all()},
            {profile.code: profile.topics for profile in profiles()},
        )
        for user in User.objects.filter(posts__isnull=False).distinct():
            code, _, name = user.username.partition(".")
            cast.people[code, name] = actor(user, on)
        return cast

    def of(self, unit: str, role: Role | str) -> Actor:
        """Return who holds the post; the government's own affairs are handled by the staff of its office."""
        return self.people["zfb" if unit == "qzf" else unit, str(role)]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def after(day: date, working_days: int) -> date:
    """Return the day ``working_days`` working days after ``day``."""
    return WorkingCalendar.base().add_working_days(day, working_days).day
