"""What a message already says of an application (申请表): only what is written after its own label.

Nothing is guessed: neither a name from the From line nor a kind of applicant from the tone.
"""

import re
from dataclasses import fields
from datetime import date

from gongkai.disclosure.actions.intake import Application
from gongkai.disclosure.forms.application import ApplicationForm
from gongkai.disclosure.mail.reading import Letter
from gongkai.disclosure.models import Delivery, FormRequired, IdType
from gongkai.law.identifiers import id_number_fault, uscc_fault
from gongkai.law.regulation import ApplicantKind

_LABELS = {
    "name": "申请人姓名|姓名或单位名称|姓名|单位名称|申请人名称|申请人",
    "id_number": "公民身份号码|身份证号码|身份证号|证件号码|统一社会信用代码",
    "contact_person": "联系人",
    "phone": "联系电话|手机号码|手机号|手机|电话",
    "email": "电子邮箱|邮箱|电子邮件",
    "postal_address": "通信地址|通讯地址|联系地址|邮寄地址|地址",
    "info_title": "所需信息的名称|所需信息名称|信息名称|申请公开的信息",
    "doc_number": "文号",
    "feature_description": "便于查询的其他特征描述|特征描述|信息内容描述",
    "form_required": "获取信息的方式|获取方式",
    "delivery_channel": "获取信息的途径|获取途径",
}
_LINES = {
    name: re.compile(rf"^\s*(?:\d+[.、．]\s*)?(?:{labels})\s*[:：]\s*(\S.*?)\s*$", re.MULTILINE)
    for name, labels in _LABELS.items()
}
_LONGEST = {"feature_description": 4000, "info_title": 200, "postal_address": 200, "name": 100}


def found(letter: Letter, today: date) -> dict[str, str]:
    """Return the fields of the application that the message states itself."""
    values = {
        name: match.group(1)[: _LONGEST.get(name, 60)]
        for name, line in _LINES.items()
        if (match := line.search(letter.text))
    }
    for name, choices in (("form_required", FormRequired), ("delivery_channel", Delivery)):
        said = values.pop(name, "")
        chosen = [value for value, label in choices.choices if label == said]
        values |= {name: chosen[0]} if chosen else {}
    number = values.get("id_number", "")
    if number and not id_number_fault(number, today):
        values |= {"id_type": IdType.ID_CARD, "applicant_kind": ApplicantKind.NATURAL.value}
    elif number and not uscc_fault(number):
        values |= {"id_type": IdType.USCC}
    return values


def application(letter: Letter, today: date) -> Application | None:
    """Return the application a message is by itself: when the form of the site would take what it states."""
    form = ApplicationForm(found(letter, today))
    if not form.is_valid():
        return None
    names = {field.name for field in fields(Application)} - {"files"}
    return Application(**{name: form.cleaned_data[name] for name in names}, files=letter.files)
