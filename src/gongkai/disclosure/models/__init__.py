"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.corrections import RecordCorrection
from gongkai.disclosure.models.handling import CoHandling, Consultation, Fee, KindChange, SearchRecord
from gongkai.disclosure.models.letters import LetterText, Seal
from gongkai.disclosure.models.mail import Mail, Mailbox, Security, sender_key
from gongkai.disclosure.models.office import Cue, HandOver, SearchTerms
from gongkai.disclosure.models.redaction import Redaction, Region, Rendition
from gongkai.disclosure.models.remedies import Lesson, Remedy
from gongkai.disclosure.models.reply import Reply
from gongkai.disclosure.models.request import (
    Delivery,
    FormRequired,
    IdType,
    LookupFailure,
    Request,
    applicant_key,
)
from gongkai.disclosure.models.rules import OfficeDecision, OfficePeriod

__all__ = [
    "CoHandling",
    "Consultation",
    "Cue",
    "Delivery",
    "Fee",
    "FormRequired",
    "HandOver",
    "IdType",
    "KindChange",
    "Lesson",
    "LetterText",
    "LookupFailure",
    "Mail",
    "Mailbox",
    "OfficeDecision",
    "OfficePeriod",
    "RecordCorrection",
    "Redaction",
    "Region",
    "Remedy",
    "Rendition",
    "Reply",
    "Request",
    "Seal",
    "SearchRecord",
    "SearchTerms",
    "Security",
    "applicant_key",
    "sender_key",
]
