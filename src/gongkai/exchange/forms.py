"""Filters of the delivery log, and the channels notices leave by."""

from typing import Any

from django import forms

from gongkai.cases.models import Notice
from gongkai.disclosure.forms.application import Day
from gongkai.exchange.models import MailServer, SmsGateway
from gongkai.units.models import Unit


class NoticeFilter(forms.Form):
    """What the delivery log is narrowed by; everything stands in the address bar."""

    state = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=Notice.State.choices)
    number = forms.CharField(label="办件编号", required=False, max_length=40)
    unit = forms.ModelChoiceField(label="单位", required=False, queryset=Unit.objects.none())
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "全部"), *Notice.Channel.choices])
    since = forms.DateField(label="生成自", required=False, widget=Day)
    until = forms.DateField(label="生成至", required=False, widget=Day)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class SettleForm(forms.Form):
    note = forms.CharField(label="核实情况", max_length=200, help_text="如“电话确认已收到”“已电话告知”。")


class MailServerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = MailServer
        fields = ("host", "port", "security", "login", "password", "sender")
        widgets = {"password": forms.PasswordInput(attrs={"autocomplete": "new-password"})}
        help_texts = {"password": "不修改时留空。"}


class SmsGatewayForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SmsGateway
        fields = ("url", "headers", "body", "secret", "signed_text", "success", "receipt")
        widgets = {
            "secret": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "headers": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(
                attrs={
                    "rows": 5,
                    "placeholder": '{"mobile": "{phone}", "content": "{text}", "sign": "{signature}"}',
                }
            ),
        }
        help_texts = {
            "secret": "不修改时留空。",
            "body": "可用 {phone} {text} {key} {timestamp} {signature}；{key} 是消息标识，重发时不变。",
        }
