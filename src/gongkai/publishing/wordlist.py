"""The word list an installation begins with: typical slips, each with its source; the office goes on from there."""

import json
from datetime import date
from pathlib import Path

from gongkai.publishing.models import WordRule

BEGINNING = Path(__file__).parent / "data" / "words.json"


def install(on: date) -> None:
    """Put the first words in place. An office that has ended some keeps it so."""
    if WordRule.objects.exists():
        return
    rows = json.loads(BEGINNING.read_text("utf-8"))
    WordRule.objects.bulk_create(WordRule(**row, since=on) for row in rows)
