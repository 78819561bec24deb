"""The pages of the knowledge base: register, one entry, writing, what stands beside an answer, tables."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases.guard import safe_upload
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units import posts
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.voice.knowledge import actions, listing, sheet
from gongkai.voice.knowledge.actions.recording import KEEPER, REVIEWER, open_version
from gongkai.voice.knowledge.content import Content
from gongkai.voice.knowledge.find import suggest
from gongkai.voice.knowledge.forms import EntryForm, FileForm, RenewForm, TextForm
from gongkai.voice.knowledge.models import Entry, EntryReport, EntryVersion
from gongkai.voice.messages import redaction

PER_PAGE = 30
BESIDE = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "knowledge-import"
STATE_TABS = (
    ("current", "有效"),
    ("soon", "30日内到期"),
    ("expired", "已到期"),
    ("new", "未启用"),
    ("retired", "已停用"),
)


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> Actor:
    return posts.actor(staff(request), timezone.localdate())


def _units_as_officer(request: HttpRequest) -> QuerySet[Unit]:
    held = staff(request).posts.on(timezone.localdate()).filter(role=Role.OFFICER)
    return Unit.objects.filter(pk__in=held.values("unit"))


@require_admin_access
def index(request: HttpRequest) -> HttpResponse:
    """Show the entries one may see, those in use first asked for."""
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("state", "unit", "q")}
    asked["state"] = asked["state"] or "current"
    visible = Entry.objects.visible_to(staff(request), today)
    rows = listing.narrowed(visible, asked, today).select_related("unit").order_by("-pk")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "tabs": [
            (value, label, listing.narrowed(visible, {"state": value}, today).count())
            for value, label in STATE_TABS
        ],
        "asked": asked,
        "units": Unit.objects.filter(pk__in=Entry.objects.values("unit")),
        "may_write": _units_as_officer(request).exists(),
        "today": today,
    }
    return render(request, "knowledge/index.html", context)


@require_admin_access
def export(request: HttpRequest) -> HttpResponse:
    """Give the entries of the register as a table."""
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("state", "unit", "q")}
    visible = Entry.objects.visible_to(staff(request), today)
    rows = listing.narrowed(visible, asked, today).select_related("unit").order_by("pk")
    return csv_text.response("zhishiku.csv", listing.exported(rows.iterator(500)))


@require_admin_access
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry: what is in use, what is in hand, its versions, reports, and what one may do."""
    return _entry(request, _visible(request, pk))


