"""What an officer writes for the disclosure log."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.cases.files import CheckedFile
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal


class PdfFile(forms.FileField):
    """One PDF, judged by its content."""

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            file = safe_upload(upload)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if file.suffix != ".pdf":
            raise ValidationError("公布的文件请转成PDF。")
        return file


class LogForm(forms.Form):
    subject = forms.CharField(
        label="公布的事项", max_length=200, help_text="概括所申请的信息；不写申请人，不写任何人的个人信息。"
    )
    answer = forms.CharField(
        label="公布的答复内容（适合公开的）", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    file = PdfFile(label="公布的文件（PDF，有文字层）", required=False)


class TakeForm(forms.Form):
    reason = forms.CharField(label="撤下的原因", max_length=200)
