"""The request to correct a record about oneself (更正申请), and the acts upon it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import Day, Files
from gongkai.disclosure.forms.remedies import CaseForm, area
from gongkai.disclosure.models import Delivery, IdType
from gongkai.law.identifiers import id_number_fault, uscc_fault
from gongkai.law.record_corrections import RESULTS
from gongkai.law.regulation import Channel


class WrongRecordForm(forms.Form):
    """更正申请 (art. 41): what is wrong in a record about oneself, and what proves it."""

    record = forms.CharField(
        label="要求更正的政府信息", max_length=200, help_text="文件、公告或者登记的名称、文号、网址。"
    )
    wrong = forms.CharField(label="其中与您自身相关、不准确的内容", widget=area(), max_length=2000)
    right = forms.CharField(label="应当如何记录", widget=area(), max_length=2000)
    evidence = forms.CharField(
        label="证据说明", widget=area(), max_length=2000, help_text="每份证据说明什么；证据在下面上传。"
    )
    files = Files(  # type: ignore[assignment]
        label="证据", help_text="PDF、JPG、PNG、DOCX、XLSX、OFD，每个不超过20 MB。可以一次选多个。"
    )
    name = forms.CharField(label="姓名或单位名称", max_length=100)
    id_type = forms.ChoiceField(label="身份证明", choices=IdType.choices)
    id_number = forms.CharField(label="证件号码", max_length=30)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    postal_address = forms.CharField(label="通信地址", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number, fault = data.get("id_number", ""), None
        if data.get("id_type") == IdType.ID_CARD:
            fault = id_number_fault(number, timezone.localdate())
        elif data.get("id_type") == IdType.USCC:
            fault = uscc_fault(number)
        if number and fault:
            self.add_error("id_number", fault)
        if not any(data.get(name) for name in ("phone", "email", "postal_address")):
            self.add_error("phone", "电话、邮箱、地址至少填写一项，以便联系您。")
        return data


SAME = ("name", "id_type", "id_number", "phone", "email", "postal_address")


def begun_as_request(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form begins with when somebody began to apply for information (识别为更正申请)."""
    told = {"record": typed.get("info_title", ""), "wrong": typed.get("feature_description", "")}
    return {**told, **{name: typed.get(name, "") for name in SAME}}


class RegisterCorrectionForm(WrongRecordForm):
    """登记: a request that came by another channel, its evidence scanned."""

    channel = forms.ChoiceField(
        label="渠道", choices=[(each.value, each.label) for each in Channel if each is not Channel.ONLINE]
    )
    received_on = forms.DateField(label="收到日期", widget=Day, initial=timezone.localdate)
    field_order = ["channel", "received_on"]


class FoundForm(CaseForm):
    found = forms.CharField(
        label="核实情况",
        widget=area(5),
        max_length=4000,
        help_text="查了哪些档案、系统，证据说明什么，记录是否准确。",
    )


class ResultForm(CaseForm):
    result = forms.ChoiceField(
        label="处理结果", choices=[(result.id, result.label) for result in RESULTS.values()]
    )
    wording = forms.CharField(label="更正后的内容（予以更正时）", required=False, widget=area())
    organ = forms.CharField(label="有权机关及联系方式（转送、告知时）", required=False, max_length=200)
    reasons = forms.CharField(label="理由（不予更正时必填）", required=False, widget=area())


class NoteForm(CaseForm):
    note = forms.CharField(label="修改意见", widget=area(), max_length=1000)


class ServedForm(CaseForm):
    manner = forms.ChoiceField(label="送达方式", choices=Delivery.choices)
    on = forms.DateField(label="送达（交邮）日期", widget=Day, initial=timezone.localdate)
    proof = forms.CharField(label="邮件号码或签收凭证", required=False, max_length=200)


class WithdrawnForm(CaseForm):
    reason = forms.CharField(label="撤回原因", widget=area(2), max_length=500)
