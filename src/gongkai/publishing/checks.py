"""What is looked for in a text before it goes to review: personal data, secrecy marks, missing metadata (D43).

A check is a function from the publication and the day to findings; add one to ``CHECKS`` and both the form
and ``submit`` know it. The contents of attached files are not read.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bs4 import BeautifulSoup

from gongkai.law import identifiers
from gongkai.publishing.content import plain_text
from gongkai.publishing.models import Genre, InterpretationKind, Mode, Publication

AROUND = 12
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0D: "-"}

_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:62|4\d|5[1-5])\d{2}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|(?:62|4\d|5[1-5])\d{14,17})"
    r"(?![0-9A-Za-z])"
)
_SECRECY = re.compile(r"(?:绝密|机密|秘密)\s*[★☆]|密级\s*[:\uff1a]?\s*(?:绝密|机密|秘密)")
_NOT_PUBLIC = re.compile(
    r"此件(?:不予?公开|依申请公开)|内部(?:资料|文件)[,\uff0c\s]*(?:注意保存|不得外传|请勿外传)"
)


class Severity(Enum):
    BLOCKS = "须改正"
    WARNS = "请核对"


@dataclass(frozen=True)
class Finding:
    """Something in a publication that must or should be looked at: where, what, and the words around it."""

    place: str
    severity: Severity
    message: str
    excerpt: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


Check = Callable[[Publication, date], Iterable[Finding]]


def personal_data(publication: Publication, today: date) -> Iterator[Finding]:
    """Id numbers, mobile phones and bank cards of private persons."""
    for place, text in _texts(publication):
        for match in _ID_NUMBER.finditer(text):
            if identifiers.id_number_fault(match[0], today) is None:
                yield _found(place, text, match, "居民身份证号码", identifiers.mask_id_number(match[0]))
        for match in _MOBILE.finditer(text):
            yield _found(place, text, match, "手机号码", identifiers.mask_phone(_digits(match[0])))
        for match in _CARD.finditer(text):
            if _luhn(_digits(match[0])) and identifiers.id_number_fault(match[0], today) is not None:
                yield _found(place, text, match, "银行卡号", identifiers.mask_id_number(_digits(match[0])))


def secrecy_marks(publication: Publication, today: date) -> Iterator[Finding]:
    """Marks of a secret, or of a document its maker did not open to the public."""
    for place, text in _texts(publication):
        for match in _SECRECY.finditer(text):
            yield _marked(place, text, match, "有国家秘密标志，不得公开（《条例》第十四条）")
        for match in _NOT_PUBLIC.finditer(text):
            yield _marked(place, text, match, "有不公开或者内部使用的标注，与“主动公开”不符")


def metadata(publication: Publication, today: date) -> Iterator[Finding]:
    """What the catalogue must state of every item (art. 12), and dates that cannot be."""
    if not publication.title.strip():
        yield Finding("名称", Severity.BLOCKS, "没有名称（《条例》第十二条）。")
    if not publication.summary.strip():
        yield Finding("内容概述", Severity.BLOCKS, "没有内容概述，目录必须列出（《条例》第十二条）。")
    if publication.created_on > today:
        yield Finding("生成日期", Severity.BLOCKS, f"生成日期{publication.created_on}晚于今天{today}。")
    if (
        "<img" not in publication.body
        and not plain_text(publication.body).strip()
        and not _has_files(publication)
    ):
        yield Finding("正文", Severity.BLOCKS, "没有正文，也没有附件。")
    if publication.mode != Mode.PROACTIVE:
        yield Finding(
            "公开方式",
            Severity.BLOCKS,
            f"公开方式为“{publication.get_mode_display()}”的信息登记在册，不上网发布（《条例》第十三条）。",
        )
    foreign = publication.interpretation_kind == InterpretationKind.REPOSTED
    if publication.genre == Genre.INTERPRETATION and publication.interprets_id is None and not foreign:
        yield Finding("所解读的文件", Severity.WARNS, "解读没有关联所解读的文件，读者无法互相查看。")


def document_number(publication: Publication, today: date) -> Iterator[Finding]:
    """A 发文字号 that is none; what can be put right was put right when it was entered."""
    if not publication.doc_number:
        return
    try:
        identifiers.DocumentNumber.parse(publication.doc_number)
    except ValueError as error:
        yield Finding("文号", Severity.WARNS, str(error), publication.doc_number)


def pictures(publication: Publication, today: date) -> Iterator[Finding]:
    """Pictures without a text for those who cannot see them (WCAG 1.1.1)."""
    if "<img" not in publication.body:
        return
    for picture in BeautifulSoup(publication.body, "html.parser").find_all("img"):
        if not str(picture.get("alt", "")).strip():
            yield Finding(
                "正文",
                Severity.BLOCKS,
                "图片没有替代文字，视障读者无法得知内容。",
                str(picture.get("src", "")),
            )


CHECKS: tuple[Check, ...] = (personal_data, secrecy_marks, metadata, document_number, pictures)


def findings(publication: Publication, today: date) -> list[Finding]:
    """Return everything the checks find, what blocks first."""
    found = [finding for check in CHECKS for finding in check(publication, today)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _texts(publication: Publication) -> Iterator[tuple[str, str]]:
    for place, text in (
        ("名称", publication.title),
        ("内容概述", publication.summary),
        ("正文", plain_text(publication.body)),
        ("关键词", publication.keywords),
        ("信息来源", publication.source),
    ):
        if text:
            yield place, text.translate(FULL_WIDTH)


def _found(place: str, text: str, match: re.Match[str], what: str, masked: str) -> Finding:
    before, after = _around(text, match)
    return Finding(place, Severity.BLOCKS, f"含有{what}，公开前须删去或者遮盖。", f"{before}{masked}{after}")


def _marked(place: str, text: str, match: re.Match[str], message: str) -> Finding:
    before, after = _around(text, match)
    return Finding(place, Severity.BLOCKS, f"{message}。", f"{before}{match[0]}{after}")


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    before = text[max(0, match.start() - AROUND) : match.start()]
    after = text[match.end() : match.end() + AROUND]
    return before.replace("\n", " "), after.replace("\n", " ")


def _digits(text: str) -> str:
    return re.sub(r"[ -]", "", text)


def _luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _has_files(publication: Publication) -> bool:
    parts = getattr(publication, "file_parts", None)
    return bool(parts) if parts is not None else publication.pk is not None and publication.files.exists()
