"""Personal data and secrecy marks: what must not go out (art. 14, 15; D43)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from gongkai.law import identifiers
from gongkai.law.refusal import Refusal
from gongkai.publishing.checks.finding import FULL_WIDTH, Finding, Reading, Severity, around

_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:62|4\d|5[1-5])\d{2}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|(?:62|4\d|5[1-5])\d{14,17})"
    r"(?![0-9A-Za-z])"
)
# A home down to the door: what says "lives" before it, a house number or room after it.
_HOME = re.compile(
    r"(?:家住|现住|住址|家庭住址|户籍地址|住所地?|居住地)[:\uff1a为在是]?\s*"
    r"[\u4e00-\u9fa5\d]{2,30}?(?:路|街|巷|村|社|组|小区|花园)[\u4e00-\u9fa5]{0,8}\d+\s*(?:号|栋|幢|单元|室|户)(?:\d+(?:号|室|户))?"
)
_SECRECY = re.compile(r"(?:绝密|机密|秘密)\s*[★☆]|密级\s*[:\uff1a]?\s*(?:绝密|机密|秘密)")
_NOT_PUBLIC = re.compile(
    r"此件(?:不予?公开|依申请公开)|内部(?:资料|文件)[,\uff0c\s]*(?:注意保存|不得外传|请勿外传)"
)


def personal_data(reading: Reading) -> Iterator[Finding]:
    """Id numbers, mobile phones, bank cards and homes of private persons; in a file, how many of each."""
    for place, text in reading.texts.items():
        for match, what, masked in _found(text, reading.today):
            yield Finding(
                place,
                Severity.BLOCKS,
                f"含有{what}，公开前须删去或者遮盖。",
                around(text, match, masked),
                words=match[0],
                fix=masked,
                releasable=True,
            )
    for place, text in reading.attached.items():
        by_kind: dict[str, list[tuple[re.Match[str], str]]] = {}
        for match, what, masked in _found(text, reading.today):
            by_kind.setdefault(what, []).append((match, masked))
        for what, found in by_kind.items():
            match, masked = found[0]
            message = f"含有{what}{len(found)}处，公开前须删去或者遮盖。"
            yield Finding(place, Severity.BLOCKS, message, around(text, match, masked), releasable=True)


def refuse_in(texts: Mapping[str, str], today: date) -> None:
    """Refuse personal data in words an act makes public at once, without a review of their own (D43).

    ``texts`` are the words by what they are called on the screen.
    """
    for label, text in texts.items():
        for _, what, masked in _found(text.translate(FULL_WIDTH), today):
            raise Refusal(
                f"{label}含有{what}（{masked}），而{label}会向社会公布。",
                article="《条例》第十五条",
                advice="请删去或者遮盖后再办理。",
            )


def veiled(text: str, today: date) -> str:
    """Return ``text`` with its personal data masked."""
    plain = text.translate(FULL_WIDTH)
    found = sorted(_found(plain, today), key=lambda each: -each[0].start())
    for match, _, masked in found:
        text = text[: match.start()] + masked + text[match.end() :]
    return text


def _found(text: str, today: date) -> Iterator[tuple[re.Match[str], str, str]]:
    """Yield each place with personal data, what it is, and how it looks masked."""
    for match in _ID_NUMBER.finditer(text):
        if identifiers.id_number_fault(match[0], today) is None:
            yield match, "居民身份证号码", identifiers.mask_id_number(match[0])
    for match in _MOBILE.finditer(text):
        yield match, "手机号码", identifiers.mask_phone(_digits(match[0]))
    for match in _CARD.finditer(text):
        is_id = identifiers.id_number_fault(match[0], today) is None
        if _luhn(_digits(match[0])) and not is_id:
            yield match, "银行卡号", identifiers.mask_id_number(_digits(match[0]))
    for match in _HOME.finditer(text):
        yield match, "自然人住址", f"{match[0][:8]}…"


def secrecy_marks(reading: Reading) -> Iterator[Finding]:
    """Marks of a secret, or of a document its maker did not open to the public."""
    for place, text in [*reading.texts.items(), *reading.attached.items()]:
        for match in _SECRECY.finditer(text):
            yield _marked(place, text, match, "有国家秘密标志，不得公开（《条例》第十四条）。")
        for match in _NOT_PUBLIC.finditer(text):
            yield _marked(place, text, match, "有不公开或者内部使用的标注，与“主动公开”不符。")


def _marked(place: str, text: str, match: re.Match[str], message: str) -> Finding:
    return Finding(place, Severity.BLOCKS, message, around(text, match), words=match[0])


def _digits(text: str) -> str:
    return re.sub(r"[ -]", "", text)


def _luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
