"""The website's annual statement on the work list: of the year that has ended, until it is public."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from gongkai.cases.worklist import WorkItem
from gongkai.publishing.models import Stage
from gongkai.reporting.parameters import first_year
from gongkai.reporting.website.form import publish_by
from gongkai.reporting.website.models import WebsiteStatement
from gongkai.units import posts
from gongkai.units.models import Role, User

KIND = "网站年度报表"


def statements(user: User, on: date) -> Iterable[WorkItem]:
    """Yield last year's statement for the office that makes it and the head who signs it."""
    year, office = on.year - 1, posts.competent_office(on)
    held = set(user.posts.on(on).values_list("role", "unit"))
    if office is None or year < first_year(on):
        return
    makes = any(role == Role.COMPETENT for role, _ in held)
    signs = (Role.HEAD, office.pk) in held
    row = WebsiteStatement.objects.filter(year=year).select_related("publication").defer("frozen").first()
    todo = _todo(row, makes=makes, signs=signs)
    if not todo:
        return
    yield WorkItem(
        title=f"政府网站工作年度报表（{year}年度）",
        number="",
        kind=KIND,
        todo=todo,
        unit=office.short_name,
        due_on=publish_by(year),
        provisional=False,
        since=date(on.year, 1, 1),
        url=reverse("website_statement", args=[year]) if row else reverse("website_statement_list"),
    )


def _todo(row: WebsiteStatement | None, *, makes: bool, signs: bool) -> str:
    if row is not None and row.stage == WebsiteStatement.Stage.DRAFTING and signs:
        return "核对并签字"
    if not makes:
        return ""
    if row is None or row.stage == WebsiteStatement.Stage.DRAFTING:
        return "编制"
    published = row.publication is not None and row.publication.stage == Stage.PUBLISHED
    return "" if published else "公布"
