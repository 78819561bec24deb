"""Judging a text: checking, secrecy review, asking the competent department, signing (审核、签发)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases.procedure import Action
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import COMMENT_PERIODS
from gongkai.ledger.actions import record_act
from gongkai.publishing import checks, content, interpretation, procedure
from gongkai.publishing.actions.drafting import CONTENT, NotReady
from gongkai.publishing.actions.recording import (
    bring_up_to_date,
    day_of,
    hold_together,
    must_be_another,
    must_have_a_valid_code,
    next_index_number,
    open_row,
    person,
    public_facts,
    record,
)
from gongkai.publishing.models import (
    Mode,
    Publication,
    PublicationFile,
    Stage,
    Validity,
    Version,
    validity_from,
)
from gongkai.publishing.passages import plain_text
from gongkai.units import parameters
from gongkai.units.posts import Actor


def check(
    publication: Publication, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> Publication:
    """Pass the text as checked (核稿通过); whoever wrote it may not."""
    with transaction.atomic():
        row = open_row(publication, procedure.CHECK, by, seen)
        must_be_another(row, by)
        row.checker = person(by)
        record(row, procedure.CHECK, by=by, at=at, changed=["checker"], note=note)
    return bring_up_to_date(publication, row)


def pass_secrecy(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    seen: int | None = None,
    released: Iterable[str] = (),
) -> Publication:
    """Record that the item holds no secret (保密审查通过, Secrets Law art. 35: item by item).

    ``released`` names the findings the reviewer lets stand, one decision each (D43).
    """
    with transaction.atomic():
        row = open_row(publication, procedure.PASS_SECRECY, by, seen)
        must_be_another(row, by)
        row.released = sorted(set(released))
        left = [held for held in row.held if held["key"] not in row.released]
        if left:
            raise Refusal(
                f"有{len(left)}处没有放行：{left[0]['place']}{left[0]['message']}",
                article="《条例》第十五条、第十七条",
                advice="请逐处勾选放行，或者退回拟稿人改正。",
            )
        row.secrecy_reviewer = person(by)
        if row.held:
            note = f"放行{len(row.held)}处检查发现。{note}"
        record(row, procedure.PASS_SECRECY, by=by, at=at, changed=["secrecy_reviewer", "released"], note=note)
    return bring_up_to_date(publication, row)


def ask(
    publication: Publication, *, by: Actor, at: datetime, question: str, seen: int | None = None
) -> Publication:
    """Ask the competent department whether the item may be disclosed (不能确定是否可以公开的，报主管部门确定, art. 17)."""
    if not question.strip():
        raise Refusal("没有写明请示的问题。", article=procedure.ART_17, advice="请写明拿不准的内容和理由。")
    with transaction.atomic():
        row = open_row(publication, procedure.ASK, by, seen)
        must_be_another(row, by)
        record(row, procedure.ASK, by=by, at=at, note=question.strip())
    return bring_up_to_date(publication, row)


def answer(
    publication: Publication, *, by: Actor, at: datetime, may: bool, note: str, seen: int | None = None
) -> Publication:
    """Decide a question put by :func:`ask`: the review goes on where it stood, or the text goes back (答复请示)."""
    if not note.strip():
        raise Refusal(
            "没有写明答复意见。",
            article=procedure.ART_17,
            advice="请写明依据；经保密行政管理部门确定的，写明其文号。",
        )
    with transaction.atomic():
        row = open_row(publication, procedure.ANSWER, by, seen)
        back_to = row.act_parts[-2]["decision"] if may else Stage.DRAFT
        changed = []
        if not may:
            row.checker = row.secrecy_reviewer = None
            changed = ["checker", "secrecy_reviewer"]
        verdict = "可以公开" if may else "不得公开"
        record(
            row,
            procedure.ANSWER,
            by=by,
            at=at,
            to=back_to,
            changed=changed,
            note=f"{verdict}：{note.strip()}",
        )
    return bring_up_to_date(publication, row)


def send_back(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    note: str,
    comments: list[dict[str, str]] | None = None,
    seen: int | None = None,
) -> Publication:
    """Return the text to its drafter with a reason (退回); the review starts anew.

    ``comments`` are remarks in the text: ``{"quote": words of the text, "text": the remark}``.
    """
    if not note.strip() and not comments:
        raise Refusal("没有填写退回意见。", article=procedure.ART_17, advice="请写明需要修改什么。")
    with transaction.atomic():
        row = open_row(publication, procedure.SEND_BACK, by, seen)
        must_be_another(row, by)
        _quotes_must_stand_in(row, comments or [])
        _back_to_its_drafter(row, by=by, at=at, note=note.strip(), comments=comments)
    return bring_up_to_date(publication, row)


def _quotes_must_stand_in(row: Publication, comments: list[dict[str, str]]) -> None:
    words = "".join(f"{row.title}{row.summary}{plain_text(row.body)}".split())
    for comment in comments:
        if "".join(comment["quote"].split()) not in words:
            raise Refusal(
                f"正文里没有“{comment['quote']}”。",
                article="",
                advice="请从正文选取要批注的原话；不针对某一处的，引文留空。",
            )


def _back_to_its_drafter(
    row: Publication, *, by: Actor, at: datetime, note: str, comments: list[dict[str, str]] | None = None
) -> None:
    row.checker = row.secrecy_reviewer = row.approver = None
    row.publish_from = None
    changed = ["checker", "secrecy_reviewer", "approver", "publish_from"]
    record(row, procedure.SEND_BACK, by=by, at=at, changed=changed, note=note, comments=comments)


def sign(
    publication: Publication,
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    publish_from: datetime | None = None,
) -> Publication:
    """Sign and publish (签发公开): give the index number, fix time and content, write the public event.

    ``published_at`` is the moment of the act and cannot be given or changed (D39). With ``publish_from``, a time to
    come, the platform publishes then (定时公开).
    """
    if publish_from is not None and publish_from <= at:
        raise Refusal(
            f"定时公开的时间{timezone.localtime(publish_from):%Y-%m-%d %H:%M}已经过去。",
            article="国办秘函〔2019〕19号：不得伪造发稿日期",
            advice="请填写将来的时间；要立即公开的，不填时间。",
        )
    with transaction.atomic():
        row = open_row(publication, procedure.SIGN, by, seen)
        must_be_another(row, by)
        must_have_a_valid_code(row.unit)
        _must_be_ready(row, publish_from or at)
        if publish_from is not None:
            _must_not_pass_the_due_day(row, publish_from, at)
        row.approver = person(by)
        if publish_from is not None:
            row.publish_from = publish_from
            changed = ["approver", "publish_from"]
            note = f"定于{timezone.localtime(publish_from):%Y-%m-%d %H:%M}公开"
            record(row, procedure.SIGN, by=by, at=at, to=Stage.SCHEDULED, changed=changed, note=note)
        else:
            _make_public(row, procedure.SIGN, by=by, at=at)
    return bring_up_to_date(publication, row)


def _must_not_pass_the_due_day(row: Publication, publish_from: datetime, at: datetime) -> None:
    """Refuse a time beyond the period for publishing (art. 26); what is late already is only asked to hurry."""
    if day_of(publish_from) > row.due_on >= day_of(at):
        raise Refusal(
            f"定时公开的时间晚于公开期限{row.due_on}。",
            article=procedure.ART_26,
            advice="请填写期限以内的时间，或者立即公开。",
        )


def sign_together(
    document: Publication,
    interpretations: Iterable[Publication],
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    publish_from: datetime | None = None,
) -> Publication:
    """Sign a document and its interpretations in one act of will (文件和解读同步签发): all of them or none.

    With ``publish_from`` all of them become public then, in one act.
    """
    interpretations = list(interpretations)
    with transaction.atomic():
        hold_together([document, *interpretations])
        sign(document, by=by, at=at, seen=seen, publish_from=publish_from)
        for each in interpretations:
            sign(each, by=by, at=at, publish_from=publish_from)
    return document


def publish_scheduled(publication: Publication, *, at: datetime) -> Publication:
    """Publish what was signed for a time that has come (定时公开). Done by the platform, in the approver's name.

    Its interpretations become public with it. What the checks would no longer let pass goes back to its drafter.
    """
    companions = publication.interpretations.filter(stage=Stage.SCHEDULED).select_related("unit")
    with transaction.atomic():
        hold_together([publication, *companions])
        row = Publication.objects.locked(publication.pk)
        if not _is_due(row, at):
            return bring_up_to_date(publication, row)
        approver = row.approver
        assert approver is not None, "A scheduled item has been signed."
        by = Actor(name=approver.name, post="定时公开", user=approver)
        try:
            with transaction.atomic():
                _must_be_ready(row, at)
                _make_public(row, procedure.PUBLISH, by=by, at=at)
        except Refusal as refusal:
            row = Publication.objects.locked(publication.pk)
            note = f"到了定时公开的时间，没有公开：{refusal}"
            _back_to_its_drafter(row, by=by, at=at, note=note)
        else:
            for each in companions:
                publish_scheduled(each, at=at)
    return bring_up_to_date(publication, row)


def _is_due(row: Publication, at: datetime) -> bool:
    """Tell whether the time has come; an interpretation waits for the document it was scheduled with."""
    if row.stage != Stage.SCHEDULED or row.publish_from is None or row.publish_from > at:
        return False
    return row.interprets is None or row.interprets.stage != Stage.SCHEDULED


def keep(publication: Publication, *, by: Actor, at: datetime, seen: int | None = None) -> Publication:
    """Determine that an item is not disclosed of the organ's own accord (登记不公开), to be assessed again (art. 18)."""
    with transaction.atomic():
        row = open_row(publication, procedure.KEEP, by, seen)
        must_be_another(row, by)
        if row.mode == Mode.PROACTIVE:
            raise Refusal(
                "这条信息的公开方式是“主动公开”，应当签发公开。",
                article=procedure.ART_26,
                advice="确实不能公开的，退回拟稿人改为“依申请公开”或者“不予公开”并写明理由。",
            )
        row.approver = person(by)
        row.reassess_on = parameters.months_later(day_of(at), "reassess_months")
        record(row, procedure.KEEP, by=by, at=at, changed=["approver", "reassess_on"])
    return bring_up_to_date(publication, row)


