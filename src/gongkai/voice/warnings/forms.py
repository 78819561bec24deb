"""The forms of warnings and notices."""

from typing import Any

from django import forms

from gongkai.units.models import Unit
from gongkai.voice.warnings.models import Audience, Broadcast, Call, Channel


class ImportForm(forms.Form):
    file = forms.FileField(
        label="报文文件", help_text="气象台站发来的 CAP 1.2 报文（.xml），原样接收，不能修改。"
    )
    proof = forms.CharField(
        label="核实方式", max_length=90, required=False,
        help_text="没有签名的报文必须填写，如“电话向市气象台核实，值班员某某”。",
    )  # fmt: skip


class StationForm(forms.Form):
    name = forms.CharField(
        label="气象台站", max_length=100, help_text="与报文中的发布单位（senderName）一致。"
    )
    sender = forms.CharField(label="发布者标识", max_length=200, help_text="报文中的 sender。")
    secret = forms.CharField(
        label="接口密钥", max_length=200, required=False, help_text="通过接口接收时用；不修改时留空。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    certificate = forms.CharField(
        label="签名证书（PEM）", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="填写后，没有签名或者签名不符的报文一律不接收。",
    )  # fmt: skip
    address = forms.URLField(
        label="读取地址", required=False, max_length=500, assume_scheme="https",
        help_text="台站的 CAP 报文或者 RSS、Atom 订阅的网址，平台每分钟读取一次；台站自己推送的不填。",
    )  # fmt: skip


class AdviceForm(forms.Form):
    text = forms.CharField(
        label="本地防范提示", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本区自己的提示，与信号原文分开显示，并注明拟写人。",
    )  # fmt: skip


class ComposeForm(forms.Form):
    """A job. The words of one that relays a signal are not typed."""

    kind = forms.ChoiceField(
        label="类别", choices=[c for c in Broadcast.Kind.choices if c[0] != Broadcast.Kind.WARNING]
    )
    title = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(label="内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))
    station = forms.CharField(
        label="气象台站", max_length=100, required=False, help_text="转发天气预报时必须填写。"
    )
    issued_at = forms.DateTimeField(
        label="台站发布时间", required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    audiences = forms.ModelMultipleChoiceField(
        label="接收群组", queryset=Audience.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="在几个群组里的人只收一条。",
    )  # fmt: skip
    plan = forms.MultipleChoiceField(
        label="渠道", choices=Channel.choices, widget=forms.CheckboxSelectMultiple,
        help_text="按次序发送：前一个渠道确定没有送达，才用后一个。",
    )  # fmt: skip
    to_confirm = forms.BooleanField(
        label="要求确认收到", required=False, help_text="红色、橙色预警总是要求确认，逾时未确认的转电话叫应。"
    )

    def __init__(self, *args: Any, relays: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["audiences"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Audience.objects.select_related("unit")
        if relays:
            for name in ("kind", "title", "text", "station", "issued_at"):
                del self.fields[name]


class AudienceForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="如“四龙镇防汛责任人”。")
    kind = forms.ChoiceField(label="类别", choices=Audience.Kind.choices)
    unit = forms.ModelChoiceField(label="所属地", queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=50)
    duty = forms.CharField(label="职务", max_length=100, required=False)
    phone = forms.CharField(label="手机号码", max_length=20, required=False)
    username = forms.CharField(label="平台帐号", max_length=60, required=False)
    openid = forms.CharField(label="微信 openid", max_length=60, required=False)
    wecom = forms.CharField(label="企业微信帐号", max_length=64, required=False)
    dingtalk = forms.CharField(label="钉钉 userid", max_length=64, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)


class SheetForm(forms.Form):
    file = forms.FileField(label="名单（XLSX）", help_text="按模板填写；手机号码相同的视为同一人。")


class CallForm(forms.Form):
    outcome = forms.ChoiceField(label="结果", choices=Call.Outcome.choices)
    note = forms.CharField(label="说明", max_length=200, required=False)


class WordingForm(forms.Form):
    kind = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label="模板", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
