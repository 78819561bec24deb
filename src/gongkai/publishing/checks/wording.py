"""Wordings the office keeps in its list (网名、错敏词), and numbers that do not add up."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from django.db.models import Count, Max

from gongkai.law import stated_numbers, stated_tables
from gongkai.publishing.checks.finding import Finding, Reading, Severity, around
from gongkai.publishing.models import WordRule
from gongkai.publishing.table_grid import grid


def word_list(reading: Reading) -> Iterator[Finding]:
    """Wrong names and titles, slips, words not to be used."""
    pattern, rules = _rules()
    if pattern is None:
        return
    for place, text in reading.texts.items():
        for match in pattern.finditer(text):
            rule = rules[match[0]]
            advice = f"应为“{rule.right}”。" if rule.right else "请核对或者删去。"
            yield Finding(
                place,
                Severity.BLOCKS if rule.blocks else Severity.WARNS,
                f"{rule.get_kind_display()}：“{rule.wrong}”{advice}{rule.note}（{rule.source}）",
                around(text, match),
                words=match[0],
                fix=rule.right,
                releasable=True,
            )


def _rules() -> tuple[re.Pattern[str] | None, dict[str, WordRule]]:
    # What a list in force looks like changes with its newest row and with the number of rows ended.
    state = WordRule.objects.aggregate(newest=Max("pk"), ended=Count("until"))
    return _compiled(state["newest"], state["ended"])


@lru_cache(maxsize=1)
def _compiled(newest: int | None, ended: int) -> tuple[re.Pattern[str] | None, dict[str, WordRule]]:
    rules = {rule.wrong: rule for rule in WordRule.objects.filter(until=None)}
    if not rules:
        return None, {}
    longest_first = sorted(rules, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, longest_first))), rules


def _pattern(wrong: str) -> str:
    """Find the name of a ministry (监察部), and not the words 监察部门."""
    return re.escape(wrong) + ("(?!门)" if wrong.endswith("部") else "")


def numbers(reading: Reading) -> Iterator[Finding]:
    """Parts that exceed or miss their whole, percentages that are none: the engine of the report check."""
    for place in ("内容概述", "正文"):
        text = reading.texts.get(place, "")
        for paragraph in text.split("\n"):
            if not any(letter.isdigit() for letter in paragraph):
                continue
            plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", paragraph))
            for found in stated_numbers.check(plain):
                if found.check != "N-INEXACT":
                    yield Finding(place, Severity.WARNS, found.message, found.actual, words=found.actual)


def tables(reading: Reading) -> Iterator[Finding]:
    """Rows and columns of a table that say 合计, 小计 or 总计 and do not add up."""
    body = reading.publication.body
    if "<table" not in body:
        return
    for number, table in enumerate(BeautifulSoup(body, "html.parser").find_all("table")):
        for found in stated_tables.check(grid(table, _narrow)):
            row = number, int(found.where.row)
            yield Finding(
                "正文", Severity.WARNS, found.message, found.actual, words=found.actual, table_row=row
            )


def _narrow(cell: Tag) -> str:
    return unicodedata.normalize("NFKC", cell.get_text("", strip=True))
