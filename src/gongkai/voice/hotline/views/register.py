"""The register of tickets: list and export; the board: where the units stand."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.cases.models import Case
from gongkai.law.clock import Light, light_of
from gongkai.law.identifiers import mask_name, mask_phone
from gongkai.ledger.actions import record_fact
from gongkai.voice.hotline import callers
from gongkai.voice.hotline.forms import RegisterFilter
from gongkai.voice.hotline.models import Way
from gongkai.voice.hotline.procedure import HOTLINE, OUTCOMES
from gongkai.voice.hotline.register import (
    ANSWERED_STAGES,
    Viewer,
    light_condition,
    measured,
    narrowed,
    ordered,
)
from gongkai.voice.hotline.views.common import actor_of, is_centre, staff_only, viewer_of

PER_PAGE = 30
SHOWN_IN_A_ROW = (
    "number", "title", "stage", "channel", "outcome", "due_on", "due_provisional", "closed_on", "received_on",
    "unit__name", "unit__short_name", "ticket__kind", "ticket__is_urgent", "ticket__is_confidential", "ticket__place",
    "ticket__spot", "ticket__town__short_name", "ticket__satisfaction", "ticket__supervised_at", "ticket__sign_by",
    "ticket__signed_at", "ticket__urged",
)  # fmt: skip
COLUMNS = (
    ("期限", "due"), ("编号", "number"), ("事由", ""), ("类型", ""), ("地点", ""), ("承办", "unit"), ("环节", ""),
    ("受理", "received"), ("结果", ""),
)  # fmt: skip
EXPORTED = (
    "编号", "类型", "渠道", "来源", "受理日期", "事由", "内容", "地点", "事项分类", "承办单位", "环节", "期限", "办结日期", "结果",
    "答复", "办理结果", "满意度", "是否逾期", "来电人", "电话",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A ticket as one line of the register."""

    case: Case
    light: Light | None
    stage: str
    outcome: str
    not_signed: bool


@dataclass(frozen=True)
class Heading:
    """A column's heading: by what a click sorts, and how the list is sorted now."""

    label: str
    sort: str = ""
    now: str = ""


