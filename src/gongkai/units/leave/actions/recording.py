"""What every verb of leave does: hold the people, check what was on the screen, write history and ledger."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from gongkai.law.leave import SOURCE
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.leave.models import Leave, LeaveCover, LeaveEvent
from gongkai.units.models import Post, Role, Unit, User
from gongkai.units.posts import Actor

ONE_DAY = timedelta(days=1)
DECIDING = (Role.HEAD, Role.APPROVER, Role.COMPETENT)


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def hold(people: Iterable[User]) -> None:
    """Lock everybody concerned, in one order: two who name each other at once come one after the other."""
    keys = {person.pk for person in people}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def locked(leave: Leave, states: Iterable[str], seen: int | None, others: Iterable[User] = ()) -> Leave:
    """Return the row, locked with everybody it concerns and ``others`` who come in; refuse when it is not in one
    of ``states`` any more.
    """
    asked = (cover.substitute for cover in leave.covers.select_related("substitute"))
    hold([leave.person, *asked, *others])
    row = (
        Leave.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "unit")
        .get(pk=leave.pk)
    )
    last = row.events.last()
    if row.state not in states or (seen is not None and seen != row.revision):
        said = (
            f"{last.actor_name}已于{timezone.localtime(last.at):%Y-%m-%d %H:%M}“{last.label}”，"
            if last
            else ""
        )
        raise Refusal(
            f"{said}现在是“{row.get_state_display()}”，您的操作没有执行。",
            article=SOURCE,
            advice="请查看最新情况；需要时再办理。",
        )
    return row


def record(row: Leave, action: str, *, by: str, at: datetime, note: str = "") -> int:
    """Write the row, its history and the ledger event; neither names nor days stand in the leaf."""
    row.revision += 1
    row.save()
    LeaveEvent.objects.create(
        leave=row, seq=row.revision, action=action, at=at, actor_name=by, note=note[:300]
    )
    return record_act(row, f"leave.{action}", at=at, by=by, unit=row.unit.code, data={"stage": row.state})


def name_of(by: Actor, row: Leave) -> str:
    """Return how the history names who decides: with the absent person for whom she does."""
    return by.signature(DECIDING, row.unit.code)


def let_stand_in(cover: LeaveCover, row: Leave, *, since: date, by: str, at: datetime) -> None:
    """Give the substitute the post until the leave ends, from ``since`` on (代理岗位)."""
    if since > row.last:
        return
    cover.post = Post.objects.create(
        user=cover.substitute,
        unit=cover.unit,
        role=cover.role,
        since=since,
        until=row.last,
        stands_in_for=row.person,
    )
    cover.save()
    data = {"role": cover.role, "since": since.isoformat(), "until": row.last.isoformat()}
    record_fact(
        f"post/{cover.post.pk}", "units.appoint_substitute", at=at, by=by, unit=cover.unit.code, data=data
    )


def end_post(cover: LeaveCover, *, on: date, by: str, at: datetime) -> None:
    """Take the post back from the day ``on``; what never began is as if it had not been."""
    post = cover.post
    if post is None or (post.until is not None and post.until < on):
        return
    post.until = max(on, post.since) - ONE_DAY
    post.save(update_fields=["until"])
    record_fact(f"post/{post.pk}", "units.end_substitution", at=at, by=by, unit=cover.unit.code)


def must_head(by: Actor, unit: Unit) -> None:
    """Refuse unless the actor heads the unit or belongs to the competent office."""
    by.must_hold((Role.HEAD, Role.COMPETENT), unit)
