"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.handling import Consultation, SearchRecord
from gongkai.disclosure.models.mail import Mail, Mailbox, Security, sender_key
from gongkai.disclosure.models.remedies import Remedy
from gongkai.disclosure.models.reply import Reply
from gongkai.disclosure.models.request import (
    Delivery,
    FormRequired,
    IdType,
    LookupFailure,
    Request,
    applicant_key,
)

__all__ = [
    "Consultation",
    "Delivery",
    "FormRequired",
    "IdType",
    "LookupFailure",
    "Mail",
    "Mailbox",
    "Remedy",
    "Reply",
    "Request",
    "SearchRecord",
    "Security",
    "applicant_key",
    "sender_key",
]
