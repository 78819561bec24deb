"""Time limits as catalogues of open matters state them in words (公开时限), read into periods (D88)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.law.periods import AtOnce, CalendarDays, Period, WorkingDays

_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DAYS = rf"{_NUMBER}个?(工作日|自然日|日|天)"
# 公告期限、公示期: how long it stays posted, and not how soon it must appear.
_STAYS = re.compile(rf"(?:公告|公示|征求意见)(?:期限?|时间)[^，。；]{{0,6}}?{_DAYS}")
_WITHIN = re.compile(rf"{_DAYS}(?:之?内|前)")
_AT_ONCE = re.compile("实时|即时|及时|当日|当天|立即")
_SAME = re.compile(r"同上|同前|〃")


@dataclass(frozen=True)
class TimeLimit:
    """What a time limit asks: to appear ``within`` a period of the day the information was formed or changed, and to
    stay posted for ``stays``. Either may be missing; with neither the words say nothing a clock can keep.
    """

    text: str
    within: Period | None = None
    stays: WorkingDays | CalendarDays | None = None

    @property
    def understood(self) -> bool:
        return self.within is not None or self.stays is not None

    def __str__(self) -> str:
        parts = []
        if isinstance(self.within, AtOnce):
            parts.append("及时公开")
        elif self.within:
            parts.append(f"{self.within}内公开")
        if self.stays:
            parts.append(f"公示{self.stays}")
        return "，".join(parts)


def read(text: str) -> TimeLimit:
    """Read one time limit, e.g. ``信息形成或者变更之日起20个工作日内``."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    rest = _STAYS.sub("", plain)
    stays, within = _STAYS.search(plain), _WITHIN.search(rest)
    period: Period | None = _period(within) if within else None
    if period is None and _AT_ONCE.search(rest):
        period = AtOnce()
    return TimeLimit(text, period, _period(stays) if stays else None)


def read_all(texts: Iterable[str]) -> list[TimeLimit]:
    """Read the time limits of a table from top to bottom; ``同上`` means the one above."""
    found: list[TimeLimit] = []
    for text in texts:
        same = found and (not text.strip() or _SAME.fullmatch(text.strip()))
        found.append(found[-1] if same else read(text))
    return found


def _period(match: re.Match[str]) -> WorkingDays | CalendarDays:
    days = _number(match[1])
    return WorkingDays(days) if match[2] == "工作日" else CalendarDays(days)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_DIGITS.index(tens) if tens else 1) if ten else 0) + (_DIGITS.index(ones) if ones else 0)
