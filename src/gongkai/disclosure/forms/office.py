"""Forms of the officer's side: returning a case, papers, hand-over, cues, the period of statistics."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases.form_parts import Day, Files
from gongkai.disclosure.models import Cue
from gongkai.disclosure.on_file import PAPER_KINDS
from gongkai.units.models import Unit, User


class ReturnForm(forms.Form):
    """退回转办单位."""

    reason = forms.CharField(label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    believed = forms.ModelChoiceField(
        label="认为应当办理的单位", required=False, queryset=Unit.objects.none(), empty_label="不清楚"
    )
    unknown = forms.CharField(label="不清楚由哪个单位办理的原因", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["believed"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class PaperForm(forms.Form):
    """存入材料."""

    kind = forms.ChoiceField(label="类别", choices=[(kind, kind) for kind in PAPER_KINDS])
    files = Files(label="文件", help_text="PDF、JPG、PNG、DOCX、XLSX、OFD，每个不超过20 MB。")  # type: ignore[assignment]


class HandOverForm(forms.Form):
    """Who hands over to whom: the first step of 离岗移交."""

    giver = forms.ModelChoiceField(label="移交人", queryset=User.objects.none(), empty_label="请选择")
    receiver = forms.ModelChoiceField(label="接收人", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, givers: QuerySet[User], receivers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("giver", givers), ("receiver", receivers)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people


class CueForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Cue
        fields = ("kind", "phrase", "unless", "source")


class PeriodForm(forms.Form):
    """The days the statistics are about, both included, and the units."""

    since = forms.DateField(label="自", widget=Day)
    until = forms.DateField(label="至（含）", widget=Day)
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", "止期早于起期。")
        return data
