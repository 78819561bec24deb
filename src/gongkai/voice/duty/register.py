"""The register of reports (值班信息登记簿): one set of conditions for list, export and statistics."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from gongkai.law.emergencies import EventKind, Level
from gongkai.units.models import User
from gongkai.units.posts import unit_ids_visible_to
from gongkai.voice.duty.models import Report

HEADINGS = (
    "年度", "期号", "单位", "标题", "报告", "类别", "等级", "接报时间", "上报时间", "渠道", "报送对象", "接收人",
    "回执号", "越级", "是否超过时限", "拟稿", "签发",
)  # fmt: skip


def visible_to(user: User, on: date) -> QuerySet[Report]:
    """Return the reports sent upward that ``user`` may see."""
    sent = Report.objects.filter(unit__in=unit_ids_visible_to(user, on), sent_at__isnull=False)
    return sent.select_related("case__duty_event", "unit")


def narrowed(found: QuerySet[Report], wanted: Mapping[str, Any]) -> QuerySet[Report]:
    """Keep what fits every condition that says something."""
    for name, value in wanted.items():
        if value not in (None, ""):
            found = found.filter(_condition(name, value))
    return found


def _condition(name: str, value: Any) -> Q:
    match name:
        case "q":
            return Q(title__icontains=value)
        case "unit":
            return Q(unit=value)
        case "kind":
            return Q(case__duty_event__kind=value)
        case "level":
            return Q(case__duty_event__level=value)
        case "report":
            return Q(is_final=True) if value == "final" else Q(kind=value)
        case "late":
            return Q(is_late=value == "yes")
        case "since":
            return Q(sent_at__gte=_begin(value))
        case _:
            return Q(sent_at__lt=_begin(value + timedelta(days=1)))


def rows(found: Iterable[Report]) -> Iterator[list[object]]:
    """Yield headings and a row for each report, as they are exported."""
    yield list(HEADINGS)
    for report in found:
        event = report.case.duty_event
        yield [
            report.year, report.issue, report.unit.name, report.title, report.name, event.get_kind_display(),
            event.get_level_display(), _minute(event.received_at), _minute(report.sent_at),
            report.get_channel_display(), report.sent_to, report.receiver, report.receipt,
            "是" if report.is_skip_level else "", "是" if report.is_late else "否", report.drafted_by,
            report.approved_by,
        ]  # fmt: skip


@dataclass(frozen=True)
class Statistics:
    """The reports of a year: by month, by kind and level, and how many first reports came in time."""

    year: int
    total: int
    months: list[tuple[int, int, date, date]]
    kinds: list[tuple[EventKind, list[tuple[Level, int]], int]]
    firsts: int
    late: int

    @property
    def in_time(self) -> int:
        return self.firsts - self.late

    @property
    def rate(self) -> str:
        """Return the share of first reports in time, or a dash when there were none."""
        return f"{100 * self.in_time / self.firsts:.1f}%" if self.firsts else "—"


def statistics(found: QuerySet[Report], year: int) -> Statistics:
    """Count the reports of a year; every number is that of the register under the same conditions."""
    of_year = narrowed(found, {"since": date(year, 1, 1), "until": date(year, 12, 31)}).order_by()
    by_month = Counter(
        dict(
            of_year.annotate(month=ExtractMonth("sent_at", tzinfo=timezone.get_current_timezone()))
            .values_list("month")
            .annotate(n=Count("pk"))
        )
    )
    cells = Counter(
        {
            (kind, level): n
            for kind, level, n in of_year.values_list(
                "case__duty_event__kind", "case__duty_event__level"
            ).annotate(n=Count("pk"))
        }
    )
    kinds = []
    for kind in EventKind:
        line = [(level, cells[kind.value, level.value]) for level in Level]
        if any(n for _, n in line):
            kinds.append((kind, line, sum(n for _, n in line)))
    firsts = of_year.filter(kind=Report.Kind.FIRST)
    return Statistics(
        year,
        of_year.count(),
        [(month, by_month[month], *_ends(year, month)) for month in range(1, 13)],
        kinds,
        firsts.count(),
        firsts.filter(is_late=True).count(),
    )


def _ends(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _minute(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
