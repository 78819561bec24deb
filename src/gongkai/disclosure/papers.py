"""Papers of the defence in reviews and lawsuits: texts with named fields, in the layout of official letters.

答复书或答辩状 F01, 证据清单 F02, 授权委托书 F03. The evidence list is written from the history of the request: what is on file proves the course.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from gongkai.cases import numbers
from gongkai.cases.models import Case, Letter
from gongkai.disclosure.letters import chinese_date
from gongkai.disclosure.models import Remedy
from gongkai.law.regulation import OUTCOMES, Channel


@dataclass(frozen=True)
class Template:
    """A paper's text. ``{…}`` are fields."""

    title: str
    paragraphs: tuple[str, ...]
    series: str
    version: str = "2019-05-15"


TEMPLATES: Mapping[str, Template] = {
    "F01": Template(
        "{answer}",
        (
            "申请人因政府信息公开申请（编号：{request}），不服{organ}的处理，案号{number}。{organ}于{notified}收到副本，现提出如下意见：",
            "一、事实经过：{facts}",
            "二、答复的依据和理由：{reasons}",
            "综上，请依法{wish}。",
        ),
        series="复答",
    ),
    "F02": Template(
        "证据清单", ("案号：{number}。提交人：{organ}。", "{evidence}", "以上共{count}件。"), series="复证"
    ),
    "F03": Template(
        "授权委托书",
        (
            "委托人：{organ}。",
            "受委托人：{agents}。",
            "现委托上列受委托人在{body}{number}一案中，作为我方的代理人参加{procedure}。",
            "代理权限：{authority}。",
            "代理期限：自签署之日起至本案审结之日止。",
        ),
        series="复授",
    ),
}


@dataclass(frozen=True)
class Evidence:
    """One item of the list (证据): what it is, what it is to prove, of which day."""

    name: str
    purpose: str
    day: date


_PURPOSE_OF_LETTER = {
    "L03": "证明收到申请的日期和答复期限",
    "L04": "证明已经一次性告知补正",
    "L06": "证明延期经负责人同意并告知",
    "L08": "证明依法征求了第三方意见",
    "L12": "证明征求了共同制作机关意见",
}


def evidence_of(request: Case) -> list[Evidence]:
    """Return what the file of a request proves, in the order of time."""
    return sorted(_evidence(request), key=lambda item: item.day)


def _evidence(request: Case) -> Iterator[Evidence]:
    arrived = timezone.localtime(request.arrived_at).date()
    channel = Channel(request.channel).label
    yield Evidence("政府信息公开申请表", f"证明申请的内容和提出方式（{channel}）", arrived)
    for file in request.attachments.all():
        yield Evidence(
            f"{file.kind}：{file.name}", "证明申请人提交的材料", timezone.localtime(file.added_at).date()
        )
    for search in request.searches.all():  # type: ignore[attr-defined]
        yield Evidence(f"在{search.place}的检索记录", "证明已尽合理检索义务", search.searched_on)
    for asked in request.consultations.all():  # type: ignore[attr-defined]
        if asked.closed_on:
            yield Evidence(
                f"{asked.party}的意见", f"证明对方意见：{asked.get_answer_display()}", asked.closed_on
            )
    for letter in request.letters.all():
        title = f"{letter.content['title']}（{letter.number}）"
        reply = letter.template.startswith("R")
        purpose = (
            "证明答复的内容、依据和理由" if reply else _PURPOSE_OF_LETTER.get(letter.template, "证明办理过程")
        )
        yield Evidence(title, purpose, letter.issued_on)
        if letter.sent_on:
            proof = f"送达凭证{letter.proof}".strip()
            yield Evidence(proof, f"证明于{chinese_date(letter.sent_on)}送达", letter.sent_on)


def answer_fields(remedy: Remedy, facts: str, reasons: str) -> dict[str, str]:
    """Return the fields of the defence that follow from the case."""
    return {
        "answer": "行政复议答复书" if remedy.is_review else "行政答辩状",
        "request": remedy.request.number,
        "notified": chinese_date(remedy.notified_on),
        "facts": facts,
        "reasons": reasons,
        "wish": "维持本机关的答复" if remedy.is_review else "驳回原告的诉讼请求",
    }


def course_of(request: Case) -> str:
    """Tell the course of a request in one paragraph: what the answer begins with."""
    said = [f"{chinese_date(request.received_on or timezone.localtime(request.arrived_at).date())}收到申请"]
    said += [
        f"{chinese_date(letter.issued_on)}作出{letter.content['title']}（{letter.number}）"
        + (f"，{chinese_date(letter.sent_on)}送达" if letter.sent_on else "")
        for letter in request.letters.all()
    ]
    outcome = OUTCOMES.get(request.outcome)
    return "；".join(said) + (f"。办理结果为{outcome.label}。" if outcome else "。")


def issue(
    case: Case, template_id: str, fields: Mapping[str, str], *, addressee: str, signed_by: str, on: date
) -> Letter:
    """Write, number, render and keep a paper. Part of a verb, inside its transaction."""
    # Loaded when first needed: the typesetter would take 30 MB of every worker.
    from gongkai.cases.letter_layout import LetterContent, render_pdf

    template = TEMPLATES[template_id]
    serial = numbers.take(f"letter/{case.unit.code}/{template.series}/{on.year}")
    number = f"{case.unit.agency_code}{template.series}〔{on.year}〕{serial}号"
    values = {"organ": case.unit.name, **fields}
    lines = "\n".join(paragraph.format_map(values) for paragraph in template.paragraphs)
    content = LetterContent(
        title=template.title.format_map(values),
        number=number,
        addressee=addressee,
        paragraphs=tuple(line for line in lines.splitlines() if line.strip()),
        attachments=(),
        organ=case.unit.name,
        day=on,
    )
    pdf = render_pdf(content)
    letter = Letter(
        case=case,
        template=template_id,
        template_version=template.version,
        number=number,
        content=content.as_json(),
        signed_by=signed_by,
        issued_on=on,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )
    letter.pdf.save(f"{letter.pdf_sha256[:20]}.pdf", ContentFile(pdf), save=False)
    letter.save()
    return letter
