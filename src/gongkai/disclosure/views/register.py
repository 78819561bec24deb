"""The register of requests (登记簿): list, export, and the registration of what did not come by the site."""

import csv
from collections import Counter
from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.actions import Application
from gongkai.disclosure.forms.application import RegisterForm
from gongkai.disclosure.forms.register import RegisterFilter
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.disclosure.views.common import row_of, staff_of, unit_of
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role

PER_PAGE = 30
SHOWN_IN_A_ROW = (
    "number", "title", "stage", "channel", "outcome", "due_on", "due_provisional", "closed_on", "first_opened_at",
    "unit__name", "unit__short_name", "request__name",
)  # fmt: skip
APPLICATION_FIELDS = {field.name for field in fields(Application)}


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the requests one may see, the one due first on top while open, the newest first when closed."""
    user, today = staff_of(request), timezone.localdate()
    form = RegisterFilter(request.GET or {}, units=posts.units_visible_to(user, today))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Case.objects.visible_to(user, today).filter(procedure=KEY), wanted)
    if request.GET.get("format") == "csv":
        return _csv(found)
    counts = Counter(
        {row["stage"]: row["n"] for row in found.values("stage").annotate(n=Count("pk")).order_by()}
    )
    stage = wanted.get("stage", "")
    shown = found.filter(stage=stage) if stage else found
    order = ("due_on", "pk") if stage not in ("", "closed", "archived") else ("-arrived_at",)
    # Only what a row shows: a list neither reads nor decrypts personal data.
    listed = shown.select_related("unit", "request").only(*SHOWN_IN_A_ROW).order_by(*order)
    paginator = Paginator(listed, PER_PAGE)
    paginator.count = counts[stage] if stage else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    calendar = calendar_in_force()
    tabs = [("", "全部", sum(counts.values())), *((s.id, s.label, counts[s.id]) for s in DISCLOSURE.stages)]
    return render(
        request,
        "disclosure/register.html",
        {
            "form": form,
            "stage": stage,
            "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)],
            "page": page,
            "rows": [row_of(case, today, calendar) for case in page],
            "may_register": user.posts.on(today).filter(role__in=(Role.OFFICER, Role.COMPETENT)).exists(),
        },
    )


def _filtered(found: QuerySet[Case], wanted: dict[str, Any]) -> QuerySet[Case]:
    if wanted.get("q"):
        words = wanted["q"].strip()
        found = found.filter(Q(number__icontains=words) | Q(title__icontains=words))
    lookups = {
        "unit": "unit",
        "channel": "channel",
        "outcome": "outcome",
        "kind": "request__applicant_kind",
        "since": "arrived_at__date__gte",
        "until": "arrived_at__date__lte",
    }
    return found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if wanted.get(name)})


def _csv(found: QuerySet[Case]) -> HttpResponse:
    """Export the register as shown, without personal data; cells never start a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            "编号",
            "事由",
            "渠道",
            "申请人类别",
            "单位",
            "环节",
            "到达时间",
            "收到之日",
            "期限",
            "办结日期",
            "结果",
        ]
    )
    for case in found.select_related("unit", "request").iterator(1000):
        outcome = OUTCOMES.get(case.outcome)
        row = [
            case.number,
            case.title,
            Channel(case.channel).label,
            ApplicantKind(case.request.applicant_kind).label,  # type: ignore[attr-defined]
            case.unit.name,
            DISCLOSURE.stage(case.stage).label,
            f"{timezone.localtime(case.arrived_at):%Y-%m-%d %H:%M}",
            case.received_on or "",
            case.due_on or "",
            case.closed_on or "",
            outcome.label if outcome else "",
        ]
        writer.writerow([f"'{cell}" if str(cell).startswith(("=", "+", "-", "@")) else cell for cell in row])
    return response


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Register an application that came by another channel."""
    user, today = staff_of(request), timezone.localdate()
    actor = posts.actor(user, today)
    unit = unit_of(user, today)
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        application = Application(**{name: data[name] for name in APPLICATION_FIELDS if name in data})
        try:
            opened = actions.register(
                application,
                unit=unit,
                channel=Channel(data["channel"]),
                by=actor,
                at=timezone.now(),
                received_on=data["received_on"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。"
            )
            return redirect("disclosure_case", pk=opened.case.pk)
    return render(request, "disclosure/new.html", {"form": form, "unit": unit})
