"""Emergencies (突发事件): their kinds and levels, within how long they are reported upward, when figures are reported anew.

A level follows from figures only for accidents (《生产安全事故报告和调查处理条例》第三条); for other kinds the same bounds
are a hint, and the plan of the kind decides. Limits run in minutes of the clock, nights and holidays included.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

ACCIDENT_RULES = "《生产安全事故报告和调查处理条例》（国务院令第493号）"
RESPONSE_LAW = "《突发事件应对法》"
HEALTH_RULES = "《突发公共卫生事件应急条例》第二十条"
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
DUTY_PRACTICE = "通行的县级向市级报告要求：30分钟内电话、1小时内书面（凭经验录入，待核对）"


class EventKind(Enum):
    """What kind of event is reported."""

    WORK_SAFETY = "work_safety"
    ROAD_TRAFFIC = "road_traffic"
    FIRE = "fire"
    PUBLIC_HEALTH = "public_health"
    NATURAL_DISASTER = "natural_disaster"
    ENVIRONMENT = "environment"
    SOCIAL_SECURITY = "social_security"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _KINDS[self]

    @property
    def is_accident(self) -> bool:
        """Tell whether its level follows from the figures of the accident rules."""
        return self in (EventKind.WORK_SAFETY, EventKind.ROAD_TRAFFIC, EventKind.FIRE)


_KINDS = {
    EventKind.WORK_SAFETY: "生产安全事故",
    EventKind.ROAD_TRAFFIC: "道路交通事故",
    EventKind.FIRE: "火灾事故",
    EventKind.PUBLIC_HEALTH: "公共卫生事件",
    EventKind.NATURAL_DISASTER: "自然灾害",
    EventKind.ENVIRONMENT: "环境污染和生态破坏",
    EventKind.SOCIAL_SECURITY: "社会安全事件",
    EventKind.OTHER: "其他重要情况",
}


class Level(Enum):
    """How grave it is (突发事件分级), the gravest first."""

    SPECIAL = "special"
    MAJOR = "major"
    LARGER = "larger"
    ORDINARY = "ordinary"

    @property
    def label(self) -> str:
        return _LEVELS[self]

    @property
    def rank(self) -> int:
        """Return 1 for the gravest level, 4 for the least."""
        return list(Level).index(self) + 1


_LEVELS = {Level.SPECIAL: "特别重大", Level.MAJOR: "重大", Level.LARGER: "较大", Level.ORDINARY: "一般"}


@dataclass(frozen=True)
class Toll:
    """Losses and casualties as known: people, and the direct loss in units of 10,000 yuan (万元)."""

    deaths: int = 0
    missing: int = 0
    serious: int = 0
    minor: int = 0
    loss: int = 0

    def __str__(self) -> str:
        said = (
            (self.deaths, f"死亡{self.deaths}人"),
            (self.missing, f"失联{self.missing}人"),
            (self.serious, f"重伤{self.serious}人"),
            (self.minor, f"轻伤{self.minor}人"),
            (self.loss, f"直接经济损失{self.loss}万元"),
        )
        return "，".join(text for number, text in said if number) or "暂无人员伤亡和财产损失报告"


_WORDS = {"deaths": "死亡|遇难|身亡", "missing": "失踪|失联", "serious": "重伤", "minor": "轻伤"}
_SAID = {
    name: re.compile(
        rf"(?:{words})\s*(\d+)\s*[人名]|(\d+)\s*[人名](?:已|已经|当场|经抢救无效)?\s*(?:{words})"
    )
    for name, words in _WORDS.items()
}


def contradictions(text: str, toll: Toll) -> list[str]:
    """Return what a text says of casualties against the figures beside it, as ``死亡3人``.

    Figures change while an event lasts and a text may tell of earlier ones: it contradicts where it names numbers of
    a kind and none of them is the one that stands.
    """
    plain = text.translate(_NARROW)
    found = []
    for name, said in _SAID.items():
        numbers = {int(before or after) for before, after in said.findall(plain)}
        if numbers and getattr(toll, name) not in numbers:
            found += [f"{_WORDS[name].split('|')[0]}{number}人" for number in sorted(numbers)]
    return found


@dataclass(frozen=True)
class Bound:
    """From which figure on a level is reached. The figure itself belongs to the level (“以上”包括本数)."""

    level: Level
    deaths: int
    serious: int
    loss: int


# 《生产安全事故报告和调查处理条例》第三条.
BOUNDS = (
    Bound(Level.SPECIAL, 30, 100, 10000),
    Bound(Level.MAJOR, 10, 50, 5000),
    Bound(Level.LARGER, 3, 10, 1000),
)


@dataclass(frozen=True)
class Suggestion:
    """The level the figures suggest, and why."""

    level: Level
    because: str
    article: str


def suggested_level(kind: EventKind, toll: Toll) -> Suggestion:
    """Return the level by deaths, serious injuries or loss, whichever is gravest.

    People missing are no deaths; they are said beside the figures so that the officer weighs them.
    """
    article = (
        f"{ACCIDENT_RULES}第三条" if kind.is_accident else f"按专项预案分级；数字参照{ACCIDENT_RULES}第三条"
    )
    for bound in BOUNDS:
        reached = [
            text
            for number, least, text in (
                (toll.deaths, bound.deaths, f"死亡{toll.deaths}人，达到{bound.deaths}人"),
                (toll.serious, bound.serious, f"重伤{toll.serious}人，达到{bound.serious}人"),
                (toll.loss, bound.loss, f"直接经济损失{toll.loss}万元，达到{bound.loss}万元"),
            )
            if number >= least
        ]
        if reached:
            return Suggestion(bound.level, "；".join(reached), article)
    return Suggestion(Level.ORDINARY, "死亡、重伤和损失均未达到较大等级", article)


@dataclass(frozen=True)
class ReportLimit:
    """Within how many minutes of the receipt an event is told by telephone and in writing, and by which source."""

    phone: int
    written: int
    source: str

    def phone_by(self, received_at: datetime) -> datetime:
        return received_at + timedelta(minutes=self.phone)

    def written_by(self, received_at: datetime) -> datetime:
        return received_at + timedelta(minutes=self.written)


_ACCIDENT = ReportLimit(60, 120, f"{ACCIDENT_RULES}第九条、第十条：1小时内报告，每级上报不超过2小时")
_PRACTICE = ReportLimit(30, 60, DUTY_PRACTICE)
# What holds as long as the office has entered nothing else.
DEFAULT_LIMITS: Mapping[EventKind, ReportLimit] = {
    EventKind.WORK_SAFETY: _ACCIDENT,
    EventKind.ROAD_TRAFFIC: _ACCIDENT,
    EventKind.FIRE: _ACCIDENT,
    EventKind.PUBLIC_HEALTH: ReportLimit(
        30, 120, f"{HEALTH_RULES}：2小时内报告；电话30分钟凭经验录入，待核对"
    ),
    EventKind.NATURAL_DISASTER: _PRACTICE,
    EventKind.ENVIRONMENT: _PRACTICE,
    EventKind.SOCIAL_SECURITY: _PRACTICE,
    EventKind.OTHER: _PRACTICE,
}


def rereport_days(kind: EventKind) -> int:
    """Art. 13: changed figures are reported within 30 days of the accident, 7 for road traffic and fire."""
    return 7 if kind in (EventKind.ROAD_TRAFFIC, EventKind.FIRE) else 30


def rereport_until(kind: EventKind, occurred_on: date) -> date:
    """Return the last day on which changed casualties must be reported anew; the day of the event counts as none."""
    return occurred_on + timedelta(days=rereport_days(kind))


def must_be_rereported(kind: EventKind, occurred_on: date, changed_on: date) -> bool:
    """Tell whether figures that changed on a day call for another report."""
    return changed_on <= rereport_until(kind, occurred_on)


def report_at_once(level: Level, limit: ReportLimit) -> str:
    """Return what the officer must do now, in one sentence."""
    how = f"最迟{limit.phone}分钟内电话报告、{limit.written}分钟内书面报告"
    if level is Level.ORDINARY:
        return f"立即向上级值班机构报告，{how}。"
    return f"{level.label}事件：立即向上级值班机构报告，{how}；情况未核清的先报已知事实，随后续报，不得迟报、漏报、瞒报。"


SKIP_LEVEL = f"必要时可以越级上报（{RESPONSE_LAW}第十七条、第六十四条），同时报告上一级。"
_DIGITS = "零一二三四五六七八九"


def follow_up(number: int) -> str:
    """Return what the report with this place after the first is called: 续报一, 续报十二; in digits from 100 on."""
    return f"续报{in_words(number) if number < 100 else number}"


def in_words(number: int) -> str:
    """Return 1 to 99 in Chinese numerals: 一, 十, 十二, 二十一.

    Raises:
        ValueError: another number.
    """
    if not 0 < number < 100:
        raise ValueError(f"{number} is not between 1 and 99.")
    tens, ones = divmod(number, 10)
    said = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return said + (_DIGITS[ones] if ones or not tens else "")
