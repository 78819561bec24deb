"""The public deadline calculator (期限计算器): any day, any rule, with the days that counted and why the others did not.

Everything asked stands in the address, so that an answer can be linked, printed and read as JSON.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from gongkai.cases.form_parts import Day
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.deadline_rules import (
    REPLY,
    Answer,
    Consultation,
    Question,
    Reckoned,
    Rule,
    reckon,
    rules_with,
)
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import MAX_EXTENSION
from gongkai.portal import pages
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force

WEEKDAYS = "一二三四五六日"
CONSULTATIONS = (1, 2)
YEARS_AHEAD = 2
WRITTEN = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]


class PlainDay(forms.DateField):
    """A day as people write it; what is no day is refused in a sentence."""

    widget = Day

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__(
            label=label,
            required=required,
            input_formats=WRITTEN,
            error_messages={"required": "请填写起算之日。"},
        )

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except ValidationError:
            shown = str(value)[:20]
            raise ValidationError(
                f"“{shown}”不是一个存在的日期，请写成 2025-07-01 的样子。", code="invalid"
            ) from None
        years = calendar_in_force().known_years
        first, last = min(years), max(years) + YEARS_AHEAD
        if day is not None and not first <= day.year <= last:
            raise ValidationError(f"只能计算{first}年至{last}年的日期：更早和更晚的放假安排没有数据。")
        return day


def _rules() -> dict[str, Rule]:
    """Return the rules of today: the law's, and the office's own period for a correction."""
    today = timezone.localdate()
    return rules_with(
        parameters.working_days("correction_days", today), parameters.meaning("correction_days").source
    )


class QuestionForm(forms.Form):
    rule = forms.ChoiceField(
        label="期限",
        choices=lambda: [
            (group, [(rule.id, f"{rule.label}（{rule.period}）") for rule in rules])
            for group, rules in groupby(_rules().values(), lambda rule: rule.group)
        ],
        error_messages={"invalid_choice": "没有“%(value)s”这种期限，请从列表里选择。"},
    )
    start = PlainDay("起算之日（如收到申请之日；当日不计入）", required=True)
    extension = forms.IntegerField(
        label="延期答复的工作日数",
        required=False,
        min_value=0,
        max_value=MAX_EXTENSION.days,
        error_messages={
            "invalid": "延期请填写整数。",
            "min_value": "延期不能是负数。",
            "max_value": "延长不得超过20个工作日（《条例》第三十三条）。",
        },
    )
    corrected = PlainDay("收到补正之日")
    sent1, reached1, answered1 = (PlainDay(label) for label in ("发出征求意见书", "对方收到", "收到意见"))
    sent2, reached2, answered2 = (PlainDay(label) for label in ("发出征求意见书", "对方收到", "收到意见"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in CONSULTATIONS:
            given = [data.get(f"{name}{number}") for name in ("sent", "reached", "answered")]
            wrong = any(f"{name}{number}" in self.errors for name in ("sent", "reached", "answered"))
            if any(given) and not all(given[:2]) and not wrong:
                self.add_error(
                    f"reached{number}", "征求意见要填写发出和对方收到的日期；没有收到意见的，第三项留空。"
                )
        return data

    @property
    def question(self) -> Question:
        """Return what is asked, once the form is valid."""
        data = self.cleaned_data
        return Question(
            _rules()[data["rule"]],
            data["start"],
            corrected_on=data["corrected"],
            extension=data["extension"] or 0,
            consultations=tuple(
                Consultation(data[f"sent{number}"], data[f"reached{number}"], data[f"answered{number}"])
                for number in CONSULTATIONS
                if data[f"sent{number}"]
            ),
        )

    @property
    def consultations(self) -> Iterator[list[forms.BoundField]]:
        for number in CONSULTATIONS:
            yield [self[f"{name}{number}"] for name in ("sent", "reached", "answered")]


def calculator(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it the answer to what the address asks."""
    form, answer = _asked(request)
    calendar = calendar_in_force()
    context: dict[str, Any] = {"form": form, "answer": answer, "calendar": calendar, "weekdays": WEEKDAYS}
    if answer:
        question = form.question
        context |= {"question": question, "months": list(months(answer)), "query": request.GET.urlencode()}
    status = 422 if form.is_bound and not answer else 200
    return HttpResponse(pages.render("calculator.html", context, request), status=status)


def calculator_json(request: HttpRequest) -> JsonResponse:
    """Return the same answer as data."""
    form, answer = _asked(request)
    if answer is None:
        errors = (
            form.errors
            if form.is_bound
            else {"start": ["请在地址里写明期限和起算之日，如 ?rule=reply&start=2025-07-01"]}
        )
        return JsonResponse({"errors": errors}, status=422, json_dumps_params={"ensure_ascii": False})
    return JsonResponse(
        as_data(form.question, answer, calendar_in_force()), json_dumps_params={"ensure_ascii": False}
    )


def address_of(start: date, extension: int) -> str:
    """Return the address that reckons a reply period, for pages that want to show how a day came about."""
    return f"/calculator/?{urlencode({'rule': REPLY.id, 'start': start, 'extension': extension})}"


def _asked(request: HttpRequest) -> tuple[QuestionForm, Answer | None]:
    if not request.GET:
        return QuestionForm(initial={"rule": REPLY.id, "start": timezone.localdate()}), None
    form = QuestionForm(request.GET)
    if not form.is_valid():
        return form, None
    try:
        return form, reckon(form.question, calendar_in_force())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return form, None


def as_data(question: Question, answer: Answer, calendar: WorkingCalendar) -> dict[str, Any]:
    rule = question.rule
    return {
        "rule": {"id": rule.id, "label": rule.label, "period": str(rule.period), "basis": rule.article},
        "start": question.start,
        "deadline": answer.deadline.day,
        "provisional": answer.deadline.provisional,
        "explanation": answer.sentence,
        "days": [{"date": each.day, "number": each.number, "reason": each.reason} for each in answer.days],
        "calendar": {
            "version": calendar.version,
            "source": calendar.source,
            "until": max(calendar.known_years),
        },
    }


@dataclass(frozen=True)
class Month:
    """A month of the answer, in weeks of seven cells; a cell is empty outside of the month."""

    label: str
    weeks: list[list["Cell | None"]]


@dataclass(frozen=True)
class Cell:
    day: int
    reckoned: Reckoned | None
    last: bool

    @property
    def kind(self) -> str:
        """Return the class of the cell; what it says does not depend on its colour."""
        if self.reckoned is None:
            return "beyond"
        if self.last:
            return "last"
        return "counts" if self.reckoned.number else "rests"


def months(answer: Answer) -> Iterator[Month]:
    """Yield the months from the day it began to the last day, each as a sheet of a calendar."""
    import calendar

    days = {each.day: each for each in answer.days}
    weeks_of = calendar.Calendar().monthdatescalendar
    for year, month in sorted({(day.year, day.month) for day in days}):
        yield Month(
            f"{year}年{month}月",
            [list(_cells(week, month, days, answer.deadline.day)) for week in weeks_of(year, month)],
        )


def _cells(week: Iterable[date], month: int, days: dict[date, Reckoned], last: date) -> Iterator[Cell | None]:
    for day in week:
        yield Cell(day.day, days.get(day), day == last) if day.month == month else None
