"""What an officer fills in of an opinion. Rules are not here: the verbs refuse."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.law.response import Grade
from gongkai.units.models import Unit


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(label="交给", queryset=Unit.objects.none())
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class AssessForm(UnitForm):
    grade = forms.ChoiceField(label="类别", choices=[(g.value, g.label) for g in Grade])
    field_order = ["grade", "unit", "note"]


class MomentForm(forms.Form):
    done_at = forms.DateTimeField(label="实际时间", widget=Moment)
    channel = forms.CharField(label="渠道", max_length=100, required=False)
    text = forms.CharField(
        label="发布的内容", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, required=False
    )


class EnterOpinionForm(forms.Form):
    title = forms.CharField(label="标题", max_length=200)
    source = forms.CharField(label="来源", max_length=60, help_text="如新浪微博、百度贴吧、掌上白银。")
    address = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    found_at = forms.DateTimeField(label="发现时间", widget=Moment)
