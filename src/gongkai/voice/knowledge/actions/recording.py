"""What every verb of the knowledge base does: hold the entry, check what was on the screen, write the event."""

from datetime import date, datetime, timedelta

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units import parameters
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor
from gongkai.voice.knowledge.content import RULE, Content
from gongkai.voice.knowledge.models import Entry, EntryVersion

OFFICER, REVIEWER = (Role.OFFICER,), (Role.CHECKER, Role.APPROVER)
KEEPER = (Role.OFFICER, Role.CHECKER, Role.APPROVER, Role.HEAD)


def locked(entry: Entry, seen: int | None = None) -> Entry:
    """Return the row, locked; refuse when somebody acted on it since the page was opened."""
    row = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=entry.pk)
    if seen is not None and seen != row.revision:
        raise Refusal(
            f"{row.number}已有别人办理，现在是“{row.get_state_display()}”，您的操作没有执行。",
            article=RULE,
            advice="您填写的内容还在，请看过最新情况后再提交。",
        )
    return row


def open_version(row: Entry) -> EntryVersion | None:
    return row.versions.filter(state__in=EntryVersion.OPEN).first()


def must_be_complete(content: Content, at: datetime) -> None:
    today = local_day(at)
    content.must_be_complete(today, longest(today))


def longest(on: date) -> timedelta:
    return timedelta(days=int(parameters.value("knowledge_longest_days", on)))


def person(by: Actor) -> User:
    if by.user is None:
        raise Refusal(f"“{by.name}”不是工作人员。", article=RULE, advice="请登录后办理。")
    return by.user


def record(row: Entry, verb: str, *, by: str, at: datetime, shows: bool = False) -> int:
    """Write the row and its ledger event; ``shows`` tells that others now see something else of it."""
    row.revision += 1
    row.save()
    data = {"number": row.number, "state": row.state, "version": row.version}
    index = record_act(row, f"knowledge.{verb}", at=at, by=by, unit=row.unit.code, data=data)
    if shows:
        row.change = index
        Entry.objects.filter(pk=row.pk).update(change=index)
    return index
