"""What a citizen and an officer fill in. Rules are not here: the verbs refuse."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.units.models import Unit
from gongkai.voice.models import Message


class MessageForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=Message.Kind.choices)
    unit = forms.ModelChoiceField(
        label="写给", queryset=Unit.objects.none(), to_field_name="code", empty_label=None,
        help_text="不清楚由谁负责的，选政府办公室，由它转交。",
    )  # fmt: skip
    title = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)
    page = forms.CharField(
        label="出错的网页（找错时填写）", max_length=300, required=False, help_text="网址或者索引号。"
    )
    name = forms.CharField(label="您的姓名", max_length=50)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    email = forms.EmailField(label="电子邮箱", required=False, help_text="电话、邮箱至少填一项。")
    may_be_published = forms.BooleanField(label="同意隐去个人信息后公开留言和答复", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate()).assessed()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("phone") and not data.get("email") and "email" not in self.errors:
            self.add_error("phone", "电话、邮箱至少填写一项，以便答复您。")
        if data.get("kind") == Message.Kind.FAULT and not data.get("page"):
            self.add_error("page", "请写明出错网页的网址或者索引号。")
        return data


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(label="交给", queryset=Unit.objects.none())
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class TextForm(forms.Form):
    """One text, labelled by the act."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class PublishForm(forms.Form):
    title = forms.CharField(label="公开的标题", max_length=200)
    text = forms.CharField(label="公开的留言", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    answer = forms.CharField(label="公开的答复", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
