"""Personal data in a text (个人信息, art. 15): numbers that prove themselves by their digits, homes by their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.law import identifiers

_CALLED_ID = re.compile(r"(?:身份证|证件)(?:件)?(?:号码?)?(?:为|是)?[:：\s（(]*$")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:62|4\d|5[1-5])\d{2}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|(?:62|4\d|5[1-5])\d{14,17})"
    r"(?![0-9A-Za-z])"
)
# A home down to the door: what says "lives" before it, a house number or room after it.
_HOME = re.compile(
    r"(?:家住|现住|住址|家庭住址|户籍地址|住所地?|居住地|(?<![居入常保])住(?![房建院宅宿所址户保处持]))[:\uff1a为在是]?\s*"
    r"[\u4e00-\u9fa5\d]{2,30}?(?:路|街|巷|村|社|组|小区|花园)[\u4e00-\u9fa5]{0,8}\d+\s*(?:号|栋|幢|单元|室|户)(?:[院楼]?\d+(?:号楼|号|栋|幢|单元|层|室|户)?)*"
)


_FIRST_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Found:
    """A place with personal data, what it is, and how it looks masked."""

    match: re.Match[str]
    what: str
    masked: str


def personal_data_in(text: str, today: date) -> Iterator[Found]:
    """Yield each id number, mobile phone, bank card and home of a private person."""
    for match in _ID_NUMBER.finditer(text):
        # What is called an id number is one, even mistyped.
        if identifiers.id_number_fault(match[0], today) is None or _CALLED_ID.search(text[: match.start()]):
            yield Found(match, "居民身份证号码", identifiers.mask_id_number(match[0]))
    for match in _MOBILE.finditer(text):
        yield Found(match, "手机号码", identifiers.mask_phone(_digits(match[0])))
    for match in _CARD.finditer(text):
        is_id = identifiers.id_number_fault(match[0], today) is None
        if _luhn(_digits(match[0])) and not is_id:
            yield Found(match, "银行卡号", identifiers.mask_id_number(_digits(match[0])))
    for match in _HOME.finditer(text):
        yield Found(match, "自然人住址", f"{_FIRST_DIGIT.split(match[0], 1)[0]}…")


def _digits(text: str) -> str:
    return re.sub(r"[ -]", "", text)


def _luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
