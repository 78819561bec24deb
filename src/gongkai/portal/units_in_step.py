"""Keeping the page and the guide of a unit in step with what it says of itself: address, hours, telephone.

What was written last is told by a file beside the pages.
"""

import json
from datetime import datetime

from django.utils import timezone

from gongkai.portal import files, pages
from gongkai.portal.models import ListToWrite
from gongkai.publishing.duties import facts_digest
from gongkai.units.models import Unit

WRITTEN = "unit/facts.json"


def sweep(now: datetime) -> int:
    """Have the pages of units written whose facts have changed; return how many units that were."""
    facts = {unit.code: facts_digest(unit) for unit in Unit.objects.all()}
    before = _written()
    changed = [] if before is None else [code for code in facts if facts[code] != before.get(code)]
    if changed:
        ListToWrite.objects.bulk_create(
            [ListToWrite(folder=f"unit/{code}", number=pages.OPEN, asked_at=now) for code in changed],
            update_conflicts=True,
            unique_fields=["folder", "number"],
            update_fields=["asked_at"],
        )
        pages.write_units()
        pages.renew_guides(timezone.localdate(now))
    if before != facts:
        files.write(WRITTEN, json.dumps(facts, sort_keys=True).encode())
    return len(changed)


def _written() -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads((files.root() / WRITTEN).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return found
