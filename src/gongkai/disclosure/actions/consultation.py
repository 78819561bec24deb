"""Asking others (征求意见、协办): third parties and joint makers, whose time is not counted, and units that help."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases import deadlines
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.disclosure import letters
from gongkai.disclosure.models import CoHandling, Consultation
from gongkai.disclosure.procedure import ART_32, ART_34
from gongkai.law.periods import due
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import CONSULTATION_PERIOD
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

NOT_COUNTED = "《条例》第三十三条第三款"
LETTERS = {Consultation.Kind.THIRD_PARTY: "L08", Consultation.Kind.JOINT_MAKER: "L12"}
NOTES = {
    Consultation.Kind.THIRD_PARTY: "征求第三方意见",
    Consultation.Kind.JOINT_MAKER: "征求共同制作机关意见",
}


def consult(
    case: Case,
    *,
    kind: str,
    party: str,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    seen: int | None = None,
) -> Consultation:
    """征求意见: of a third party (art. 32) or a joint maker (art. 34); its time is not counted (art. 33).

    Several may be asked at the same time. ``received_on`` is left out until it is known when the letter
    arrived: their fifteen working days begin there.
    """
    kind, today = Consultation.Kind(kind), local_day(at)
    if received_on is not None:
        _must_follow_sending(received_on, today)
    limit = _limit(received_on) if received_on else None
    if Consultation.objects.filter(case=case, party=party.strip(), closed_on=None).exists():
        raise Refusal(
            f"正在征求{party.strip()}的意见。",
            article=ART_32,
            advice="不必重复发函。",
        )
    with transaction.atomic():
        asked = Consultation.objects.create(
            case=case, kind=kind, party=party.strip(), sent_on=today, received_on=received_on, due_on=limit
        )
        values = {
            "addressee": asked.party,
            "limit": letters.chinese_date(limit) if limit else "",
        }
        applicant = {"asking": NOTES[kind], "suspended_from": letters.chinese_date(today)}

        def papers(changed: Case) -> None:
            letters.issue(changed, LETTERS[kind], values, signed_by=by.name, on=today)
            letters.issue(changed, "L10", applicant, signed_by=by.name, on=today)

        cases.act(
            case,
            "consult",
            by=by,
            at=at,
            seen=seen,
            note=NOTES[kind],
            ground=NOT_COUNTED,
            data={
                "ref": str(asked.pk),
                "party": asked.party,
                "third": kind == Consultation.Kind.THIRD_PARTY,
                "received_on": str(received_on) if received_on else None,
            },
            waits_until=_next_answer(case),
            papers=papers,
        )
    return asked


def note_receipt(
    case: Case,
    *,
    on: date,
    by: Actor,
    at: datetime,
    consultation: Consultation | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """登记对方收到征求意见书的日期: their fifteen working days run from there."""
    consultation = consultation or _only_open(case)
    _must_follow_sending(on, consultation.sent_on)
    _must_have_happened(on, at)
    with transaction.atomic():
        Consultation.objects.filter(pk=consultation.pk).update(received_on=on, due_on=_limit(on))
        return cases.act(
            case,
            "consultation_received",
            by=by,
            at=at,
            seen=seen,
            note=f"{consultation.party}于{on}收到征求意见书，应在{_limit(on)}前答复",
            data={"ref": str(consultation.pk), "received_on": str(on)},
            waits_until=_next_answer(case),
        )


def correct_receipt(
    case: Case,
    *,
    on: date,
    reason: str,
    by: Actor,
    at: datetime,
    consultation: Consultation,
    seen: int | None = None,
) -> CaseEvent:
    """更正对方收到日期: what was typed wrong is put right; both days and the reason stay in the history."""
    _must_follow_sending(on, consultation.sent_on)
    _must_have_happened(on, at)
    if not reason.strip():
        raise Refusal("没有填写更正的理由。", article=ART_32, advice="请写明凭证，例如回执的编号。")
    with transaction.atomic():
        row = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
        before, row.received_on, row.due_on = row.received_on, on, _limit(on)
        row.save(update_fields=["received_on", "due_on"])
        return cases.act(
            case,
            "correct_receipt",
            by=by,
            at=at,
            seen=seen,
            note=f"{row.party}收到征求意见书的日期由{before}更正为{on}，应在{row.due_on}前答复：{reason.strip()}",
            data={"ref": str(row.pk), "received_on": str(on)},
            waits_until=_next_answer(case),
        )


def _must_follow_sending(received_on: date, sent_on: date) -> None:
    if received_on < sent_on:
        raise Refusal(f"收到日期{received_on}早于发出日期{sent_on}。", article=ART_32, advice="请核对回执。")


def _must_have_happened(received_on: date, at: datetime) -> None:
    if received_on > local_day(at):
        raise Refusal(
            f"收到日期{received_on}晚于今天。", article=ART_32, advice="请按回执填写实际收到的日期。"
        )


def close_consultation(
    case: Case,
    *,
    answer: str,
    reasons: str,
    by: Actor,
    at: datetime,
    consultation: Consultation | None = None,
    on: date | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """登记意见. A third party's silence leaves the decision to the organ; a joint maker's counts as consent.

    The last one answered lets the period run on; at the latest it does so the day the other's period ended.
    ``consultation`` may be left out while only one is open.
    """
    consultation = consultation or _only_open(case)
    answer = Consultation.Answer(answer)
    day = on or local_day(at)
    with transaction.atomic():
        row = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
        closed = min(day, row.due_on or day)
        row.answer, row.reasons, row.closed_on = answer, reasons, closed
        row.save(update_fields=["answer", "reasons", "closed_on"])
        others = Consultation.objects.filter(case=case, closed_on=None).exists()
        return cases.act(
            case,
            "close_consultation" if others else "close_last_consultation",
            by=by,
            at=at,
            happened_on=closed,
            seen=seen,
            note=f"{row.party}：{_said(row)}。{reasons}".strip(),
            data={"ref": str(row.pk), "answer": answer.value, "reasons": reasons},
            waits_until=_next_answer(case) if others else None,
        )


def tell_third_party(
    case: Case, *, party: str, what: str, reasons: str, by: Actor, at: datetime, seen: int | None = None
) -> Letter:
    """告知第三方: what will be disclosed in the public interest against its objection, and why (art. 32, D18)."""
    today = local_day(at)
    values = {"addressee": party, "disclosed": what, "reasons": reasons}
    cases.act(
        case,
        "tell_third_party",
        by=by,
        at=at,
        seen=seen,
        note=f"告知{party}：{what}。{reasons}",
        ground=ART_32,
        data={"party": party, "what": what, "reasons": reasons},
        papers=lambda told: letters.issue(told, "L11", values, signed_by=by.name, on=today),
    )
    return case.letters.filter(template="L11").latest("pk")


def co_handle(
    case: Case, *, unit: Unit, question: str, by: Actor, at: datetime, seen: int | None = None
) -> CoHandling:
    """请求协办: another unit helps with what it knows; the reply stays with the unit in charge."""
    today = local_day(at)
    if unit == case.unit:
        raise Refusal("协办单位就是承办单位。", article=ART_34, advice="请选择其他单位。")
    limit = due(parameters.working_days("co_handling_days", today), today, calendar_in_force()).day
    values = {"addressee": unit.name, "task": question, "reply_by": letters.chinese_date(limit)}
    with transaction.atomic():
        asked = CoHandling.objects.create(
            case=case, unit=unit, question=question, sent_on=today, due_on=limit
        )
        cases.act(
            case,
            "co_handle",
            by=by,
            at=at,
            seen=seen,
            note=f"请{unit.short_name}协办：{question}",
            data={"unit": unit.code},
            papers=lambda changed: letters.issue(changed, "L13", values, signed_by=by.name, on=today),
        )
    return asked


def co_answer(co_handling: CoHandling, *, answer: str, by: Actor, at: datetime) -> CaseEvent:
    """协办答复, by an officer of the unit that was asked."""
    by.must_hold((Role.OFFICER,), co_handling.unit)
    if not answer.strip():
        raise Refusal("没有填写协办意见。", article=ART_34, advice="请写明所掌握的情况或附件。")
    with transaction.atomic():
        row = CoHandling.objects.select_for_update(no_key=True).get(pk=co_handling.pk)
        if row.answered_on is not None:
            raise Refusal(
                f"{row.answered_by}已于{row.answered_on}答复。",
                article=ART_34,
                advice="需要补充的，请联系承办单位。",
            )
        row.answer, row.answered_by, row.answered_on = answer.strip(), by.name, local_day(at)
        row.save(update_fields=["answer", "answered_by", "answered_on"])
        note = f"{row.unit.short_name}：{row.answer}"
        return cases.act(row.case, "co_answer", by=by, at=at, note=note, data={"unit": row.unit.code})


def _only_open(case: Case) -> Consultation:
    waiting = list(Consultation.objects.filter(case=case, closed_on=None)[:2])
    if len(waiting) != 1:
        raise Refusal(
            "没有待答复的征求意见，或者不止一个。", article=ART_32, advice="请选择是哪一个征求对象的意见。"
        )
    return waiting[0]


def _limit(received_on: date) -> date:
    return due(CONSULTATION_PERIOD, received_on, calendar_in_force()).day


def _next_answer(case: Case) -> date | None:
    """Return the earliest day by which one of those asked should answer.

    None where the period had run out before anybody was asked: that makes nothing less late (art. 33).
    """
    open_ones = Consultation.objects.filter(case=case, closed_on=None)
    clock = deadlines.clock_of_case(case.events.order_by("seq"), case.procedure, calendar_in_force())
    first = open_ones.order_by("sent_on").values_list("sent_on", flat=True).first()
    if clock is not None and first is not None and clock.as_of(first).day < first:
        return None
    waiting = open_ones.exclude(due_on=None)
    return waiting.order_by("due_on").values_list("due_on", flat=True).first()


def _said(consultation: Consultation) -> str:
    silent = consultation.answer == Consultation.Answer.SILENCE
    if silent and consultation.kind == Consultation.Kind.JOINT_MAKER:
        return "逾期未答复，视为同意公开"
    return str(Consultation.Answer(consultation.answer).label)
