"""Weather warnings (气象灾害预警信号): colours, kinds, what a warning must state, and when people may be woken for it.

Only meteorological stations issue and change signals (《气象法》第二十二条); the platform relays them with the
station's name and the time of issue (第二十五条) and takes them away at once when they are lifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

RELAY = "《气象法》第二十二条、第二十五条"
CONTENT = "《突发事件应对法》第六十四条"
CHANGE = "《突发事件应对法》第七十条"
KINDS_SOURCE = "《气象灾害预警信号发布与传播办法》（中国气象局令第16号），种类和颜色凭记忆录入，待核"
SINGLE, PART = 70, 67


class Colour(Enum):
    """The four grades of a warning, the first the highest (《突发事件应对法》第六十三条)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def label(self) -> str:
        return {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}[self.value]

    @property
    def grade(self) -> str:
        return {"red": "Ⅰ级", "orange": "Ⅱ级", "yellow": "Ⅲ级", "blue": "Ⅳ级"}[self.value]

    @property
    def severity(self) -> str:
        """Return the severity of a message in the Common Alerting Protocol that means this colour."""
        return {"red": "Extreme", "orange": "Severe", "yellow": "Moderate", "blue": "Minor"}[self.value]

    @property
    def is_urgent(self) -> bool:
        """Tell whether people are woken for it, and must confirm that they know (叫应)."""
        return self in (Colour.RED, Colour.ORANGE)


_R, _O, _Y, _B = Colour
# The kinds of signals and the colours each of them has.
KINDS: Mapping[str, tuple[Colour, ...]] = {
    "台风": (_R, _O, _Y, _B),
    "暴雨": (_R, _O, _Y, _B),
    "暴雪": (_R, _O, _Y, _B),
    "寒潮": (_R, _O, _Y, _B),
    "大风": (_R, _O, _Y, _B),
    "沙尘暴": (_R, _O, _Y),
    "高温": (_R, _O, _Y),
    "干旱": (_R, _O),
    "雷电": (_R, _O, _Y),
    "冰雹": (_R, _O),
    "霜冻": (_O, _Y, _B),
    "大雾": (_R, _O, _Y),
    "霾": (_R, _O, _Y),
    "道路结冰": (_R, _O, _Y),
}

# What a warning must state, by the name of the field that holds it.
MUST_STATE: Mapping[str, str] = {
    "kind": "类别",
    "severity": "级别",
    "starts_at": "起始时间",
    "area": "影响范围",
    "description": "警示事项",
    "instruction": "应采取的措施",
    "station": "发布单位",
    "issued_at": "发布时间",
}


def kind_of(event: str) -> str | None:
    """Return the kind of signal a message names ("暴雨", "暴雨预警", "暴雨橙色预警信号"); ``None`` for no known one."""
    bare = event.strip().removesuffix("信号").removesuffix("预警")
    for colour in Colour:
        bare = bare.removesuffix(colour.label)
    return bare if bare in KINDS else None


def colour_of(severity: str) -> Colour | None:
    """Return the colour a severity means; ``None`` for one that is no grade of a warning."""
    return next((colour for colour in Colour if colour.severity == severity), None)


def colours_named(text: str) -> set[Colour]:
    """Return the colours a text names."""
    return {colour for colour in Colour if colour.label in text}


def not_stated(stated: Mapping[str, object], *, lifts: bool) -> list[str]:
    """Return the labels of what a warning must state and does not; one that lifts another asks for no measures."""
    return [
        label
        for name, label in MUST_STATE.items()
        if not stated.get(name) and not (lifts and name in ("instruction", "description", "starts_at"))
    ]


@dataclass(frozen=True)
class QuietHours:
    """The hours of the night in which nobody is disturbed by what can wait: full hours, local time.

    Equal hours mean that there are none.
    """

    start: int
    end: int

    def covers(self, moment: datetime) -> bool:
        if self.start == self.end:
            return False
        hour = moment.hour
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def first_allowed(self, moment: datetime) -> datetime:
        """Return ``moment``, or the end of the quiet hours it falls into. ``moment`` is local time."""
        if not self.covers(moment):
            return moment
        end = datetime.combine(moment.date(), time(self.end), moment.tzinfo)
        return end if end > moment else end + timedelta(days=1)


def may_disturb_at(moment: datetime, quiet: QuietHours, colour: Colour | None) -> datetime:
    """Return when people may be told: at once of red and orange, of all else outside of the quiet hours."""
    return moment if colour is not None and colour.is_urgent else quiet.first_allowed(moment)


def sms_parts(text: str) -> int:
    """Return how many short messages a text takes: 70 characters in one, 67 in each part of several.

    Counted as the networks count, in UTF-16: a rare character or an emoji takes two.
    """
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= SINGLE else -(-units // PART)
