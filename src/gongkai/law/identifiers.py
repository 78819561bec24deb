"""Codes and numbers with rules of their own: check digits, index numbers, document numbers, masking."""

import re
from dataclasses import dataclass
from datetime import date

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"


def uscc_check_character(first17: str) -> str:
    """Return the 18th character of a 统一社会信用代码 (GB 32100-2015): weights 3^(i-1) mod 31."""
    total = sum(
        USCC_ALPHABET.index(character) * pow(3, position, 31) for position, character in enumerate(first17)
    )
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_fault(code: str) -> str | None:
    """Say what is wrong with a 统一社会信用代码, or return ``None`` when it is valid."""
    if len(code) != USCC_LENGTH:
        return f"统一社会信用代码应为18位，现为{len(code)}位。"
    strange = sorted(set(code) - set(USCC_ALPHABET))
    if strange:
        return f"统一社会信用代码含有不允许的字符：{'、'.join(strange)}（不使用I、O、S、V、Z）。"
    expected = uscc_check_character(code[:-1])
    if code[-1] != expected:
        return f"统一社会信用代码校验位不符：末位应为{expected}，现为{code[-1]}。请核对登记证书。"
    return None


def id_number_fault(number: str, today: date) -> str | None:
    """Say what is wrong with an 18-digit 居民身份证 number (GB 11643-1999), or return ``None``."""
    number = number.upper()
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return "居民身份证号码应为18位（末位可为X）。"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "居民身份证号码中的出生日期不存在。"
    if not date(1880, 1, 1) <= born <= today:
        return "居民身份证号码中的出生日期不合理。"
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    if number[-1] != ID_CHECKS[total % 11]:
        return "居民身份证号码校验位不符，请核对。"
    return None


@dataclass(frozen=True)
class IndexNumber:
    """索引号 ``<USCC>/<year>-<6 digits>``: given once at first publication, never changed or used again."""

    uscc: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.uscc}/{self.year}-{self.serial:06d}"

    @staticmethod
    def parse(text: str) -> "IndexNumber":
        """Read an index number of this platform.

        Raises:
            ValueError: not of the form, or the organ's code fails its check digit.
        """
        match = re.fullmatch(r"([0-9A-Z]*)/(\d{4})-(\d{6})", text.strip())
        if match is None:
            raise ValueError("索引号应为“统一社会信用代码/年份-6位流水号”。")
        fault = uscc_fault(match[1])
        if fault:
            raise ValueError(f"索引号中的机构代码无效：{fault}")
        return IndexNumber(match[1], int(match[2]), int(match[3]))


@dataclass(frozen=True)
class DocumentNumber:
    """发文字号: agency code, year in hexagonal brackets, serial without leading zeros."""

    agency: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"

    @staticmethod
    def parse(text: str) -> "DocumentNumber":
        """Read a document number in any of the usual misspellings and return the normal form.

        Raises:
            ValueError: agency code, year or serial cannot be told.
        """
        compact = re.sub(r"\s+", "", text)
        match = re.fullmatch(
            r"([\u4e00-\u9fa5]{2,20})[〔\[(（﹝【]?((?:19|20)\d{2})[〕\])）﹞】]?第?0*([1-9]\d{0,4})号?",
            compact,
        )
        if match is None:
            raise ValueError("发文字号应为“机关代字〔年份〕序号号”，如“白区政办发〔2019〕54号”。")
        return DocumentNumber(match[1], int(match[2]), int(match[3]))


def mask_id_number(number: str) -> str:
    """Show an id number as 620402********1234."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else "*" * len(number)


def mask_phone(number: str) -> str:
    """Show a phone number as 139****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)


def mask_name(name: str) -> str:
    """Show a person's name as 张**: the surname and as many stars as characters follow."""
    return name[:1] + "*" * (len(name) - 1)


def mask_email(address: str) -> str:
    """Show an address as l***@example.com."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else "*" * len(address)
