"""What a brief says (舆情简报): counted from the records of a week or a month, and set in the layout of letters."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases.letter_layout import LetterContent
from gongkai.cases.models import Case
from gongkai.units.models import Unit
from gongkai.units.posts import competent_office
from gongkai.voice.opinion.models import Opinion, OpinionBrief, OpinionItem
from gongkai.voice.opinion.procedure import OPINION

UNGRADED, NO_TOPIC, NO_UNIT = "未定级", "未分类", "未交办"


def period_of(kind: str, day: date) -> tuple[date, date]:
    """Return the week (Monday to Sunday) or the month that ``day`` lies in."""
    if kind == OpinionBrief.Kind.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the first moment of a period and the first one after it."""
    begin, end = (datetime.combine(day, time.min) for day in (since, until + timedelta(days=1)))
    return timezone.make_aware(begin), timezone.make_aware(end)


def cases_of(unit: Unit, since: date, until: date) -> QuerySet[Case]:
    """Return the opinions found in a period: those the unit watches, all of them for the competent office."""
    begin, end = moments(since, until)
    found = Case.objects.filter(
        procedure=OPINION.key, opinion__found_at__gte=begin, opinion__found_at__lt=end
    ).select_related("unit", "opinion__responsible")
    office = competent_office(until)
    if office is None or office.pk != unit.pk:
        found = found.filter(opinion__monitor=unit)
    return found.order_by("opinion__found_at", "pk")


def counted(unit: Unit, since: date, until: date, now: datetime) -> dict[str, Any]:
    """Return the figures and the list of a brief, as of ``now``."""
    cases = list(cases_of(unit, since, until))
    begin, end = moments(since, until)
    items = OpinionItem.objects.filter(first_seen_at__gte=begin, first_seen_at__lt=end)
    office = competent_office(until)
    if office is None or office.pk != unit.pk:
        items = items.filter(unit=unit)
    opinions = [case.opinion for case in cases]
    kept = [due for opinion in opinions for due in opinion.dues()]
    return {
        "as_of": timezone.localtime(now).strftime("%Y-%m-%d %H:%M"),
        "items": items.count(),
        "cases": len(cases),
        "closed": sum(case.closed_on is not None for case in cases),
        "limits": len(kept),
        "in_time": sum(due.late is False for due in kept),
        "late": sum(due.missed(now) for due in kept),
        "by_grade": _tally(opinion.get_grade_display() or UNGRADED for opinion in opinions),
        "by_source": _tally(opinion.source for opinion in opinions),
        "by_topic": _tally(opinion.topic or NO_TOPIC for opinion in opinions),
        "by_unit": _tally(str(opinion.responsible or NO_UNIT) for opinion in opinions),
        "list": [_line(case, now) for case in cases],
    }


def _tally(names: Iterable[str]) -> list[list[Any]]:
    return [[name, n] for name, n in sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))]


def _line(case: Case, now: datetime) -> dict[str, str]:
    opinion: Opinion = case.opinion
    return {
        "number": case.number,
        "title": case.title,
        "source": opinion.source,
        "found": timezone.localtime(opinion.found_at).strftime("%m-%d %H:%M"),
        "grade": opinion.get_grade_display() or UNGRADED,
        "unit": str(opinion.responsible or NO_UNIT),
        "stage": OPINION.stage(case.stage).label,
        "time": "；".join(said_of(opinion, now)) or "—",
    }


def said_of(opinion: Opinion, now: datetime) -> list[str]:
    """Return, for each limit, how long it took or that it still runs."""
    said = []
    for due in opinion.dues():
        taken = (due.done_at or now) - opinion.found_at
        hours = f"{taken / timedelta(hours=1):.1f}小时"
        state = hours if due.done_at else f"尚未完成，发现后已{hours}"
        said.append(f"{due.limit.label}{state}{'（超时）' if due.missed(now) else ''}")
    return said


def opening_of(kind: str, since: date, until: date, content: dict[str, Any]) -> str:
    """Return the first paragraph of a draft, from its figures."""
    said = f"{since.month}月{since.day}日至{until.month}月{until.day}日，共监测到舆情线索{content['items']}条，立案处置{content['cases']}件"
    if content["cases"]:
        grades = "、".join(f"{name}{n}件" for name, n in content["by_grade"])
        said += f"，其中{grades}；已办结{content['closed']}件"
    if content["limits"]:
        said += f"。应当按时限发布和回应{content['limits']}次，按时{content['in_time']}次，超时{content['late']}次"
    return said + "。"


def _handled(line: dict[str, Any]) -> str:
    who = line["stage"] if line["unit"] == NO_UNIT else f"{line['unit']}负责，{line['stage']}"
    return f"{who}。" if line["time"] == "—" else f"{who}；{line['time']}。"


def letter(brief: OpinionBrief) -> LetterContent:
    """Return the brief as it is printed; an unsigned one bears no number."""
    content = brief.content
    day = timezone.localtime(brief.signed_at or brief.written_at).date()
    blocks: list[Any] = ["一、总体情况", *_paragraphs(brief.opening)]
    tables = (("按等级", "by_grade"), ("按来源", "by_source"), ("按主题", "by_topic"), ("按单位", "by_unit"))
    rows = [(name, "、".join(f"{label}{n}件" for label, n in content[key])) for name, key in tables]
    if content["cases"]:
        blocks.append(tuple(rows))
    blocks.append("二、舆情和回应情况")
    if content["list"]:
        for place, line in enumerate(content["list"], start=1):
            blocks.append(
                f"{place}. {line['title']}（{line['source']}，{line['found']}发现，{line['grade']}）。"
                + _handled(line)
            )
    else:
        blocks.append("本期没有立案处置的舆情。")
    if brief.advice:
        blocks += ["三、研判和建议", *_paragraphs(brief.advice)]
    name = "舆情周报" if brief.kind == OpinionBrief.Kind.WEEKLY else "舆情月报"
    number = f"{name}〔{brief.year}〕第{brief.number}期" if brief.number else f"{name}（未签发）"
    return LetterContent(
        title=brief.title,
        number=number,
        addressee=brief.addressee,
        paragraphs=tuple(blocks),
        attachments=(),
        organ=brief.unit.name,
        day=day,
    )


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def title_of(kind: str, since: date, until: date) -> str:
    if kind == OpinionBrief.Kind.MONTHLY:
        return f"{since.year}年{since.month}月舆情简报"
    return f"{since.year}年{since.month}月{since.day}日至{until.month}月{until.day}日舆情简报"
