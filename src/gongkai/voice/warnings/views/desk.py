"""What every screen of warnings needs: who is at the desk, for which unit, and what she may see."""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.voice.warnings.models import Broadcast

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def staff_only(view: View) -> View:
    """Let in only who may use the workbench (Wagtail's own decorator carries no types)."""
    return cast(View, require_admin_access(view))


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


def unit_for(request: HttpRequest, roles: Iterable[Role]) -> Unit:
    """Return the unit for which the user holds one of ``roles``, the district's government last."""
    roles = tuple(roles)
    held = staff(request).posts.on(timezone.localdate()).filter(role__in=roles).select_related("unit")
    units = sorted((post.unit for post in held), key=lambda unit: -unit.sort)
    if not units:
        wanted = "、".join(role.label for role in roles)
        raise Refusal(
            f"您没有{wanted}的岗位，不能办理此事。", article="岗位分离规则", advice="请由有此岗位的人办理。"
        )
    return units[0]


def holds(request: HttpRequest, roles: Iterable[Role]) -> bool:
    return staff(request).posts.on(timezone.localdate()).filter(role__in=tuple(roles)).exists()


def visible_jobs(request: HttpRequest) -> QuerySet[Broadcast]:
    units = posts.unit_ids_visible_to(staff(request), timezone.localdate())
    return Broadcast.objects.filter(unit__in=units, is_trial=False).select_related("unit", "alert")


def the_job(request: HttpRequest, pk: int) -> Broadcast:
    """Return a job one may see; 404 for any other."""
    return get_object_or_404(visible_jobs(request), pk=pk)
