"""The life of an item after it was decided: validity, withdrawal, re-assessment, hand-over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.publishing import content, procedure
from gongkai.publishing.actions.recording import (
    bring_up_to_date,
    day_of,
    open_row,
    person,
    public_facts,
    record,
    set_due_day,
)
from gongkai.publishing.checks import personal
from gongkai.publishing.models import Column, HandOver, Mode, Publication, Stage, Validity
from gongkai.units import parameters
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

PENALTIES = "P06"


def withdraw(
    publication: Publication, *, by: Actor, at: datetime, reason: str, seen: int | None = None
) -> Publication:
    """Take a published item down at once (撤回, D45). Title, index number, reason and digest stay public."""
    if not reason.strip():
        raise Refusal(
            "没有填写撤回理由。", article=procedure.WITHDRAW.article, advice="撤回理由将向社会公示，请写明。"
        )
    personal.refuse_in({"撤回理由": reason}, day_of(at))
    with transaction.atomic():
        row = open_row(publication, procedure.WITHDRAW, by, seen)
        row.withdrawn_at = at
        row.withdrawal_reason = reason.strip()
        facts = public_facts(row) | {"reason": row.withdrawal_reason}
        changed = ["withdrawn_at", "withdrawal_reason"]
        record(
            row, procedure.WITHDRAW, by=by, at=at, changed=changed, note=row.withdrawal_reason, public=facts
        )
    return bring_up_to_date(publication, row)


def mark_validity(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    validity: str,
    on: date,
    note: str,
    changed_by: Publication | None = None,
    seen: int | None = None,
) -> Publication:
    """Mark a public document as amended, repealed or expired, on the document itself (D41, 国办发〔2017〕47号).

    ``changed_by`` is the document that amends or repeals it; without one ``note`` must say on what basis.
    """
    if changed_by is None and not note.strip():
        raise Refusal(
            "没有写明有效性变更的依据。",
            article=procedure.MARK.article,
            advice="请填写修改或者废止它的文件；没有单独文件的（如清理公告、有效期届满），写明依据。",
        )
    if changed_by is not None and (changed_by.pk == publication.pk or changed_by.stage != Stage.PUBLISHED):
        raise Refusal(
            f"《{changed_by.title}》不能作为修改或者废止本文件的文件。",
            article=procedure.MARK.article,
            advice="请填写另一件已公开的文件的索引号或者文号。",
        )
    personal.refuse_in({"有效性变更依据": note}, day_of(at))
    with transaction.atomic():
        row = open_row(publication, procedure.MARK, by, seen)
        row.validity, row.validity_changed_on = validity, on
        row.validity_note, row.changed_by = note.strip(), changed_by
        facts = public_facts(row) | {
            "validity": validity,
            "on": on.isoformat(),
            "changed_by": changed_by.index_no if changed_by else None,
        }
        changed = ["validity", "validity_changed_on", "validity_note", "changed_by"]
        text = f"{Validity(validity).label}（{on}）{row.validity_note}"
        record(row, procedure.MARK, by=by, at=at, changed=changed, note=text, public=facts)
    return bring_up_to_date(publication, row)


def note_annulment(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    annulled_on: date,
    basis: str,
    seen: int | None = None,
) -> Publication:
    """Record that a published penalty decision was changed, revoked or found void (处罚决定被撤销).

    It must be withdrawn within three working days and the reason published (行政处罚法 art. 48, D40).
    """
    if not basis.strip():
        raise Refusal(
            "没有填写撤销、变更的依据。", article=procedure.ANNUL.article, advice="如复议决定、判决的文号。"
        )
    personal.refuse_in({"撤销、变更的依据": basis}, day_of(at))
    if annulled_on > day_of(at):
        raise Refusal(f"日期{annulled_on}晚于今天。", article=procedure.ANNUL.article, advice="请核对日期。")
    with transaction.atomic():
        row = open_row(publication, procedure.ANNUL, by, seen)
        penalties = Column.objects.get(code=PENALTIES)
        if not Column.objects.descendant_of(penalties, inclusive=True).filter(pk=row.column_id).exists():
            raise Refusal(
                f"本信息在栏目“{row.column.title}”，不是行政处罚决定。",
                article=procedure.ANNUL.article,
                advice="其他信息需要撤下的，请用“撤回”。",
            )
        row.annulled_on, row.validity_note = annulled_on, basis.strip()
        record(
            row, procedure.ANNUL, by=by, at=at, changed=["annulled_on", "validity_note"], note=basis.strip()
        )
    return bring_up_to_date(publication, row)


def reassess(
    publication: Publication, *, by: Actor, at: datetime, disclose: bool, note: str, seen: int | None = None
) -> Publication:
    """Assess an undisclosed item again (定期评估, art. 18): disclose it after a new review, or keep it for another term."""
    if not note.strip():
        raise Refusal(
            "没有填写评估意见。", article="《条例》第十八条", advice="请写明情况有没有变化、能不能公开。"
        )
    with transaction.atomic():
        row = open_row(publication, procedure.REASSESS, by, seen)
        changed = ["reassess_on"]
        if disclose:
            row.mode, row.mode_reason, row.reassess_on = Mode.PROACTIVE, "", None
            row.checker = row.secrecy_reviewer = row.approver = None
            row.changed_on = day_of(at)
            set_due_day(row)
            changed += [
                "mode",
                "mode_reason",
                "checker",
                "secrecy_reviewer",
                "approver",
                "changed_on",
                "due_on",
            ]
            changed += ["due_provisional"]
        else:
            row.reassess_on = parameters.months_later(day_of(at), "reassess_months")
        text = f"{'转为主动公开' if disclose else '继续不公开'}：{note.strip()}"
        record(
            row,
            procedure.REASSESS,
            by=by,
            at=at,
            to=Stage.DRAFT if disclose else None,
            changed=changed,
            note=text,
        )
    return bring_up_to_date(publication, row)


def hand_over(
    unit: Unit, *, receiver: str, by: Actor, at: datetime, handed_on: date, received_by: str
) -> HandOver:
    """Record that all items published since the last list were handed to a reading place (移送, art. 25, D46)."""
    by.must_hold((Role.OFFICER,), unit)
    if not received_by.strip():
        raise Refusal("没有填写接收人。", article="《条例》第二十五条", advice="请填写在清单上签收的人。")
    if handed_on > day_of(at):
        raise Refusal(f"移送日期{handed_on}晚于今天。", article="《条例》第二十五条", advice="请核对日期。")
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        last = HandOver.objects.filter(unit=unit, receiver=receiver).order_by("-number").first()
        items = to_hand_over(unit, receiver, at)
        if not items:
            raise Refusal(
                f"上次移送以后，{unit.short_name}没有新公开的信息。",
                article="《条例》第二十五条",
                advice="不必移送。",
            )
        first = items[0].published_at
        assert first is not None
        made = HandOver.objects.create(
            unit=unit, receiver=receiver, number=last.number + 1 if last else 1,
            since=last.until if last else first, until=at, handed_on=handed_on,
            received_by=received_by.strip(), count=len(items), list_sha256=_digest(items), entered_at=at,
            entered_by=person(by).name,
        )  # fmt: skip
        facts = {"receiver": receiver, "number": made.number, "count": made.count, "list": made.list_sha256}
        record_act(made, "publishing.hand_over", at=at, by=by.name, unit=unit.code, data=facts)
    return made


def to_hand_over(unit: Unit, receiver: str, at: datetime) -> Sequence[Publication]:
    """Return what was published since the last list for ``receiver`` and is still public, oldest first."""
    rows = Publication.objects.public().filter(unit=unit, published_at__lt=at).defer("body")
    last = HandOver.objects.filter(unit=unit, receiver=receiver).order_by("-number").first()
    if last is not None:
        rows = rows.filter(published_at__gte=last.until)
    return list(rows.select_related("column").order_by("published_at", "pk"))


def handed_over(made: HandOver) -> Sequence[Publication]:
    """Return the items of a list, those withdrawn since included."""
    rows = Publication.objects.filter(
        unit=made.unit, published_at__gte=made.since, published_at__lt=made.until
    )
    rows = rows.exclude(withdrawn_at__lt=made.until)
    return list(rows.select_related("column").defer("body").order_by("published_at", "pk"))


def _digest(items: Sequence[Publication]) -> str:
    return content.digest({"items": [[item.index_no, item.content_sha256] for item in items]})
