"""What every screen of public opinion needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.response import Due, next_due
from gongkai.units import posts
from gongkai.units.models import User
from gongkai.units.posts import Actor
from gongkai.voice.opinion.models import Opinion
from gongkai.voice.opinion.visible import cases_visible_to

PER_PAGE = 30
LOOKED_AT, MOST_KNOWN = 1000, 100
NEAR = timedelta(hours=2)


def staff_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    return posts.actor(staff_of(request), timezone.localdate())


def case_of(request: HttpRequest, pk: int) -> Case:
    """Return an opinion the person may see, or answer that there is none."""
    visible = cases_visible_to(staff_of(request), timezone.localdate())
    return get_object_or_404(
        visible.select_related("unit", "opinion__monitor", "opinion__responsible"), pk=pk
    )


def known(found: QuerySet[Any], name: str) -> list[str]:
    """Return the values of a field that stand in the newest records, to be offered as one types."""
    return sorted(set(found.order_by("-pk").values_list(name, flat=True)[:LOOKED_AT]) - {""})[:MOST_KNOWN]


@dataclass(frozen=True)
class Timer:
    """A limit as it stands now: to the minute, with the light it shows."""

    due: Due
    light: str
    said: str


def timer_of(due: Due, opinion: Opinion, now: datetime) -> Timer:
    """Return how a limit stands: kept after so long, missed by so long, or with so much left."""
    if due.done_at is not None:
        taken = said_of(due.done_at - opinion.found_at)
        return Timer(due, "overdue" if due.late else "green", f"用时{taken}{'，超时' if due.late else ''}")
    left = due.by - now
    if left < timedelta():
        return Timer(due, "overdue", f"已超时{said_of(-left)}")
    return Timer(due, "red" if left <= NEAR else "yellow", f"还有{said_of(left)}")


def timers_of(opinion: Opinion, now: datetime) -> list[Timer]:
    return [timer_of(due, opinion, now) for due in opinion.dues()]


def next_timer(opinion: Opinion, now: datetime) -> Timer | None:
    due = next_due(opinion.dues())
    return timer_of(due, opinion, now) if due else None


def said_of(span: timedelta) -> str:
    """Return a span as people say it: days beyond two, else hours and minutes."""
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}天{hours % 24}小时"
    return f"{hours}小时{rest}分" if hours else f"{rest}分钟"
