"""When somebody cannot ask: the head orders who stands in; a substitute who falls out is replaced."""

from datetime import datetime

from django.db import transaction

from gongkai.law import leave as law
from gongkai.law.leave import Level
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.leave import people
from gongkai.units.leave.actions.asking import Wish, prepared
from gongkai.units.leave.actions.recording import (
    day_of,
    end_post,
    hold,
    let_stand_in,
    locked,
    must_head,
    record,
)
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor

State, Answer = Leave.State, LeaveCover.Answer


def order(person: User, wish: Wish, *, by: Actor, at: datetime, token: str) -> Leave:
    """Let somebody stand in at once for ``person``, who cannot ask (紧急指定代理).

    It is an order of the head for few days; what is longer is asked for meanwhile, as an extension.
    """
    with transaction.atomic():
        hold([person, *wish.chosen.values()])
        if sent := Leave.objects.filter(form_token=token).first():
            return sent
        if by.user == person:
            raise Refusal("不能为自己紧急指定代理。", article=law.SOURCE, advice="请按请假办理。")
        if not wish.reason.strip():
            raise Refusal("没有写明紧急情况。", article=law.SOURCE, advice="请写明本人为何不能申请。")
        today = day_of(at)
        posts = people.posts_of(person, wish.span)
        row = prepared(person, wish, posts, at=at, token=token)
        must_head(by, row.unit)
        most = parameters.value("leave_emergency_days", today)
        if row.days > most:
            raise Refusal(
                f"紧急指定代理不超过{most.normalize():f}个工作日，现为{row.days.normalize():f}个。",
                article=law.SOURCE,
                advice="请先指定几天，期间补办请假。",
            )
        name = by.signature((Role.HEAD, Role.COMPETENT), row.unit.code)
        row.is_emergency, row.state, row.level = True, State.APPROVED, Level.UNIT_HEAD.value
        row.decided_at, row.decided_by = at, name
        row.save()
        for post in posts:
            cover = LeaveCover(
                leave=row, unit=post.unit, role=post.role, substitute=wish.chosen[post.unit.code, post.role],
                answer=Answer.ORDERED, answered_at=at,
            )  # fmt: skip
            cover.save()
            let_stand_in(cover, row, since=max(row.first, today), by=name, at=at)
        record(row, "order", by=name, at=at, note="；".join(str(each) for each in row.covers.all()))
    return row


def replace(
    cover: LeaveCover, substitute: User, *, note: str, by: Actor, at: datetime, seen: int | None = None
) -> Leave:
    """Let somebody else stand in from today (改派代理人): the head does it when a substitute falls out."""
    if not note.strip():
        raise Refusal("没有写明改派的理由。", article=law.SOURCE, advice="请写明理由。")
    with transaction.atomic():
        row = locked(cover.leave, (State.APPROVED,), seen, [substitute])
        must_head(by, row.unit)
        today = day_of(at)
        if row.last < today:
            raise Refusal("请假已经结束。", article=law.SOURCE, advice="不需要改派。")
        old = LeaveCover.objects.select_related("post", "unit", "substitute").get(pk=cover.pk)
        if old.answer == Answer.REPLACED or old.substitute == substitute:
            raise Refusal(f"{old}，没有变化。", article=law.SOURCE, advice="请选择另一位代理人。")
        people.must_fit(row.person, row.span, {(old.unit.code, old.role): substitute}, without=row)
        name = by.signature((Role.HEAD, Role.COMPETENT), row.unit.code)
        end_post(old, on=today, by=name, at=at)
        old.answer = Answer.REPLACED
        old.save(update_fields=["answer"])
        new = LeaveCover(
            leave=row, unit=old.unit, role=old.role, substitute=substitute, answer=Answer.ORDERED,
            answered_at=at, note=note.strip()[:200],
        )  # fmt: skip
        new.save()
        let_stand_in(new, row, since=max(row.first, today), by=name, at=at)
        record(row, "replace", by=name, at=at, note=f"{new}：{note.strip()}")
    return row
