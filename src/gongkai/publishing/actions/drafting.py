"""Writing a text and handing it on: the drafter's verbs (拟稿)."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.cases.files import CheckedFile, checked_content
from gongkai.cases.guard import refuse_dangerous
from gongkai.law.refusal import Refusal
from gongkai.publishing import checks, procedure
from gongkai.publishing.actions.recording import (
    bring_up_to_date,
    day_of,
    doc_number_must_be_free,
    legacy_number_must_be_free,
    must_have_a_valid_code,
    open_row,
    person,
    put_in_order,
    record,
    set_due_day,
)
from gongkai.publishing.documents.attached import read_attached
from gongkai.publishing.models import Column, Publication, PublicationFile, Stage
from gongkai.publishing.passages import plain_text
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

# What says the same thing in a revised text as in the first one; the column never changes.
CONTENT = frozenset(
    {
        "title", "summary", "body", "genre", "created_on", "doc_number", "keywords", "source", "key_area",
        "standard", "effective_on", "owner_unit", "interprets", "interpretation_kind", "interpretation_form", "interpreter",
        "result_of", "legacy_index_no", "facts_sha256", "issuing_body", "valid_until",
    }
)  # fmt: skip
EDITABLE = CONTENT | {
    "column", "mode", "mode_reason", "special_period", "to_be_interpreted", "plan_outline", "plan_form",
    "plan_channel", "plan_on", "comment_kind", "comment_until", "comment_short_reason", "change_note", "withhold_former", "changed_on",
    "questions", "proposed", "origin_case", "public_by",
}  # fmt: skip


class NotReady(Refusal):
    """The text has findings that block it; they are listed in ``findings``."""

    def __init__(self, findings: list[checks.Finding]) -> None:
        releasable = all(finding.releasable for finding in findings)
        super().__init__(
            f"有{len(findings)}处须改正：{findings[0].place}{findings[0].message}",
            article=procedure.ART_17,
            advice="确需保留的，写明理由提请保密审查员放行；否则请改正后再提交。"
            if releasable
            else "请按“公开前检查”逐处改正后再提交。",
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
    draft_key: str | None = None,
    **fields: Any,
) -> Publication:
    """Begin a publication (拟稿) with any of ``EDITABLE``. ``draft_key`` makes sending the same form twice harmless."""
    _must_be_editable(fields)
    by.must_hold(procedure.DRAFT.roles, unit)
    must_have_a_valid_code(unit)
    publication = Publication(
        unit=unit,
        title=title,
        body=body,
        column=column,
        genre=genre,
        created_on=created_on,
        draft_key=draft_key,
        stage=Stage.DRAFT,
        stage_at=at,
        drafter=person(by),
        **{"owner_unit": unit, **fields},
    )
    put_in_order(publication)
    with transaction.atomic():
        doc_number_must_be_free(publication)
        legacy_number_must_be_free(publication)
        publication.file_parts, publication.act_parts = [], []
        record(publication, procedure.DRAFT, by=by, at=at)
    return publication


def revise(
    publication: Publication, *, by: Actor, at: datetime, expected_revision: int, **fields: Any
) -> Publication:
    """Change a draft. ``expected_revision`` is the one on the screen; a newer one is not overwritten."""
    _must_be_editable(fields)
    with transaction.atomic():
        row = open_row(publication, procedure.REVISE, by, expected_revision)
        if row.amends_id:
            fields.pop("column", None)
        if row.filed_as:
            _must_read_as_filed(row, fields)
        for name, value in fields.items():
            setattr(row, name, value)
        put_in_order(row)
        doc_number_must_be_free(row)
        legacy_number_must_be_free(row)
        record(row, procedure.REVISE, by=by, at=at, changed=EDITABLE | {"due_on", "due_provisional"})
    return bring_up_to_date(publication, row)


def _must_read_as_filed(row: Publication, fields: dict[str, Any]) -> None:
    """Refuse another text than the one filed; an editor that only writes its markup anew changes nothing."""
    title, body = fields.pop("title", row.title), fields.pop("body", row.body)
    if title != row.title or plain_text(body) != plain_text(row.body):
        _must_not_be_filed(row)


def _must_not_be_filed(row: Publication) -> None:
    if row.filed_as:
        raise Refusal(
            f"标题、正文和附件出自已归档的{row.filed_as}，公布时不能改动。",
            article="《条例》第四十九条",
            advice="有差错的，先作废这份稿件，在原处更正、归档后重新提交公布。",
        )


def amend(
    publication: Publication, *, by: Actor, at: datetime, changed_on: date, change_note: str
) -> Publication:
    """Begin a new version of a public item (修订). The old one stays public until the new one is signed.

    The period for publishing starts anew with ``changed_on``, the day the information changed (art. 26, D38).
    """
    if not change_note.strip():
        raise Refusal(
            "没有填写修订说明。", article=procedure.ART_26, advice="请写明修订了什么，将在历史版本中公示。"
        )
    if changed_on > day_of(at):
        raise Refusal(f"变更日期{changed_on}晚于今天。", article=procedure.ART_26, advice="请核对变更日期。")
    with transaction.atomic():
        original = open_row(publication, procedure.AMEND, by, None)
        other = original.amendments.exclude(stage__in=[Stage.MERGED, Stage.DISCARDED]).first()
        if other is not None:
            raise Refusal(
                f"《{original.title}》已有一个修订稿在办理，现处于“{other.get_stage_display()}”。",
                article=procedure.ART_26,
                advice="请在那个修订稿上继续办理。",
            )
        fresh = Publication(
            unit=original.unit, column=original.column, amends=original, stage=Stage.DRAFT, stage_at=at,
            drafter=person(by), changed_on=changed_on, change_note=change_note.strip(),
            **{name: getattr(original, name) for name in CONTENT},
        )  # fmt: skip
        set_due_day(fresh)
        fresh.file_parts, fresh.act_parts = list(original.file_parts), []
        fresh.save()
        for file in original.files.all():
            file.pk, file._state.adding, file.publication = None, True, fresh
            file.save()
        record(fresh, procedure.DRAFT, by=by, at=at, note=fresh.change_note)
    return fresh


def discard(
    publication: Publication, *, by: Actor, at: datetime, reason: str, seen: int | None = None
) -> Publication:
    """Give a draft up (作废). It stays on file with its history."""
    if not reason.strip():
        raise Refusal("没有填写作废理由。", article=procedure.ART_17, advice="请写明为什么不再公开。")
    with transaction.atomic():
        row = open_row(publication, procedure.DISCARD, by, seen)
        record(row, procedure.DISCARD, by=by, at=at, note=reason.strip())
    return bring_up_to_date(publication, row)


def attach(
    publication: Publication, *, by: Actor, at: datetime, name: str, content: bytes, in_text: bool = False
) -> PublicationFile:
    """Add a file to a draft; its type is told from its content. ``in_text`` is a picture the editor puts into the text."""
    file = _checked(name, content)
    read = read_attached(file.content, file.suffix)
    with transaction.atomic():
        row = open_row(publication, procedure.ATTACH, by, None)
        _must_not_be_filed(row)
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
            text=read.text,
            traces=list(read.traces),
            in_text=in_text,
            added_at=at,
            added_by=by.name,
        )
        kept.file.save(f"{sha256[:2]}/{sha256}{file.suffix}", ContentFile(file.content), save=False)
        kept.save()
        row.file_parts.append({"name": kept.name, "sha256": sha256})
        record(row, procedure.ATTACH, by=by, at=at, note=kept.name)
    bring_up_to_date(publication, row)
    return kept


def detach(file: PublicationFile, *, by: Actor, at: datetime) -> Publication:
    """Remove a file from a draft; the review history keeps its name."""
    with transaction.atomic():
        row = open_row(file.publication, procedure.DETACH, by, None)
        _must_not_be_filed(row)
        PublicationFile.objects.filter(pk=file.pk).delete()
        row.file_parts = [{"name": kept.name, "sha256": kept.sha256} for kept in row.files.all()]
        record(row, procedure.DETACH, by=by, at=at, note=file.name)
    return bring_up_to_date(file.publication, row)


def submit(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    release_reason: str = "",
    filed_as: str = "",
) -> Publication:
    """Hand a draft to the checker (提交核稿). Refused while a check finds something that blocks (D43).

    With ``release_reason`` the drafter asks the secrecy reviewer to let stand what may be let stand (放行). Where the
    text is that of a record filed before, ``filed_as`` names it: from then on neither text nor files change.
    """
    with transaction.atomic():
        row = open_row(publication, procedure.SUBMIT, by, seen)
        _drop_unused_pictures(row)
        blocking = [finding for finding in checks.findings(row, day_of(at)) if finding.blocks]
        asked = release_reason.strip()
        if blocking and not (asked and all(finding.releasable for finding in blocking)):
            raise NotReady([finding for finding in blocking if not (asked and finding.releasable)])
        row.held = [finding.held() for finding in blocking]
        row.released = []
        row.filed_as = filed_as or row.filed_as
        note = f"提请放行{len(blocking)}处：{asked}" if blocking else ""
        record(
            row,
            procedure.SUBMIT,
            by=by,
            at=at,
            changed=["held", "released", "filed_as"],
            note=note,
        )
    return bring_up_to_date(publication, row)


def _drop_unused_pictures(row: Publication) -> None:
    """Take out the pictures the editor was given and the text does not show; they were nobody's attachments."""
    if not row.file_parts:
        return
    unused = [kept for kept in row.files.filter(in_text=True) if f"/~/{kept.name}" not in row.body]
    if unused:
        PublicationFile.objects.filter(pk__in=[kept.pk for kept in unused]).delete()
        row.file_parts = [{"name": kept.name, "sha256": kept.sha256} for kept in row.files.all()]


def _must_be_editable(fields: dict[str, Any]) -> None:
    strange = set(fields) - EDITABLE
    if strange:
        raise TypeError(f"A draft has no {', '.join(sorted(strange))} to write.")


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
    file = checked_content(name, data)
    return replace(file, content=refuse_dangerous(name, file.content, file.suffix))
