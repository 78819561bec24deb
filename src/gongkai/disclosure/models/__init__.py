"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.corrections import RecordCorrection
from gongkai.disclosure.models.handling import CoHandling, Consultation, Fee, KindChange, SearchRecord
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
    "Delivery",
    "Fee",
    "FormRequired",
    "IdType",
    "KindChange",
    "Lesson",
    "LookupFailure",
    "OfficeDecision",
    "OfficePeriod",
    "RecordCorrection",
    "Remedy",
    "Reply",
    "Request",
    "SearchRecord",
    "applicant_key",
]
