"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.applicant import Citizen, CitizenCase, NoticeChoice, Satisfaction
from gongkai.disclosure.models.handling import Consultation, SearchRecord
from gongkai.disclosure.models.log import LogEntry
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
    "Citizen",
    "CitizenCase",
    "Consultation",
    "Delivery",
    "FormRequired",
    "IdType",
    "LogEntry",
    "LookupFailure",
    "NoticeChoice",
    "Remedy",
    "Reply",
    "Request",
    "Satisfaction",
    "SearchRecord",
    "applicant_key",
]
