"""Who may act for which unit: one place that answers, for pages, interface, search and export alike."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gongkai.law.refusal import Refusal
from gongkai.units.models import DISTRICT_WIDE, Post, Role, Unit, User


@dataclass(frozen=True)
class StandIn:
    """A post held for a time in place of ``absent`` (代理岗位)."""

    role: str
    unit_code: str
    absent: User

    def is_asked(self, roles: Collection[Role], unit_code: str) -> bool:
        """Tell whether the post is one of ``roles`` for the unit."""
        return self.role in roles and (self.role in DISTRICT_WIDE or self.unit_code == unit_code)


@dataclass(frozen=True)
class Actor:
    """Who performs an act: a member of staff in a post, the applicant, or the platform itself.

    ``name`` and ``post`` are what the history shows for ever, whatever becomes of the account. ``name`` is always
    the person's own: separation of persons compares it, letters are signed with it. What the history shows of a
    substitute is her :meth:`signature`. ``own`` are the roles held without standing in for anybody.
    """

    name: str
    post: str
    user: User | None = None
    roles: frozenset[tuple[str, str]] = frozenset()
    own: frozenset[tuple[str, str]] = frozenset()
    stands_in: tuple[StandIn, ...] = ()

    def holds(self, role: Role, unit_code: str) -> bool:
        """Tell whether the actor holds ``role`` in the unit, or anywhere if the role spans the district."""
        if role in DISTRICT_WIDE:
            return any(held == role for held, _ in self.roles)
        return (role.value, unit_code) in self.roles

    def signature(self, roles: Iterable[Role], unit_code: str, in_hand_of: int | None = None) -> str:
        """Return the name the history shows of an act that asks for ``roles``: 刘核（代张财） for a substitute.

        She who holds the post herself acts in her own name, unless what she acts on is in the hands of
        the person she stands in for (``in_hand_of``, her key).
        """
        if not self.stands_in:
            return self.name
        asked = tuple(roles)
        absent = self._stands_in_for(asked, unit_code)
        hers = [user for user in absent if user.pk == in_hand_of]
        if hers or self._holds_herself(asked, unit_code):
            absent = hers
        names = "、".join(str(user) for user in absent)
        return f"{self.name}（代{names}）" if names else self.name

    def principal(self, roles: Iterable[Role], unit_code: str) -> User | None:
        """Return in whose hands something is that the actor takes on: a substitute takes it on for the absent."""
        asked = tuple(roles)
        absent = self._stands_in_for(asked, unit_code)
        return absent[0] if absent and not self._holds_herself(asked, unit_code) else self.user

    def _stands_in_for(self, roles: Collection[Role], unit_code: str) -> list[User]:
        found = {each.absent.pk: each.absent for each in self.stands_in if each.is_asked(roles, unit_code)}
        return [found[key] for key in sorted(found)]

    def _holds_herself(self, roles: Iterable[Role], unit_code: str) -> bool:
        return any(
            (role in DISTRICT_WIDE and any(held == role for held, _ in self.own))
            or (role.value, unit_code) in self.own
            for role in roles
        )

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
    posts = list(user.posts.on(on).select_related("unit", "stands_in_for"))  # type: ignore[attr-defined]
    return Actor(
        name=str(user),
        post="、".join(dict.fromkeys(_shown(post) for post in posts)) or "无任职",
        user=user,
        roles=frozenset((post.role, post.unit.code) for post in posts),
        own=frozenset((post.role, post.unit.code) for post in posts if post.stands_in_for is None),
        stands_in=tuple(
            StandIn(post.role, post.unit.code, post.stands_in_for)
            for post in posts
            if post.stands_in_for is not None
        ),
    )


def _shown(post: Post) -> str:
    held = f"{post.unit.short_name}{post.get_role_display()}"
    return f"{held}（代{post.stands_in_for}）" if post.stands_in_for else held


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
