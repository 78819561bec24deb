"""The register of requests (登记簿): list, export, and the registration of what did not come by the site."""

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.guard import chosen
from gongkai.cases.models import Case
from gongkai.disclosure import actions, export, recognition, similar
from gongkai.disclosure.actions import Application
from gongkai.disclosure.forms.application import RegisterForm
from gongkai.disclosure.forms.register import RegisterFilter
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.register import Viewer, named, narrowed, ordered
from gongkai.disclosure.views.common import row_of, staff_of, unit_of, viewer_of
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import Channel
from gongkai.units import posts
from gongkai.units.models import Role

PER_PAGE = 30
SHOWN_IN_A_ROW = (
    "number", "title", "stage", "channel", "outcome", "due_on", "due_provisional", "closed_on", "first_opened_at",
    "used_days", "arrived_at", "unit__name", "unit__short_name", "request__name", "handler__name", "handler__username",
)  # fmt: skip
COLUMNS = (
    ("期限", "due"), ("编号", "number"), ("申请公开的信息", ""), ("申请人", ""), ("渠道", ""), ("单位", "unit"),
    ("承办人", "handler"), ("环节", ""), ("到达", "arrived"), ("结果", ""), ("用时", "used"),
)  # fmt: skip
EXPORTS = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (export.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
APPLICATION_FIELDS = {field.name for field in fields(Application)}


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the requests one may see, the one due first on top while open, the newest first when closed."""
    viewer = viewer_of(request)
    form = RegisterFilter(request.GET or {}, units=posts.units_visible_to(viewer.user, viewer.today))
    valid = form.is_valid()
    wanted = dict(form.cleaned_data)
    stage = wanted.pop("stage", "")
    found = narrowed(viewer.cases, wanted, viewer)
    _note_search_by_name(wanted.get("q", ""), viewer)
    shown = found.filter(stage=stage) if stage else found
    if valid and request.GET.get("format") in EXPORTS:
        return _exported(ordered(shown, request.GET.get("sort", ""), stage), request.GET["format"], viewer)
    counts = Counter(dict(found.order_by().values_list("stage").annotate(n=Count("pk"))))
    sort = request.GET.get("sort", "")
    paginator = Paginator(ordered(shown, sort, stage).values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts[stage] if stage else counts.total()  # type: ignore[misc]
    page = paginator.get_page(request.GET.get("p"))
    tabs = [("", "全部", counts.total()), *((s.id, s.label, counts[s.id]) for s in DISCLOSURE.stages)]
    return render(
        request,
        "disclosure/register.html",
        {
            "form": form,
            "stage": stage,
            "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)],
            "page": page,
            "columns": [_heading(label, key, sort) for label, key in COLUMNS],
            "rows": [row_of(case, viewer.today, viewer.calendar) for case in _cases(list(page))],
            "may_register": viewer.user.posts.on(viewer.today)  # type: ignore[attr-defined]
            .filter(role__in=(Role.OFFICER, Role.COMPETENT))
            .exists(),
        },
    )


def _cases(pks: list[int]) -> list[Case]:
    """Read the rows of one page: only what is shown, so that nothing personal is read or decrypted."""
    cases = Case.objects.select_related("unit", "request", "handler").only(*SHOWN_IN_A_ROW).in_bulk(pks)
    return [cases[pk] for pk in pks]


@dataclass(frozen=True)
class Heading:
    """A column's heading: by what a click sorts, and how the list is sorted now."""

    label: str
    sort: str = ""
    now: str = ""


def _heading(label: str, key: str, sort: str) -> Heading:
    if not key:
        return Heading(label)
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return Heading(label, f"-{key}" if now == "ascending" else key, now)


def _note_search_by_name(text: str, viewer: Viewer) -> None:
    found = named(text.strip(), viewer) if text.strip() else []
    if found:
        actor = posts.actor(viewer.user, viewer.today)
        actions.note_name_search(found=len(found), by=actor, at=timezone.now())


def _exported(found: QuerySet[Case], form: str, viewer: Viewer) -> HttpResponse:
    write, content_type = EXPORTS[form]
    actor = posts.actor(viewer.user, viewer.today)
    actions.note_export(rows=found.count(), form=form, by=actor, at=timezone.now())
    name = f"register-{viewer.today:%Y%m%d}.{form}"
    return HttpResponse(
        write(found),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Register an application that came by another channel; first show what it may repeat or really be."""
    user, today = staff_of(request), timezone.localdate()
    actor = posts.actor(user, today)
    unit = unit_of(user, today)
    form = RegisterForm(request.POST or None, request.FILES or None)
    hints: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "go_on" not in request.POST:
            hints = hints_for(data)
        if not hints:
            application = Application(**{name: data[name] for name in APPLICATION_FIELDS if name in data})
            try:
                chosen.must_have_come(request)
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
                    request,
                    f"已登记 {opened.case.number}，查询码 {opened.code}（只显示这一次，请告知申请人）。",
                )
                return redirect("disclosure_case", pk=opened.case.pk)
    return render(
        request,
        "disclosure/new.html",
        {"form": form, "unit": unit, "files_chosen": chosen.names(request), **hints},
    )


def hints_for(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the application may repeat, and what it may really be; empty when there is nothing to say."""
    asked = "。".join(data[name] for name in ("info_title", "feature_description") if data[name])
    suggestions = recognition.recognise(asked, recognition.in_force(timezone.localdate()))
    subject = f"{asked} {data['doc_number']}"
    same = similar.same_subject(subject, data["name"], data["id_number"])
    if not (suggestions or same.own or same.others):
        return {}
    return {"hints": True, "suggestions": suggestions, "own": same.own[:5], "others": same.others}
