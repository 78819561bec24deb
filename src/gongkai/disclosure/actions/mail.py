"""The verbs of incoming mail (来信): taken in once, then registered, joined to a case, or set aside with a reason."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case
from gongkai.disclosure.actions import intake
from gongkai.disclosure.actions.intake import Application
from gongkai.disclosure.mail import prefill, reading, threads
from gongkai.disclosure.mail.reading import Letter
from gongkai.disclosure.models import Mail, Mailbox, sender_key
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM, Actor

INTAKE = (Role.OFFICER, Role.COMPETENT)
State = Mail.State
# A sender who writes more than this within an hour is most likely a machine; nothing is dropped, it is held.
MOST_IN_AN_HOUR = 20
# What still waits for a decision, and may be taken up again.
UNDECIDED = (State.NEW, State.HELD, State.AUTOMATIC)
MAIL = Actor(name="电子邮件", post="来信")
log = logging.getLogger("gongkai.mail")


@dataclass(frozen=True)
class Fetched:
    """A message as a mail server handed it over, with its place there; ``raw`` may be its head alone."""

    uidvalidity: int
    uid: int
    raw: bytes
    size: int
    arrived_at: datetime
    is_whole: bool = True


def take_in(mailbox: Mailbox, fetched: Fetched, *, at: datetime) -> Mail | None:
    """Keep a message and put it where it belongs; ``None`` when it was taken in before.

    Message, its case and the place reached in the mailbox are written together: a process killed here fetches the
    same message again and nothing is lost or doubled.
    """
    letter = read_safely(fetched.raw, whole=fetched.is_whole)
    with transaction.atomic():
        box = (
            Mailbox.objects.select_for_update(of=("self",), no_key=True)
            .select_related("unit")
            .get(pk=mailbox.pk)
        )
        pass_over(box, fetched.uidvalidity, fetched.uid)
        if Mail.objects.filter(mailbox=box, key=letter.key).exists():
            log.info("邮箱 %s 的第 %s 封邮件以前已经读入", box.address, fetched.uid)
            return None
        mail = _kept(box, fetched, letter, at)
        _place(mail, letter, at)
    return mail


def pass_over(mailbox: Mailbox, uidvalidity: int, uid: int) -> None:
    """Note that a mailbox has been read up to a message."""
    mailbox.uidvalidity, mailbox.last_uid = uidvalidity, uid
    Mailbox.objects.filter(pk=mailbox.pk).update(uidvalidity=uidvalidity, last_uid=uid)


def read_safely(raw: bytes, *, whole: bool = True) -> Letter:
    """Read a message; one that no parser understands is kept all the same."""
    own = frozenset(address.lower() for address in Mailbox.objects.values_list("address", flat=True))
    try:
        return reading.read(raw, own, whole=whole)
    except Exception as error:
        log.exception("邮件无法解析，按原件保存")
        return reading.unreadable(raw, error)


def letter_of(mail: Mail) -> Letter:
    """Read a kept message again."""
    with mail.raw.open() as file:
        return read_safely(file.read(), whole=mail.is_whole)


def _kept(mailbox: Mailbox, fetched: Fetched, letter: Letter, at: datetime) -> Mail:
    arrived = min(fetched.arrived_at, at)
    digest = hashlib.sha256(fetched.raw).hexdigest()
    mail = Mail(
        mailbox=mailbox,
        unit=mailbox.unit,
        key=letter.key,
        message_id=letter.message_id,
        sha256=digest,
        size=fetched.size,
        is_whole=fetched.is_whole,
        arrived_at=arrived,
        taken_at=at,
        due_on=calendar_in_force().next_working_day(local_day(arrived)).day,
        sender=letter.sender,
        sender_key=sender_key(letter.sender),
        subject=letter.subject,
        files=[{"name": each.name, "size": each.size, "refusal": each.refusal} for each in letter.attached],
        warnings=[*letter.warnings, *_same_identifier(letter)],
        state=State.NEW,
    )
    mail.raw.save(f"{digest}.eml", ContentFile(fetched.raw), save=False)
    return mail


def _same_identifier(letter: Letter) -> list[str]:
    if (
        letter.message_id
        and Mail.objects.filter(message_id=letter.message_id).exclude(key=letter.key).exists()
    ):
        return ["与另一封内容不同的邮件标识（Message-ID）相同"]
    return []


def _place(mail: Mail, letter: Letter, at: datetime) -> None:
    """Decide what a new message is: automatic, too many, part of a case, a whole application, or for a person."""
    belongs = None if letter.automatic else threads.belonging(letter)
    if letter.automatic:
        mail.state, mail.reason = State.AUTOMATIC, letter.automatic
    elif _is_flood(mail):
        mail.state, mail.reason = State.HELD, f"同一发件人一小时内来信超过 {MOST_IN_AN_HOUR} 封"
    mail.save()
    record_act(
        mail,
        "disclosure.mail_arrived",
        at=at,
        by=PLATFORM.name,
        unit=mail.unit.code,
        data={"state": mail.state},
    )
    if mail.state != State.NEW or letter.is_refuted:
        return
    if belongs is None:
        _submit(mail, letter, at)
    elif belongs.is_sure:
        _join(mail, belongs.case, letter, by=MAIL, at=at)


def _is_flood(mail: Mail) -> bool:
    recent = Mail.objects.filter(
        sender_key=mail.sender_key, arrived_at__gt=mail.arrived_at - timedelta(hours=1)
    )
    return recent.exclude(state=State.AUTOMATIC).count() >= MOST_IN_AN_HOUR


def _submit(mail: Mail, letter: Letter, at: datetime) -> None:
    """Open a case for a message that is a whole application; day of receipt and identity are still confirmed."""
    application = prefill.application(letter, local_day(at))
    if application is None:
        return
    opened = intake.submit(
        _with_original(application, mail),
        unit=mail.unit,
        at=at,
        token=f"mail-{mail.key[:58]}",
        channel=Channel.EMAIL,
        arrived_at=mail.arrived_at,
    )
    _decide(mail, State.REGISTERED, opened.case, reason="来信即为完整的申请", by=MAIL, at=at)


def open_mail(mail: Mail, *, by: Actor, at: datetime) -> Letter:
    """Return what a message says, to those who handle it; every reading is logged (D32, D90)."""
    by.must_hold(INTAKE, mail.responsible)
    with transaction.atomic():
        if mail.opened_at is None:
            mail.opened_at = at
            Mail.objects.filter(pk=mail.pk, opened_at=None).update(opened_at=at)
        record_fact(f"mail/{mail.pk}", "disclosure.read_mail", at=at, by=by.name, unit=mail.responsible.code)
    return letter_of(mail)


def register_mail(mail: Mail, application: Application, *, by: Actor, at: datetime) -> Opened:
    """登记: make a message a request, completed by an officer. It arrived when the message did."""
    with transaction.atomic():
        row = _undecided(mail, by)
        letter = letter_of(row)
        complete = replace(application, files=(*application.files, *letter.files))
        opened = intake.register(
            _with_original(complete, row),
            unit=row.unit,
            channel=Channel.EMAIL,
            by=by,
            at=at,
            arrived_at=row.arrived_at,
        )
        _decide(row, State.REGISTERED, opened.case, by=by, at=at)
    return opened


def join_mail(mail: Mail, case: Case, *, by: Actor, at: datetime) -> Mail:
    """并入办件: put a message to the case it belongs to."""
    with transaction.atomic():
        row = _undecided(mail, by)
        by.must_hold(INTAKE, case.unit)
        _join(row, case, letter_of(row), by=by, at=at)
    return row


def set_aside(mail: Mail, *, reason: str, by: Actor, at: datetime) -> Mail:
    """不作申请处理: say why a message is no application. It stays on file and can be taken up again."""
    if not reason.strip():
        raise Refusal(
            "没有写明不作申请处理的理由。",
            article="《条例》第二十九条",
            advice="请写明理由，如广告、咨询已答复。",
        )
    with transaction.atomic():
        row = _undecided(mail, by)
        _decide(row, State.SET_ASIDE, None, reason=reason.strip()[:200], by=by, at=at)
    return row


def take_up(mail: Mail, *, by: Actor, at: datetime) -> Mail:
    """重新处理: a message that was set aside, held or taken for automatic is handled after all."""
    with transaction.atomic():
        row = _locked(mail)
        by.must_hold(INTAKE, row.unit)
        if row.state not in (State.HELD, State.AUTOMATIC, State.SET_ASIDE):
            raise _too_late(row)
        _decide(row, State.NEW, None, reason="", by=by, at=at)
    return row


def raise_mail_alarm(mail: Mail, *, at: datetime) -> Mail:
    """Tell the competent office that nobody handled a message by the end of its working day (D10; 指导案例26号)."""
    with transaction.atomic():
        row = _locked(mail)
        if row.state != State.NEW or row.alarmed_at is not None:
            raise _too_late(row)
        row.alarmed_at = at
        row.save(update_fields=["alarmed_at"])
        record_act(row, "disclosure.mail_alarm", at=at, by=PLATFORM.name, unit=row.unit.code)
    return row


def _join(mail: Mail, case: Case, letter: Letter, *, by: Actor, at: datetime) -> None:
    known = threads.is_from_applicant(letter.sender, case)
    whose = "发件地址与申请人留下的一致，身份未经核实" if known else "发件地址不是申请人留下的，身份未经核实"
    refused = (
        f"；{refusals} 个附件未能接收，见原件"
        if (refusals := len(letter.attached) - len(letter.files))
        else ""
    )

    def papers(joined: Case) -> None:
        for file in (*letter.files, original(mail)):
            cases.attach(joined, file, kind="申请人来信", by=by, at=at)

    cases.act(
        case,
        "receive_letter",
        by=by,
        at=at,
        happened_on=local_day(mail.arrived_at),
        note=f"收到电子邮件，附件 {len(letter.files)} 个{refused}。{whose}。",
        data={"mail": mail.pk},
        papers=papers,
    )
    _decide(mail, State.JOINED, case, by=by, at=at)


def original(mail: Mail) -> CheckedFile:
    """Return the message itself as a paper of its case: the evidence."""
    with mail.raw.open() as file:
        return CheckedFile("来信原件.eml", file.read(), "message/rfc822", ".eml")


def _with_original(application: Application, mail: Mail) -> Application:
    return replace(application, files=(*application.files, original(mail)))


def _decide(mail: Mail, state: str, case: Case | None, *, by: Actor, at: datetime, reason: str = "") -> None:
    mail.state, mail.case, mail.reason = state, case, reason
    mail.settled_at, mail.settled_by = (None, "") if state == State.NEW else (at, by.name)
    mail.save(update_fields=["state", "case", "reason", "settled_at", "settled_by"])
    data = {"state": str(state), "case": case.number if case else ""}
    record_act(mail, "disclosure.mail_decided", at=at, by=by.name, unit=mail.unit.code, data=data)


def _undecided(mail: Mail, by: Actor) -> Mail:
    row = _locked(mail)
    by.must_hold(INTAKE, row.unit)
    if row.state not in UNDECIDED:
        raise _too_late(row)
    return row


def _locked(mail: Mail) -> Mail:
    rows = Mail.objects.select_for_update(of=("self",), no_key=True).select_related(
        "unit", "case__unit", "mailbox"
    )
    return rows.get(pk=mail.pk)


def _too_late(mail: Mail) -> Refusal:
    who = f"，由{mail.settled_by}处理" if mail.settled_by else ""
    where = f"（{mail.case.number}）" if mail.case else ""
    return Refusal(
        f"这封来信现为“{mail.get_state_display()}”{where}{who}。", article="", advice="请刷新页面后再看。"
    )
