"""Watched items (舆情线索): the list and its screening, one item, its entry by hand and from a table."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases.chart import bars
from gongkai.cases.models import Case
from gongkai.law.identifiers import mask_name
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, Unit
from gongkai.voice.opinion import actions, sheet
from gongkai.voice.opinion.actions.screening import RULE, Item
from gongkai.voice.opinion.forms import ImportForm, ItemFilter, ItemForm
from gongkai.voice.opinion.likes import cluster_of
from gongkai.voice.opinion.models import OpinionItem
from gongkai.voice.opinion.register import narrowed_items
from gongkai.voice.opinion.views.common import PER_PAGE, actor_of, known, staff_of
from gongkai.voice.opinion.visible import cases_visible_to, items_visible_to, watches

SALT = "opinion-import"
IMPORT_AGE = 3600
OPEN_CASES = 100


@require_admin_access
def items(request: HttpRequest) -> HttpResponse:
    """List watched items; several are dismissed, taken into one case or joined to one at once."""
    user, today, now = staff_of(request), timezone.localdate(), timezone.now()
    typed: dict[str, str] = {}
    if request.method == "POST":
        done = _screened(request)
        if done is not None:
            return done
        typed = {name: request.POST.get(name, "") for name in ("reason", "title", "case")}
    form = ItemFilter(request.GET or {})
    form.is_valid()
    wanted = dict(form.cleaned_data)
    state, sort = wanted.pop("state", ""), wanted.pop("sort", "")
    found = narrowed_items(items_visible_to(user, today), wanted, now)
    shown = found.filter(state=state) if state else found
    counts = Counter(_tally(found, "state"))
    tabs = [
        ("", "全部", counts.total()),
        *((value, label, counts[value]) for value, label in OpinionItem.State.choices),
    ]
    order = ("-heat", "-pk") if sort == "heat" else ("-first_seen_at", "-pk")
    paginator = Paginator(shown.select_related("case", "source", "same_as__case").order_by(*order), PER_PAGE)
    paginator.count = counts[state] if state else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    likes = _tally(OpinionItem.objects.filter(same_as__in=[item.pk for item in page]), "same_as")
    context = {
        "form": form,
        "state": state,
        "tabs": tabs,
        "page": page,
        "rows": [(item, likes.get(item.pk, 0)) for item in page],
        "may_screen": watches(user, today),
        "open_cases": _open_cases(request),
        "known": {"site": known(items_visible_to(user, today), "site")},
        "typed": typed,
        "chosen": {int(pk) for pk in request.POST.getlist("item") if _is_key(pk)},
    }
    return render(request, "opinion/items.html", context)


def _tally(found: QuerySet[OpinionItem], name: str) -> dict[Any, int]:
    return dict(found.order_by().values_list(name).annotate(n=Count("pk")))


def _open_cases(request: HttpRequest) -> list[Case]:
    visible = cases_visible_to(staff_of(request), timezone.localdate())
    return list(visible.filter(closed_on=None).order_by("-opinion__found_at")[:OPEN_CASES])


def _screened(request: HttpRequest) -> HttpResponse | None:
    """Do what was chosen with the items ticked; ``None`` where it was refused, and the list shows what was typed."""
    chosen = items_visible_to(staff_of(request), timezone.localdate())
    ticked = list(chosen.filter(pk__in=[pk for pk in request.POST.getlist("item") if _is_key(pk)]))
    who: dict[str, Any] = {"by": actor_of(request), "at": timezone.now()}
    try:
        match request.POST.get("do"):
            case "dismiss":
                done = actions.dismiss(ticked, reason=request.POST.get("reason", "")[:300], **who)
                messages.success(request, f"{done}条已标为不需处置。")
            case "take_up":
                opened = actions.take_up(ticked, title=request.POST.get("title", "")[:200], **who)
                messages.success(request, f"已立案 {opened.case.number}，请研判。")
                return redirect("voice_opinion", opened.case.pk)
            case "join":
                case = _case_to_join(request)
                done = actions.join(case, ticked, **who)
                messages.success(request, f"{done}条已并入 {case.number}。")
            case _:
                messages.error(request, "没有选择怎样办理：请点立案、并入或者不需处置。")
                return None
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    return redirect(request.get_full_path())


def _case_to_join(request: HttpRequest) -> Case:
    key = request.POST.get("case", "")
    visible = cases_visible_to(staff_of(request), timezone.localdate())
    case = visible.filter(pk=key).select_related("unit").first() if _is_key(key) else None
    if case is None:
        raise Refusal("没有选择并入哪一件。", article=RULE, advice="请在“并入”中选择在办的舆情。")
    return case


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


@require_admin_access
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item: what was said, how it spreads, what it is like; its author to those who watch, noted."""
    found = _item_of(request, pk)
    author = ""
    if request.method == "POST":
        try:
            author = actions.read_author(found, by=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
    likes, heats = list(cluster_of(found)), list(found.heats.all())
    suggested = next((each.case for each in likes if each.case and not each.case.closed_on), None)
    context = {
        "item": found,
        "author": author,
        "masked": mask_name(found.author) if found.author else "",
        "heats": heats,
        "heat_chart": bars(
            "热度变化", [(f"{timezone.localtime(h.at):%m-%d %H:%M}", "#heats", h.total) for h in heats[-12:]]
        ),
        "likes": likes,
        "suggested": suggested,
        "may_screen": watches(staff_of(request), timezone.localdate()),
    }
    return render(request, "opinion/item.html", context)


@require_admin_access
def snapshot(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out what was seen; never shown in place, whatever it is."""
    found = _item_of(request, pk)
    if not found.snapshot:
        raise Http404
    return FileResponse(found.snapshot.open("rb"), as_attachment=True, filename=found.snapshot_name)


def _item_of(request: HttpRequest, pk: int) -> OpinionItem:
    visible = items_visible_to(staff_of(request), timezone.localdate())
    return get_object_or_404(visible.select_related("case", "source", "unit", "same_as"), pk=pk)


def _unit_of(request: HttpRequest) -> Unit:
    """Return the unit the person watches for."""
    held = staff_of(request).posts.on(timezone.localdate()).filter(role__in=(Role.COMPETENT, Role.OFFICER))
    post = held.select_related("unit").first()
    if post is None:
        raise Http404
    return post.unit


@require_admin_access
def new_item(request: HttpRequest) -> HttpResponse:
    """登记线索 by hand, with a picture or a PDF of what was seen."""
    unit = _unit_of(request)
    form = ItemForm(request.POST or None, request.FILES or None, initial={"seen_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, **{name: form.cleaned_data[name] or 0 for name in sheet.COUNTS}}
        taken = actions.take_in([Item(**typed)], unit=unit, by=actor_of(request), at=timezone.now())
        if taken.faults:
            form.add_error(None, f"{taken.faults[0][1]}。请改正后再提交。")
        else:
            found = (taken.new or taken.repeated)[0]
            messages.success(request, "已登记。" if taken.new else "这条已经登记过，热度已更新。")
            return redirect("opinion_item", found.pk)
    return render(request, "opinion/item_new.html", {"form": form, "label": "登记线索"})


@require_admin_access
def import_items(request: HttpRequest) -> HttpResponse:
    """Take items in from a table: first shown row by row, then taken in as shown."""
    unit, now = _unit_of(request), timezone.now()
    if request.GET.get("format") == "csv":
        return csv_text.response("opinion-items.csv", sheet.template())
    form = ImportForm()
    context: dict[str, Any] = {"form": form, "label": "从表格导入线索"}
    if "rows" in request.POST:
        return _imported(request, unit, now)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                # One byte beyond the limit is enough to refuse it.
                rows = sheet.read(str(upload.name), upload.read(sheet.LARGEST + 1), now)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                context |= _dry_run(rows)
        context["form"] = form
    return render(request, "opinion/import.html", context)


def _dry_run(rows: list[sheet.Row]) -> dict[str, Any]:
    good = [row for row in rows if not row.errors]
    kept = [{name: value for name, value in asdict(row.item).items() if value} for row in good]
    for fields in kept:
        for name in ("published_at", "seen_at"):
            if name in fields:
                fields[name] = fields[name].isoformat()
    return {
        "rows": rows,
        "good": len(good),
        "bad": len(rows) - len(good),
        "signed": signing.dumps(kept, salt=SALT, compress=True),
    }


def _imported(request: HttpRequest, unit: Unit, now: datetime) -> HttpResponse:
    """Take in what the dry run showed; it is signed, so that nothing else comes in."""
    try:
        kept = signing.loads(request.POST["rows"], salt=SALT, max_age=IMPORT_AGE)
    except signing.BadSignature:
        messages.error(request, "预览已过期，请重新选择表格。")
        return redirect("opinion_import")
    found = [_from_json(fields) for fields in kept]
    taken = actions.take_in(found, unit=unit, by=actor_of(request), at=now)
    messages.success(request, f"新增{len(taken.new)}条，已有{len(taken.repeated)}条。")
    return redirect("opinion_items")


def _from_json(fields: dict[str, Any]) -> Item:
    given = dict(fields)
    for name in {"published_at", "seen_at"} & fields.keys():
        given[name] = datetime.fromisoformat(fields[name])
    return Item(**given)
