"""Reading the reason of a leave, which may speak of somebody's health: every reading is logged (D32)."""

from datetime import datetime

from django.db import transaction

from gongkai.ledger.actions import record_fact
from gongkai.units.leave.models import Leave
from gongkai.units.posts import Actor


def read_reason(leave: Leave, *, by: Actor, at: datetime) -> str:
    """Return the reason, and log who read it."""
    with transaction.atomic():
        record_fact(f"leave/{leave.pk}", "leave.read_reason", at=at, by=by.name, unit=leave.unit.code)
    return leave.reason
