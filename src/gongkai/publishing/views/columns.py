"""The columns of the site, as the competent office keeps them: added, renamed, ended, with their history."""

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.publishing.actions.columns import CODE
from gongkai.publishing.columns import names
from gongkai.publishing.forms import DateInput
from gongkai.publishing.models import Column
from gongkai.publishing.views.common import actor_now, is_competent, staff


class ColumnForm(forms.Form):
    """What an act on a column needs; ``do`` says which act."""

    do = forms.ChoiceField(
        label="办理", choices=[("add", "在下面增设栏目"), ("rename", "更名"), ("end", "终止")],
        widget=forms.RadioSelect, initial="add",
    )  # fmt: skip
    title = forms.CharField(label="名称（增设、更名填写）", max_length=60, required=False)
    code = forms.CharField(
        label="代码（增设填写，用于网址）", max_length=32, required=False,
        validators=[RegexValidator(rf"^{CODE}$", "代码以字母开头，只用字母、数字和短横线。")],
    )  # fmt: skip
    since = forms.DateField(label="自何日起", widget=DateInput)
    source = forms.CharField(label="依据", max_length=200)


@require_admin_access
def tree(request: HttpRequest) -> HttpResponse:
    """Show every column with its source, since when it stands, and how many units must fill it."""
    shown = names()
    rows = Column.objects.order_by("path").prefetch_related("names", "duties")
    context = {
        "rows": [
            (row, shown[row.pk], sum(1 for duty in row.duties.all() if duty.until is None)) for row in rows
        ],
        "may": is_competent(staff(request)),
    }
    return render(request, "publishing/columns.html", context)


@require_admin_access
def column(request: HttpRequest, code: str) -> HttpResponse:
    """Show a column's history and let the competent office change it."""
    row = get_object_or_404(Column, code=code)
    now = timezone.now()
    form = ColumnForm(request.POST or None, initial={"since": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        shared = {"by": actor_now(request), "at": now, "source": given["source"]}
        try:
            if given["do"] == "add":
                made = actions.add_column(
                    row, code=given["code"], title=given["title"], since=given["since"], **shared
                )
                messages.success(request, f"已增设栏目“{made.title}”。")
            elif given["do"] == "rename":
                actions.rename_column(row, title=given["title"], since=given["since"], **shared)
                messages.success(request, f"已更名为“{given['title']}”；原名称保留在沿革里。")
            else:
                actions.end_column(row, on=given["since"], **shared)
                messages.success(request, "已终止；已公开的信息仍可查阅，不再发布新的信息。")
            return redirect("publishing_columns")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"column": row, "name": names()[row.pk], "form": form, "may": is_competent(staff(request))}
    return render(request, "publishing/column.html", context)
