"""Briefs (舆情简报): drafted from the records, edited, signed by another person, numbered without gaps."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from gongkai.cases import numbers
from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.cases.letter_layout import render_pdf
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.opinion import brief_content
from gongkai.voice.opinion.actions.common import must_say
from gongkai.voice.opinion.models import OpinionBrief

RULE = "舆情简报编发规则"
WRITERS, SIGNERS = (Role.OFFICER, Role.COMPETENT), (Role.APPROVER, Role.HEAD)


def draft_brief(unit: Unit, *, kind: str, day: date, by: Actor, at: datetime) -> OpinionBrief:
    """编制: the brief of the week or month ``day`` lies in, with what the records say now."""
    by.must_hold(WRITERS, unit)
    since, until = brief_content.period_of(kind, day)
    if since > local_day(at):
        raise Refusal("这一期还没有开始。", article=RULE, advice="请选择已经开始的一周或者一月。")
    content = brief_content.counted(unit, since, until, at)
    row = OpinionBrief(
        kind=OpinionBrief.Kind(kind), unit=unit, since=since, until=until, year=until.year, content=content,
        title=brief_content.title_of(kind, since, until), addressee="区委、区政府",
        opening=brief_content.opening_of(kind, since, until, content), written_by=by.name, written_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            _record(row, "draft", by, at)
    except IntegrityError as error:
        raise Refusal("这一期简报已经编制。", article=RULE, advice="请在简报列表中打开。") from error
    return row


def revise_brief(
    brief: OpinionBrief, *, revision: int, title: str, addressee: str, opening: str, advice: str, by: Actor, at: datetime
) -> OpinionBrief:  # fmt: skip
    """Change the words of a draft; the figures are counted, not typed."""
    must_say(title, "标题")
    must_say(opening, "综述")
    with transaction.atomic():
        row = _draft(brief, revision, by)
        row.title, row.addressee = title.strip(), addressee.strip()
        row.opening, row.advice = opening.strip(), advice.strip()
        _save(row, "revise", by, at)
    return row


def recount(brief: OpinionBrief, *, revision: int, by: Actor, at: datetime) -> OpinionBrief:
    """重新统计: take the figures, list and first paragraph of a draft from the records once more."""
    with transaction.atomic():
        row = _draft(brief, revision, by)
        row.content = brief_content.counted(row.unit, row.since, row.until, at)
        row.opening = brief_content.opening_of(row.kind, row.since, row.until, row.content)
        _save(row, "recount", by, at)
    return row


def sign_brief(brief: OpinionBrief, *, revision: int, by: Actor, at: datetime) -> OpinionBrief:
    """签发: by another person than who wrote it, once the period is over; it gets the next number and its PDF."""
    with transaction.atomic():
        row = _locked(brief)
        by.must_hold(SIGNERS, row.unit)
        _must_be_current(row, revision)
        if row.written_by == by.name:
            raise Refusal("编制人不能签发自己的简报。", article="岗位分离", advice="请由另一位负责人签发。")
        if local_day(at) <= row.until:
            raise Refusal(f"本期到 {row.until} 才结束。", article=RULE, advice="请在期满后重新统计并签发。")
        row.number = numbers.take(f"opinion-brief/{row.kind}/{row.year}")
        row.signed_by, row.signed_at = by.name, at
        pdf = render_pdf(brief_content.letter(row))
        row.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
        row.pdf.save(f"{row.pdf_sha256[:16]}.pdf", ContentFile(pdf), save=False)
        row.save()
        _record(row, "sign", by, at)
    return row


def _draft(brief: OpinionBrief, revision: int, by: Actor) -> OpinionBrief:
    row = _locked(brief)
    by.must_hold(WRITERS, row.unit)
    _must_be_current(row, revision)
    return row


def _locked(brief: OpinionBrief) -> OpinionBrief:
    return (
        OpinionBrief.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=brief.pk)
    )


def _must_be_current(row: OpinionBrief, revision: int) -> None:
    if row.signed_at is not None:
        raise AlreadyDone(f"{row.signed_by}已经签发这一期。", article=RULE, advice="签发后不再修改。")
    if row.revision != revision:
        raise AlreadyDone(
            f"{row.written_by}刚才修改过这份简报。",
            article=RULE,
            advice="您填写的内容还在下面，请看过最新内容后再提交。",
        )


def _save(row: OpinionBrief, verb: str, by: Actor, at: datetime) -> None:
    row.revision += 1
    row.written_by, row.written_at = by.name, at
    row.save()
    _record(row, verb, by, at)


def _record(row: OpinionBrief, verb: str, by: Actor, at: datetime) -> None:
    data = {"kind": row.kind, "since": str(row.since), "number": row.number}
    record_act(row, f"opinion_brief.{verb}", at=at, by=by.name, unit=row.unit.code, data=data)
