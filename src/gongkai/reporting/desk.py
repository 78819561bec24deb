"""What every screen of reporting needs: who is at the desk, what she may see, and the report she asks for."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.reporting.models import AnnualReport
from gongkai.units import posts
from gongkai.units.models import DISTRICT_WIDE, Role, User
from gongkai.units.posts import Actor

FIRST_YEAR = 2019
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def staff_only(view: View) -> View:
    """Let in only who may use the workbench (Wagtail's own decorator carries no types)."""
    return cast(View, require_admin_access(view))


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


def is_competent(request: HttpRequest) -> bool:
    return actor(request).holds(Role.COMPETENT, "")


def sees_the_district(request: HttpRequest) -> bool:
    return staff(request).posts.on(timezone.localdate()).filter(role__in=DISTRICT_WIDE).exists()


def report_of(request: HttpRequest, pk: int) -> AnnualReport:
    """Return a report one may see; 404 for any other."""
    visible = posts.units_visible_to(staff(request), timezone.localdate())
    return get_object_or_404(AnnualReport.objects.filter(unit__in=visible).select_related("unit"), pk=pk)


def year_asked(request: HttpRequest) -> int:
    """Return the year a page is asked for; the first of the platform where none is."""
    text = request.GET.get("year", "")
    return int(text) if text.isdigit() and 2008 <= int(text) <= 2100 else FIRST_YEAR
