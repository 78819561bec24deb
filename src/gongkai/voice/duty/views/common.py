"""What every screen of duty asks: who looks, at which unit, and what refuses to fit."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.voice.duty.models import DutyPerson, Shift
from gongkai.voice.duty.procedure import STAFF

KEEPERS = (Role.OFFICER, Role.HEAD, Role.COMPETENT)


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


def units_of(request: HttpRequest) -> list[Unit]:
    """Return the units whose duty one may see, one's own first, those that keep a roster before the others."""
    user, today = staff(request), timezone.localdate()
    own = set(user.posts.on(today).values_list("unit_id", flat=True))
    visible = posts.units_visible_to(user, today).on(today)  # type: ignore[attr-defined]
    with_duty = set(visible.filter(duty_people__is_active=True).values_list("pk", flat=True))
    shown = [unit for unit in visible if unit.pk in own or unit.pk in with_duty]
    return sorted(shown, key=lambda unit: (unit.pk not in own, unit.pk not in with_duty, unit.sort))


def unit_of(request: HttpRequest) -> Unit | None:
    """Return the unit the address names, else one's own; nothing for somebody without a post."""
    units = units_of(request)
    code = request.GET.get("unit", "")
    return next((unit for unit in units if unit.code == code), units[0] if units else None)


def is_staff_of(by: Actor, unit: Unit) -> bool:
    return any(by.holds(role, unit.code) for role in STAFF)


def is_keeper(by: Actor, unit: Unit) -> bool:
    """Tell whether one may write the roster of the unit."""
    return any(by.holds(role, unit.code) for role in KEEPERS)


def frame(request: HttpRequest, unit: Unit | None, here: str) -> dict[str, Any]:
    """Return what the head of every screen shows: tabs, units to choose from, who is who."""
    by = actor(request)
    return {
        "here": here,
        "unit": unit,
        "units": units_of(request),
        "is_staff": unit is not None and is_staff_of(by, unit),
        "is_keeper": unit is not None and is_keeper(by, unit),
        "is_competent": by.holds(Role.COMPETENT, ""),
        "now": timezone.now(),
    }


def new_token() -> str:
    return secrets.token_hex(16)


def seen_of(request: HttpRequest) -> int:
    """Return how many acts the person had on the screen; nonsense counts as none."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() else 0


def refused(request: HttpRequest, refusal: Refusal) -> None:
    messages.error(request, str(refusal))


def weather_address() -> str:
    """Return where weather warnings stand, or nothing where the platform has none."""
    try:
        return reverse("warnings_signals")
    except NoReverseMatch:
        return ""


def shift_line(shift: Shift | None) -> list[DutyPerson]:
    """Return everybody of a shift with part and post, for the screen."""
    if shift is None:
        return []
    people = [shift.leader, *shift.officers.all(), shift.driver]
    return [person for person in people if person]
