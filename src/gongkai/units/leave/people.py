"""Who must be stood in for, by whom, and who decides: questions about posts, asked by verbs and screens alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.law import leave as law
from gongkai.law.leave import Absence, Level, Span
from gongkai.law.refusal import Refusal
from gongkai.units.leave.models import Leave, LeaveCover
from gongkai.units.models import Post, Role, Unit, UnitKind, User
from gongkai.units.posts import competent_office

Chosen = Mapping[tuple[str, str], User]
"""Who stands in, by the unit's code and the role."""


def posts_of(person: User, span: Span) -> list[Post]:
    """Return the posts ``person`` holds herself while ``span`` runs: for each, somebody must stand in."""
    held = Post.objects.filter(user=person, stands_in_for=None, since__lte=span.last)
    held = held.exclude(until__lt=span.first).select_related("unit").order_by("unit__sort", "role", "pk")
    return list({(post.unit_id, post.role): post for post in held}.values())


def home_unit(posts: Iterable[Post]) -> Unit:
    """Return the unit that decides on somebody's leave: the first that is not the government itself."""
    units = [post.unit for post in posts]
    if not units:
        raise Refusal(
            "没有任职，不能在这里请假。", article="岗位分离规则", advice="请先由政务公开办登记任职。"
        )
    return next((unit for unit in units if unit.kind != UnitKind.GOVERNMENT), units[0])


def candidates(units: Iterable[Unit], span: Span, without: User) -> QuerySet[User]:
    """Return the colleagues who may be asked: they hold a post of one of the units themselves."""
    held = Post.objects.filter(unit__in=list(units), stands_in_for=None, since__lte=span.first)
    held = held.exclude(until__lt=span.last)
    return (
        User.objects.filter(pk__in=held.values("user"), is_active=True)
        .exclude(pk=without.pk)
        .order_by("name")
    )


def absences(span: Span, without: Leave | None = None) -> list[Absence]:
    """Return who is away, applied for or approved, while ``span`` runs, and who stands in."""
    covers = LeaveCover.objects.filter(
        leave__in=Leave.objects.standing().meeting(span.first, span.last), answer__in=LeaveCover.CURRENT
    ).select_related("leave__person", "substitute")
    return [
        Absence(
            cover.leave.person_id,
            str(cover.leave.person),
            None if cover.answer == LeaveCover.Answer.DECLINED else cover.substitute_id,
            "尚无代理人" if cover.answer == LeaveCover.Answer.DECLINED else str(cover.substitute),
            cover.leave.span,
        )
        for cover in covers
        if without is None or cover.leave_id != without.pk
    ]


def must_fit(person: User, span: Span, chosen: Chosen, *, without: Leave | None = None) -> None:
    """Refuse substitutes who are away, strangers to the unit, or whose own post forbids it."""
    standing = absences(span, without)
    for (unit_code, role), substitute in chosen.items():
        names = (str(substitute), str(person))
        law.must_be_present(Absence(person.pk, names[1], substitute.pk, names[0], span), standing)
        own = _own_roles(substitute, unit_code, span)
        if not own:
            raise Refusal(
                f"{substitute}在请假期间不是这个单位的人员，不能代理。",
                article="岗位分离规则",
                advice="请选择本单位在岗人员。",
            )
        law.must_be_compatible(own, role, names)


def both_sides(person: User, span: Span, chosen: Chosen) -> list[str]:
    """Return what the substitutes must know before they accept: where each would hold both sides of a review."""
    found = []
    for (unit_code, role), substitute in chosen.items():
        taken = {other for (code, other), who in chosen.items() if code == unit_code and who == substitute}
        own = {*_own_roles(substitute, unit_code, span), *(taken - {role})}
        found.append(law.both_sides(own, role, (str(substitute), str(person))))
    return list(dict.fromkeys(said for said in found if said))


def _own_roles(user: User, unit_code: str, span: Span) -> set[str]:
    held = Post.objects.filter(user=user, unit__code=unit_code, stands_in_for=None, since__lte=span.first)
    return set(held.exclude(until__lt=span.last).values_list("role", flat=True))


@dataclass(frozen=True)
class Deciders:
    """Who decides: the lowest level that has somebody free to, and the people of it."""

    label: str
    users: tuple[User, ...]


def deciders(leave: Leave, on: date) -> Deciders:
    """Return who is asked to decide. Nobody decides on her own leave, nor on leave she stands in for."""
    return _free(leave, on)[0]


def may_decide(leave: Leave, user: User, on: date) -> bool:
    """Tell whether ``user`` may decide: she is asked to, or holds a level above."""
    return any(user in each.users for each in _free(leave, on))


def _free(leave: Leave, on: date) -> list[Deciders]:
    concerned = {
        leave.person_id,
        *leave.covers.exclude(answer="replaced").values_list("substitute", flat=True),
    }
    found = []
    for level in Level(leave.level).and_above:
        posts = _holders(level, leave.unit, on).exclude(user__in=concerned).select_related("user")
        users = tuple(dict.fromkeys(post.user for post in posts))
        if users:
            found.append(Deciders(level.label, users))
    if not found:
        posts = Post.objects.on(on).filter(role=Role.COMPETENT).exclude(user__in=concerned)
        found.append(
            Deciders(Role.COMPETENT.label, tuple(post.user for post in posts.select_related("user")))
        )
    return found


def _holders(level: Level, unit: Unit, on: date) -> QuerySet[Post]:
    posts = Post.objects.on(on)
    if level is Level.UNIT_HEAD:
        return posts.filter(unit=unit, role=Role.HEAD)
    if level is Level.UNIT_LEADER:
        return posts.filter(unit=unit, role=Role.APPROVER)
    of_government = posts.filter(unit__kind=UnitKind.GOVERNMENT, role=Role.APPROVER)
    if of_government.exists():
        return of_government
    office = competent_office(on)
    return posts.filter(unit=office, role=Role.APPROVER) if office else posts.none()


def running_for(user: User, on: date) -> QuerySet[Leave]:
    """Return the approved leave for which ``user`` stands in on the day."""
    covers = LeaveCover.objects.filter(substitute=user, answer__in=LeaveCover.AGREED)
    running = Leave.objects.filter(state=Leave.State.APPROVED, first__lte=on, last__gte=on)
    return running.filter(Q(covers__in=covers)).distinct().select_related("person")
