"""What an officer fills in when a letter has gone out (送达)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.cases.files import CheckedFile
from gongkai.cases.form_parts import Day, Moment
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal
from gongkai.law.service import Manner


class OneFile(forms.FileField):
    """One file, judged by its content."""

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return safe_upload(upload)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class ServiceForm(forms.Form):
    """送达: one form for every letter. What the chosen way asks for the verb says."""

    manner = forms.ChoiceField(
        label="送达方式",
        choices=[(manner.value, f"{manner.label}（{manner.day_rule}）") for manner in Manner],
    )
    on = forms.DateField(
        label="交邮或者签收日期",
        widget=Day,
        initial=timezone.localdate,
        required=False,
        help_text="邮寄以交邮之日、当面以签收之日为送达之日。",
    )
    entered_at = forms.DateTimeField(
        label="进入对方系统的时间（电子邮件、传真、在线）",
        widget=Moment,
        required=False,
        help_text="电子方式以进入对方系统的时间为准，不看上面的日期。",
    )
    recipient = forms.CharField(
        label="签收人或者接收地址", required=False, max_length=100, help_text="不填的，为文书的受送达人。"
    )
    carrier = forms.CharField(
        label="邮政企业（邮寄时）", required=False, initial="中国邮政EMS", max_length=40
    )
    proof = forms.CharField(label="邮件号码、签收或者发送记录", required=False, max_length=200)
    collect = forms.BooleanField(label="邮费到付", required=False)
    file = OneFile(label="凭证文件（回执、截图、签收件）", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("manner")
        if way and Manner(way).is_electronic:
            # The day follows from the time.
            data["on"] = None
            if not data.get("entered_at") and "entered_at" not in self.errors:
                self.add_error("entered_at", f"请填写{Manner(way).day_rule}的时间，它就是送达的时间。")
        elif way and not data.get("on"):
            self.add_error("on", f"请填写{Manner(way).day_rule}。")
        return data


class SignedForm(forms.Form):
    """归入签收件: the signed certificate or another proof that came later."""

    file = OneFile(label="签收件")
