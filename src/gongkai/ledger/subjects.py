"""Which records the ledger proves: each kind with its table and what counts as its state."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from gongkai.ledger.canonical import canonical

State = Callable[[Any], Mapping[str, Any]]
Rows = Callable[[], Iterable[Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of record. ``state`` names everything whose silent change must be noticed; ``rows`` reads all of
    them quickly for a verification of the whole table.
    """

    name: str
    model: type[models.Model]
    state: State
    rows: Rows

    def subject(self, record: models.Model) -> str:
        return f"{self.name}/{record.pk}"

    def digest(self, record: models.Model) -> str:
        """Return the keyed digest of the record's state: personal data never enters the ledger itself."""
        text = canonical(self.state(record))
        return hmac.new(settings.LEDGER_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


_kinds: dict[type[models.Model], Kind] = {}


def register(name: str, model: type[models.Model], state: State, rows: Rows | None = None) -> None:
    """Put a model under the ledger's proof; called once when its app is ready."""
    _kinds[model] = Kind(
        name, model, state, rows or (lambda: model._default_manager.order_by("pk").iterator(1000))
    )


def kind_of(record: models.Model) -> Kind:
    try:
        return _kinds[type(record)]
    except KeyError:
        raise LookupError(
            f"{type(record).__name__} is not under the ledger's proof. Register it in its app's ready()."
        ) from None


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())