def _must_be_ready(row: Publication, at: datetime) -> None:
    """Refuse what may not become public at ``at``: the checks look once more, for words, links and days change (D43)."""
    if row.mode != Mode.PROACTIVE:
        raise Refusal(
            f"公开方式为“{row.get_mode_display()}”的信息不上网发布。",
            article="《条例》第十三条",
            advice="请改用“登记不公开”。",
        )
    interpretation.must_be_in_step(row, at)
    _comment_period_must_be_long_enough(row, at)
    found = [
        each for each in checks.findings(row, day_of(at)) if each.blocks and each.key not in row.released
    ]
    if found:
        raise NotReady(found)


def _comment_period_must_be_long_enough(row: Publication, at: datetime) -> None:
    """Refuse a comment period shorter than the rule without a published reason (D63)."""
    if not row.comment_kind or row.comment_until is None:
        return
    rule = COMMENT_PERIODS[row.comment_kind]
    days = (row.comment_until - day_of(at)).days
    if days <= 0 or (days < rule.days and not row.comment_short_reason.strip()):
        raise Refusal(
            f"{rule.label}征求意见不少于{rule.days}日，现在到{row.comment_until}只有{max(days, 0)}日。",
            article=rule.source,
            advice="请退回延长截止日期；确需缩短的，写明理由，理由将随公告公布。",
        )


