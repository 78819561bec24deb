"""Beginning from files: a Word document, or a table of many items."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.files import checked_upload
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, batch, batch_kept, workbooks
from gongkai.publishing.batch_kept import Kept
from gongkai.publishing.documents.word import read_word
from gongkai.publishing.forms import ColumnField, UploadField
from gongkai.publishing.views.common import actor_now, staff
from gongkai.publishing.views.offices import XLSX
from gongkai.units.models import Role, Unit, User


def _own_units(user: User) -> QuerySet[Unit]:
    posts = user.posts.on(timezone.localdate()).filter(role=Role.OFFICER)
    return Unit.objects.filter(pk__in=posts.values("unit"))


class WordForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="发布机构", empty_label=None)
    column = ColumnField()
    file = forms.FileField(label="Word 文件（.docx，不超过20 MB）")
    keep_original = forms.BooleanField(label="原文件作为附件一并公开", required=False)

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.fields["unit"].queryset = _own_units(user)  # type: ignore[attr-defined]


@require_admin_access
def word(request: HttpRequest) -> HttpResponse:
    """Turn a Word file into a draft, with what it says of itself for the drafter to confirm."""
    form = WordForm(staff(request), *([request.POST, request.FILES] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            file = checked_upload(given["file"])
            text = read_word(file.name, file.content)
            made = actions.import_text(
                given["unit"],
                text,
                name=file.name,
                original=file.content,
                column=given["column"],
                by=actor_now(request),
                at=timezone.now(),
                keep_original=given["keep_original"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = [
                f"已导入为草稿《{made.title}》。取自文中的元数据标在各项旁边，请逐项核对后保存。",
                *text.notes,
            ]
            messages.success(request, "".join(said))
            return redirect("publishing_edit", made.pk)
    return render(request, "publishing/import_word.html", {"form": form})


class BatchForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="发布机构", empty_label=None)
    table = UploadField(workbooks.LARGEST, label="表格（按模板填写的 XLSX，不超过5 MB）", required=False)
    archive = UploadField(
        batch.LARGEST_ARCHIVE, label="附件（一个 ZIP，不超过100 MB，可不传）", required=False
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.fields["unit"].queryset = _own_units(user)  # type: ignore[attr-defined]


@require_admin_access
def many(request: HttpRequest) -> HttpResponse:
    """Import a table: first a dry run that shows every row with its errors, then all rows or none.

    The files of the dry run are kept, so that they are chosen once.
    """
    person = staff(request)
    form = BatchForm(person, *([request.POST, request.FILES] if request.method == "POST" else []))
    rows: list[batch.Row] = []
    name = batch_kept.name_of(person.pk)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            kept = _chosen(given, batch_kept.of(person.pk))
            name = kept.name
            rows, contents = batch.read(kept.table, kept.archive, given["unit"], timezone.localdate(now))
            wrong = any(row.errors for row in rows)
            if request.POST.get("do") == "make" and rows and not wrong:
                made = batch.make(rows, contents, given["unit"], by=actor_now(request), at=now)
                batch_kept.forget(person.pk)
                messages.success(request, f"已导入{len(made)}条草稿，请逐条核对后提交核稿。")
                return redirect(f"{reverse('publishing_list')}?stage=draft")
            batch_kept.keep(person.pk, kept)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "rows": rows, "wrong": sum(1 for row in rows if row.errors), "kept": name}
    return render(request, "publishing/import_many.html", context)


def _chosen(given: dict[str, Any], kept: Kept | None) -> Kept:
    """Return the files chosen now; those of the dry run where none were."""
    if given["table"]:
        archive = given["archive"].read() if given["archive"] else (kept.archive if kept else None)
        return Kept(given["table"].name, given["table"].read(), archive)
    if kept is None:
        raise Refusal("没有选择表格。", article=batch.RULE, advice="请选择按模板填写的表格。")
    return Kept(kept.name, kept.table, given["archive"].read()) if given["archive"] else kept


@require_admin_access
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty table."""
    return HttpResponse(
        batch.template(),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="import-template.xlsx"'},
    )
