"""Made-up but plausible texts of a district's year, filled from the unit, its subjects, the day and numbers."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

Values = dict[str, str | int]


@dataclass(frozen=True)
class Text:
    """What a drafter writes."""

    genre: str
    title: str
    summary: str
    body: str


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "texts.json"
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


def key_area(random: Random, column: str) -> str:
    """Return a key area (重点领域) for an item of ``column``, empty where the column holds none."""
    areas = _data()["key_areas"].get(column)
    return random.choice(areas) if areas else ""


def has_key_area(column: str) -> bool:
    return column in _data()["key_areas"]


def write(kind: str, column: str, random: Random, values: Values) -> Text:
    """Write a text of a kind: of its column where the kind is ``statutory`` or ``document``."""
    data = _data()
    if kind in ("leader", "unit", "reposted"):
        pattern = data["interpretations"][kind]
    elif kind in ("news", "notices"):
        pattern = random.choice(data[kind])
    else:
        pattern = random.choice(data["columns"][column])
    fields = {
        "place": random.choice(data["places"]),
        "project": random.choice(data["projects"]),
        "n": random.randint(12, 980),
        "m": random.randint(2, 29),
        "p": random.randint(61, 100),
        **values,
    }
    sentences = [sentence.format_map(fields) for sentence in pattern["sentences"]]
    title = pattern["title"].format_map(fields)
    return Text(pattern["genre"], title[:200], sentences[0][:100], "".join(f"<p>{s}</p>" for s in sentences))


def write_normative(form: int, unit: str, topic: str) -> Text:
    """Write a normative document (行政规范性文件) about ``topic``."""
    data = _data()
    names = data["normative"]
    name = names[form % len(names)].format(topic=topic)
    articles = [article.format(topic=topic, unit=unit) for article in data["articles"]]
    body = "".join(f"<p>第{number}条 {text}</p>" for number, text in zip("一二三四", articles, strict=True))
    return Text("normative", f"{unit}关于印发《{name}》的通知", f"印发《{name}》", body)
