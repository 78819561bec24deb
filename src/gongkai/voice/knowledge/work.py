"""Entries on the work list: what expired or soon does, what waits for review, what was sent back or reported."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.cases.worklist import WorkItem, absent_from
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Post, Role, User
from gongkai.voice.knowledge.models import Entry, EntryReport, EntryVersion

KIND = "知识库"
State = EntryVersion.State


def entries_waiting(user: User, on: date) -> Iterable[WorkItem]:
    """Yield what the officers and reviewers of a unit must do about its entries."""
    posts = list(user.posts.on(on).select_related("stands_in_for"))
    officer_of = [post.unit_id for post in posts if post.role == Role.OFFICER]
    reviewer_of = [post.unit_id for post in posts if post.role in (Role.CHECKER, Role.APPROVER)]
    if officer_of:
        yield from _of_officers(posts, officer_of, on)
    if reviewer_of:
        waiting = EntryVersion.objects.filter(state=State.REVIEWING, entry__unit__in=reviewer_of)
        for version in waiting.exclude(writers__contains=user.pk).select_related("entry__unit"):
            since = timezone.localtime(version.written_at).date()
            yield _item(version.entry, "审核知识条目", _soon(since), since, posts, Role.CHECKER)


def _of_officers(posts: list[Post], units: list[int], on: date) -> Iterable[WorkItem]:
    in_hand = EntryVersion.objects.filter(entry=OuterRef("pk"), state__in=EntryVersion.OPEN)
    warned = on + timedelta(days=int(parameters.value("knowledge_warning_days", on)))
    ending = Q(state=Entry.State.EXPIRED) | Q(state=Entry.State.CURRENT, valid_until__lte=warned)
    mine = Entry.objects.filter(unit__in=units).select_related("unit")
    for entry in mine.filter(ending, ~Exists(in_hand)):
        late = entry.state == Entry.State.EXPIRED
        todo = "已到期停用，确认续期、更新或者停用" if late else "即将到期，确认续期、更新或者停用"
        yield _item(entry, todo, entry.valid_until, entry.valid_until if late else on, posts, Role.OFFICER)
    drafts = EntryVersion.objects.filter(state=State.DRAFT, entry__unit__in=units).select_related(
        "entry__unit"
    )
    for version in drafts:
        since = timezone.localtime(version.written_at).date()
        todo = "按退回意见修改" if version.remark else "提交审核"
        yield _item(version.entry, todo, None, since, posts, Role.OFFICER)
    reports = EntryReport.objects.filter(settled_at=None, entry__unit__in=units).select_related("entry__unit")
    for report in reports:
        since = timezone.localtime(report.at).date()
        todo = f"核对：有人反映“{report.get_kind_display()}”"
        yield _item(report.entry, todo, _soon(since), since, posts, Role.OFFICER)


def _soon(since: date) -> date:
    days = int(parameters.value("knowledge_review_days", since))
    return calendar_in_force().add_working_days(since, days).day


def _item(
    entry: Entry, todo: str, due_on: date | None, since: date, posts: list[Post], role: Role
) -> WorkItem:
    return WorkItem(
        title=entry.question,
        number=entry.number,
        kind=KIND,
        todo=todo,
        unit=entry.unit.short_name,
        due_on=due_on,
        provisional=False,
        since=since,
        url=reverse("voice_knowledge_entry", args=[entry.pk]),
        standing_in_for=absent_from(posts, role, entry.unit_id),
    )
