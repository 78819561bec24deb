"""Deciding on what was handed in (审核): accept it, or send it back with remarks cell by cell."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.reporting.rounds.models import FormReturn, ReturnVersion
from gongkai.units.posts import Actor, must_be_competent

RULE = "报送规则"
Stage, Decision = FormReturn.Stage, ReturnVersion.Decision


def accept(
    row: FormReturn,
    *,
    number: int,
    by: Actor,
    at: datetime,
    note: str = "",
    remarks: Mapping[str, str] | None = None,
) -> FormReturn:
    """审核通过: from now on the return counts in the sum. ``number`` is the version that was looked at."""
    must_be_competent(by)
    with transaction.atomic():
        locked, version = _handed_in(row, number, (Stage.HANDED_IN,))
        version.decision_note, version.remarks = note.strip()[:2000], _said(remarks or {})
        _decide(version, Decision.ACCEPTED, by=by, at=at)
        locked.stage = Stage.ACCEPTED
        locked.save(update_fields=["stage"])
        _record(locked, "accept", by=by, at=at, number=number)
    return locked


def send_back(
    row: FormReturn, *, number: int, note: str, remarks: Mapping[str, str], by: Actor, at: datetime
) -> FormReturn:
    """退回: say what is to be changed; what was handed in is kept. A return already accepted leaves the sum."""
    must_be_competent(by)
    said = _said(remarks)
    if not said and not note.strip():
        raise Refusal(
            "没有写明退回的理由。", article=RULE, advice="请在有问题的格写明意见，或者填写总的意见。"
        )
    with transaction.atomic():
        locked, version = _handed_in(row, number, (Stage.HANDED_IN, Stage.ACCEPTED))
        version.decision_note, version.remarks = note.strip()[:2000], said
        _decide(version, Decision.RETURNED, by=by, at=at)
        locked.stage = Stage.RETURNED
        locked.save(update_fields=["stage"])
        _record(locked, "send_back", by=by, at=at, number=number)
    return locked


def _said(remarks: Mapping[str, str]) -> dict[str, str]:
    return {key: text.strip()[:300] for key, text in remarks.items() if text.strip()}


def _handed_in(row: FormReturn, number: int, stages: tuple[str, ...]) -> tuple[FormReturn, ReturnVersion]:
    locked = (
        FormReturn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "round")
        .get(pk=row.pk)
    )
    version = locked.versions.order_by("number").last()
    if version is None or locked.stage not in stages or version.number != number:
        raise AlreadyDone(
            f"报送已有变化，现为“{locked.get_stage_display()}”。", article=RULE, advice="请刷新页面后再办理。"
        )
    return locked, version


def _decide(version: ReturnVersion, decision: str, *, by: Actor, at: datetime) -> None:
    version.decision, version.decided_by, version.decided_at = decision, by.name, at
    version.save(update_fields=["decision", "decided_by", "decided_at", "decision_note", "remarks"])


def _record(row: FormReturn, what: str, *, by: Actor, at: datetime, number: int) -> None:
    facts = {"round": row.round.title, "version": number}
    record_act(row, f"form_return.{what}", at=at, by=by.name, unit=row.unit.code, data=facts)
