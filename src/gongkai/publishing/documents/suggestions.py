"""What the metadata of an imported text may be, each with the words it was taken from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Suggestion:
    title: str | None = None
    created_on: date | None = None


def suggest(text: str) -> Suggestion:
    return Suggestion()
