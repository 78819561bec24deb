"""What is filled in for mailboxes and for the messages that came into them."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import Day
from gongkai.disclosure.forms.application import ApplicationForm
from gongkai.disclosure.models import Mail, Mailbox
from gongkai.units.models import Unit


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    """申请邮箱. The password is never shown again; left empty it stays."""

    class Meta:
        model = Mailbox
        fields = ("unit", "address", "announced", "host", "port", "security", "login", "password", "since")
        widgets = {
            "password": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "since": Day(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, password = self.fields["unit"], self.fields["password"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.on(timezone.localdate())
        if self.instance.pk:
            password.help_text = "不修改时留空。"
        else:
            self.initial.setdefault("since", timezone.localdate())


class CompletionForm(ApplicationForm):
    """登记来信: the application, with what the message states itself already filled in; nothing else is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("applicant_kind", "id_type", "form_required", "delivery_channel"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择"), *field.choices]  # type: ignore[misc]  # here no callable


class JoinForm(forms.Form):
    number = forms.CharField(label="办件编号", max_length=40)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="不作申请处理的理由", max_length=200, widget=forms.TextInput(attrs={"list": "reasons"})
    )


class InboxFilter(forms.Form):
    """What the inbox is narrowed by; everything stands in the address bar."""

    state = forms.ChoiceField(required=False, choices=Mail.State.choices, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(label="单位", required=False, queryset=Unit.objects.none())
    since = forms.DateField(label="到达自", required=False, widget=Day)
    until = forms.DateField(label="到达至", required=False, widget=Day)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
