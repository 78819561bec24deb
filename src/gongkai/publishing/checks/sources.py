"""What a text refers to: documents that are not public (D44), pages that do not exist; texts that copy another (D59)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

from django.db.models import Q

from gongkai.law.identifiers import DocumentNumber
from gongkai.publishing import interpretation, links
from gongkai.publishing.checks.finding import Finding, Reading, Severity, around
from gongkai.publishing.models import Genre, InterpretationKind, Mode, Publication, Stage
from gongkai.publishing.passages import plain_text
from gongkai.units import parameters
from gongkai.units.models import Unit

_NUMBER = re.compile(
    r"[\u4e00-\u9fa5]{2,20}[〔\[\uff3b\u3014(\uff08]\d{4}[〕\]\uff3d\u3015)\uff09]\s*\d{1,5}\s*号"
)
_TITLE = re.compile(r"《([^《》\n]{6,200})》")
_ANNOUNCED = re.compile(r"^附件\s*\d*\s*[:：]\s*(?:1\s*[.．、])?\s*(\S.{2,})$", re.MULTILINE)
# The attachment itself, printed behind the text.
_ATTACHED_BELOW = re.compile(r"^附件\s*[1１一]?$", re.MULTILINE)
_ONLY_HERE = ("http://localhost", "http://127.", "http://192.168.", "http://10.", "file:")
_LINK = re.compile(r"<a [^>]*href=\"([^\"]*)\"")


def quoted_documents(reading: Reading) -> Iterator[Finding]:
    """Documents named by their number that the platform knows and that are not public (D44)."""
    texts = reading.texts | reading.attached
    matches = {place: list(_NUMBER.finditer(text)) for place, text in texts.items()}
    if not any(matches.values()):
        return
    named = {normal for each in matches.values() for match in each for normal in _normal(match[0])}
    hidden = {
        row.doc_number: row
        for row in Publication.objects.filter(doc_number__in=named)
        .exclude(pk__in=[reading.publication.pk, reading.publication.amends_id or 0])
        .filter(~Q(mode=Mode.PROACTIVE) | Q(stage=Stage.WITHDRAWN))
        .only("doc_number", "mode", "stage")
    }
    for place, each in matches.items():
        for match in each:
            found = next((hidden[number] for number in _normal(match[0]) if number in hidden), None)
            if found is not None:
                state = (
                    "已撤回"
                    if found.stage == Stage.WITHDRAWN
                    else f"的公开方式是“{found.get_mode_display()}”"
                )
                yield Finding(
                    place,
                    Severity.WARNS,
                    f"引用了“{found.doc_number}”，该文件{state}；公开的文件不得夹带其名称、文号和内容。",
                    around(texts[place], match),
                    words=match[0],
                )


def unknown_numbers(reading: Reading) -> Iterator[Finding]:
    """A number of a series of the district that has other documents of that year, but not this one: mistyped, perhaps."""
    matches = {place: list(_NUMBER.finditer(text)) for place, text in reading.texts.items()}
    if not any(matches.values()):
        return
    agencies = tuple(Unit.objects.values_list("agency_code", flat=True))
    for place, each in matches.items():
        for match in each:
            number = next((n for n in _numbers(match[0]) if n.agency.startswith(agencies)), None)
            if number is None or str(number) == reading.publication.doc_number:
                continue
            series = Publication.objects.filter(doc_number__startswith=f"{number.agency}〔{number.year}〕")
            if series.exists() and not series.filter(doc_number=str(number)).exists():
                yield Finding(
                    place,
                    Severity.WARNS,
                    f"平台没有“{number}”，有同一机关代字当年的其他文件，请核对文号。",
                    around(reading.texts[place], match),
                    words=match[0],
                )


def _numbers(text: str) -> Iterator[DocumentNumber]:
    """Yield the document numbers the words may be: what stands before the agency code is not told apart."""
    for start in range(len(text) - 8):
        with suppress(ValueError):
            yield DocumentNumber.parse(text[start:])


def _normal(text: str) -> list[str]:
    return [str(number) for number in _numbers(text)]


def quoted_titles(reading: Reading) -> Iterator[Finding]:
    """Documents named by their title alone that are not public (D44)."""
    named = {
        match[1]: (place, text, match)
        for place, text in reading.texts.items()
        for match in _TITLE.finditer(text)
    }
    if not named:
        return
    hidden = (
        Publication.objects.filter(title__in=list(named))
        .exclude(pk__in=[reading.publication.pk, reading.publication.amends_id or 0])
        .filter(~Q(mode=Mode.PROACTIVE) | Q(stage=Stage.WITHDRAWN))
        .only("title", "mode", "stage")
    )
    for found in {row.title: row for row in hidden}.values():
        place, text, match = named[found.title]
        state = "已撤回" if found.stage == Stage.WITHDRAWN else f"的公开方式是“{found.get_mode_display()}”"
        yield Finding(
            place,
            Severity.WARNS,
            f"引用了《{found.title}》，该文件{state}；公开的文件不得夹带其名称、文号和内容。",
            around(text, match),
            words=match[1],
        )


def announced_attachments(reading: Reading) -> Iterator[Finding]:
    """A text that lists attachments and comes without any."""
    announced = _ANNOUNCED.search(reading.body)
    if announced is None or _ATTACHED_BELOW.search(reading.body):
        return
    files = getattr(reading.publication, "file_parts", [])
    if all(f"/~/{file['name']}" in reading.publication.body for file in files):
        yield Finding(
            "正文",
            Severity.WARNS,
            f"正文列有附件“{announced[1][:40]}”，没有上传附件。",
            announced[0][:60],
            words=announced[0],
        )


def dead_links(reading: Reading) -> Iterator[Finding]:
    """Links to pages of this site that are not there, links that lead nowhere, and what became of links elsewhere."""
    body = reading.publication.body
    if "<a " not in body:
        return
    found = dict.fromkeys(map(unescape, _LINK.findall(body)))
    files = {str(file["name"]) for file in getattr(reading.publication, "file_parts", [])}
    for link in found:
        if link in ("", "#") or link.startswith(_ONLY_HERE):
            yield Finding("正文", Severity.BLOCKS, "链接指向公众打不开的地址。", link or "（空）")
        elif (path := links.own_path(link)) is not None and not links.leads_somewhere(path, files):
            yield Finding("正文", Severity.WARNS, "链接的页面不存在，或者信息已经撤回。", link)
    for link, fault in links.faults(found):
        yield Finding("正文", Severity.WARNS, f"外部链接最近打不开：{fault}。请核对网址。", link)


def copied_interpretation(reading: Reading) -> Iterator[Finding]:
    """An interpretation that is an extract of its document (摘抄、缩写原文, D59)."""
    publication = reading.publication
    is_own = publication.genre == Genre.INTERPRETATION or publication.interpretation_kind
    if not is_own or publication.interprets is None:
        return
    if publication.interpretation_kind == InterpretationKind.REPOSTED:
        return
    document = plain_text(publication.interprets.body)
    likeness = interpretation.likeness(reading.body, document)
    limit = float(parameters.value("interpretation_likeness", reading.today))
    if likeness >= limit:
        yield Finding(
            "正文",
            Severity.BLOCKS,
            f"解读有{likeness:.0%}的文字与《{publication.interprets.title}》原文相同（界限{limit:.0%}），是摘抄，不是解读。"
            "请写明背景、依据、要点、关键词和惠民措施。",
        )
