"""Which case a message belongs to (来信归档): by the thread it answers, or by the number it names."""

import re
from dataclasses import dataclass

from gongkai.cases import notices
from gongkai.cases.models import Case, Notice
from gongkai.disclosure.mail.reading import Letter
from gongkai.disclosure.models import Mail, sender_key
from gongkai.disclosure.procedure import DISCLOSURE, KEY

_NUMBER = re.compile(r"依申请公开\s*[〔\[【(（]\s*(\d{4})\s*[〕\]】)）]\s*(\d+)\s*号")
_NOTICE = re.compile(r"<notice\.(\d+)\.[0-9a-f]{16}@")


@dataclass(frozen=True)
class Belonging:
    """The case a message seems to belong to, and whether that is sure enough to join it unasked."""

    case: Case
    is_sure: bool


def belonging(letter: Letter) -> Belonging | None:
    """Return the case of a message, if it names one, whichever unit handles it now.

    An answer to a message of the case proves itself: its identifier is known to those who wrote to one another.
    A number can be written by anybody: it must come from an address the applicant has used.
    """
    case = _by_thread(letter)
    if case is not None:
        return Belonging(case, _takes_letters(case))
    case = _by_number(letter)
    if case is None:
        return None
    known = is_from_applicant(letter.sender, case)
    return Belonging(case, known and _takes_letters(case))


def is_from_applicant(sender: str, case: Case) -> bool:
    """Tell whether an address is one the applicant gave or has written from; that proves no identity."""
    given: str = case.request.email  # type: ignore[attr-defined]
    if sender and sender == given.strip().lower():
        return True
    return Mail.objects.filter(case=case, sender_key=sender_key(sender)).exists() if sender else False


def number_in(subject: str) -> str:
    """Return the case number a subject names, in its official form."""
    named = _NUMBER.search(subject)
    return DISCLOSURE.number_pattern.format(year=named[1], serial=int(named[2])) if named else ""


def _by_thread(letter: Letter) -> Case | None:
    joined = Mail.objects.filter(case__isnull=False, message_id__in=letter.answers)
    mail = joined.select_related("case__unit", "case__request").order_by("-arrived_at").first()
    if mail is not None:
        return mail.case
    told = [int(match[1]) for answer in letter.answers if (match := _NOTICE.match(answer))]
    sent = Notice.objects.filter(pk__in=told, case__procedure=KEY).select_related(
        "case__unit", "case__request"
    )
    return next((notice.case for notice in sent if notices.message_id(notice) in letter.answers), None)


def _by_number(letter: Letter) -> Case | None:
    number = number_in(letter.subject)
    cases = Case.objects.filter(procedure=KEY).select_related("unit", "request")
    return cases.filter(number=number).first() if number else None


def _takes_letters(case: Case) -> bool:
    return case.stage in DISCLOSURE.action("receive_letter").stages
