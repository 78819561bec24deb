"""What an officer fills in for each act. Rules of the law are not here: the verbs refuse."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.disclosure.forms.application import Day
from gongkai.disclosure.models import Consultation, Delivery, Rendition, Reply
from gongkai.law.regulation import GROUNDS, OUTCOMES, ApplicantKind
from gongkai.units.models import Unit

ENDINGS_WITHOUT_REPLY = ("O_ABANDON_CORR", "O_ABANDON_FEE", "O_OTHER")


class ConfirmForm(forms.Form):
    on = forms.DateField(label="双方确认之日", widget=Day, initial=timezone.localdate)


class AssignForm(forms.Form):
    unit = forms.ModelChoiceField(label="转给", queryset=Unit.objects.none())
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class SearchForm(forms.Form):
    place = forms.CharField(label="检索范围（系统、档案）", max_length=200)
    keywords = forms.CharField(label="检索词", max_length=200)
    period = forms.CharField(label="信息形成的时间范围", max_length=100)
    result = forms.CharField(label="检索结果", widget=forms.Textarea(attrs={"rows": 3}))


class TextForm(forms.Form):
    """One text, labelled by the act."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class ExtendForm(forms.Form):
    days = forms.IntegerField(label="延长工作日数", min_value=1, max_value=20, initial=20)
    reasons = forms.CharField(label="延期理由（写入告知书）", widget=forms.Textarea(attrs={"rows": 3}))


class ConsultForm(forms.Form):
    kind = forms.ChoiceField(label="征求对象", choices=Consultation.Kind.choices)
    party = forms.CharField(label="名称", max_length=100)
    received_on = forms.DateField(label="对方收到征求意见书的日期", widget=Day, initial=timezone.localdate)


class OpinionForm(forms.Form):
    answer = forms.ChoiceField(label="答复", choices=Consultation.Answer.choices)
    reasons = forms.CharField(
        label="对方理由；第三方逾期未答复时写本机关的决定和理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(label="收到意见的日期", widget=Day, initial=timezone.localdate)


class ReplyForm(forms.Form):
    """拟写答复. What each outcome needs is said beside it; what is missing the verb refuses."""

    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[
            (o.id, f"{o.label}({o.article})") for o in OUTCOMES.values() if o.id not in ENDINGS_WITHOUT_REPLY
        ],
    )
    ground = forms.ChoiceField(
        label="部分公开时，不公开部分的情形",
        required=False,
        choices=[("", "——"), *((g.id, f"{g.label}({g.article})") for g in GROUNDS.values())],
    )
    information = forms.CharField(
        label="公开的内容，或获取的方式、途径和时间", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reasons = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    referral = forms.CharField(
        label="其他机关及联系方式、应当通过的渠道或特别规定",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    earlier_case = forms.ModelChoiceField(
        label="前次申请（重复申请时选择）", required=False, queryset=Case.objects.none()
    )

    rendition = forms.ModelChoiceField(
        label="区分处理件（部分公开时随答复提供）",
        required=False,
        queryset=Rendition.objects.none(),
        help_text="在案件页“区分处理”中生成。没有区分处理件的，在下面写明如何作区分处理。",
    )
    separation = forms.CharField(
        label="区分处理的方式（如：摘录可以公开的第二、三部分）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, earlier: Any, renditions: Any, last: Reply | None = None, **kwargs: Any
    ) -> None:
        if last is not None and not args:
            names = (
                "outcome",
                "ground",
                "information",
                "reasons",
                "referral",
                "earlier_case",
                "rendition",
                "separation",
            )
            kwargs["initial"] = {name: getattr(last, name) for name in names}
        super().__init__(*args, **kwargs)
        field = self.fields["earlier_case"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = earlier
        field = self.fields["rendition"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = renditions


class ServeForm(forms.Form):
    manner = forms.ChoiceField(label="送达方式", choices=Delivery.choices)
    on = forms.DateField(
        label="送达（交邮）日期",
        widget=Day,
        initial=timezone.localdate,
        help_text="邮寄以交邮之日为答复之日。",
    )
    carrier = forms.CharField(
        label="邮政企业（邮寄时）", required=False, initial="中国邮政EMS", max_length=40
    )
    proof = forms.CharField(label="邮件号码或签收凭证", required=False, max_length=200)


class KindForm(forms.Form):
    kind = forms.ChoiceField(label="更正为", choices=[(kind.value, kind.label) for kind in ApplicantKind])
    reason = forms.CharField(label="理由", max_length=200)
    second = forms.CharField(label="复核人", max_length=30)
