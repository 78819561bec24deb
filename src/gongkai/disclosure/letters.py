"""The letters of a request (文书): dated texts with named fields, one source for PDF and Word."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile

from gongkai.cases import numbers
from gongkai.cases.models import Case, Letter
from gongkai.disclosure.models import Reply
from gongkai.law.regulation import GROUNDS, OUTCOMES
from gongkai.law.remedies import ReviewBodies, remedy_paragraph

LAW = "《中华人民共和国政府信息公开条例》（以下简称《条例》）"


@dataclass(frozen=True)
class Template:
    """A letter's text. ``{…}`` are fields; a paragraph whose fields are all empty is left out by the caller."""

    title: str
    paragraphs: tuple[str, ...]
    version: str = "2019-05-15"
    series: str = "公复"


_RECEIVED = "{organ}于{received}收到您（单位）提出的政府信息公开申请（编号：{number}），申请公开“{subject}”。"
_REPLY = "您好！{organ}于{received}收到您（单位）提出的政府信息公开申请（编号：{number}），申请公开“{subject}”。现答复如下："


def _reply(title: str, *paragraphs: str) -> Template:
    return Template(title, (_REPLY, *paragraphs, "{remedy}", "特此答复。"))


_REFUSAL = _reply(
    "政府信息不予公开答复书",
    "经审查，您申请的信息属于{ground}。根据{article}的规定，决定不予公开。",
    "理由：{reasons}",
)

