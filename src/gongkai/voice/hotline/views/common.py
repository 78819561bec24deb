"""Who is at the desk, which tickets she may see, and a ticket she asks for."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role, User
from gongkai.units.posts import Actor
from gongkai.voice.hotline.register import Viewer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def staff_only(view: View) -> View:
    """Let in only who may use the workbench (Wagtail's own decorator carries no types)."""
    return cast(View, require_admin_access(view))


def viewer_of(request: HttpRequest) -> Viewer:
    assert isinstance(request.user, User)
    return Viewer(request.user, timezone.localdate(), calendar_in_force())


def actor_of(request: HttpRequest) -> Actor:
    assert isinstance(request.user, User)
    return posts.actor(request.user, timezone.localdate())


def is_centre(by: Actor) -> bool:
    return by.holds(Role.COMPETENT, "")


def centre_only(request: HttpRequest) -> Actor:
    """Return who asks, if she belongs to the centre; anybody else finds nothing here."""
    by = actor_of(request)
    if not is_centre(by):
        raise Http404
    return by


def ticket_of(request: HttpRequest, pk: int) -> Case:
    """Return a ticket one may see; 404 for any other."""
    rows = viewer_of(request).tickets.select_related("unit", "parent", "ticket__town", "ticket__matter")
    return get_object_or_404(rows, pk=pk)
