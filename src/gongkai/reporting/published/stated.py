"""Relations a report states in its text, collected with the figures they hold between (narrative_checks)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gongkai.law import stated_numbers
from gongkai.law.annual_report import Finding, Place
from gongkai.reporting.published.report import Unreadable


def check(relations: Sequence[Any], shares: Sequence[str]) -> Iterator[Finding]:
    """Yield what the figures contradict. ``shares`` are the percentages of the text as printed.

    Raises:
        Unreadable: a relation without its figures.
    """
    for relation in relations:
        try:
            yield from _judged(relation, shares)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise Unreadable("JSON 里的“narrative_checks”有一项缺少数字，不能核对。") from error


def _judged(relation: Mapping[str, Any], shares: Sequence[str]) -> Iterator[Finding]:
    kind = relation["kind"]
    if relation.get("explained_by_scope"):
        return
    if kind == "narrative_subtotal":
        yield from _sum(relation["total"], relation["parts"])
    elif kind == "narrative_balance":
        yield from _balance(relation["left"], relation["right"])
    elif kind == "percentage":
        yield from _share(relation["part"], relation["whole"], str(relation["stated"]), shares)
    elif kind == "text_vs_table":
        yield from _against_table(relation)
    elif kind == "text_vs_text":
        (first, one), (second, other) = relation["a"], relation["b"]
        if one != other:
            message = f"正文前后不一致：“{first}”为{one}，“{second}”为{other}。"
            yield Finding("N-TEXT", "warning", Place("text"), message, str(one), str(other))
    elif kind == "missing_total":
        yield Finding("N-EMPTY", "warning", Place("text"), f"正文有数字没有填写：{relation['text']}。")
    elif kind == "unit" and str(relation["text"]).startswith(f"{relation['parts_sum']}万"):
        message = f"正文写作{relation['text']}，各分项之和为{relation['parts_sum']}，单位“万”有误。"
        yield Finding("N-UNIT", "error", Place("text"), message, str(relation["parts_sum"]), relation["text"])


def _sum(whole: Sequence[Any], parts: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    label, number = whole
    total = sum(int(part[1]) for part in parts)
    if total == int(number):
        return
    shown = "+".join(f"{name}{value}" for name, value in parts)
    if any("余" in str(name) or "多" in str(name) for name in (label, *(part[0] for part in parts))):
        message = f"“{label}”{number}与分项{shown}（至少{total}）含“余/多”，无法核对准确合计；应写明实数。"
        yield Finding("N-INEXACT", "warning", Place("text"), message, f"≥{total}", str(number))
        return
    impossible = any(int(part[1]) > int(number) for part in parts)
    message = f"“{label}”写作{number}，分项{shown}合计{total}。"
    yield Finding(
        "N-SUM", "error" if impossible else "warning", Place("text"), message, str(total), str(number)
    )


def _balance(left: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    one, other = (sum(int(value) for _, value in side) for side in (left, right))
    if one != other:
        said = "≠".join("+".join(f"{name}{value}" for name, value in side) for side in (left, right))
        yield Finding("N-SUM", "warning", Place("text"), f"正文数字不平衡：{said}。", str(one), str(other))


def _share(
    part: Sequence[Any], whole: Sequence[Any], stated: str, shares: Sequence[str]
) -> Iterator[Finding]:
    # A number loses its last zeros in data; the text may have printed them.
    printed = next((share for share in shares if Decimal(share) == Decimal(stated)), stated)
    yield from stated_numbers.check_share(int(part[1]), int(whole[1]), Decimal(printed))


def _against_table(relation: Mapping[str, Any]) -> Iterator[Finding]:
    said, counted = relation["narrative_value"], relation["table_value"]
    if said == counted:
        return
    label, row = relation["narrative"], relation["table"]
    is_new = row == "row一总计"
    place = Place("requests", "new", "total") if is_new else Place("text")
    message = f"正文称{label}{said}，表中{row}为{counted}。"
    yield Finding(
        "T3-T" if is_new else "N-TABLE",
        "error" if is_new else "warning",
        place,
        message,
        str(counted),
        str(said),
    )
