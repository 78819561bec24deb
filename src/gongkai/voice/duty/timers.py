"""The two limits of an event as timers (倒计时): by when, when kept, how many minutes are left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongkai.voice.duty.models import DutyEvent

MINUTE = timedelta(minutes=1)
LABELS = {"phone": "电话报告", "written": "书面报告"}


@dataclass(frozen=True)
class Timer:
    """A limit of one event."""

    event: DutyEvent
    limit: str
    by: datetime
    done_at: datetime | None

    @property
    def label(self) -> str:
        return LABELS[self.limit]

    @property
    def late(self) -> bool | None:
        """Tell whether it was kept too late; ``None`` while it has not been kept."""
        return None if self.done_at is None else self.done_at > self.by

    def missed(self, now: datetime) -> bool:
        return (self.done_at or now) > self.by

    def ends_soon(self, now: datetime, minutes: int) -> bool:
        """Tell whether it runs, and its last ``minutes`` have begun."""
        return self.done_at is None and not self.missed(now) and now >= self.by - minutes * MINUTE

    def left(self, now: datetime) -> int:
        """Return the whole minutes left, negative when it has passed."""
        return (self.by - now) // MINUTE

    def said(self, now: datetime) -> str:
        """Return what the screen says: how long is left, or by how much it was kept or missed."""
        if self.done_at is not None:
            return "已报告（超过时限）" if self.late else "已按时报告"
        if self.missed(now):
            return f"已超过{_minutes(-self.left(now))}"
        return f"还剩{_minutes(self.left(now))}"

    def light(self, now: datetime, soon: int) -> str:
        """Return the colour of the light that shows it."""
        if self.done_at is not None:
            return "orange" if self.late else "green"
        if self.missed(now):
            return "overdue"
        return "red" if self.ends_soon(now, soon) else "yellow"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}小时{rest}分钟" if hours else f"{rest}分钟"


def timers_of(event: DutyEvent) -> tuple[Timer, Timer]:
    """Return both limits; a written report sent before any call keeps the one of the telephone too."""
    told = min((at for at in (event.phone_at, event.written_at) if at), default=None)
    return (
        Timer(event, "phone", event.phone_by, told),
        Timer(event, "written", event.written_by, event.written_at),
    )


def running(event: DutyEvent) -> list[Timer]:
    return [timer for timer in timers_of(event) if timer.done_at is None]
