"""What the competent office fills in for the texts of letters, the seals and the review bodies."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import Day
from gongkai.disclosure.forms.service import OneFile
from gongkai.disclosure.letter_texts import Text
from gongkai.law.letters import LetterKind
from gongkai.law.remedies import RemedyDuty
from gongkai.units.models import Unit

BODY_HELP = (
    "一行一段。{字段}由系统填写；段首写 {?字段} 的，该字段有内容时才印出这一段；"
    "写成 | 甲 | {乙} | 的行是表格的一行。"
)


class TextForm(forms.Form):
    """修改文书模板. What a text must contain the verb says."""

    title = forms.CharField(label="标题", max_length=100)
    body = forms.CharField(
        label="正文",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=BODY_HELP,
    )
    note = forms.CharField(
        label="附注", max_length=200, required=False, help_text="印在日期下方，如联系方式。"
    )
    prints_remedy = forms.BooleanField(label="印出救济途径", required=False)
    valid_from = forms.DateField(label="施行日期", widget=Day, initial=timezone.localdate)
    reason = forms.CharField(label="修改理由（依据的文件或者原因）", max_length=200)

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.remedy is not RemedyDuty.OPTIONAL:
            del self.fields["prints_remedy"]

    def text(self) -> Text:
        """Return what stands in the form as a text, also while reason or date are still missing."""
        given = self.cleaned_data
        return Text(
            kind=self.kind.id,
            version="",
            valid_from=given.get("valid_from") or timezone.localdate(),
            title=given.get("title", ""),
            body=given.get("body", ""),
            note=given.get("note", ""),
            source="",
            prints_remedy=given.get("prints_remedy", True),
        )


class RestoreForm(forms.Form):
    valid_from = forms.DateField(label="施行日期", widget=Day, initial=timezone.localdate)


class SealForm(forms.Form):
    """启用印章."""

    file = OneFile(
        label="印章图片", help_text="背景透明的PNG，接近正方形，边长200至2000像素；按42毫米印在署名和日期上。"
    )
    valid_from = forms.DateField(label="启用日期", widget=Day, initial=timezone.localdate)


class ReviewBodiesForm(forms.ModelForm):  # type: ignore[type-arg]
    """登记救济机关."""

    class Meta:
        model = Unit
        fields = ["reviewed_by", "superior_department", "vertical", "court"]
