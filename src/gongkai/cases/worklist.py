"""The work list (待办): what is due first, across every kind of case and every module that has work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Step
from gongkai.units.models import DISTRICT_WIDE, Post, User


@dataclass(frozen=True)
class WorkItem:
    """One thing somebody must do, by when."""

    title: str
    number: str
    kind: str
    todo: str
    unit: str
    due_on: date | None
    provisional: bool
    since: date
    url: str
    handler: str = ""
    standing_in_for: str = ""


@dataclass(frozen=True)
class Notice:
    """What everybody at work must know now, whatever their own work is."""

    text: str
    url: str


Source = Callable[[User, date], Iterable[WorkItem]]
_sources: list[Source] = []
_warners: list[Callable[[User, date], Iterable[Notice]]] = []


def register_warner(warner: Callable[[User, date], Iterable[Notice]]) -> None:
    """Let a module put a warning on the first page of the workbench."""
    _warners.append(warner)


def warnings_for(user: User, on: date) -> list[Notice]:
    """Return the warnings for the first page of ``user``."""
    return [warning for warner in _warners for warning in warner(user, on)]


def register_source(source: Source) -> Source:
    """Let a module that keeps work outside of cases (publications under review) put it on the list."""
    _sources.append(source)
    return source


def work_of(user: User, on: date) -> list[WorkItem]:
    """Return everything ``user`` may do on the day ``on``, the thing due first on top."""
    items = [item for source in _sources for item in source(user, on)]
    return sorted(items, key=lambda item: (item.due_on or date.max, item.since, item.number))


@register_source
def case_steps(user: User, on: date) -> Iterable[WorkItem]:
    """Yield the open steps of cases that wait for a post of ``user``."""
    posts = list(user.posts.on(on).select_related("unit", "stands_in_for"))
    if not posts:
        return
    mine = Q()
    for post in posts:
        mine |= Q(role=post.role) if post.role in DISTRICT_WIDE else Q(role=post.role, unit=post.unit)
    steps = Step.objects.filter(mine, done_at=None).select_related("case__handler", "unit")
    for step in steps:
        case = step.case
        procedure = procedures.get(case.procedure)
        yield WorkItem(
            title=case.title,
            number=case.number,
            kind=procedure.label,
            todo=step.todo,
            unit=step.unit.short_name,
            due_on=step.due_on,
            provisional=case.due_provisional,
            since=step.since,
            url=reverse(procedure.url_name, args=[case.pk]),
            handler=str(case.handler) if case.handler else "无人认领",
            standing_in_for=absent_from(posts, step.role, step.unit_id, case.handler_id),
        )


def absent_from(posts: Iterable[Post], role: str, unit_id: int, handler_id: int | None = None) -> str:
    """Return for whom the holder of ``posts`` does what waits for ``role`` in a unit; empty when it is her own.

    What a colleague of the same post has in hand is the colleague's, whoever else could do it.
    """
    asked = [
        post for post in posts if post.role == role and (role in DISTRICT_WIDE or post.unit_id == unit_id)
    ]
    hers = [post for post in asked if post.stands_in_for_id and post.stands_in_for_id == handler_id]
    if not hers and any(post.stands_in_for_id is None for post in asked):
        return ""
    return "、".join(sorted({str(post.stands_in_for) for post in hers or asked}))
