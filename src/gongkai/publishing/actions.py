"""The verbs of proactive disclosure: the only way a publication changes.

Each locks the row, compares the stage, asks who may, writes one review act and one ledger event, in one
transaction. A second click, or a second officer, gets a sentence and changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.cases import numbers
from gongkai.cases.actions import AlreadyDone
from gongkai.cases.files import CheckedFile, checked_content
from gongkai.cases.procedure import Action
from gongkai.law import identifiers
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import publication_period
from gongkai.ledger.actions import record_act
from gongkai.publishing import checks, content, procedure
from gongkai.publishing.models import Column, Mode, Publication, PublicationFile, ReviewAct, Stage
from gongkai.publishing.state import micros
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit, User
from gongkai.units.posts import Actor

EDITABLE = frozenset(
    {
        "title", "summary", "body", "column", "genre", "created_on", "doc_number", "keywords", "source", "key_area",
        "mode", "mode_reason", "effective_on", "interprets", "interpretation_kind", "owner_unit", "special_period",
        "legacy_index_no",
    }
)  # fmt: skip


class NotReady(Refusal):
    """The text has findings that block it; they are listed in ``findings``."""

    def __init__(self, findings: list[checks.Finding]) -> None:
        super().__init__(
            f"有{len(findings)}处须改正：{findings[0].place}{findings[0].message}",
            article=procedure.ART_17,
            advice="请按“公开前检查”逐处改正后再提交。",
        )
        self.findings = findings


def draft(
    unit: Unit,
    *,
    by: Actor,
    at: datetime,
    title: str,
    body: str,
    column: Column,
    genre: str,
    created_on: date,
    summary: str = "",
    doc_number: str = "",
    keywords: str = "",
    source: str = "",
    mode: str = Mode.PROACTIVE,
    mode_reason: str = "",
    key_area: str = "",
    effective_on: date | None = None,
    interprets: Publication | None = None,
    interpretation_kind: str = "",
    owner_unit: Unit | None = None,
    special_period: str = "",
    legacy_index_no: str = "",
    draft_key: str | None = None,
) -> Publication:
    """Begin a publication (拟稿). ``draft_key`` makes sending the same form twice harmless."""
    by.must_hold(procedure.DRAFT.roles, unit)
    _must_have_a_valid_code(unit)
    publication = Publication(
        unit=unit,
        title=title,
        body=body,
        column=column,
        genre=genre,
        created_on=created_on,
        summary=summary,
        doc_number=doc_number,
        keywords=keywords,
        source=source or unit.name,
        mode=mode,
        mode_reason=mode_reason,
        key_area=key_area,
        effective_on=effective_on,
        interprets=interprets,
        interpretation_kind=interpretation_kind,
        owner_unit=owner_unit or unit,
        special_period=special_period,
        legacy_index_no=legacy_index_no,
        draft_key=draft_key,
        stage=Stage.DRAFT,
        stage_at=at,
        drafter=_person(by),
    )
    _put_in_order(publication)
    with transaction.atomic():
        _doc_number_must_be_free(publication)
        publication.file_parts, publication.act_parts = [], []
        _record(publication, procedure.DRAFT, by=by, at=at)
    return publication


def revise(
    publication: Publication, *, by: Actor, at: datetime, expected_revision: int, **fields: Any
) -> Publication:
    """Change a draft. ``expected_revision`` is the one on the screen; a newer one is not overwritten."""
    strange = set(fields) - EDITABLE
    if strange:
        raise TypeError(f"revise() cannot change {', '.join(sorted(strange))}.")
    with transaction.atomic():
        row = _open(publication, procedure.REVISE, by, expected_revision)
        for name, value in fields.items():
            setattr(row, name, value)
        _put_in_order(row)
        _doc_number_must_be_free(row)
        _record(row, procedure.REVISE, by=by, at=at, changed=EDITABLE | {"due_on", "due_provisional"})
    return _bring_up_to_date(publication, row)


def attach(
    publication: Publication, *, by: Actor, at: datetime, name: str, content: bytes
) -> PublicationFile:
    """Add a file to a draft; its type is told from its content."""
    file = _checked(name, content)
    with transaction.atomic():
        row = _open(publication, procedure.ATTACH, by, None)
        sha256 = hashlib.sha256(file.content).hexdigest()
        if any(part["name"] == file.name for part in row.file_parts):
            raise Refusal(
                f"已有名为“{file.name}”的附件。", article="", advice="请先移除原附件，或者改名后再上传。"
            )
        kept = PublicationFile(
            publication=row,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            sha256=sha256,
            added_at=at,
            added_by=by.name,
        )
        kept.file.save(f"{sha256[:2]}/{sha256}{file.suffix}", ContentFile(file.content), save=False)
        kept.save()
        row.file_parts.append({"name": kept.name, "sha256": sha256})
        _record(row, procedure.ATTACH, by=by, at=at, note=kept.name)
    _bring_up_to_date(publication, row)
    return kept


def detach(file: PublicationFile, *, by: Actor, at: datetime) -> Publication:
    """Remove a file from a draft; the review history keeps its name."""
    with transaction.atomic():
        row = _open(file.publication, procedure.DETACH, by, None)
        PublicationFile.objects.filter(pk=file.pk).delete()
        row.file_parts = [{"name": kept.name, "sha256": kept.sha256} for kept in row.files.all()]
        _record(row, procedure.DETACH, by=by, at=at, note=file.name)
    return _bring_up_to_date(file.publication, row)


def submit(publication: Publication, *, by: Actor, at: datetime, seen: int | None = None) -> Publication:
    """Hand a draft to the checker (提交核稿). Refused while a check finds something that blocks (D43)."""
    with transaction.atomic():
        row = _open(publication, procedure.SUBMIT, by, seen)
        blocking = [finding for finding in checks.findings(row, _day(at)) if finding.blocks]
        if blocking:
            raise NotReady(blocking)
        _record(row, procedure.SUBMIT, by=by, at=at)
    return _bring_up_to_date(publication, row)


def check(
    publication: Publication, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> Publication:
    """Pass the text as checked (核稿通过); whoever wrote it may not."""
    with transaction.atomic():
        row = _open(publication, procedure.CHECK, by, seen)
        _must_be_another(row, by)
        row.checker = _person(by)
        _record(row, procedure.CHECK, by=by, at=at, changed=["checker"], note=note)
    return _bring_up_to_date(publication, row)


def pass_secrecy(
    publication: Publication, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> Publication:
    """Record that the item holds no secret (保密审查通过, Secrets Law art. 35: item by item)."""
    with transaction.atomic():
        row = _open(publication, procedure.PASS_SECRECY, by, seen)
        _must_be_another(row, by)
        row.secrecy_reviewer = _person(by)
        _record(row, procedure.PASS_SECRECY, by=by, at=at, changed=["secrecy_reviewer"], note=note)
    return _bring_up_to_date(publication, row)


def sign(publication: Publication, *, by: Actor, at: datetime, seen: int | None = None) -> Publication:
    """Sign and publish (签发公开): give the index number, fix time and content, write the public event.

    ``published_at`` is the moment of the act and cannot be given or changed (D39).
    """
    with transaction.atomic():
        row = _open(publication, procedure.SIGN, by, seen)
        _must_be_another(row, by)
        _must_have_a_valid_code(row.unit)
        row.approver = _person(by)
        row.published_at = at
        row.index_no = _next_index_number(row)
        row.content_sha256 = content.digest(content.public_content(row, row.file_parts))
        changed = ["approver", "published_at", "index_no", "content_sha256"]
        _record(row, procedure.SIGN, by=by, at=at, changed=changed, public=_public_facts(row))
    return _bring_up_to_date(publication, row)


def send_back(
    publication: Publication, *, by: Actor, at: datetime, note: str, seen: int | None = None
) -> Publication:
    """Return the text to its drafter with a reason (退回); the review starts anew."""
    if not note.strip():
        raise Refusal("没有填写退回意见。", article=procedure.ART_17, advice="请写明需要修改什么。")
    with transaction.atomic():
        row = _open(publication, procedure.SEND_BACK, by, seen)
        row.checker = row.secrecy_reviewer = None
        reviewers = ["checker", "secrecy_reviewer"]
        _record(row, procedure.SEND_BACK, by=by, at=at, changed=reviewers, note=note.strip())
    return _bring_up_to_date(publication, row)


def withdraw(
    publication: Publication, *, by: Actor, at: datetime, reason: str, seen: int | None = None
) -> Publication:
    """Take a published item down at once (撤回, D45). Title, index number, reason and digest stay public."""
    if not reason.strip():
        raise Refusal(
            "没有填写撤回理由。", article=procedure.WITHDRAW.article, advice="撤回理由将向社会公示，请写明。"
        )
    with transaction.atomic():
        row = _open(publication, procedure.WITHDRAW, by, seen)
        row.withdrawn_at = at
        row.withdrawal_reason = reason.strip()
        facts = _public_facts(row) | {"reason": row.withdrawal_reason}
        changed = ["withdrawn_at", "withdrawal_reason"]
        _record(
            row, procedure.WITHDRAW, by=by, at=at, changed=changed, note=row.withdrawal_reason, public=facts
        )
    return _bring_up_to_date(publication, row)


def _open(publication: Publication, action: Action, by: Actor, seen: int | None) -> Publication:
    """Lock the row and refuse what may not be done now, or not by this person."""
    row = Publication.objects.locked(publication.pk)
    if row.unit_id == publication.unit_id:
        row.unit = publication.unit
    if row.stage not in action.stages or (seen is not None and seen != row.revision):
        raise _overtaken(row, action)
    by.must_hold(procedure.roles_for(action, row.stage), row.unit)
    return row


def _overtaken(row: Publication, action: Action) -> AlreadyDone:
    last = row.act_parts[-1]
    done = procedure.ACTIONS[last["act"]].label
    when = timezone.localtime(
        ReviewAct.objects.values_list("at", flat=True).get(publication=row, seq=last["seq"])
    )
    return AlreadyDone(
        f"已由{last['by']}于{when:%Y-%m-%d %H:%M}“{done}”，现处于“{row.get_stage_display()}”，"
        f"您的“{action.label}”没有执行。",
        article=action.article,
        advice="请查看最新内容和办理记录；需要时再办理。",
    )


def _must_be_another(row: Publication, by: Actor) -> None:
    person = _person(by)
    if any(act["user"] == person.pk and act["act"] in procedure.AUTHORING for act in row.act_parts):
        raise Refusal(
            f"{by.name}是本信息的拟稿人，不能同时审核。",
            article=procedure.ART_17,
            advice=f"请由{row.unit.short_name}的其他{procedure.STAGES[row.stage].waits_for[0].label}办理。",
        )


def _must_have_a_valid_code(unit: Unit) -> None:
    fault = identifiers.uscc_fault(unit.uscc)
    if fault:
        raise Refusal(
            f"{unit.name}的统一社会信用代码“{unit.uscc}”无效，不能编制索引号。{fault}",
            article="索引号规则（D51）",
            advice="请政务公开办更正单位代码后再办理。",
        )


def _person(by: Actor) -> User:
    if by.user is None:
        raise Refusal(
            f"“{by.name}”不是工作人员，不能办理信息公开审核。",
            article=procedure.ART_17,
            advice="请由有任职的人员办理。",
        )
    return by.user


def _put_in_order(publication: Publication) -> None:
    """Bring what was typed into its normal form and compute what follows from it."""
    publication.title = publication.title.strip()
    publication.summary = publication.summary.strip()
    publication.body = content.clean(publication.body)
    publication.doc_number = _normal_number(publication.doc_number)
    publication.source = publication.source or publication.unit.name
    if not publication.column.takes_items:
        raise Refusal(
            f"栏目“{publication.column.title}”只是目录，不直接发布信息。",
            article="",
            advice="请选择它下面的栏目。",
        )
    if publication.mode == Mode.PROACTIVE:
        publication.mode_reason = ""
    elif not publication.mode_reason.strip():
        raise Refusal(
            f"公开方式为“{Mode(publication.mode).label}”，没有写明理由。",
            article="《条例》第十三条至第十六条",
            advice="以公开为常态，不公开为例外：请写明所依据的条款和理由。",
        )
    period = publication_period(publication.special_period)
    deadline = period.due(publication.created_on, calendar_in_force())
    publication.due_on, publication.due_provisional = deadline.day, deadline.provisional


def _normal_number(text: str) -> str:
    try:
        return str(identifiers.DocumentNumber.parse(text))
    except ValueError:
        return text.strip()


def _doc_number_must_be_free(publication: Publication) -> None:
    if not publication.doc_number:
        return
    others = Publication.objects.filter(doc_number=publication.doc_number).exclude(stage=Stage.WITHDRAWN)
    other = others.exclude(pk=publication.pk).select_related("unit").first()
    if other is not None:
        raise Refusal(
            f"文号“{publication.doc_number}”已用于{other.unit.short_name}的《{other.title}》。",
            article="发文字号规则（D53）",
            advice="请核对文号；同一文件只公开一次，可在解读或转载的正文中引用。",
        )


def _checked(name: str, data: bytes) -> CheckedFile:
    """Accept what the platform accepts everywhere, and tables as JSON (open data of the annual report)."""
    if name.lower().endswith(".json"):
        try:
            json.loads(data)
        except ValueError as error:
            raise Refusal(
                f"附件“{name}”不是有效的JSON。", article="附件要求", advice="请重新导出后上传。"
            ) from error
        return CheckedFile(name, data, "application/json", ".json")
    return checked_content(name, data)


def _next_index_number(row: Publication) -> str:
    year = row.created_on.year
    serial = numbers.take(f"index/{row.unit.uscc}/{year}")
    return str(identifiers.IndexNumber(row.unit.uscc, year, serial))


def _public_facts(row: Publication) -> dict[str, object]:
    return {
        "index_no": row.index_no,
        "title": row.title,
        "content_sha256": row.content_sha256,
        "column": row.column_code,
        "unit": row.unit.code,
    }


def _record(
    row: Publication,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    changed: Iterable[str] = (),
    note: str = "",
    public: Mapping[str, object] | None = None,
) -> None:
    """Write the act, the ledger event over the state it leaves behind, and the row itself."""
    if action.to is not None:
        row.stage, row.stage_at = action.to, at
    row.revision += 1
    is_new = row.pk is None
    if is_new:
        row.save()
    act = ReviewAct.objects.create(
        publication=row, seq=row.revision, act=action.id, decision=row.stage, by=_person(by), by_name=by.name,
        post=by.post, at=at, note=note,
    )  # fmt: skip
    row.act_parts.append(
        {
            "seq": act.seq, "act": act.act, "decision": act.decision, "user": act.by_id, "by": act.by_name,
            "post": act.post, "at": micros(at), "note": note,
        }
    )  # fmt: skip
    data = public or {"stage": row.stage}
    index = record_act(row, f"publishing.{action.id}", at=at, by=by.name, unit=row.unit.code, data=data)
    if public is not None:
        row.public_change = index
    if not is_new:
        row.save(update_fields=["stage", "stage_at", "revision", "public_change", *changed])


def _bring_up_to_date(publication: Publication, row: Publication) -> Publication:
    """Show the caller's object as the row now is."""
    publication.__dict__.update(row.__dict__)
    return publication


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
