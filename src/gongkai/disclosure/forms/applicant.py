"""What an applicant fills in after looking her case up."""

from django import forms

from gongkai.cases.form_parts import Files


class CorrectionForm(forms.Form):
    """补正."""

    text = forms.CharField(
        label="补正的内容", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    files = Files(  # type: ignore[assignment]
        label="补正材料", required=False, help_text="PDF、JPG、PNG、DOCX、XLSX、OFD，每个不超过20 MB。"
    )


class WithdrawForm(forms.Form):
    """撤回."""

    reason = forms.CharField(label="撤回的原因（可以不填）", required=False, max_length=200)


class ReceiptForm(forms.Form):
    """确认收到: nothing to fill in."""


class RateForm(forms.Form):
    """满意度."""

    score = forms.TypedChoiceField(
        label="满意度",
        coerce=int,
        choices=[(5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择满意的程度。"},
    )
    text = forms.CharField(
        label="意见和建议（可以不填）",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoticesForm(forms.Form):
    """通知方式."""

    by_email = forms.BooleanField(label="有进展时给我发电子邮件", required=False)
    email = forms.EmailField(label="收通知的邮箱", required=False)
    by_sms = forms.BooleanField(label="有进展时给我发短信", required=False)
    phone = forms.CharField(label="收短信的手机号码", required=False, max_length=20)
