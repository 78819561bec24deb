"""Filters of the delivery log, and the channels notices leave by."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from gongkai.cases.form_parts import Day
from gongkai.cases.models import Notice
from gongkai.exchange.models import ChannelSetting, MailServer, SmsGateway
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


# What the account, the secret and the third field of a channel are called by its provider.
CHANNEL_LABELS = {
    "wechat": ("AppID", "AppSecret", "模板ID"),
    "wecom": ("企业ID（CorpID）", "应用 Secret", "应用 AgentId"),
    "dingtalk": ("AppKey", "AppSecret", "应用 AgentId"),
    "cmpp": ("企业代码（SP_Id）", "口令", "服务代码（10690000）"),
    "sms": ("", "查询密钥", ""),
}
CHANNEL_ADDRESSES = {
    "wechat": "https://api.weixin.qq.com", "wecom": "https://qyapi.weixin.qq.com", "dingtalk": "https://oapi.dingtalk.com",
    "cmpp": "主机:7890", "sms": "https://…/query",
}  # fmt: skip


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A channel for many people, its fields called as the provider calls them."""

    class Meta:
        model = ChannelSetting
        fields = ("address", "account", "secret", "extra", "callback_secret", "rate", "simulated_faults")
        widgets = {
            "secret": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "callback_secret": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        }
        help_texts = {
            "secret": "不修改时留空。",
            "callback_secret": "不修改时留空；没有密钥的回调一律不采用。",
        }

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account, secret, extra = CHANNEL_LABELS[channel]
        for name, label in (("account", account), ("secret", secret), ("extra", extra)):
            if label:
                self.fields[name].label = label
            else:
                del self.fields[name]
        self.fields["address"].widget.attrs["placeholder"] = CHANNEL_ADDRESSES[channel]
        if channel == "sms":
            self.fields["address"].label = "查询地址"
            self.fields["address"].help_text = "发送中断的短信按消息标识查询结果；留空时待核，由人处理。"
        if channel in ("wecom", "dingtalk"):
            del self.fields["callback_secret"]
        self.fields["simulated_faults"].validators.append(MaxValueValidator(90))
