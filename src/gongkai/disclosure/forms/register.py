"""What the register is narrowed by."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.cases.form_parts import Day
from gongkai.disclosure.register import LIGHTS, UNCLAIMED
from gongkai.law.regulation import OUTCOMES, ApplicantKind, Channel
from gongkai.units.models import Role, Unit, User

ANY = ("", "全部")


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=Day)


class RegisterFilter(forms.Form):
    """What the register is narrowed by; everything stands in the address bar."""

    q = forms.CharField(
        label="编号、事由或申请人全名",
        required=False,
        max_length=100,
        help_text="按申请人全名只能找到本人所在单位的申请，并记入日志。",
    )
    stage = forms.CharField(required=False, widget=forms.HiddenInput)
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[ANY, *((name, light.value) for name, light in LIGHTS.items())]
    )
    handler = forms.ChoiceField(label="承办人", required=False)
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )
    channel = forms.ChoiceField(
        label="渠道", required=False, choices=[ANY, *((c.value, c.label) for c in Channel)]
    )
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[ANY, *((o.id, o.label) for o in OUTCOMES.values())]
    )
    kind = forms.ChoiceField(
        label="申请人", required=False, choices=[ANY, *((k.value, k.label) for k in ApplicantKind)]
    )
    since = _day("到达自")
    until = _day("到达至")
    received_from = _day("收到自")
    received_to = _day("收到至")
    due_from = _day("期限自")
    due_to = _day("期限至")
    closed_from = _day("办结自")
    closed_to = _day("办结至")
    # Not numbers: 0 days is a filter, nothing typed is none.
    used_from = forms.RegexField(r"\d{1,3}", label="用时不少于（工作日）", required=False)
    used_to = forms.RegexField(r"\d{1,3}", label="用时不超过（工作日）", required=False)
    unclocked = forms.BooleanField(label="未起算即办结", required=False)
    help = forms.BooleanField(label="需要帮助", required=False)
    remedy = forms.BooleanField(label="有复议诉讼", required=False)

    FIRST = ("q", "light", "handler", "unit", "outcome")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
        handler = self.fields["handler"]
        assert isinstance(handler, forms.ChoiceField)
        officers = User.objects.filter(posts__role=Role.OFFICER, posts__unit__in=units).distinct()
        handler.choices = [
            ANY,
            (UNCLAIMED, "无人认领"),
            *((str(pk), name) for pk, name in officers.order_by("name").values_list("pk", "name")),
        ]

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.FIRST]

    @property
    def more_in_use(self) -> bool:
        """Tell whether a condition of the folded part is set, so that it is shown unfolded."""
        return any(self.data.get(field.name) for field in self.more_fields())