TEMPLATES: Mapping[str, Template] = {
    "L03": Template(
        "政府信息公开申请登记回执",
        (
            _RECEIVED,
            "收到申请之日的确定：{receipt_rule}。根据《条例》第三十三条的规定，本机关将自收到申请之日起20个工作日内"
            "（即{due}前）予以答复；需要延长答复期限的，将另行告知。",
        ),
        series="公回",
    ),
    "L04": Template(
        "政府信息公开申请补正告知书",
        (
            _RECEIVED,
            "经审查，您的申请内容不明确。根据《条例》第三十条的规定，现一次性告知您补正以下内容：{what}",
            "请于{limit}前补正。答复期限自本机关收到补正的申请之日起计算；无正当理由逾期不补正的，视为放弃申请，"
            "本机关不再处理。",
        ),
        series="公补",
    ),
    "L05": Template(
        "政府信息公开申请说明理由告知书",
        (
            _RECEIVED,
            "{found}，明显超过合理范围。根据《条例》第三十五条的规定，请您于{limit}前说明理由。理由不合理的，本机关不予处理。",
        ),
        series="公说",
    ),
    "L07": Template(
        "政府信息公开申请延迟答复告知书",
        (
            _RECEIVED,
            "您说明的理由合理。{reasons}，不能在规定期限内答复。根据《条例》第三十五条的规定，本机关将于{until}前答复。",
        ),
        series="公迟",
    ),
    "L10": Template(
        "政府信息公开申请征求意见告知书",
        (
            _RECEIVED,
            "本机关已于{sent}{kind}。根据《条例》第三十三条第三款的规定，征求意见所需时间不计算在答复期限内。",
        ),
        series="公征告",
    ),
    "L11": Template(
        "政府信息公开告知第三方书",
        (
            "您（单位）不同意公开“{subject}”。经审查，不公开会对公共利益造成重大影响：{reasons}",
            "根据《条例》第三十二条的规定，本机关决定公开以下内容，现书面告知：{what}",
        ),
        series="公告",
    ),
    "L13": Template(
        "政府信息公开申请协办函",
        ("本机关正在办理一件政府信息公开申请，请协助：{question}", "请于{limit}前函复。"),
        series="公协",
    ),
    "L14": Template(
        "政府信息公开信息处理费收费通知书",
        (
            _RECEIVED,
            "根据国办函〔2020〕109号《政府信息公开信息处理费管理办法》，本机关对此申请{scale}，收取信息处理费{amount}。"
            "收费标准：{standard}。",
            "缴纳方式：{way}。请自收到本通知次日起20个工作日内缴纳；逾期未缴纳的，视为放弃申请，本机关不再处理。",
        ),
        series="公费",
    ),
    "L06": Template(
        "政府信息公开申请延期答复告知书",
        (
            _RECEIVED,
            "因{reasons}，根据《条例》第三十三条的规定，经本机关政府信息公开工作机构负责人{head}同意，答复期限延长"
            "{days}个工作日，将于{due}前答复。",
        ),
        series="公延",
    ),
    "L08": Template(
        "政府信息公开第三方意见征求书",
        (
            "本机关收到一件政府信息公开申请，申请公开的信息“{subject}”涉及您（单位）的合法权益。根据《条例》第三十二条"
            "的规定，现书面征求您（单位）的意见。",
            "请自收到本意见书之日起15个工作日内（即{limit}前）提出是否同意公开的意见；不同意的，请说明理由。"
            "逾期未提出意见的，由本机关依照《条例》的规定决定是否公开。",
        ),
        series="公征",
    ),
    "L12": Template(
        "政府信息公开共同制作机关意见征求书",
        (
            "本机关收到一件政府信息公开申请，申请公开的信息“{subject}”由本机关牵头、与贵机关共同制作。根据《条例》"
            "第三十四条的规定，现征求贵机关的意见。",
            "请自收到本意见书之日起15个工作日内（即{limit}前）提出意见；逾期未提出意见的，视为同意公开。",
        ),
        series="公征",
    ),
    "R01": _reply(
        "政府信息公开申请答复书",
        "您申请的信息已经主动公开。根据{article}的规定，告知您获取该信息的方式、途径：{information}",
    ),
    "R02": _reply(
        "政府信息公开申请答复书",
        "经审查，您申请的信息可以公开。根据{article}的规定，现予以公开：{information}",
    ),
    "R03": _reply(
        "政府信息部分公开答复书",
        "经审查，您申请的信息中含有不应当公开的内容，能够作区分处理。根据{article}的规定，可以公开的部分为：{information}",
        "其余部分属于{ground}，根据{ground_article}的规定不予公开。理由：{reasons}",
    ),
    **{f"R{number:02}": _REFUSAL for number in range(4, 11)},
    "R11": _reply(
        "政府信息公开申请告知书",
        "您申请的信息属于工商、不动产登记资料等信息，有关法律、行政法规对其获取有特别规定。根据{article}的规定，"
        "请按照以下规定办理：{referral}",
    ),
    "R12": _reply(
        "政府信息不存在答复书",
        "经检索（{searches}），未查找到您申请的信息。根据{article}的规定，告知您该政府信息不存在。",
    ),
    "R13": _reply(
        "非本机关公开职责告知书",
        "您申请的信息不属于本机关负责公开。根据{article}的规定，告知您并说明理由：{reasons}",
        "{referral}",
    ),
    "R14": _reply(
        "政府信息公开申请答复书",
        "您申请的信息需要本机关对现有政府信息进行加工、分析。根据{article}的规定，不予提供。{reasons}",
    ),
    "R15": _reply(
        "政府信息公开申请答复书",
        "经补正，您的申请内容仍不明确。根据{article}的规定，本机关无法提供。仍不明确之处：{reasons}",
    ),
    "R16": _reply(
        "政府信息公开申请告知书",
        "您以政府信息公开申请的形式进行信访、投诉、举报。根据{article}的规定，告知您不作为政府信息公开申请处理，"
        "可以通过以下渠道提出：{referral}",
    ),
    "R17": _reply(
        "重复申请告知书",
        "您曾向本机关申请公开相同的信息，本机关已于{earlier_on}以{earlier_number}作出答复。根据{article}的规定，不予重复处理。",
    ),
    "R18": _reply(
        "政府信息公开申请告知书",
        "您要求提供的是政府公报、报刊、书籍等公开出版物。根据{article}的规定，告知您获取的途径：{referral}",
    ),
    "R19": _reply(
        "不予处理告知书",
        "您申请公开政府信息的数量、频次明显超过合理范围，且理由不合理。根据{article}的规定，不予处理。{reasons}",
    ),
    "R20": _reply(
        "不予处理告知书", "您要求对已经获取的政府信息进行确认或者重新出具。{reasons}本机关不予处理。"
    ),
    "R22": Template(
        "政府信息公开申请终止办理记录", (_RECEIVED, "{reasons}根据{article}的规定，终止办理。"), series="公终"
    ),
}


