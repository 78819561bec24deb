"""Batch hand-over when an officer leaves (离岗移交): all cases chosen, or none; one ledger event a case."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases import numbers
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.disclosure.models import HandOver
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor

ART_45 = "《条例》第四十五条"


def hand_over(
    chosen: Sequence[Case], *, giver: User, receiver: User, reason: str, by: Actor, at: datetime
) -> HandOver:
    """Make ``receiver`` the handler of the cases ``giver`` has now. The receiver must be officer of each one's unit."""
    _must_be_sensible(chosen, giver, receiver, reason)
    if by.user != giver:
        for unit in {case.unit for case in chosen}:
            by.must_hold((Role.HEAD, Role.COMPETENT), unit)
    must_hold_post(receiver, {case.unit for case in chosen}, at)
    with transaction.atomic():
        year = timezone.localtime(at).year
        made = HandOver.objects.create(
            number=f"离岗移交〔{year}〕{numbers.take(f'hand_over/{year}')}号",
            giver=giver,
            receiver=receiver,
            reason=reason.strip(),
            made_by=by.name,
            made_at=at,
        )
        # Always in the same order, so that two hand-overs at once do not wait for each other.
        for case in sorted(chosen, key=lambda each: each.pk):
            _hand_over_one(case, made, by, at)
        made.cases.set(chosen)
    return made


def must_hold_post(receiver: User, units: set[Unit], at: datetime) -> None:
    """Refuse a receiver who is not officer of every unit concerned."""
    held = set(
        receiver.posts.on(local_day(at)).filter(role=Role.OFFICER).values_list("unit", flat=True)  # type: ignore[attr-defined]
    )
    lacking = sorted((unit for unit in units if unit.pk not in held), key=lambda unit: unit.sort)
    if lacking:
        names = "、".join(unit.short_name for unit in lacking)
        raise Refusal(
            f"{receiver}现在不是{names}的经办人，不能接收其办件。",
            article="岗位分离",
            advice="请先任命或指定代理，或者只选接收人所在单位的办件。",
        )


def _must_be_sensible(chosen: Sequence[Case], giver: User, receiver: User, reason: str) -> None:
    if not chosen:
        raise Refusal("没有选择要移交的办件。", article=ART_45, advice="请至少选择一件。")
    if giver == receiver:
        raise Refusal("移交人和接收人是同一人。", article=ART_45, advice="请选择另一位接收人。")
    if not reason.strip():
        raise Refusal("移交需要写明原因。", article=ART_45, advice="请写明调离、退休、休假等原因。")


def _hand_over_one(case: Case, made: HandOver, by: Actor, at: datetime) -> None:
    now = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if now.handler_id != made.giver_id:
        raise Refusal(
            f"{case.number}现由{now.handler or '无人'}承办，已不在{made.giver}名下；本次移交没有办理任何一件。",
            article=ART_45,
            advice="请重新预览后再移交。",
        )
    cases.act(
        now,
        "hand_over",
        by=by,
        at=at,
        note=f"由{made.giver}移交{made.receiver}（{made.number}）：{made.reason}",
        data={"sheet": made.number},
        public={"sheet": made.number},
        changes={"handler": made.receiver},
    )
