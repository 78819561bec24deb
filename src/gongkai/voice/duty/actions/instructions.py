"""Leaders' instructions (批示): recorded with what which unit has to do by when, followed up to the reply."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.duty.actions.rules import must_say
from gongkai.voice.duty.models import Instruction, InstructionTask
from gongkai.voice.duty.procedure import RULE


def instruct(
    case: Case, *, leader: str, text: str, given_at: datetime, units: Sequence[Unit], due_at: datetime | None,
    by: Actor, at: datetime, seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """登记批示: what a leader wrote, and which units are to report back by when."""
    leader, text = must_say(leader, "批示领导"), must_say(text, "批示内容")
    if given_at > at:
        raise Refusal("批示时间晚于现在。", article=RULE, advice="请填写实际批示的时间。")
    by_when = due_at or at
    if units and by_when <= at:
        raise Refusal("没有填写反馈时限，或者时限已过。", article=RULE, advice="请填写将来的时间。")
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        row = Instruction.objects.create(
            case=case, leader=leader, text=text, given_at=given_at, recorded_by=by.name, recorded_at=at
        )
        InstructionTask.objects.bulk_create(
            InstructionTask(instruction=row, unit=unit, due_at=by_when) for unit in units
        )
        asked = f"；请{'、'.join(unit.short_name for unit in units)}落实" if units else ""
        return cases.act(
            case, "instruct", by=by, at=at, seen=seen, note=f"{leader}批示：{text}{asked}",
            data={"instruction": row.pk}, public={"units": sorted(unit.code for unit in units)},
        )  # fmt: skip


def reply(task: InstructionTask, *, text: str, by: Actor, at: datetime) -> CaseEvent:
    """反馈落实情况: the unit says what it has done; late is said."""
    by.must_hold((Role.OFFICER, Role.APPROVER, Role.HEAD), task.unit)
    text = must_say(text, "落实情况")
    with transaction.atomic():
        locked = (
            InstructionTask.objects.select_for_update(of=("self",), no_key=True)
            .select_related("instruction__case__unit", "unit")
            .get(pk=task.pk)
        )
        if locked.replied_at is not None:
            raise Refusal(
                f"{locked.replied_by}已于{timezone.localtime(locked.replied_at):%m-%d %H:%M}反馈。",
                article=RULE,
                advice="请查看已反馈的内容。",
            )
        locked.reply, locked.replied_by, locked.replied_at = text, by.name, at
        locked.save(update_fields=["reply", "replied_by", "replied_at"])
        late = at > locked.due_at
        return cases.act(
            locked.instruction.case, "task_reply", by=by, at=at, data={"task": locked.pk},
            note=f"{locked.unit.short_name}：{text}{'（超过时限）' if late else ''}",
            public={"unit": locked.unit.code, "late": late},
        )  # fmt: skip
