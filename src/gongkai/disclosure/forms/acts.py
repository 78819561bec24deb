"""What an officer fills in for each act. Rules of the law are not here: the verbs refuse."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases.form_parts import Day
from gongkai.cases.models import Case
from gongkai.disclosure.actions import Decision
from gongkai.disclosure.actions.internal_forms import FORMS
from gongkai.disclosure.models import Consultation, Fee, Rendition, Reply
from gongkai.law.closing import NOT_BY_REPLY
from gongkai.law.regulation import GROUNDS, OUTCOMES, ApplicantKind
from gongkai.units.models import Unit


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

    def __init__(self, *args: Any, label: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].required = label, required


class ExtendForm(forms.Form):
    days = forms.IntegerField(label="延长工作日数", min_value=1, max_value=20, initial=20)
    reasons = forms.CharField(label="延期理由（写入告知书）", widget=forms.Textarea(attrs={"rows": 3}))


class ConsultForm(forms.Form):
    kind = forms.ChoiceField(label="征求对象", choices=Consultation.Kind.choices)
    party = forms.CharField(label="名称", max_length=100)
    received_on = forms.DateField(
        label="对方收到征求意见书的日期",
        widget=Day,
        required=False,
        help_text="当面送达的填写当天；邮寄的先留空，收到回执后再登记。对方的15个工作日自收到之日起算。",
    )


class OfConsultation(forms.Form):
    """An act on one of the consultations still open."""

    consultation = forms.ModelChoiceField(
        label="征求对象", queryset=Consultation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, open_ones: QuerySet[Consultation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consultation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = open_ones


class ReceiptForm(OfConsultation):
    on = forms.DateField(label="对方收到征求意见书的日期", widget=Day, initial=timezone.localdate)


class CorrectedReceiptForm(OfConsultation):
    on = forms.DateField(label="更正为", widget=Day)
    reason = forms.CharField(label="更正的理由和凭证", max_length=300)


class OpinionForm(OfConsultation):
    answer = forms.ChoiceField(label="答复", choices=Consultation.Answer.choices)
    reasons = forms.CharField(
        label="对方理由；第三方逾期未答复时写本机关的决定和理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(label="收到意见的日期", widget=Day, initial=timezone.localdate)


class TellForm(forms.Form):
    """告知第三方: only those who object and have not been told are offered."""

    party = forms.ChoiceField(label="第三方")
    what = forms.CharField(label="决定公开的内容", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    reasons = forms.CharField(
        label="不公开会对公共利益造成的重大影响", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, parties: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(party, party) for party in parties]


class CoHandleForm(forms.Form):
    unit = forms.ModelChoiceField(label="协办单位", queryset=Unit.objects.none())
    question = forms.CharField(
        label="请协助的事项（不写申请人姓名）", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class JudgeForm(forms.Form):
    said = forms.CharField(
        label="申请人说明的理由（逾期未说明的留空）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    reasonable = forms.TypedChoiceField(
        label="认定", choices=[("yes", "理由合理"), ("no", "理由不合理")], coerce=lambda text: text == "yes"
    )
    why = forms.CharField(label="认定的依据", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class DelayForm(forms.Form):
    until = forms.DateField(label="延迟至", widget=Day)
    reasons = forms.CharField(
        label="不能在规定期限内答复的原因", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class FeeForm(forms.Form):
    scale = forms.ChoiceField(label="计费方式（只选一种）", choices=Fee.Scale.choices)
    quantity = forms.IntegerField(
        label="件数或页数",
        min_value=1,
        max_value=100_000,
        help_text="按件：这件申请拆分后的件数，连同当月此前的申请累进计算；按量：单面A4页数。",
    )
    way = forms.CharField(
        label="缴纳方式（写入通知书）", widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class PaymentForm(forms.Form):
    receipt = forms.CharField(label="财政票据号码", max_length=60)
    on = forms.DateField(label="缴费日期", widget=Day, initial=timezone.localdate)


class DayForm(forms.Form):
    """One day, labelled by the act."""

    on = forms.DateField(widget=Day, initial=timezone.localdate)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label


class ReplyForm(forms.Form):
    """拟写答复. What each outcome needs is said beside it; what is missing the verb refuses."""

    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[(o.id, f"{o.label}({o.article})") for o in OUTCOMES.values() if o.id not in NOT_BY_REPLY],
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
    evidence = forms.CharField(
        label="依据和证据（内部留存，不写入答复书）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="国家秘密写密级、期限和定密依据；法律禁止公开写具体条款；危及安全稳定写危害的说明。",
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
        self, *args: Any, earlier: Any, renditions: Any, last: Reply | Decision | None = None, **kwargs: Any
    ) -> None:
        if last is not None and not args:
            names = (
                "outcome",
                "ground",
                "information",
                "reasons",
                "referral",
                "evidence",
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


class KindForm(forms.Form):
    kind = forms.ChoiceField(label="更正为", choices=[(kind.value, kind.label) for kind in ApplicantKind])
    reason = forms.CharField(label="理由", max_length=200, help_text="由另一位工作人员复核后生效。")


class InternalForm(forms.Form):
    template = forms.ChoiceField(label="表单", choices=tuple(FORMS.items()))
