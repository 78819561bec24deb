"""The texts of letters (文书模板): which is in force on a day, what it must contain, how its fields are filled.

A text is plain lines. ``{收到日期}`` is a field; a line beginning ``{?理由}`` is printed only when that field has a
value; a line ``| 甲 | {乙} |`` is a row of a table. Nothing in a text is ever run as code.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from gongkai.cases.letter_layout import Block, Row
from gongkai.disclosure.models import LetterText
from gongkai.law.letter_fields import BY_NAME, FIELDS
from gongkai.law.letters import KINDS, LetterKind, usable_fields
from gongkai.law.refusal import Refusal
from gongkai.law.remedies import RemedyDuty

SHIPPED = Path(__file__).parent / "data" / "letters"
FIELD = re.compile(r"\{([^{}?]+)\}")
# 《政府信息公开条例》 as revised (国务院令第711号) came into force.
REVISED = date(2019, 5, 15)
CONDITION = re.compile(r"^\{\?([^{}?]+)\}")
STOPS = "。，；、！？"


@dataclass(frozen=True)
class Text:
    """A version of a letter's text. ``own`` is the row the office entered; a text that came along has none."""

    kind: str
    version: str
    valid_from: date
    title: str
    body: str
    note: str
    source: str
    prints_remedy: bool = True
    own: LetterText | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.body.splitlines() if line.strip())

    @property
    def said(self) -> tuple[str, str, str, bool]:
        """Return what the letter says by this text, to tell whether two versions differ."""
        return self.title, "\n".join(self.lines), self.note, self.prints_remedy


@cache
def shipped(kind_id: str) -> tuple[Text, ...]:
    """Return the texts that come with the platform, the oldest first, each from the day of its law on."""
    data = json.loads((SHIPPED / f"{kind_id}.json").read_text("utf-8"))
    return tuple(
        Text(
            kind_id,
            each["valid_from"],
            date.fromisoformat(each["valid_from"]),
            each["title"],
            "\n".join(each["body"]),
            each["note"],
            each["source"],
        )
        for each in data["versions"]
    )


def versions(kind_id: str) -> list[Text]:
    """Return every text of a kind in the order they come into force; of one day, the last entered comes last."""
    return _in_order(kind_id, LetterText.objects.filter(kind=kind_id))


def all_versions() -> dict[str, list[Text]]:
    """Return the texts of every kind, as :func:`versions` has them."""
    own: dict[str, list[LetterText]] = {kind_id: [] for kind_id in KINDS}
    for row in LetterText.objects.all():
        own[row.kind].append(row)
    return {kind_id: _in_order(kind_id, rows) for kind_id, rows in own.items()}


def _in_order(kind_id: str, own: Iterable[LetterText]) -> list[Text]:
    return sorted(
        (*shipped(kind_id), *(_own(row) for row in own)), key=lambda text: (text.valid_from, _serial(text))
    )


def in_force(kind_id: str, on: date) -> Text:
    """Return the text a letter of the day ``on`` is made from.

    Requests from before the revised Regulation are entered afterwards; their letters follow its first texts.
    """
    valid = [text for text in versions(kind_id) if text.valid_from <= max(on, REVISED)]
    if not valid:
        raise Refusal(
            f"{on}还没有“{KINDS[kind_id].name}”的文本：最早的文本自{versions(kind_id)[0].valid_from}起施行。",
            article=KINDS[kind_id].article,
            advice="请核对文书的日期。",
        )
    return valid[-1]


def _own(row: LetterText) -> Text:
    version = f"{row.valid_from}·{row.number}"
    return Text(
        row.kind, version, row.valid_from, row.title, row.body, row.note, row.reason, row.prints_remedy, row
    )


def _serial(text: Text) -> int:
    return text.own.number if text.own else 0


def must_be_sound(kind: LetterKind, text: Text) -> None:
    """Refuse a text that lacks what the letter must contain, or uses a field the letter has not."""
    found = faults(kind, text)
    if found:
        raise Refusal(
            f"“{kind.name}”的文本不能使用：{'；'.join(found)}。",
            article=kind.article,
            advice="请补上必备内容；可用的字段见右侧清单。",
        )


def faults(kind: LetterKind, text: Text) -> list[str]:
    """Return what is wrong with a text, in sentences without a full stop."""
    lines = text.lines
    found = [] if text.title.strip() else ["没有标题"]
    for line in (text.title, *lines, text.note):
        found += _line_faults(kind, line)
    printed = {field for line in lines for field in _surely_printed(kind, line)}
    for field in kind.fields:
        if field not in printed:
            found.append(f"缺少必备字段{{{FIELDS[field].name}}}（{FIELDS[field].meaning}）")
    whole = "".join(lines)
    for statement in kind.says:
        if not any(words in whole for words in statement.words):
            wanted = "”或者“".join(statement.words)
            found.append(f"没有写明{statement.what}（应有“{wanted}”字样）")
    if not text.prints_remedy and kind.remedy is not RemedyDuty.OPTIONAL:
        found.append("此文书必须告知救济途径，不能关闭")
    return list(dict.fromkeys(found))


def _line_faults(kind: LetterKind, line: str) -> Iterable[str]:
    bare = FIELD.sub("", CONDITION.sub("", line))
    if "{" in bare or "}" in bare:
        yield f"“{line[:20]}”里的花括号不成对，或者“{{?字段}}”不在段首"
    for name in _names(line):
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1, 0.4)
            yield f"没有“{name}”这个字段" + (f"，是不是“{near[0]}”" if near else "")
        elif BY_NAME[name].id not in usable_fields(kind):
            yield f"“{kind.name}”没有“{name}”这个字段"


def _names(line: str) -> list[str]:
    return [*CONDITION.findall(line), *FIELD.findall(line)]


def _surely_printed(kind: LetterKind, line: str) -> Iterable[str]:
    """Yield the fields a line prints whenever they have a value: not those behind the condition of another."""
    condition = CONDITION.match(line)
    for name in FIELD.findall(line):
        if name in BY_NAME and (condition is None or condition[1] == name):
            yield BY_NAME[name].id


def fill(text: Text, values: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the paragraphs and tables of a letter. Values are put in as they are; braces in them mean nothing."""
    blocks: list[Block] = []
    for line in text.lines:
        condition = CONDITION.match(line)
        if condition is not None and not _value(condition[1], values):
            continue
        line = CONDITION.sub("", line)
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            row: Row = tuple(put_in(cell.strip(), values) for cell in line[1:-1].split("|"))
            last = blocks[-1] if blocks else ""
            if isinstance(last, tuple):
                blocks[-1] = (*last, row)
            else:
                blocks.append((row,))
        else:
            blocks += [part.strip() for part in put_in(line, values).split("\n") if part.strip()]
    return tuple(blocks)


def put_in(line: str, values: Mapping[str, str]) -> str:
    """Return a line with the values in the place of their fields; a field nobody knows stays as it was written.

    Where the text goes on with a stop of its own, the one somebody typed at the end of a value gives way.
    """

    def value(field: re.Match[str]) -> str:
        if field[1] not in BY_NAME:
            return field[0]
        put = _value(field[1], values)
        return put.rstrip(STOPS + ".;,") if line[field.end() : field.end() + 1] in tuple(STOPS) else put

    return FIELD.sub(value, line)


def _value(name: str, values: Mapping[str, str]) -> str:
    return values.get(BY_NAME[name].id, "").strip() if name in BY_NAME else ""
