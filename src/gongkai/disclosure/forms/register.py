"""What the register is narrowed by."""

from typing import Any

from django import forms

from gongkai.disclosure.forms.application import Day
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.units.models import Unit


class RegisterFilter(forms.Form):
    """What the register is narrowed by; everything stands in the address bar."""

    q = forms.CharField(label="编号或事由", required=False)
    stage = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(label="单位", required=False, queryset=Unit.objects.none())
    channel = forms.ChoiceField(
        label="渠道", required=False, choices=[("", "全部"), *((c.value, c.label) for c in Channel)]
    )
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), *((o.id, o.label) for o in OUTCOMES.values())]
    )
    kind = forms.ChoiceField(
        label="申请人", required=False, choices=[("", "全部"), *((k.value, k.label) for k in ApplicantKind)]
    )
    since = forms.DateField(label="到达自", required=False, widget=Day)
    until = forms.DateField(label="到达至", required=False, widget=Day)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
