"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.handling import Consultation, SearchRecord
from gongkai.disclosure.models.office import Cue, HandOver, SearchTerms
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
    "Cue",
    "Delivery",
    "FormRequired",
    "HandOver",
    "IdType",
    "LookupFailure",
    "Remedy",
    "Reply",
    "Request",
    "SearchRecord",
    "SearchTerms",
    "applicant_key",
]
