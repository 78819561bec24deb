"""What an officer fills in for each act. Rules of the law are not here: the verbs refuse."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import DateInput
from django.utils import timezone

from gongkai.cases.files import CheckedFile
from gongkai.cases.guard import safe_upload
from gongkai.cases.models import Case
from gongkai.disclosure.models import Consultation, Delivery, FormRequired, IdType, Reply
from gongkai.law.identifiers import id_number_fault, uscc_fault
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import GROUNDS, OUTCOMES, ApplicantKind, Channel
from gongkai.units.models import Unit

ENDINGS_WITHOUT_REPLY = ("O_ABANDON_CORR", "O_ABANDON_FEE", "O_OTHER")


class Day(DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Files(forms.FileField):
    """Several files at once, each judged by its content."""

    widget = type("ManyFiles", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[CheckedFile, ...]:
        uploads = data if isinstance(data, list | tuple) else [data]
        try:
            return tuple(safe_upload(upload) for upload in uploads if upload)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class ApplicationForm(forms.Form):
    """The application as art. 29 describes it. There is no field for a purpose."""

    applicant_kind = forms.ChoiceField(
        label="申请人类别", choices=[(kind.value, kind.label) for kind in ApplicantKind]
    )
    name = forms.CharField(label="姓名或单位名称", max_length=100)
    id_type = forms.ChoiceField(label="身份证明", choices=IdType.choices)
    id_number = forms.CharField(label="证件号码", max_length=30)
    contact_person = forms.CharField(
        label="联系人", max_length=50, required=False, help_text="申请人是单位的，请填写联系人。"
    )
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    postal_address = forms.CharField(label="通信地址", max_length=200, required=False)
    info_title = forms.CharField(label="所需信息的名称", max_length=200, required=False)
    doc_number = forms.CharField(label="文号", max_length=60, required=False)
    feature_description = forms.CharField(
        label="便于查询的其他特征描述",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="名称、文号、特征描述至少填写一项。",
    )
    form_required = forms.ChoiceField(label="获取信息的方式", choices=FormRequired.choices)
    delivery_channel = forms.ChoiceField(label="获取信息的途径", choices=Delivery.choices)
    needs_assistance = forms.BooleanField(label="我在阅读、书写或视听方面需要帮助", required=False)
    files = Files(  # type: ignore[assignment]
        label="附件",
        required=False,
        help_text="PDF、JPG、PNG、DOCX、XLSX、OFD，每个不超过20 MB。可以一次选多个。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number = data.get("id_number", "")
        fault = None
        if data.get("id_type") == IdType.ID_CARD:
            fault = id_number_fault(number, timezone.localdate())
        elif data.get("id_type") == IdType.USCC:
            fault = uscc_fault(number)
        if number and fault:
            self.add_error("id_number", fault)
        if not any(data.get(name) for name in ("info_title", "doc_number", "feature_description")):
            self.add_error("info_title", "名称、文号、特征描述至少填写一项，以便查找（《条例》第二十九条）。")
        if not any(data.get(name) for name in ("phone", "email", "postal_address")):
            self.add_error("phone", "电话、邮箱、地址至少填写一项，以便联系您（《条例》第二十九条）。")
        needed = {"post": "postal_address", "email": "email", "fax": "phone"}.get(
            data.get("delivery_channel", "")
        )
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, "您选择了这种获取途径，请填写相应的联系方式。")
        return data


class RegisterForm(ApplicationForm):
    """登记: an application that came by another channel than the site."""

    channel = forms.ChoiceField(
        label="渠道",
        choices=[
            (channel.value, f"{channel.label}({channel.receipt_rule})")
            for channel in Channel
            if channel is not Channel.ONLINE
        ],
    )
    received_on = forms.DateField(
        label="收到日期",
        required=False,
        widget=Day,
        help_text="当面提交、签收邮件、口头申请填写；需双方确认的渠道留空。",
    )
    field_order = ["channel", "received_on"]


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

    def __init__(self, *args: Any, earlier: Any, last: Reply | None = None, **kwargs: Any) -> None:
        if last is not None and not args:
            names = ("outcome", "ground", "information", "reasons", "referral", "earlier_case")
            kwargs["initial"] = {name: getattr(last, name) for name in names}
        super().__init__(*args, **kwargs)
        field = self.fields["earlier_case"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = earlier


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


def day_of(data: dict[str, Any], name: str = "on") -> date | None:
    value = data.get(name)
    return value if isinstance(value, date) else None
