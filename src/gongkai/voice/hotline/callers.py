"""Who called: kept encrypted, found by keyed hash, shown to those who may see it, every reading in full logged."""

import re
import unicodedata
from datetime import datetime

from django.db import transaction

from gongkai.cases.models import Case
from gongkai.cases.personal import keyed
from gongkai.law.hotline import ARTICLE
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor
from gongkai.voice.hotline.models import Caller, Ticket

HIDDEN = "来电人要求保密"
LEAST_DIGITS = 7
_NOT_DIGITS = re.compile(r"\D")


def phone_key(phone: str) -> str:
    """Return the keyed hash of a telephone number however it was typed; empty for what is none."""
    digits = _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", phone)).removeprefix("86")
    return keyed(f"phone/{digits}") if len(digits) >= LEAST_DIGITS else ""


def place_key(town: Unit | None, place: str) -> str:
    """Return by what tickets about one place are found again; empty without a place."""
    plain = "".join(unicodedata.normalize("NFKC", place).split())
    return f"{town.code if town else ''}/{plain}"[:64] if plain else ""


def shown(ticket: Ticket, by: Actor) -> Caller:
    """Return who called as ``by`` may see it on the page: masked, and hidden where the caller asked for secrecy."""
    if ticket.is_confidential and not by.holds(Role.COMPETENT, ""):
        return Caller(HIDDEN, "", is_masked=True)
    return Caller(
        mask_name(ticket.caller_name) or "未留姓名",
        mask_phone(ticket.caller_phone) or "未留电话",
        is_masked=True,
    )


def may_read(ticket: Ticket, by: Actor, unit: Unit) -> bool:
    """Tell whether ``by`` may see the caller in full: the centre always, the handling unit unless it is kept from her."""
    if by.holds(Role.COMPETENT, ""):
        return True
    return not ticket.is_confidential and any(
        by.holds(role, unit.code) for role in (Role.OFFICER, Role.APPROVER)
    )


def read(case: Case, *, by: Actor, at: datetime) -> Caller:
    """Return the caller in full, and log the reading (S52, D90)."""
    ticket = Ticket.objects.get(case=case)
    if not may_read(ticket, by, case.unit):
        raise Refusal(
            f"{HIDDEN}，{by.name}不能查看来电人。" if ticket.is_confidential else f"{by.name}不办理此工单。",
            article="来电人信息保护",
            advice="确需联系来电人的，请由热线中心转达。",
        )
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "hotline.read_caller", at=at, by=by.name, unit=case.unit.code)
    return Caller(ticket.caller_name, ticket.caller_phone, is_masked=False)


def must_keep_secret(ticket: Ticket, *texts: str) -> None:
    """Refuse a text that names a caller who asked for secrecy: it would be read by the unit."""
    if not ticket.is_confidential:
        return
    name = ticket.caller_name.strip()
    digits = _NOT_DIGITS.sub("", ticket.caller_phone)
    for text in texts:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        if (len(name) > 1 and name in plain) or (
            len(digits) >= LEAST_DIGITS and digits in _NOT_DIGITS.sub("", plain)
        ):
            raise Refusal(
                "来电人要求保密，文字里却写有其姓名或者电话。",
                article=ARTICLE,
                advice="请改写后再提交，承办单位会看到这段文字。",
            )