def _entry(
    request: HttpRequest, row: Entry, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    by, today = actor(request), timezone.localdate()
    version = open_version(row)
    is_officer = by.holds(Role.OFFICER, row.unit.code)
    reviews = any(by.holds(role, row.unit.code) for role in REVIEWER)
    waiting = version is not None and version.state == EntryVersion.State.REVIEWING
    context = {
        "entry": row,
        "version": version,
        "proposed": version.says if version else None,
        "versions": row.versions.order_by("-number"),
        "reports": row.reports.select_related("by")[:20],
        "may_edit": is_officer and not waiting,
        "may_hand_in": is_officer and version is not None and not waiting,
        "may_review": waiting
        and reviews
        and version is not None
        and staff(request).pk not in version.writers,
        "may_renew": is_officer
        and version is None
        and row.state in (Entry.State.CURRENT, Entry.State.EXPIRED),
        "may_retire": any(by.holds(role, row.unit.code) for role in KEEPER)
        and row.state != Entry.State.RETIRED,
        "usable": row.state == Entry.State.CURRENT and row.valid_until >= today,
        "renewed_until": EntryForm.proposed(today)["valid_until"],
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST,
        "today": today,
    }
    return render(request, "knowledge/entry.html", context, status=422 if refusal else 200)


def _visible(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.visible_to(staff(request), timezone.localdate()).select_related("unit")
    return get_object_or_404(rows, pk=pk)


@require_admin_access
@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Perform one act on an entry; what was typed is shown again when it is refused."""
    row = _visible(request, pk)
    if action not in ACTS:
        raise Http404
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdigit() else None
    try:
        ACTS[action](request, row, {"by": actor(request), "at": timezone.now(), "seen": seen})
    except Refusal as refusal:
        return _entry(request, _visible(request, pk), refusal=refusal, refused=action)
    messages.success(request, "已办理。")
    return redirect("voice_knowledge_entry", pk)


def _text(request: HttpRequest) -> str:
    form = TextForm(request.POST)
    return str(form.cleaned_data["text"]) if form.is_valid() else ""


def _renew(request: HttpRequest, row: Entry, who: dict[str, Any]) -> None:
    form = RenewForm(request.POST)
    if not form.is_valid():
        raise Refusal("没有填写新的有效期。", article="", advice="请填写日期。")
    actions.renew(row, **form.cleaned_data, **who)


def _settle(request: HttpRequest, row: Entry, who: dict[str, Any]) -> None:
    number = request.POST.get("report", "")
    report = get_object_or_404(row.reports, pk=number if number.isdigit() else 0)
    actions.settle(report, note=_text(request), by=who["by"], at=who["at"])


ACTS: dict[str, Callable[[HttpRequest, Entry, dict[str, Any]], object]] = {
    "hand_in": lambda request, row, who: actions.hand_in(row, **who),
    "drop": lambda request, row, who: actions.drop(row, **who),
    "approve": lambda request, row, who: actions.approve(row, **who),
    "send_back": lambda request, row, who: actions.send_back(row, note=_text(request), **who),
    "renew": _renew,
    "retire": lambda request, row, who: actions.retire(row, reason=_text(request), **who),
    "settle": _settle,
}


# Writing


@require_admin_access
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new entry, or what an entry is to say next; by “提交审核” it is handed in at once."""
    row = _visible(request, pk) if pk else None
    today, units = timezone.localdate(), _units_as_officer(request)
    initial = EntryForm.proposed(today)
    if row:
        version = open_version(row)
        initial = {**(version.says if version else row.content).__dict__, "unit": row.unit_id}
        units = Unit.objects.filter(pk=row.unit_id)
    form = EntryForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdigit() else None
        who: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
        try:
            made = actions.write(form.content(), unit=form.cleaned_data["unit"], entry=row, seen=seen, **who)
            if request.POST.get("then") == "hand_in":
                actions.hand_in(made, **who)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存{made.number}。")
            return redirect("voice_knowledge_entry", made.pk)
    context = {"form": form, "entry": row, "title": f"修改 {row.number}" if row else "新建知识条目"}
    return render(request, "knowledge/form.html", context, status=422 if form.errors else 200)


@require_admin_access
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an entry out of an answered case; question and answer come with the link or the form that leads here."""
    today, case = timezone.localdate(), None
    given = {**request.GET.dict(), **request.POST.dict()}
    if given.get("case", "").isdigit():
        visible = Case.objects.visible_to(staff(request), today).select_related("unit")
        case = get_object_or_404(visible, pk=given["case"])
    units = Unit.objects.on(today)
    initial = {
        **EntryForm.proposed(today),
        "question": given.get("question", "")[:200] or (case.title if case else ""),
        "answer": given.get("answer", "")[:4000] or (_answered(case) if case else ""),
        "unit": case.unit_id if case else None,
        "source": f"{case.number}的答复" if case else "",
    }
    sent = request.method == "POST" and "source" in request.POST
    form = EntryForm(request.POST if sent else None, units=units, initial=initial)
    if sent and form.is_valid():
        try:
            made = actions.propose(
                form.content(),
                unit=form.cleaned_data["unit"],
                case=case,
                by=actor(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提议，{made.unit}审核后启用（{made.number}）。")
            return redirect("voice_knowledge")
    context = {"form": form, "case": case, "title": "提议入知识库"}
    return render(request, "knowledge/form.html", context, status=422 if form.errors else 200)


def _answered(case: Case) -> str:
    """Return what a message or a ticket was answered, once it is, without whoever wrote or called; nothing of a caller
    who asked for secrecy.
    """
    if case.closed_on is None:
        return ""
    today = timezone.localdate()
    if hasattr(case, "message"):
        return redaction.proposal(case.message.answer, case.message, today)
    if not hasattr(case, "ticket") or case.ticket.is_confidential:
        return ""
    ticket = case.ticket
    return redaction.masked(ticket.reply, today, name=ticket.caller_name, phone=ticket.caller_phone)


# Beside an answer


@require_admin_access
@require_GET
def beside(request: HttpRequest) -> HttpResponse:
    """Return the entries that may answer what is typed: a fragment for the screens where people answer."""
    text = request.GET.get("q", "")[:500]
    context = {"entries": suggest(text, BESIDE, on=timezone.localdate()), "text": text.strip()}
    return render(request, "knowledge/beside.html", context)


@require_admin_access
@require_POST
def use(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Note from the fragment that an entry was adopted, was helpful, misses the question or is out of date."""
    row = get_object_or_404(Entry, pk=pk)
    who: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    try:
        if kind == "adopt":
            actions.adopt(row, **who)
            said = "已采用"
        elif kind == "helpful":
            actions.find_helpful(row, **who)
            said = "已记为有用"
        elif kind in EntryReport.Kind.values:
            actions.report(row, kind=kind, note=_text(request), **who)
            said = "已转责任单位核对"
        else:
            raise Http404
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


# Many at once


@require_admin_access
def take_in(request: HttpRequest) -> HttpResponse:
    """Read a table of entries, show every row with its fault, and take all of them when asked to."""
    units = _units_as_officer(request)
    rows, packed = [], ""
    form = FileForm(request.POST or None, request.FILES or None, units=units)
    try:
        if request.method == "POST" and "rows" in request.POST:
            made = _take(request, units)
            messages.success(request, f"已导入{len(made)}条，等待审核。")
            return redirect("voice_knowledge")
        if request.method == "POST" and form.is_valid():
            file = safe_upload(form.cleaned_data["file"])
            rows = sheet.rows_of(file, timezone.now())
            if all(row.content for row in rows):
                said = [row.content.as_data() for row in rows if row.content]
                packed = signing.dumps([form.cleaned_data["unit"].pk, said], salt=SALT, compress=True)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    context = {
        "form": form, "rows": rows, "packed": packed, "wrong": sum(1 for row in rows if row.fault),
    }  # fmt: skip
    return render(request, "knowledge/import.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, units: QuerySet[Unit]) -> list[Entry]:
    try:
        unit, said = signing.loads(request.POST["rows"], salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise Refusal("预览已过期。", article="", advice="请重新上传表格。") from None
    rows = [sheet.Row(n, each["question"], Content.from_data(each)) for n, each in enumerate(said, start=2)]
    return sheet.take(rows, unit=get_object_or_404(units, pk=unit), by=actor(request), at=timezone.now())


@require_admin_access
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty table."""
    headers = {"Content-Disposition": 'attachment; filename="knowledge.xlsx"'}
    return HttpResponse(sheet.template(), content_type=XLSX, headers=headers)
