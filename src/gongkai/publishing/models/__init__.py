"""What is stored of proactive disclosure (主动公开)."""

from gongkai.publishing.models.afterwards import Comment, HandOver, SurveyAnswer
from gongkai.publishing.models.autosave import Autosave
from gongkai.publishing.models.columns import Column, ColumnName, Duty, Part
from gongkai.publishing.models.links import CheckedLink
from gongkai.publishing.models.publication import (
    Genre,
    InterpretationForm,
    InterpretationKind,
    Mode,
    Publication,
    PublicationFile,
    PublicationQuerySet,
    ReviewAct,
    Stage,
    Validity,
    Version,
    validity_from,
)
from gongkai.publishing.models.rules import WordRule
from gongkai.publishing.models.standards import StandardField, StandardItem

__all__ = [
    "Autosave",
    "CheckedLink",
    "Column",
    "ColumnName",
    "Comment",
    "Duty",
    "Genre",
    "HandOver",
    "InterpretationForm",
    "InterpretationKind",
    "Mode",
    "Part",
    "Publication",
    "PublicationFile",
    "PublicationQuerySet",
    "ReviewAct",
    "Stage",
    "StandardField",
    "StandardItem",
    "SurveyAnswer",
    "Validity",
    "Version",
    "WordRule",
    "validity_from",
]
