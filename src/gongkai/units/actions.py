"""The verbs of organs: the facts their guide must state (art. 12), and who stands in for whom."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from gongkai.law.calendar import DayKind
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units import parameters
from gongkai.units.models import DISTRICT_WIDE, CalendarVersion, Parameter, Post, Role, Unit, User
from gongkai.units.posts import Actor, must_be_competent

# What a unit says of itself to the public, and may change.
FACTS = ("office_name", "office_head", "address", "hours", "phone", "fax", "email")
MAY_BE_EMPTY = ("fax", "email")
LONGEST_SUBSTITUTION = timedelta(days=184)


def change_facts(unit: Unit, *, by: Actor, at: datetime, **facts: str) -> Unit:
    """Change address, hours, telephone and the like (机构信息). Its guide is stale from then on (D50)."""
    by.must_hold((Role.HEAD, Role.COMPETENT), unit)
    strange = set(facts) - set(FACTS)
    if strange:
        raise TypeError(f"A unit has no {', '.join(sorted(strange))} to change.")
    for name, value in facts.items():
        if not value.strip() and name not in MAY_BE_EMPTY:
            label = Unit._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise Refusal(
                f"没有填写{label}。", article="《条例》第十二条", advice="公开指南必须写明，请填写。"
            )
    with transaction.atomic():
        row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        changed = {
            name: value.strip() for name, value in facts.items() if getattr(row, name) != value.strip()
        }
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.save(update_fields=list(changed))
            record_fact(
                f"unit/{row.code}", "units.change_facts", at=at, by=by.name, unit=row.code, data=dict(changed)
            )
    unit.__dict__.update(row.__dict__)
    return unit


def appoint_substitute(
    user: User, *, unit: Unit, role: str, since: date, until: date, by: Actor, at: datetime
) -> Post:
    """Let ``user`` hold a post of ``unit`` for a time, both days included (代理岗位). Her own posts stay as they are."""
    by.must_hold((Role.HEAD, Role.COMPETENT), unit)
    if role in DISTRICT_WIDE:
        raise Refusal("全区性岗位不能由单位指定代理。", article="岗位分离规则", advice="请联系政务公开办。")
    if until < since or until - since > LONGEST_SUBSTITUTION:
        raise Refusal(
            f"代理期限{since}至{until}不成立。",
            article="岗位分离规则",
            advice="止期不早于起期，一次不超过半年。",
        )
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        held = Post.objects.filter(user=user, unit=unit, role=role, since__lte=until)
        if held.exclude(until__lt=since).exists():
            raise Refusal(
                f"{user}在这段时间已是{unit.short_name}的{Role(role).label}。",
                article="",
                advice="不必重复指定。",
            )
        made = Post.objects.create(user=user, unit=unit, role=role, since=since, until=until)
        data = {"role": role, "since": since.isoformat(), "until": until.isoformat()}
        record_fact(
            f"post/{made.pk}", "units.appoint_substitute", at=at, by=by.name, unit=unit.code, data=data
        )
    return made


def end_substitution(post: Post, *, by: Actor, at: datetime, on: date) -> Post:
    """End a substitution before its time, from the day before ``on``."""
    by.must_hold((Role.HEAD, Role.COMPETENT), post.unit)
    if post.stands_in_for is not None:
        raise Refusal(
            f"这是{post.stands_in_for}请假期间的代理。",
            article="岗位分离规则",
            advice="请在请假页面销假或者改派代理人。",
        )
    if post.until is None or post.until < on:
        raise Refusal("这不是在期的代理岗位。", article="", advice="固定岗位由政务公开办调整。")
    with transaction.atomic():
        post.until = max(post.since, on - timedelta(days=1))
        post.save(update_fields=["until"])
        record_fact(f"post/{post.pk}", "units.end_substitution", at=at, by=by.name, unit=post.unit.code)
    return post


def set_parameter(
    key: str, value: Decimal, *, by: Actor, at: datetime, since: date, source: str
) -> Parameter:
    """Give a value the law leaves to the office, from ``since`` on (D98)."""
    must_be_competent(by)
    meaning = parameters.meaning(key)
    if not meaning.least <= value <= meaning.most:
        raise Refusal(
            f"“{meaning.label}”应在{meaning.least}到{meaning.most}{meaning.unit}之间。",
            article=meaning.source,
            advice="请重新填写。",
        )
    if not source.strip():
        raise Refusal("没有写明依据。", article="", advice="请写明文件、会议或者负责人。")
    with transaction.atomic():
        made = Parameter.objects.create(
            key=key, value=value, source=source.strip(), since=since, entered_by=by.name
        )
        data = {"key": key, "value": str(value), "since": since.isoformat()}
        record_fact(f"parameter/{made.pk}", "units.set_parameter", at=at, by=by.name, data=data)
    return made


def enter_calendar_version(
    *,
    changes: Mapping[date, DayKind],
    known_years: Iterable[int],
    source: str,
    by: Actor,
    at: datetime,
) -> CalendarVersion:
    """Correct the working-day calendar (工作日历): a new version on top of the ones before it (D1)."""
    must_be_competent(by)
    if not source.strip():
        raise Refusal(
            "没有写明放假安排的文号。", article="工作日历", advice="请填写国务院办公厅通知的文号或者依据。"
        )
    if not changes and not known_years:
        raise Refusal("没有填写任何调整。", article="工作日历", advice="请填写日期和性质。")
    with transaction.atomic():
        # One at a time: each version carries everything of the one before.
        before = CalendarVersion.objects.select_for_update(no_key=True).order_by("-number").first()
        kept = dict(before.changes) if before else {}
        years = set(before.known_years) if before else set()
        made = CalendarVersion.objects.create(
            number=(before.number if before else 0) + 1,
            changes={**kept, **{day.isoformat(): kind.value for day, kind in changes.items()}},
            known_years=sorted(years | set(known_years)),
            source=source.strip(),
            entered_at=at,
            entered_by=by.name,
        )
        data = {
            "number": made.number,
            "source": made.source,
            "changes": {day.isoformat(): kind.value for day, kind in changes.items()},
            "known_years": sorted(known_years),
        }
        record_fact(f"calendar/{made.number}", "units.enter_calendar_version", at=at, by=by.name, data=data)
    return made
