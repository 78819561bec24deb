"""The guide of a unit (政府信息公开指南), written from its facts (art. 12, D50)."""

from datetime import datetime

from gongkai.publishing import duties
from gongkai.publishing.actions.drafting import amend, draft, revise
from gongkai.publishing.actions.recording import day_of
from gongkai.publishing.models import Column, Genre, Publication
from gongkai.units.models import Unit
from gongkai.units.posts import Actor


def write_guide(unit: Unit, *, by: Actor, at: datetime) -> Publication:
    """Write a unit's guide anew from its facts: a first draft, or a new version of the public one."""
    today = day_of(at)
    text = {
        "title": f"{unit.name}政府信息公开指南",
        "summary": f"{unit.short_name}政府信息公开的分类、获取方式、工作机构和联系方式。",
        "body": str(duties.guide_text(unit)),
        "facts_sha256": duties.facts_digest(unit),
    }
    public = duties.guide_of(unit)
    if public is None:
        column = Column.objects.get(code=duties.GUIDE)
        return draft(unit, by=by, at=at, column=column, genre=Genre.OTHER, created_on=today, **text)
    fresh = amend(public, by=by, at=at, changed_on=today, change_note="按最新机构信息更新")
    return revise(fresh, by=by, at=at, expected_revision=fresh.revision, **text)
