"""What every page of the desk begins with: who is there, and what she may see."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongkai.publishing.models import Publication
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor_now(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


def visible(user: User, pk: int) -> Publication:
    """Fetch a publication of the units ``user`` may see; anything else does not exist for her."""
    rows = Publication.objects.visible_to(user, timezone.localdate())
    related = (
        "unit",
        "owner_unit",
        "column",
        "interprets",
        "result_of",
        "amends",
        "changed_by",
        "standard__field",
    )
    return get_object_or_404(rows.select_related(*related), pk=pk)


def is_competent(user: User) -> bool:
    return user.posts.on(timezone.localdate()).filter(role=Role.COMPETENT).exists()


def days_late(row: Publication) -> int:
    """Count the working days a public item came after its due day (D37)."""
    if row.published_at is None:
        return 0
    return calendar_in_force().working_days_between(row.due_on, timezone.localtime(row.published_at).date())
