"""Who may act for which unit: one place that answers, for pages, interface, search and export alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gongkai.law.refusal import Refusal
from gongkai.units.models import DISTRICT_WIDE, Post, Role, Unit, User


@dataclass(frozen=True)
class Actor:
    """Who performs an act: a member of staff in a post, the applicant, or the platform itself.

    ``name`` and ``post`` are what the history shows for ever, whatever becomes of the account.
    """

    name: str
    post: str
    user: User | None = None
    roles: frozenset[tuple[str, str]] = frozenset()

    def holds(self, role: Role, unit_code: str) -> bool:
        """Tell whether the actor holds ``role`` in the unit, or anywhere if the role spans the district."""
        if role in DISTRICT_WIDE:
            return any(held == role for held, _ in self.roles)
        return (role.value, unit_code) in self.roles

    def must_hold(self, roles: Iterable[Role], unit: Unit) -> None:
        """Refuse unless the actor holds one of ``roles`` for ``unit``."""
        roles = tuple(roles)
        if not any(self.holds(role, unit.code) for role in roles):
            wanted = "、".join(role.label for role in roles)
            raise Refusal(
                f"{self.name}不是{unit.short_name}的{wanted}，不能办理此事。",
                article="岗位分离规则",
                advice=f"请由{unit.short_name}的{wanted}办理。",
            )


def must_be_competent(by: Actor) -> None:
    """Refuse unless the actor belongs to the competent office (主管部门), which alone keeps rules and values."""
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改。",
            article="岗位分离规则",
            advice="请联系政务公开办。",
        )


PLATFORM = Actor(name="平台", post="系统")


def applicant(name: str) -> Actor:
    """Return the person outside who asks, as an actor."""
    return Actor(name=name, post="申请人")


def actor(user: User, on: date) -> Actor:
    """Return ``user`` with the posts held on the day ``on``."""
    posts = list(user.posts.on(on).select_related("unit"))  # type: ignore[attr-defined]
    shown = "、".join(f"{post.unit.short_name}{post.get_role_display()}" for post in posts)
    return Actor(
        name=str(user),
        post=shown or "无任职",
        user=user,
        roles=frozenset((post.role, post.unit.code) for post in posts),
    )


def competent_office(on: date) -> Unit | None:
    """Return the unit of the competent office (主管部门), which answers for the district's numbers."""
    post = Post.objects.on(on).filter(role=Role.COMPETENT).select_related("unit").first()
    return post.unit if post else None


def units_visible_to(user: User, on: date) -> QuerySet[Unit]:
    """Return the units whose unpublished records ``user`` may see: her own, or all for district-wide roles."""
    posts = user.posts.on(on)  # type: ignore[attr-defined]
    if posts.filter(role__in=DISTRICT_WIDE).exists():
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=posts.values("unit"))


def unit_ids_visible_to(user: User, on: date) -> list[int]:
    """Return the keys of those units. Given as values, not as a subquery, they let a list use its index."""
    return list(units_visible_to(user, on).values_list("pk", flat=True))