def issue(case: Case, template_id: str, values: Mapping[str, str], *, signed_by: str, on: date) -> Letter:
    """Write, number, render and keep a letter. Part of a verb, inside its transaction."""
    # Loaded when first needed: the typesetters would take 30 MB of every worker.
    from gongkai.cases.letter_layout import LetterContent, render_docx, render_pdf

    template = TEMPLATES[template_id]
    unit = case.unit
    serial = numbers.take(f"letter/{unit.code}/{template.series}/{on.year}")
    number = f"{unit.agency_code}{template.series}〔{on.year}〕{serial}号"
    fields = {**common_fields(case), **values}
    paragraphs = (paragraph.format_map(fields) for paragraph in template.paragraphs)
    content = LetterContent(
        title=template.title,
        number=number,
        addressee=values.get("addressee", case.request.name),  # type: ignore[attr-defined]
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        attachments=(),
        organ=unit.name,
        day=on,
    )
    pdf, docx = render_pdf(content), render_docx(content)
    letter = Letter(
        case=case,
        template=template_id,
        template_version=template.version,
        number=number,
        content=content.as_json(),
        signed_by=signed_by,
        issued_on=on,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        docx_sha256=hashlib.sha256(docx).hexdigest(),
    )
    letter.pdf.save(f"{letter.pdf_sha256[:20]}.pdf", ContentFile(pdf), save=False)
    letter.docx.save(f"{letter.docx_sha256[:20]}.docx", ContentFile(docx), save=False)
    letter.save()
    return letter


def common_fields(case: Case) -> dict[str, str]:
    """Return the fields every letter may use."""
    return {
        "organ": case.unit.name,
        "received": chinese_date(case.received_on) if case.received_on else "",
        "number": case.number,
        "subject": case.request.subject,  # type: ignore[attr-defined]
        "due": chinese_date(case.due_on) if case.due_on else "",
    }


def reply_fields(case: Case, reply: Reply, decided_on: date) -> dict[str, str]:
    """Return the fields of a reply letter: decision, basis, reasons and the remedy paragraph of its date."""
    outcome = OUTCOMES[reply.outcome]
    ground = GROUNDS.get(reply.ground or outcome.ground or "")
    earlier = reply.earlier_case
    earlier_letter = earlier.letters.filter(template__startswith="R").last() if earlier else None
    return {
        "article": outcome.article,
        "ground": ground.label if ground else "",
        "ground_article": ground.article if ground else "",
        "reasons": _sentence(reply.reasons),
        "information": _sentence(reply.information),
        "referral": _sentence(reply.referral),
        "searches": ";".join(
            f"{s.searched_on:%Y-%m-%d}在{s.place}以“{s.keywords}”检索"
            for s in case.searches.all()  # type: ignore[attr-defined]
        ),
        "earlier_on": chinese_date(earlier_letter.sent_on)
        if earlier_letter and earlier_letter.sent_on
        else "",
        "earlier_number": earlier_letter.number if earlier_letter else "",
        "remedy": remedy_paragraph(reply.outcome, decided_on, ReviewBodies(government=case.unit.reviewed_by)),
    }


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(("。", "!", "?")) else f"{text}。"
