"""Building forms on the screen: tables, rows, columns, where each cell comes from, relations; import from a sheet."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.publishing.workbooks import LARGEST
from gongkai.reporting import figures
from gongkai.reporting.desk import actor, is_competent, sees_the_district, staff_only
from gongkai.reporting.rounds import actions, exchange, form_sheet, forms
from gongkai.reporting.rounds.filled import form_of
from gongkai.reporting.rounds.forms import CellType, Column, Form, Relation, Row, Table
from gongkai.reporting.rounds.models import FormVersion
from gongkai.reporting.rounds.return_views import groups
from gongkai.reporting.rounds.views import uploaded

SALT = "gongkai.rounds.form"
_TABLE = re.compile(r"t(\d{1,2})\.(.+)")
_PART = re.compile(r"([rck])(\d{1,3})\.(code|label|group|type|choices|rule|text|severity|note|drop)")
BLANK = Form("", (Table(1, "表一", (Row(1, ""),), (Column(1, ""),)),))


def _version(request: HttpRequest, pk: int) -> FormVersion:
    if not sees_the_district(request):
        raise Http404
    return get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)


@require_POST
@staff_only
def create(request: HttpRequest) -> HttpResponse:
    """Begin a form, empty or as proposed by an import."""
    content, proposed = BLANK, request.POST.get("proposed", "")
    try:
        content = forms.from_data(_signed(proposed)["form"]) if proposed else BLANK
        content = replace(content, title=request.POST.get("title", "").strip() or content.title)
        key = request.POST.get("key", "")
        version = actions.create_form(key, content, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        # What was read from the file is shown again, unless it is no proposal of ours.
        if proposed and content is not BLANK:
            return _preview(request, proposed, request.POST)
        return redirect("round_index")
    return redirect("round_form", pk=version.pk)


def _signed(text: str) -> dict[str, Any]:
    """Return what a preview showed."""
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise Refusal("预览已失效。", article="报表导入", advice="请重新选择文件。") from error
    return said


@staff_only
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a draft version; show a published one as it stands."""
    version = _version(request, pk)
    content = form_of(version)
    if version.stage == FormVersion.Stage.PUBLISHED or not is_competent(request):
        return _shown(request, version, content)
    revision = version.revision
    if request.method == "POST":
        content = _changed(typed_form(request.POST), request.POST.get("add", ""))
        said = request.POST.get("revision", "")
        revision = int(said) if said.isascii() and said.isdigit() else -1
        try:
            _kept(request, version, content, revision)
            return redirect("round_form", pk=pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            # Who has read that somebody else changed it, and sends again, means it.
            version.refresh_from_db()
            revision = version.revision
    context = {
        "version": version,
        "form": content,
        "revision": revision,
        "tables": [(number, table, _rules(table)) for number, table in enumerate(content.tables)],
        "faults": forms.faults(content, figures.names().__contains__),
        "types": [(type_.value, type_.label) for type_ in CellType],
        "figures": [(each.id, each.label) for each in figures.all_figures()],
    }
    return render(request, "rounds/form.html", context)


def _kept(request: HttpRequest, version: FormVersion, content: Form, revision: int) -> None:
    by, at = actor(request), timezone.now()
    saved = actions.save_form(version, content, expected_revision=revision, by=by, at=at)
    if "publish" not in request.POST:
        if "save" in request.POST:
            messages.success(request, "已保存。")
        return
    actions.publish_form(saved, expected_revision=saved.revision, by=by, at=at)
    messages.success(request, f"{version.form.title}第{version.number}版已发布，可以开展报送。")


def _rules(table: Table) -> list[tuple[Row, list[tuple[str, str, str]]]]:
    """Return, for each cell, the field that holds its own rule, the rule, and what holds without one."""
    return [
        (
            row,
            [
                (
                    f"R{row.code}C{column.code}",
                    table.rules.get(f"R{row.code}C{column.code}", ""),
                    forms.rule_of(replace(table, rules={}), row, column) or forms.ENTERED,
                )
                for column in table.columns
            ],
        )
        for row in table.rows
    ]


def _shown(request: HttpRequest, version: FormVersion, content: Form) -> HttpResponse:
    kinds = {"entered": "填报", "closed": "×", "formula": "计算", "figure": "统计"}
    tables = [
        (
            table,
            groups(table),
            [
                (
                    row,
                    [
                        (cell, kinds[cell.source.kind])
                        for cell in content.cells.values()
                        if cell.table is table and cell.row is row
                    ],
                )
                for row in table.rows
            ],
        )
        for table in content.tables
    ]
    context = {
        "version": version,
        "form": content,
        "tables": tables,
        "rounds": version.rounds.all(),
        "others": version.form.versions.exclude(pk=version.pk),
        "competent": is_competent(request),
    }
    return render(request, "rounds/form_published.html", context)


def typed_form(data: Mapping[str, Any]) -> Form:
    """Return the form a builder page sent."""
    parts: dict[int, dict[tuple[str, int], dict[str, str]]] = {}
    plain: dict[int, dict[str, str]] = {}
    for name in data:
        if match := _TABLE.fullmatch(name):
            number, rest, text = int(match[1]), match[2], str(data[name]).strip()
            if part := _PART.fullmatch(rest):
                parts.setdefault(number, {}).setdefault((part[1], int(part[2])), {})[part[3]] = text[:300]
            else:
                plain.setdefault(number, {})[rest] = text[:300]
    tables = [_typed_table(plain[number], parts.get(number, {})) for number in sorted(plain)]
    kept = tuple(
        table for table, number in zip(tables, sorted(plain), strict=True) if not plain[number].get("drop")
    )
    return Form(str(data.get("title", "")).strip()[:100], kept, str(data.get("notes", "")).strip()[:5000])


def _typed_table(plain: Mapping[str, str], parts: Mapping[tuple[str, int], Mapping[str, str]]) -> Table:
    def kept(kind: str) -> list[Mapping[str, str]]:
        return [given for (each, _), given in sorted(parts.items()) if each == kind and not given.get("drop")]

    rows = tuple(
        Row(
            _code(given),
            given.get("label", ""),
            given.get("group", ""),
            _type(given, ""),
            given.get("rule", ""),
        )
        for given in kept("r")
    )
    columns = tuple(
        Column(
            _code(given),
            given.get("label", ""),
            given.get("group", ""),
            _type(given, CellType.COUNT),
            tuple(choice for choice in re.split(r"[、,，;；\s]+", given.get("choices", "")) if choice),
            given.get("rule", ""),
        )
        for given in kept("c")
    )
    places = {f"R{row.code}C{column.code}" for row in rows for column in columns}
    rules = {
        name[2:]: text
        for name, text in plain.items()
        if name.startswith("x.") and text and name[2:] in places
    }
    relations = tuple(
        Relation(
            given.get("text", ""),
            "warning" if given.get("severity") == "warning" else "error",
            given.get("note", ""),
        )
        for given in kept("k")
    )
    return Table(_code(plain), plain.get("title", ""), rows, columns, rules, relations)


def _code(given: Mapping[str, str]) -> int:
    text = given.get("code", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1000 else 1


def _type(given: Mapping[str, str], default: str) -> str:
    said = given.get("type", "")
    return said if said in list(CellType) else default


def _changed(content: Form, asked: str) -> Form:
    """Return the form with what a button of the builder asks for: one more table, row, column or relation."""
    if asked == "table":
        code = max((table.code for table in content.tables), default=0) + 1
        return replace(
            content, tables=(*content.tables, Table(code, f"表{code}", (Row(1, ""),), (Column(1, ""),)))
        )
    number, _, what = asked.partition(".")
    if not number.isdigit() or int(number) >= len(content.tables):
        return content
    table = content.tables[int(number)]
    more = {
        "row": lambda: replace(table, rows=(*table.rows, Row(_next(table.rows), ""))),
        "column": lambda: replace(table, columns=(*table.columns, Column(_next(table.columns), ""))),
        "relation": lambda: replace(table, relations=(*table.relations, Relation(""))),
    }
    if what not in more:
        return content
    tables = list(content.tables)
    tables[int(number)] = more[what]()
    return replace(content, tables=tuple(tables))


def _next(parts: tuple[Row, ...] | tuple[Column, ...]) -> int:
    return max((part.code for part in parts), default=0) + 1


@require_POST
@staff_only
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    try:
        made = actions.revise_form(version.form, by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_form", pk=pk)
    return redirect("round_form", pk=made.pk)


@require_POST
@staff_only
def import_form(request: HttpRequest) -> HttpResponse:
    """Read an XLSX form and show what was understood; or adopt a form published by the office above."""
    try:
        file = uploaded(request, "file")
        content = file.read(LARGEST + 1)
        if content.lstrip()[:1] == b"{":
            return _adopted(request, content)
        proposal = form_sheet.read(content, str(file.name).rsplit(".", 1)[0][:100])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_index")
    proposed = signing.dumps(
        {"form": forms.as_data(proposal.form), "problems": proposal.problems}, salt=SALT, compress=True
    )
    return _preview(request, proposed, {})


def _preview(request: HttpRequest, proposed: str, typed: Mapping[str, Any]) -> HttpResponse:
    said = signing.loads(proposed, salt=SALT)
    content = forms.from_data(said["form"])
    context = {
        "form": content,
        "tables": [(table, groups(table), _rules(table)) for table in content.tables],
        "problems": said["problems"],
        "faults": forms.faults(content, figures.names().__contains__),
        "proposed": proposed,
        "adopts": said.get("adopt"),
        "title": typed.get("title", content.title),
        "key": typed.get("key", ""),
    }
    return render(request, "rounds/preview.html", context)


def _adopted(request: HttpRequest, content: bytes) -> HttpResponse:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "这不是平台导出的报表。", article="报表导入", advice="请使用上级平台导出的报表文件。"
        ) from error
    said = {"form": forms.as_data(actions.adoptable(data)), "problems": [], "adopt": data}
    return _preview(request, signing.dumps(said, salt=SALT, compress=True), {})


@require_POST
@staff_only
def adopt(request: HttpRequest) -> HttpResponse:
    """Take over a form of the office above that was looked at."""
    try:
        said = _signed(request.POST.get("proposed", ""))
        version = actions.adopt_form(said.get("adopt", {}), by=actor(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("round_index")
    messages.success(request, f"已采用{version}，可以开展报送。")
    return redirect("round_form", pk=version.pk)


@staff_only
def form_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a published form for the districts below to adopt."""
    version = _version(request, pk)
    if version.stage != FormVersion.Stage.PUBLISHED:
        raise Http404
    response = HttpResponse(exchange.form_file(version), content_type="application/json; charset=utf-8")
    name = quote(f"{version.form.key}-v{version.number}.json")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
