"""The figures of the hotline: rates with what they were made of, and volumes by day, type, unit and place.

They speak of the tickets received in a period as they stood at its end. A closed ticket does not change any more, so
what is asked of closed tickets stays what it was.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.law.hotline import RATED, Rate, Satisfaction
from gongkai.voice.hotline import figures
from gongkai.voice.hotline.models import Result
from gongkai.voice.hotline.procedure import ANSWERED, DONE, TERMINATED

MOST_BARS = 24


@dataclass(frozen=True)
class Balance:
    """The identity of a period (S61)."""

    received: int
    done: int
    open: int
    terminated: int

    @property
    def holds(self) -> bool:
        return self.received == self.done + self.open + self.terminated


@dataclass(frozen=True)
class Measure:
    """A rate of the tickets received in a period: which of them are its numerator, of which, and what that means."""

    label: str
    part: Q
    whole: Q
    meaning: str


def measures(until: date) -> dict[str, Measure]:
    """Return the measures of a period that ends on ``until``, by the name they are opened by (S61)."""
    end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    done = Q(outcome__in=DONE, closed_on__lte=until)
    answered = Q(outcome=ANSWERED, closed_on__lte=until)
    given = Q(ticket__dispatched_at__lt=end)
    # What a unit has given back was given out all the same.
    ever_given = given | Q(ticket__returns__gt=0)
    rated = answered & Q(ticket__satisfaction__in=[each.value for each in RATED])
    content = rated & ~Q(ticket__satisfaction=Satisfaction.DISSATISFIED.value)
    reached = answered & ~Q(ticket__satisfaction__in=("", Satisfaction.UNREACHED.value))
    return {
        "done": Measure("办结率", done, Q(), "办结 ÷ 受理；办结含直接答复、不予受理并告知、转信访并告知、转依申请公开"),
        "signed": Measure("签收率", given & Q(ticket__signed_at__lt=end), given, "已签收 ÷ 已派单"),
        "in_time": Measure("按时办结率", done & Q(ticket__was_late=False), done, "期限内答复 ÷ 办结"),
        "solved": Measure("解决率", answered & Q(ticket__result=Result.SOLVED), answered, "已解决 ÷ 答复办结"),
        "content": Measure(
            "满意率", content, rated, "（满意＋基本满意）÷ 答复办结中作出评价的；直接答复的不计，基本满意计入"
        ),
        "called": Measure("回访率", reached, answered, "回访接通 ÷ 答复办结"),
        "returned": Measure("退单率", Q(ticket__returns__gt=0), ever_given, "退过单 ÷ 派过单"),
        "again": Measure("重办率", answered & Q(ticket__rehandled__gt=0), answered, "重新办理过 ÷ 答复办结"),
        "supervised": Measure("督办率", ever_given & Q(ticket__supervised_at__lt=end), ever_given, "督办 ÷ 派过单"),
        "open": Measure("在办", Q(closed_on=None) | Q(closed_on__gt=until), Q(), "期末没有办结"),
        "terminated": Measure("终止", Q(outcome__in=TERMINATED, closed_on__lte=until), Q(), "终止和并单"),
    }  # fmt: skip


RATES = ("done", "signed", "in_time", "solved", "content", "called", "returned", "again", "supervised")


def balance(since: date, until: date, among: QuerySet[Case] | None = None) -> Balance:
    """Count the tickets received in a period, and how they stood at its end; each number by a condition of its own."""
    found = figures.received(since, until) if among is None else among & figures.received(since, until)
    asked = measures(until)
    counts = found.aggregate(
        received=Count("pk"),
        done=Count("pk", filter=asked["done"].part),
        open=Count("pk", filter=asked["open"].part),
        terminated=Count("pk", filter=asked["terminated"].part),
    )
    return Balance(**counts)


def rates(since: date, until: date) -> dict[str, Rate]:
    """Return the rates of a period by name, each with numerator, denominator and meaning (S61)."""
    asked = measures(until)
    parts: dict[str, Count] = {}
    for name in RATES:
        parts[f"{name}_part"] = Count("pk", filter=asked[name].part)
        parts[f"{name}_whole"] = Count("pk", filter=asked[name].whole) if asked[name].whole else Count("pk")
    counts = figures.received(since, until).aggregate(**parts)
    return {
        name: Rate(asked[name].label, counts[f"{name}_part"], counts[f"{name}_whole"], asked[name].meaning)
        for name in RATES
    }


@dataclass(frozen=True)
class Volume:
    """How many tickets came in a stretch of days."""

    label: str
    since: date
    until: date
    count: int


def volumes(found: QuerySet[Case], since: date, until: date) -> list[Volume]:
    """Return the volume by day, by week where the days are too many to be drawn, by month where the weeks are."""
    days = (until - since).days + 1
    if days <= MOST_BARS:
        stretches = [(day, day, f"{day:%m-%d}") for day in (since + timedelta(days=n) for n in range(days))]
        trunc: type[TruncDay | TruncWeek | TruncMonth] = TruncDay
    elif days <= 7 * MOST_BARS - 6:
        monday = since - timedelta(days=since.weekday())
        starts = [monday + timedelta(days=7 * n) for n in range((until - monday).days // 7 + 1)]
        stretches = [(day, day + timedelta(days=6), f"{day:%m-%d}起") for day in starts]
        trunc = TruncWeek
    else:
        stretches = list(_months(since, until))
        trunc = TruncMonth
    counted = dict(
        found.annotate(stretch=trunc("received_on")).order_by().values_list("stretch").annotate(n=Count("pk"))
    )
    return [
        Volume(label, max(first, since), min(last, until), counted.get(first, 0))
        for first, last, label in stretches
    ]


def _months(since: date, until: date) -> list[tuple[date, date, str]]:
    months, first = [], since.replace(day=1)
    while first <= until:
        following = (first + timedelta(days=32)).replace(day=1)
        months.append((first, following - timedelta(days=1), f"{first:%Y-%m}"))
        first = following
    return months


def counts(found: QuerySet[Case], field: str) -> dict[str, int]:
    """Return how many of ``found`` there are for each value of a field, the most first."""
    rows = found.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n", field)
    return {str(value or ""): int(n) for value, n in rows}


def counts_of_units(found: QuerySet[Case], field: str) -> list[tuple[int, str, int]]:
    """Return for each unit in a field its key, its name and how many there are, the most first."""
    rows = found.exclude(**{field: None}).order_by().values_list(field, f"{field}__short_name")
    counted = rows.annotate(n=Count("pk")).order_by("-n", field)
    return [(int(pk), str(name), int(n)) for pk, name, n in counted]
