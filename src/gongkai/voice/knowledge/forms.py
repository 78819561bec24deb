"""What is typed of an entry. Rules are not here: the verbs refuse."""

from datetime import date, timedelta
from typing import Any

from django import forms

from gongkai.cases.form_parts import Day
from gongkai.units.models import Unit
from gongkai.voice.knowledge.content import Content

PROPOSED_FOR = timedelta(days=365)


class EntryForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label=None)
    question = forms.CharField(label="问题", max_length=200, help_text="按群众的问法写，一条只答一个问题。")
    answer = forms.CharField(label="答案", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    materials = forms.CharField(
        label="办理步骤、材料", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    keywords = forms.CharField(
        label="关键词", max_length=200, required=False, help_text="群众会用的其他说法，空格分隔。"
    )
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号，或者会议、负责人。")
    source_address = forms.CharField(
        label="依据的网址或者公开信息地址",
        max_length=500,
        required=False,
        help_text="以 / 或 https:// 开头。",
    )
    source_on = forms.DateField(label="依据的日期", widget=Day)
    valid_until = forms.DateField(label="有效期至", widget=Day, help_text="到期自动停用，回到您的待办。")
    is_public = forms.BooleanField(label="对公众公开", required=False, initial=True)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_source_address(self) -> str:
        address = str(self.cleaned_data["source_address"]).strip()
        if address and not address.startswith(("/", "https://", "http://")):
            raise forms.ValidationError("地址以 / 或 https:// 开头。")
        return address

    def content(self) -> Content:
        return Content(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})

    @staticmethod
    def proposed(today: date) -> dict[str, Any]:
        return {"source_on": today, "valid_until": today + PROPOSED_FOR, "is_public": True}


class RenewForm(forms.Form):
    valid_until = forms.DateField(label="有效期至", widget=Day)
    source = forms.CharField(label="依据", max_length=200, required=False)


class TextForm(forms.Form):
    text = forms.CharField(max_length=300, required=False)


class FileForm(forms.Form):
    file = forms.FileField(label="XLSX表格")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label=None)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