def _make_public(row: Publication, action: Action, *, by: Actor, at: datetime) -> None:
    if row.amends_id is not None:
        _merge(row, action, by=by, at=at)
        return
    row.published_at = at
    row.validity = validity_from(row.effective_on, day_of(at))
    row.index_no = next_index_number(row)
    row.content_sha256 = content.digest(content.public_content(row, row.file_parts))
    changed = ["approver", "published_at", "validity", "index_no", "content_sha256"]
    record(row, action, by=by, at=at, to=Stage.PUBLISHED, changed=changed, public=public_facts(row))


def _merge(row: Publication, action: Action, *, by: Actor, at: datetime) -> None:
    """Put a revised text in the place of the public one, which is kept as a former version."""
    assert row.amends_id is not None
    original = Publication.objects.locked(row.amends_id)
    if original.stage != Stage.PUBLISHED:
        raise Refusal(
            f"《{original.title}》{original.get_stage_display()}，不能再修订。",
            article=procedure.ART_26,
            advice="请将修订稿退回作废；需要公开的，重新拟稿。",
        )
    former = _keep_version(original, row, at)
    record_act(former, "publishing.supersede", at=at, by=by.name, unit=row.unit.code, data=_facts_of(former))
    PublicationFile.objects.filter(publication=original, version=None).update(version=former)
    PublicationFile.objects.filter(publication=row).update(publication=original)
    for name in CONTENT | {"changed_on"}:
        setattr(original, name, getattr(row, name))
    if original.validity == Validity.EXPIRED and original.valid_until and original.valid_until >= day_of(at):
        # The revision prolongs it (延续有效期).
        original.validity, original.validity_note, original.validity_changed_on = (
            Validity.IN_FORCE,
            "",
            day_of(at),
        )
    if original.validity in (Validity.NOT_YET, Validity.IN_FORCE):
        original.validity = validity_from(original.effective_on, day_of(at))
    original.version += 1
    original.updated_at = at
    original.file_parts, row.file_parts = row.file_parts, []
    original.content_sha256 = content.digest(content.public_content(original, original.file_parts))
    changed = [*CONTENT, "changed_on", "version", "updated_at", "content_sha256"]
    changed += ["validity", "validity_note", "validity_changed_on"]
    facts = public_facts(original) | {"version": original.version}
    record(original, procedure.REPLACE, by=by, at=at, changed=changed, note=row.change_note, public=facts)
    record(row, action, by=by, at=at, to=Stage.MERGED, changed=["approver"])


def _keep_version(original: Publication, row: Publication, at: datetime) -> Version:
    public_since = original.updated_at or original.published_at
    assert public_since is not None
    return Version.objects.create(
        publication=original, number=original.version, title=original.title, summary=original.summary,
        body=original.body, doc_number=original.doc_number, created_on=original.created_on,
        files=original.file_parts, content_sha256=original.content_sha256,
        published_at=public_since, replaced_at=at, change_note=row.change_note,
        withheld_because=row.withhold_former.strip(),
    )  # fmt: skip


def _facts_of(former: Version) -> Mapping[str, object]:
    return {
        "index_no": former.publication.index_no,
        "version": former.number,
        "title": former.title,
        "content_sha256": former.content_sha256,
    }
