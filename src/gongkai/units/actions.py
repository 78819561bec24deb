"""The verbs of organs: changing the facts their guide must state (art. 12)."""

from datetime import datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

# What a unit says of itself to the public, and may change.
FACTS = ("office_name", "office_head", "address", "hours", "phone", "fax", "email")
MAY_BE_EMPTY = ("fax", "email")


def change_facts(unit: Unit, *, by: Actor, at: datetime, **facts: str) -> Unit:
    """Change address, hours, telephone and the like (机构信息). Its guide is stale from then on (D50)."""
    by.must_hold((Role.HEAD, Role.COMPETENT), unit)
    strange = set(facts) - set(FACTS)
    if strange:
        raise TypeError(f"A unit has no {', '.join(sorted(strange))} to change.")
    for name, value in facts.items():
        if not value.strip() and name not in MAY_BE_EMPTY:
            label = Unit._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise Refusal(
                f"没有填写{label}。", article="《条例》第十二条", advice="公开指南必须写明，请填写。"
            )
    with transaction.atomic():
        row = Unit.objects.select_for_update().get(pk=unit.pk)
        changed = {
            name: value.strip() for name, value in facts.items() if getattr(row, name) != value.strip()
        }
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.save(update_fields=list(changed))
            record_fact(
                f"unit/{row.code}", "units.change_facts", at=at, by=by.name, unit=row.code, data=dict(changed)
            )
    unit.__dict__.update(row.__dict__)
    return unit
