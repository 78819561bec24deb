"""What is stored of disclosure on request (依申请公开) beside its cases."""

from gongkai.disclosure.models.handling import CoHandling, Consultation, Fee, KindChange, SearchRecord
from gongkai.disclosure.models.redaction import Redaction, Region, Rendition
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
    "CoHandling",
    "Consultation",
    "Delivery",
    "Fee",
    "FormRequired",
    "IdType",
    "KindChange",
    "LookupFailure",
    "Redaction",
    "Region",
    "Remedy",
    "Rendition",
    "Reply",
    "Request",
    "SearchRecord",
    "applicant_key",
]
