"""A statement as it stands: every field counted where the platform can count it, entered where it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from gongkai.publishing.models import Stage
from gongkai.reporting import figures
from gongkai.reporting.annual.compile import shown_value
from gongkai.reporting.scope import Scope
from gongkai.reporting.website.form import Field, forms, publish_by
from gongkai.reporting.website.models import WebsiteStatement
from gongkai.units.identity import base_url, site_identity


@dataclass(frozen=True)
class Item:
    """A field with what is counted, what was typed, and what the form shows; ``opens`` are the figures behind it."""

    field: Field
    counted: str
    entered: Mapping[str, str]
    opens: tuple[str, ...]

    @property
    def shown(self) -> str:
        return self.entered.get("value", "") or self.counted

    @property
    def differs(self) -> bool:
        return bool(self.counted and self.entered.get("value") and self.counted != self.entered["value"])

    @property
    def origin(self) -> str:
        """Return who answers for the value: the platform, or a person by name and day."""
        if self.entered.get("value"):
            note = f"，{self.entered['note']}" if self.entered.get("note") else ""
            return f"{self.entered['by']}填报 {self.entered['at'][:10]}{note}"
        if not self.counted:
            return ""
        return "平台统计" if self.opens else "网站标识"


def items(statement: WebsiteStatement) -> list[tuple[str, list[Item]]]:
    """Return the form filled as it stands now, section by section."""
    form, scope = forms()[statement.form], Scope(statement.year)
    return [
        (
            section.label,
            [
                Item(field, counted(field, scope), statement.entered.get(field.id, {}), field.figures)
                for field in section.fields
            ],
        )
        for section in form.sections
    ]


def counted(field: Field, scope: Scope) -> str:
    """Return what the platform says of a field; empty where it cannot say anything."""
    if field.identity:
        return base_url() if field.identity == "address" else str(getattr(site_identity(), field.identity))
    if not field.figures:
        return ""
    if field.measure == "average_days":
        return _average_days(field.figures[0], scope)
    values = [shown_value(name, figures.get(name).value(scope)) for name in field.figures]
    return "" if None in values else str(sum(value for value in values if value is not None))


def _average_days(figure: str, scope: Scope) -> str:
    """Return how many days the records took from receipt to their end, on average; ``0`` when there are none."""
    spans = list(figures.get(figure).records(scope).values_list("received_on", "closed_on"))
    if not spans:
        return "0"
    days = sum((closed - received).days for received, closed in spans)
    return str((Decimal(days) / len(spans)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def missing(filled: Sequence[tuple[str, list[Item]]]) -> list[str]:
    """Return the fields nobody has filled: a blank is neither 0 nor 无."""
    return [f"{label} {item.field.name}" for label, rows in filled for item in rows if not item.shown]


def lateness(statement: WebsiteStatement, today: date) -> str:
    """Say by how many days a statement was or is late; empty when it was published in time or is not yet due."""
    due, publication = publish_by(statement.year), statement.publication
    if publication is not None and publication.stage == Stage.PUBLISHED and publication.published_at:
        done = timezone.localtime(publication.published_at).date()
        return f"逾期{(done - due).days}日公布" if done > due else ""
    return f"已逾期{(today - due).days}日，尚未公布" if today > due else ""


def frozen_items(statement: WebsiteStatement) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the form as it was signed."""
    assert statement.frozen is not None
    return [(section["label"], section["fields"]) for section in statement.frozen["sections"]]
