"""The application form (申请表), for the applicant and for the officer who registers it."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import NO_PHONE, Day, Files, can_be_called
from gongkai.cases.models import Notice
from gongkai.cases.notices import mobile
from gongkai.disclosure.models import Delivery, FormRequired, IdType
from gongkai.law.identifiers import id_number_fault, uscc_fault
from gongkai.law.regulation import ApplicantKind, Channel


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
    notify_by = forms.ChoiceField(
        label="进展通知",
        required=False,
        choices=[("", "不需要"), *Notice.Channel.choices],
        help_text="每有进展，发一句话告知，只含编号和查询地址。",
    )
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
        if data.get("phone") and not can_be_called(data["phone"]):
            self.add_error("phone", NO_PHONE)
        if not any(data.get(name) for name in ("phone", "email", "postal_address")):
            self.add_error("phone", "电话、邮箱、地址至少填写一项，以便联系您（《条例》第二十九条）。")
        needed = {"post": "postal_address", "email": "email", "fax": "phone"}.get(
            data.get("delivery_channel", "")
        )
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, "您选择了这种获取途径，请填写相应的联系方式。")
        if data.get("notify_by") == Notice.Channel.EMAIL and not data.get("email"):
            self.add_error("notify_by", "请填写接收通知的电子邮箱。")
        if data.get("notify_by") == Notice.Channel.SMS and not mobile(data.get("phone", "")):
            self.add_error("notify_by", "请在联系电话中填写接收短信的手机号码。")
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
        help_text="当面提交、签收邮件、口头申请填收到之日；传真、电子邮件、平常信函填到达之日，期限从双方确认之日起算。",
    )
    field_order = ["channel", "received_on"]
