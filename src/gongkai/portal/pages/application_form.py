"""The blank application form (申请表) for a unit, to be filled in by hand: what art. 29 asks for, and no purpose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.cases.letter_layout import LetterContent, render_pdf
from gongkai.cases.letter_word import render_docx
from gongkai.disclosure.models import Delivery, FormRequired, IdType
from gongkai.law.regulation import ApplicantKind
from gongkai.units.models import Unit


@dataclass(frozen=True)
class BlankForm:
    pdf: bytes
    docx: bytes


def blank_form(unit: Unit, on: date) -> BlankForm:
    """Return the form as PDF and as Word: a bordered table, as the one filled in by the platform (L01)."""
    kinds = _boxes(kind.label for kind in ApplicantKind)
    identity = _boxes(str(label) for label in IdType.labels)
    rows = (
        ("申请人类别", kinds),
        ("姓名或者单位名称", ""),
        ("身份证明（请附复印件）", identity, "证件号码", ""),
        ("联系人", "", "联系电话", ""),
        ("电子邮箱", "", "通信地址", ""),
        ("所需信息的名称", "", "文号", ""),
        ("便于查询的其他特征", "\n\n"),
        ("获取信息的方式", _boxes(str(label) for label in FormRequired.labels)),
        ("获取信息的途径", _boxes(str(label) for label in Delivery.labels)),
        ("需要的帮助", "□ 阅读、书写或者视听有困难，请工作人员提供帮助"),
        ("签名或者盖章", "", "日期", ""),
    )
    content = LetterContent(
        title="政府信息公开申请表",
        number=f"受理机关：{unit.name}",
        addressee="",
        paragraphs=(
            rows,
            "名称、文号、特征至少填写一项。申请公开政府信息不需要说明用途（《条例》第二十九条）。",
            f"当面提交或者邮寄：{unit.address}，{unit.office_name}；电话：{unit.phone}。办公时间：{unit.hours}。",
        ),
        attachments=(),
        organ=unit.name,
        day=on,
        form=True,
    )
    return BlankForm(render_pdf(content), render_docx(content))


def _boxes(labels: Iterable[str]) -> str:
    return "　".join(f"□ {label}" for label in labels)