@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """List the tickets one may see, what is due first on top in an open stage, the newest first otherwise."""
    viewer = viewer_of(request)
    form = RegisterFilter(request.GET or {})
    valid = form.is_valid()
    wanted = dict(form.cleaned_data)
    stage = wanted.pop("stage", "")
    found = narrowed(viewer.tickets, wanted, viewer)
    shown = found.filter(stage=stage) if stage else found
    sort = request.GET.get("sort", "")
    if valid and request.GET.get("format") == "csv":
        return _exported(request, ordered(shown, sort, stage), viewer)
    counts = Counter(dict(found.order_by().values_list("stage").annotate(n=Count("pk"))))
    paginator = Paginator(ordered(shown, sort, stage).values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts[stage] if stage else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    tabs = [("", "全部", counts.total()), *((s.id, s.label, counts[s.id]) for s in HOTLINE.stages)]
    context = {
        "form": form,
        "stage": stage,
        "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)],
        "page": page,
        "columns": [_heading(label, key, sort) for label, key in COLUMNS],
        "rows": list(_rows(list(page), viewer)),
        "is_centre": is_centre(actor_of(request)),
        "measured": measured(wanted["measure"]).said if wanted.get("measure") else "",
        "here": "register",
    }
    return render(request, "hotline/register.html", context)


def _rows(pks: list[int], viewer: Viewer) -> Iterator[Row]:
    """Read the rows of one page: only what is shown, so that nobody's data is read or decrypted."""
    cases = Case.objects.select_related("unit", "ticket__town").only(*SHOWN_IN_A_ROW).in_bulk(pks)
    now = timezone.now()
    for pk in pks:
        case = cases[pk]
        awaited = case.closed_on is None and case.stage not in ANSWERED_STAGES
        light = light_of(case.due_on, viewer.today, viewer.calendar) if awaited else None
        sign_by = case.ticket.sign_by
        late = case.stage == "dispatched" and sign_by is not None and now > sign_by
        yield Row(case, light, HOTLINE.stage(case.stage).label, OUTCOMES.get(case.outcome, ""), late)


def _heading(label: str, key: str, sort: str) -> Heading:
    if not key:
        return Heading(label)
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return Heading(label, f"-{key}" if now == "ascending" else key, now)


def _exported(request: HttpRequest, found: QuerySet[Case], viewer: Viewer) -> HttpResponse:
    """Write what is on the screen, all pages of it; callers masked, and hidden where they asked for it (S52)."""
    with transaction.atomic():
        record_fact(
            "hotline-register", "hotline.export", at=timezone.now(), by=actor_of(request).name,
            data={"rows": found.count()},
        )  # fmt: skip
    rows = found.select_related("unit", "ticket__town", "ticket__matter").iterator(500)
    return csv_text.response(
        f"hotline-{viewer.today:%Y%m%d}.csv", [EXPORTED, *(_line(case) for case in rows)]
    )


def _line(case: Case) -> tuple[object, ...]:
    ticket = case.ticket
    name, phone = (
        (callers.HIDDEN, "") if ticket.is_confidential else (mask_name(ticket.caller_name), mask_phone(ticket.caller_phone))
    )  # fmt: skip
    return (
        case.number, ticket.get_kind_display(), Way(case.channel).label, ticket.get_origin_display(), case.received_on,
        case.title, ticket.text, ticket.address, str(ticket.matter or ""), case.unit.short_name,
        HOTLINE.stage(case.stage).label, case.due_on or "", case.closed_on or "", OUTCOMES.get(case.outcome, ""),
        ticket.reply, ticket.get_result_display(), ticket.get_satisfaction_display(), "是" if ticket.was_late else "",
        name, phone,
    )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A number of the board and the list behind it."""

    label: str
    count: int
    query: str
    is_bad: bool = False


@staff_only
def board(request: HttpRequest) -> HttpResponse:
    """Show, unit by unit, what waits and what is late; every number opens its list."""
    viewer = viewer_of(request)
    now = timezone.now()
    asked: dict[str, tuple[str, Q, str, bool]] = {
        "dispatched": ("待签收", Q(stage="dispatched"), "stage=dispatched", False),
        "unsigned": ("签收超时", Q(stage="dispatched", ticket__sign_by__lt=now), "unsigned=on", True),
        "handling": ("办理中", Q(stage="handling"), "stage=handling", False),
        "soon": ("即将到期", light_condition("soon", viewer), "light=soon", False),
        "today": ("今日到期", light_condition("today", viewer), "light=today", False),
        "overdue": ("已逾期", light_condition("overdue", viewer), "light=overdue", True),
        "criticised": ("通报批评", _with_unit() & Q(ticket__urged="criticism"), "urged=criticism", True),
        "supervised": ("督办", _with_unit() & Q(ticket__supervised_at__isnull=False), "supervised=on", False),
        "checking": ("待审核", Q(stage="checking"), "stage=checking", False),
        "calling": ("待回访", Q(stage="calling_back"), "stage=calling_back", False),
    }  # fmt: skip
    asked_by_name: dict[str, Any] = {
        key: Count("pk", filter=condition) for key, (_, condition, _, _) in asked.items()
    }
    counted: Iterable[Any] = (
        viewer.tickets.filter(closed_on=None)
        .order_by()
        .values("unit", name=F("unit__short_name"), sort=F("unit__sort"))
        .annotate(all=Count("pk"), **asked_by_name)
    )
    rows = sorted(counted, key=lambda row: (-row["overdue"], -row["today"], row["sort"]))
    lines = [
        (row["name"], Cell("在办", row["all"], f"stands=open&unit={row['unit']}"),
         [Cell(label, row[key], f"{query}&unit={row['unit']}", bad) for key, (label, _, query, bad) in asked.items()])
        for row in rows
    ]  # fmt: skip
    context = {
        "lines": lines,
        "headings": [label for label, *_ in asked.values()],
        "here": "board",
        "is_centre": is_centre(actor_of(request)),
    }
    return render(request, "hotline/board.html", context)


def _with_unit() -> Q:
    return Q(stage__in=("dispatched", "handling"))
