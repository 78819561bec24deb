"""The disclosure log: proposed by the officer, released by another person, taken down by either at once."""

import hashlib
import io
from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from pypdf import PdfReader

from gongkai.cases.actions import local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case
from gongkai.disclosure.models import LogEntry
from gongkai.law.personal_data import personal_data_in
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role
from gongkai.units.posts import Actor

RULE = "《条例》第十五条、第三十二条"
PROPOSERS = (Role.OFFICER, Role.COMPETENT)
RELEASERS = (Role.APPROVER,)
# What should not stand there any longer goes at once, by whoever notices.
TAKERS = (Role.OFFICER, Role.APPROVER, Role.COMPETENT)


def propose_for_log(
    case: Case, *, subject: str, answer: str, file: CheckedFile | None = None, by: Actor, at: datetime
) -> LogEntry:
    """拟公布: write what the public may know of a closed request; nothing is public before its release."""
    by.must_hold(PROPOSERS, case.unit)
    if case.closed_on is None:
        raise Refusal("申请还没有办结。", article="", advice="请在办结后公布。")
    if not subject.strip():
        raise Refusal("没有写明公布的事项。", article=RULE, advice="请概括所申请的信息，不写申请人是谁。")
    content = file.content if file else None
    _must_be_free_of_personal_data(case, (subject, answer, _words(content)), local_day(at))
    with transaction.atomic():
        entry = LogEntry.objects.select_for_update(no_key=True).filter(case=case).first() or LogEntry(
            case=case
        )
        if entry.state == LogEntry.State.RELEASED:
            raise Refusal("这件申请已经公布。", article="", advice="需要修改的，请先撤下。")
        entry.state, entry.subject, entry.answer = LogEntry.State.PROPOSED, subject.strip(), answer.strip()
        entry.working_days = _working_days(case)
        entry.proposed_by, entry.proposed_at = by.name, at
        entry.file, entry.file_name, entry.file_sha256 = "", "", ""
        if file and content:
            entry.file_name, entry.file_sha256 = file.name, hashlib.sha256(content).hexdigest()
            entry.file.save(f"{entry.file_sha256[:16]}.pdf", ContentFile(content), save=False)
        entry.save()
        record_act(entry, "log.propose", at=at, by=by.name, unit=case.unit.code)
    return entry


def release_to_log(entry: LogEntry, *, by: Actor, at: datetime) -> LogEntry:
    """公布: a second person looks at every word again, then it is public."""
    by.must_hold(RELEASERS, entry.case.unit)
    with transaction.atomic():
        entry = _locked(entry)
        if entry.state != LogEntry.State.PROPOSED:
            raise Refusal(
                f"此条现为“{entry.get_state_display()}”，不能公布。", article="", advice="请刷新页面。"
            )
        if entry.proposed_by == by.name:
            raise Refusal(
                "提出人不能审核自己提出的公布。", article="岗位分离", advice="请由另一位审签人审核。"
            )
        words = _words(entry.file.read() if entry.file else None)
        _must_be_free_of_personal_data(entry.case, (entry.subject, entry.answer, words), local_day(at))
        entry.state, entry.released_by, entry.released_at = LogEntry.State.RELEASED, by.name, at
        return _public_act(entry, "log.release", by=by, at=at)


def take_from_log(entry: LogEntry, *, reason: str, by: Actor, at: datetime) -> LogEntry:
    """撤下: take an entry off the log, or a proposal back, with the reason."""
    by.must_hold(TAKERS, entry.case.unit)
    if not reason.strip():
        raise Refusal("撤下需要写明原因。", article="", advice="请填写原因。")
    with transaction.atomic():
        entry = _locked(entry)
        if entry.state == LogEntry.State.TAKEN:
            raise Refusal(f"此条已由{entry.taken_by}撤下。", article="", advice="不必重复办理。")
        entry.state, entry.taken_by, entry.taken_at = LogEntry.State.TAKEN, by.name, at
        entry.taken_reason = reason.strip()
        return _public_act(entry, "log.take", by=by, at=at)


def _locked(entry: LogEntry) -> LogEntry:
    rows = LogEntry.objects.select_for_update(of=("self",), no_key=True).select_related(
        "case__unit", "case__request"
    )
    return rows.get(pk=entry.pk)


def _public_act(entry: LogEntry, verb: str, *, by: Actor, at: datetime) -> LogEntry:
    entry.save()
    entry.public_change = record_act(entry, verb, at=at, by=by.name, unit=entry.case.unit.code)
    entry.save(update_fields=["public_change"])
    return entry


def _working_days(case: Case) -> int | None:
    """Count the working days from receipt to reply, pauses included: what the applicant waited."""
    if case.received_on is None or case.closed_on is None:
        return None
    return calendar_in_force().working_days_between(case.received_on, case.closed_on)


def _must_be_free_of_personal_data(case: Case, texts: Iterable[str], today: date) -> None:
    """Refuse words that tell who asked, or hold anybody's number, card or home."""
    request = case.request  # type: ignore[attr-defined]
    known = {
        "申请人的姓名或名称": request.name,
        "联系人": request.contact_person,
        "申请人的证件号码": request.id_number,
        "申请人的电话": request.phone,
        "申请人的邮箱": request.email,
        "申请人的地址": request.postal_address,
    }
    for text in texts:
        found = [what for what, value in known.items() if len(value.strip()) > 1 and value.strip() in text]
        found += [f"{each.what}（{each.masked}）" for each in personal_data_in(text, today)]
        if found:
            raise Refusal(
                f"拟公布的内容含有{'、'.join(found)}。", article=RULE, advice="请删去或者遮盖后再提交。"
            )


def _words(content: bytes | None) -> str:
    """Return the words of a PDF that is to go public; a scan nobody can check is refused."""
    if content is None:
        return ""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if not text.strip():
        raise Refusal(
            "文件里读不出文字，无法检查个人信息。",
            article=RULE,
            advice="请上传有文字层的PDF，不要上传扫描件。",
        )
    return text
