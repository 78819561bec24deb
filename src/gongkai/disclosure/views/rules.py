"""The rules of reviews and lawsuits (复议诉讼规则): periods and columns of Table 4, each with its source and history."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases.form_parts import Day
from gongkai.disclosure import actions, rules
from gongkai.disclosure.models import OfficeDecision, OfficePeriod
from gongkai.disclosure.remedy_procedures import LAWSUIT, OUTCOMES, REVIEW
from gongkai.disclosure.views.common import staff_of
from gongkai.law.refusal import Refusal
from gongkai.law.remedy_rules import PERIOD_LABELS
from gongkai.units import posts
from gongkai.units.models import Role


class PeriodForm(forms.Form):
    key = forms.ChoiceField(label="期限", choices=list(PERIOD_LABELS.items()))
    text = forms.CharField(label="时间", max_length=20, help_text="如“10个工作日”“15日”“6个月”。")
    since = forms.DateField(label="自何日起", widget=Day, initial=timezone.localdate)
    source = forms.CharField(label="依据", max_length=200)


class DecisionForm(forms.Form):
    procedure = forms.ChoiceField(
        label="程序", choices=[(each.key, each.label) for each in (REVIEW, LAWSUIT)]
    )
    decision = forms.CharField(label="决定（裁判）", max_length=40)
    column = forms.ChoiceField(label="计入", choices=list(OUTCOMES.items()))
    since = forms.DateField(label="自何日起", widget=Day, initial=timezone.localdate)
    source = forms.CharField(label="依据", max_length=200)


VERBS: dict[str, Callable[..., object]] = {"period": actions.set_period, "decision": actions.set_decision}


@require_admin_access
def remedy_rules(request: HttpRequest) -> HttpResponse:
    """Show every rule in force today with its source; the competent office changes it from a day on."""
    today = timezone.localdate()
    sent = request.POST.get("form", "")
    given = {
        "period": PeriodForm(request.POST if sent == "period" else None),
        "decision": DecisionForm(request.POST if sent == "decision" else None),
    }
    form = given.get(sent)
    actor = posts.actor(staff_of(request), today)
    if form is not None and form.is_valid():
        try:
            VERBS[sent](**form.cleaned_data, by=actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存，自所填日期起适用；已登记的案件不变。")
            return redirect("remedy_rules")
    context = {
        "periods": list(rules.all_periods(today)),
        "decisions": [
            (procedure.label, [(rule, OUTCOMES[rule.column]) for rule in rules.decisions(procedure.key, today).values()])
            for procedure in (REVIEW, LAWSUIT)
        ],
        "entered": [
            *((f"{PERIOD_LABELS[each.key]}：{each.period}", each) for each in OfficePeriod.objects.order_by("-since", "-pk")),
            *(
                (f"{each.decision} → {OUTCOMES[each.column]}", each)
                for each in OfficeDecision.objects.order_by("-since", "-pk")
            ),
        ],
        "forms": given,
        "may": actor.holds(Role.COMPETENT, ""),
    }  # fmt: skip
    return render(request, "disclosure/remedy_rules.html", context)
