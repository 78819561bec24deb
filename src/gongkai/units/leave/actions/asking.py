"""Asking for leave: days, reason, who stands in; choosing somebody else; taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from gongkai.law import leave as law
from gongkai.law.leave import LeaveKind, Level, Span
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave import people
from gongkai.units.leave.actions.recording import day_of, end_post, hold, locked, record
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.leave.people import Chosen
from gongkai.units.models import Post, User
from gongkai.units.posts import Actor

State, Answer = Leave.State, LeaveCover.Answer


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. ``chosen`` names a substitute for each post, by the unit's code and the role."""

    kind: LeaveKind
    span: Span
    reason: str
    chosen: Chosen
    extends: Leave | None = None


def ask(wish: Wish, *, by: Actor, at: datetime, token: str) -> Leave:
    """Ask for leave (申请请假). The same form sent twice is one request.

    Raises:
        Refusal: the days do not hold, a post has no substitute, or a substitute is away herself.
    """
    person = _person(by)
    if wish.span.last < day_of(at):
        raise Refusal(
            f"{wish.span}已经过去。",
            article=law.SOURCE,
            advice="请核对日期；事后补办的，请工作机构负责人指定。",
        )
    with transaction.atomic():
        hold([person, *wish.chosen.values()])
        if sent := Leave.objects.filter(form_token=token).first():
            return sent
        if wish.kind is not LeaveKind.ANNUAL and not wish.reason.strip():
            raise Refusal("没有写明事由。", article=law.SOURCE, advice="请写明事由，只有审批人看得到。")
        posts = people.posts_of(person, wish.span)
        row = prepared(person, wish, posts, at=at, token=token)
        row.state = State.ASKED
        row.save()
        _ask_each(row, wish.chosen, posts)
        record(row, "ask", by=by.name, at=at, note=f"{row.span}，{row.days.normalize():f}个工作日")
    return row


def prepared(person: User, wish: Wish, posts: list[Post], *, at: datetime, token: str) -> Leave:
    """Return the unsaved row of a wish that holds; its people are locked."""
    calendar = calendar_in_force()
    wish.span.must_be_sound(calendar)
    others = list(Leave.objects.standing().filter(person=person))
    for other in others:
        if other.span.meets(wish.span):
            raise Refusal(
                f"{person}在{other.span}已经请假。", article=law.SOURCE, advice="请改日期，或者先撤回、销假。"
            )
    if wish.extends is not None and not wish.span.follows(wish.extends.span, calendar):
        raise Refusal(
            f"续假应紧接原假（{wish.extends.span}）。", article=law.SOURCE, advice="不连续的，请另外请假。"
        )
    missing = [post for post in posts if (post.unit.code, post.role) not in wish.chosen]
    if missing:
        raise Refusal(
            f"{missing[0].unit.short_name}{missing[0].get_role_display()}没有选择代理人。",
            article=law.SOURCE,
            advice="每个岗位都要有人代理，不得空岗。",
        )
    people.must_fit(person, wish.span, _of_posts(wish.chosen, posts))
    together = law.days_together(wish.span, [other.span for other in others], calendar)
    return Leave(
        person=person,
        unit=people.home_unit(posts),
        kind=wish.kind.value,
        first=wish.span.first,
        from_noon=wish.span.from_noon,
        last=wish.span.last,
        until_noon=wish.span.until_noon,
        days=wish.span.days(calendar),
        reason=wish.reason.strip(),
        extends=wish.extends,
        level=level(together, day_of(at)).value,
        asked_at=at,
        form_token=token,
    )


def level(days: Decimal, on: date) -> Level:
    """Return who decides on so many days, by the values in force."""
    return law.level_of(
        days,
        head_up_to=parameters.value("leave_head_days", on),
        leader_up_to=parameters.value("leave_leader_days", on),
    )


def _of_posts(chosen: Chosen, posts: list[Post]) -> Chosen:
    held = [(post.unit.code, post.role) for post in posts]
    return {key: chosen[key] for key in held}


def _ask_each(row: Leave, chosen: Chosen, posts: list[Post]) -> None:
    units = {post.unit.code: post.unit for post in posts}
    LeaveCover.objects.bulk_create(
        LeaveCover(leave=row, unit=units[code], role=role, substitute=who)
        for (code, role), who in _of_posts(chosen, posts).items()
    )


def choose(cover: LeaveCover, substitute: User, *, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """Ask somebody else to stand in for a post (另选代理人), while nobody has decided."""
    with transaction.atomic():
        row = locked(cover.leave, (State.ASKED, State.WAITING), seen, [substitute])
        must_be_hers(row, by)
        people.must_fit(row.person, row.span, {(cover.unit.code, cover.role): substitute}, without=row)
        cover.substitute, cover.answer, cover.answered_at, cover.note = substitute, Answer.ASKED, None, ""
        cover.save()
        row.state = State.ASKED
        record(row, "choose", by=by.name, at=at, note=str(cover))
    return row


def withdraw(leave: Leave, *, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """Take a request back (撤回), before it is decided or before the approved leave begins."""
    with transaction.atomic():
        row = locked(leave, Leave.STANDING, seen)
        must_be_hers(row, by)
        today = day_of(at)
        if row.state == State.APPROVED and row.first <= today:
            raise Refusal("请假已经开始，不能撤回。", article=law.SOURCE, advice="提前返岗的，请办理销假。")
        for cover in row.covers.select_related("post", "unit"):
            end_post(cover, on=today, by=by.name, at=at)
        row.state = State.WITHDRAWN
        record(row, "withdraw", by=by.name, at=at)
    return row


def must_be_hers(row: Leave, by: Actor) -> None:
    if by.user != row.person:
        raise Refusal(f"这是{row.person}的请假。", article=law.SOURCE, advice=f"请由{row.person}本人办理。")


def _person(by: Actor) -> User:
    if by.user is None:
        raise Refusal(f"“{by.name}”不是工作人员。", article=law.SOURCE, advice="请登录后办理。")
    return by.user
