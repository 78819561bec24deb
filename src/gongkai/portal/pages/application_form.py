"""The blank application form (申请表) for a unit, to be filled in by hand: what art. 29 asks for, and no purpose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.cases.letter_layout import LetterContent, render_docx, render_pdf
from gongkai.disclosure.models import Delivery, FormRequired, IdType
from gongkai.law.regulation import ApplicantKind
from gongkai.units.models import Unit

BLANK = "＿" * 12


@dataclass(frozen=True)
class BlankForm:
    pdf: bytes
    docx: bytes


def blank_form(unit: Unit, on: date) -> BlankForm:
    """Return the form as PDF and as Word."""
    content = LetterContent(
        title="政府信息公开申请表",
        number="",
        addressee=unit.name,
        paragraphs=(
            f"一、申请人类别：{_boxes(kind.label for kind in ApplicantKind)}",
            f"姓名或者单位名称：{BLANK}",
            f"身份证明：{_boxes(str(label) for label in IdType.labels)}　证件号码：{BLANK}（请附复印件）",
            f"联系人：{BLANK}　联系电话：{BLANK}",
            f"电子邮箱：{BLANK}　通信地址：{BLANK}",
            f"二、所需信息的名称：{BLANK}　文号：{BLANK}",
            f"便于查询的其他特征：{BLANK}{BLANK}{BLANK}（名称、文号、特征至少填写一项）",
            f"三、获取信息的方式：{_boxes(str(label) for label in FormRequired.labels)}",
            f"获取信息的途径：{_boxes(str(label) for label in Delivery.labels)}",
            "四、需要帮助：□ 阅读、书写或者视听有困难，请工作人员提供帮助",
            f"申请人签名或者盖章：{BLANK}　日期：{BLANK}",
            f"当面提交或者邮寄：{unit.address}，{unit.office_name}；电话：{unit.phone}。办公时间：{unit.hours}。"
            "申请不需要说明用途。",
        ),
        attachments=(),
        organ=unit.name,
        day=on,
    )
    return BlankForm(render_pdf(content), render_docx(content))


def _boxes(labels: Iterable[str]) -> str:
    return "　".join(f"□ {label}" for label in labels)
