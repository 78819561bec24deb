"""What the unit does: it speaks to the caller, asks others to help, asks for more time, answers, or asks to end."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent
from gongkai.law import hotline as law
from gongkai.law.hotline import ARTICLE
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.hotline import callers
from gongkai.voice.hotline import procedure as course
from gongkai.voice.hotline.actions.common import held, keep, must_say
from gongkai.voice.hotline.models import EVIDENCE, JointHandling, Result, Ticket


def contact(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """联系来电人: what was said; the first time is kept."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, note)
        keep(ticket, contacted_at=ticket.contacted_at or at)
        return cases.act(case, "contact", by=by, at=at, seen=seen, note=must_say(note, "联系的情况"))


def add_paper(
    case: Case, *, kind: str, files: tuple[CheckedFile, ...], by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """存入材料: what the caller sent along, or what shows that and how the matter was dealt with."""
    if not files:
        raise Refusal("没有选择要存入的材料。", article=ARTICLE, advice="请选择文件。")
    names = "、".join(file.name for file in files)
    with transaction.atomic():
        callers.must_keep_secret(held(case), names)
        return cases.act(
            case, "add_paper", by=by, at=at, seen=seen, note=f"{kind}：{names}", papers=_kept(kind, files, by, at)
        )  # fmt: skip


def _kept(kind: str, files: tuple[CheckedFile, ...], by: Actor, at: datetime) -> cases.Papers:
    def papers(changed: Case) -> None:
        for file in files:
            cases.attach(changed, file, kind=kind, by=by, at=at)

    return papers


def ask_help(
    case: Case, unit: Unit, *, task: str, by: Actor, at: datetime, due_on: date | None = None, seen: int | None = None
) -> CaseEvent:  # fmt: skip
    """请求协办: another unit helps by a day of its own; the ticket stays with the leading unit (S57)."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, task)
        row = add_helper(ticket, unit, must_say(task, "协办的内容"), by=by, at=at, due_on=due_on)
        return cases.act(
            case, "ask_help", by=by, at=at, seen=seen, note=f"{unit.short_name}：{task}（{row.due_on}前）",
            public={"helper": unit.code},
        )  # fmt: skip


def add_helper(
    ticket: Ticket, unit: Unit, task: str, *, by: Actor, at: datetime, due_on: date | None = None
) -> JointHandling:
    """Add the row of a helper inside the act that asks for it."""
    day = local_day(at)
    if unit.pk == ticket.case.unit_id:
        raise Refusal("主办单位不能协办自己的工单。", article=ARTICLE, advice="请选择其他单位。")
    if JointHandling.objects.filter(case=ticket.case, unit=unit).exists():
        raise Refusal(f"{unit.short_name}已经是协办单位。", article=ARTICLE, advice="请在其协办意见里补充。")
    due = due_on or parameters.working_days("hotline_joint_days", day).due(day, calendar_in_force()).day
    last = ticket.case.due_on
    if due_on is not None and not day <= due_on <= (last or due_on):
        raise Refusal(
            f"协办期限{due_on}早于今天，或者晚于主办期限{last}。",
            article=ARTICLE,
            advice="请填写今天至主办期限之间的日期。",
        )
    return JointHandling.objects.create(
        case=ticket.case, unit=unit, task=task[:300], due_on=min(due, last) if last and last >= day else due,
        asked_at=at, asked_by=by.name,
    )  # fmt: skip


def give_help(
    row: JointHandling, *, text: str, by: Actor, at: datetime, files: tuple[CheckedFile, ...] = ()
) -> CaseEvent:
    """协办答复: by an officer of the helping unit, in time or late, with what shows what was done."""
    by.must_hold((Role.OFFICER,), row.unit)
    with transaction.atomic():
        ticket = held(row.case)
        joint = JointHandling.objects.select_for_update(no_key=True).get(pk=row.pk)
        if joint.replied_at is not None:
            raise Refusal("协办意见已经提交。", article=ARTICLE, advice="请刷新页面。")
        callers.must_keep_secret(ticket, text, *(file.name for file in files))
        joint.reply, joint.replied_at, joint.replied_by = must_say(text, "协办意见"), at, by.name
        joint.save(update_fields=["reply", "replied_at", "replied_by"])
        late = local_day(at) > joint.due_on
        return cases.act(
            row.case, "help", by=by, at=at, note=f"{row.unit.short_name}{'（逾期）' if late else ''}：{joint.reply}",
            public={"helper": row.unit.code, "late": late}, papers=_kept(EVIDENCE, files, by, at),
        )  # fmt: skip


def ask_extension(
    case: Case, *, days: int, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """申请延期: once, before the limit, with a reason (S56)."""
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, reason)
        due_on = ticket.case.due_on or local_day(at)
        law.must_be_extendable(
            already=bool(ticket.extension_asked),
            days=days,
            most=ticket.extension_days,
            due_on=due_on,
            today=local_day(at),
        )
        text = must_say(reason, "延期的理由")
        keep(ticket, extension_asked=days, extension_reason=text, extension_asked_by=by.name)
        return cases.act(
            case,
            "ask_extension",
            by=by,
            at=at,
            seen=seen,
            note=f"申请延长{days}个工作日：{text}",
            data={"asked": days},
        )


def extend(case: Case, *, by: Actor, at: datetime, told: str = "", seen: int | None = None) -> CaseEvent:
    """同意延期: by another person than the one who asked, before the limit; the caller is told (S56)."""
    with transaction.atomic():
        ticket = _asked(case, by)
        if ticket.case.due_on is not None and local_day(at) > ticket.case.due_on:
            raise Refusal(
                f"办理期限{ticket.case.due_on}已过，不能再批准延期。",
                article=ARTICLE,
                advice="请立即答复，并说明逾期原因。",
            )
        callers.must_keep_secret(ticket, told)
        if not course.told_by_message(ticket.case) and not told.strip():
            raise Refusal(
                "平台不能用短信告知来电人延期。",
                article=ARTICLE,
                advice="请填写怎样告知的；要求保密的请热线中心转告。",
            )
        keep(ticket, extension_decision="granted", extension_decided_by=by.name)
        said = f"；{told.strip()}" if told.strip() else "；已用短信告知来电人"
        return cases.act(
            case, "extend", by=by, at=at, seen=seen, data={"days": ticket.extension_asked},
            note=f"延长{ticket.extension_asked}个工作日：{ticket.extension_reason}{said}",
            public={"days": ticket.extension_asked},
        )  # fmt: skip


def deny_extension(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """不同意延期."""
    with transaction.atomic():
        ticket = _asked(case, by)
        callers.must_keep_secret(ticket, reason)
        keep(ticket, extension_decision="denied", extension_decided_by=by.name)
        return cases.act(
            case, "deny_extension", by=by, at=at, seen=seen, note=must_say(reason, "不同意的理由")
        )


def _asked(case: Case, by: Actor) -> Ticket:
    ticket = held(case)
    if not ticket.waits_for_extension:
        raise Refusal("没有等待审批的延期申请。", article=ARTICLE, advice="请刷新页面，看最新的办理记录。")
    if ticket.extension_asked_by == by.name:
        raise Refusal("申请人不能审批自己的延期。", article="岗位分离", advice="请由另一位审签人审批。")
    return ticket


def reply(
    case: Case, *, text: str, result: str, by: Actor, at: datetime, knowledge: int | None = None,
    files: tuple[CheckedFile, ...] = (), seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """答复: what was done, what shows it and what came of it; it goes to the centre to be checked (S59)."""
    if result not in Result.values:
        raise Refusal(
            "没有选择办理结果。", article=ARTICLE, advice="请在已解决、部分解决、未解决、解释说明中选一项。"
        )
    with transaction.atomic():
        ticket = held(case)
        callers.must_keep_secret(ticket, text, *(file.name for file in files))
        late = ticket.case.due_on is not None and local_day(at) > ticket.case.due_on
        keep(
            ticket,
            reply=must_say(text, "答复"),
            result=result,
            replied_at=at,
            replied_by=by.name,
            was_late=ticket.was_late or late,
            knowledge=knowledge or ticket.knowledge,
        )
        return cases.act(
            case, "reply", by=by, at=at, seen=seen, note=f"{Result(result).label}{'；逾期答复' if late else ''}：{ticket.reply}",
            public={"result": result, "late": late}, papers=_kept(EVIDENCE, files, by, at),
        )  # fmt: skip


def propose_end(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """申请终止: the caller withdraws, cannot be reached, or the matter is gone; the centre reviews it."""
    with transaction.atomic():
        callers.must_keep_secret(held(case), reason)
        return cases.act(case, "propose_end", by=by, at=at, seen=seen, note=must_say(reason, "终止的理由"))


def end(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """终止, after review by the centre."""
    with transaction.atomic():
        callers.must_keep_secret(held(case), reason)
        return cases.act(
            case, "end", by=by, at=at, seen=seen, note=must_say(reason, "终止的理由"),
            changes={"outcome": course.ENDED, "closed_on": local_day(at)}, public={"outcome": course.ENDED},
        )  # fmt: skip


def deny_end(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """不同意终止."""
    with transaction.atomic():
        callers.must_keep_secret(held(case), reason)
        return cases.act(case, "deny_end", by=by, at=at, seen=seen, note=must_say(reason, "不同意的理由"))
