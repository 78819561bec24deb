"""Who sees an opinion: the unit that answers, those that act with it, and the one that watches."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.cases.models import Case
from gongkai.units.models import Role, User
from gongkai.units.posts import unit_ids_visible_to
from gongkai.voice.opinion.models import OpinionAssignment, OpinionItem
from gongkai.voice.opinion.procedure import OPINION


def cases_visible_to(user: User, on: date) -> QuerySet[Case]:
    """Return the opinions ``user`` may see; every list, page, brief and export starts here."""
    units = unit_ids_visible_to(user, on)
    asked = OpinionAssignment.objects.filter(case=OuterRef("pk"), unit__in=units).exclude(
        state=OpinionAssignment.State.WITHDRAWN
    )
    return Case.objects.filter(
        Q(unit__in=units) | Q(opinion__monitor__in=units) | Exists(asked), procedure=OPINION.key
    )


def items_visible_to(user: User, on: date) -> QuerySet[OpinionItem]:
    """Return the watched items of the units whose records ``user`` may see."""
    return OpinionItem.objects.filter(unit__in=unit_ids_visible_to(user, on))


def watches(user: User, on: date) -> bool:
    """Tell whether ``user`` may screen items and enter opinions."""
    return user.posts.on(on).filter(role__in=(Role.COMPETENT, Role.OFFICER)).exists()
