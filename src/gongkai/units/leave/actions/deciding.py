"""Deciding on leave, and coming back: posts begin with the approval and end with the leave."""

from datetime import date, datetime

from django.db import transaction

from gongkai.law import leave as law
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.leave import people
from gongkai.units.leave.actions.recording import (
    day_of,
    end_post,
    let_stand_in,
    locked,
    must_head,
    name_of,
    record,
)
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.posts import Actor

State, Answer = Leave.State, LeaveCover.Answer


def approve(leave: Leave, *, by: Actor, at: datetime, seen: int | None = None, note: str = "") -> Leave:
    """Approve (批准): the substitutes hold the posts while the leave runs. No due date changes (S50).

    Raises:
        Refusal: a substitute has not accepted (S49), is away meanwhile, or the actor may not decide.
    """
    with transaction.atomic():
        row = locked(leave, (State.ASKED, State.WAITING), seen)
        today = day_of(at)
        _must_decide(row, by, today)
        covers = list(row.covers.exclude(answer=Answer.REPLACED).select_related("unit", "substitute"))
        open_ = [cover for cover in covers if cover.answer not in LeaveCover.AGREED]
        if open_ or not covers:
            said = "；".join(f"{cover}：{cover.get_answer_display()}" for cover in open_) or "没有安排代理人"
            raise Refusal(
                f"代理人没有同意代理，不能批准（{said}）。",
                article=law.SOURCE,
                advice="请等代理人同意；代理人不能代理的，请请假人另选。",
            )
        chosen = {(cover.unit.code, cover.role): cover.substitute for cover in covers}
        people.must_fit(row.person, row.span, chosen, without=row)
        name = name_of(by, row)
        for cover in covers:
            let_stand_in(cover, row, since=max(row.first, today), by=name, at=at)
        row.state, row.decided_at, row.decided_by = State.APPROVED, at, name
        record(row, "approve", by=name, at=at, note=note.strip())
    return row


def refuse(leave: Leave, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """Refuse, with a reason (不批准)."""
    if not note.strip():
        raise Refusal("没有写明不批准的理由。", article=law.SOURCE, advice="请写明理由。")
    with transaction.atomic():
        row = locked(leave, (State.ASKED, State.WAITING), seen)
        _must_decide(row, by, day_of(at))
        name = name_of(by, row)
        row.state, row.decided_at, row.decided_by = State.REFUSED, at, name
        record(row, "refuse", by=name, at=at, note=note.strip())
    return row


def come_back(leave: Leave, *, on: date, by: Actor, at: datetime, seen: int | None = None) -> Leave:
    """End a running leave before its time (提前销假): from the day ``on`` she is back and nobody stands in."""
    with transaction.atomic():
        row = locked(leave, (State.APPROVED,), seen)
        if by.user != row.person:
            must_head(by, row.unit)
        if not row.first < on <= row.last:
            raise Refusal(
                f"销假日期{on}不在请假期内（{row.span}）。",
                article=law.SOURCE,
                advice="没有开始的请撤回；到期的自动销假，不必办理。",
            )
        if on < day_of(at):
            raise Refusal(
                f"{on}已经过去，代理人已在代理。", article=law.SOURCE, advice="请填写今天或者以后的日期。"
            )
        kept = row.span.cut_short(on)
        row.last, row.until_noon, row.back_on = kept.last, kept.until_noon, on
        row.days = kept.days(calendar_in_force())
        for cover in row.covers.select_related("post", "unit"):
            end_post(cover, on=on, by=by.name, at=at)
        record(row, "return", by=by.name, at=at, note=f"{on}返岗，实际{row.days.normalize():f}个工作日")
    return row


def _must_decide(row: Leave, by: Actor, on: date) -> None:
    if by.user is None or not people.may_decide(row, by.user, on):
        asked = people.deciders(row, on)
        names = "、".join(str(user) for user in asked.users)
        raise Refusal(
            f"{by.name}不能决定{row.person}的请假：{row.days.normalize():f}个工作日由{asked.label}批准，"
            "本人和代理人不审批。",
            article=law.SOURCE,
            advice=f"请由{names}办理。" if names else "请联系政务公开办。",
        )
