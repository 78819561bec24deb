"""Which columns a unit must fill (公开责任清单), which of them are empty, and guides older than their facts (D49, D50)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.utils.html import format_html, format_html_join

from gongkai.ledger.canonical import canonical
from gongkai.publishing.models import Column, Duty, Publication
from gongkai.units.models import Unit, UnitKind

GUIDE = "guide"
# What every organ discloses, what townships do besides, and what falls to whom by its function: data to begin with.
BEGINNING = Path(__file__).parent / "data" / "duties.json"
# The facts a guide must state (art. 12), in its order.
FACTS = ("office_name", "address", "hours", "phone", "fax", "email")


@dataclass(frozen=True)
class Filled:
    """A duty and how many public items fulfil it."""

    duty: Duty
    items: int


def filled(units: Iterable[int], on: date) -> list[Filled]:
    """Return the duties of ``units`` on a day, each with the number of its public items."""
    duties = Duty.objects.filter(unit__in=list(units), since__lte=on, until=None).select_related(
        "unit", "column"
    )
    counted = Publication.objects.public().filter(unit__in=list(units)).order_by()
    numbers = {
        (row["unit"], row["column"]): row["n"]
        for row in counted.values("unit", "column").annotate(n=Count("pk"))
    }
    below: dict[int, list[int]] = {}
    found = []
    for duty in duties:
        if duty.column_id not in below:
            below[duty.column_id] = [duty.column_id, *_below(duty.column)]
        items = sum(numbers.get((duty.unit_id, column), 0) for column in below[duty.column_id])
        found.append(Filled(duty, items))
    return found


def empty(units: Iterable[int], on: date) -> dict[int, tuple[Unit, int]]:
    """Return the units with columns they must fill and have not, each with how many (D49)."""
    found: dict[int, tuple[Unit, int]] = {}
    for each in filled(units, on):
        if not each.items:
            _, before = found.get(each.duty.unit_id, (each.duty.unit, 0))
            found[each.duty.unit_id] = (each.duty.unit, before + 1)
    return found


def _below(column: Column) -> list[int]:
    return list(Column.objects.descendant_of(column).values_list("pk", flat=True)) if column.numchild else []


def install(on: date) -> None:
    """Give units without any duty those of their kind and function. Safe to call at every start."""
    columns = {column.code: column for column in Column.objects.filter(until=None)}
    lists = json.loads(BEGINNING.read_text("utf-8"))
    made = []
    for unit in Unit.objects.filter(duties=None):
        given = {code: source for code, source in _duties_of(unit, lists) if code in columns}
        made += [
            Duty(unit=unit, column=columns[code], source=source, since=on) for code, source in given.items()
        ]
    Duty.objects.bulk_create(made)


def _duties_of(unit: Unit, lists: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns the beginning lists give a unit, each with its source."""
    groups = ["everyone"]
    if unit.kind == UnitKind.TOWNSHIP:
        groups.append("subdistrict" if "街道" in unit.name else "township")
    if unit.kind == UnitKind.GOVERNMENT:
        groups.append("government")
    for group in groups:
        yield from ((code, lists[group]["source"]) for code in lists[group]["columns"])
    for each in lists["by_function"]:
        if any(name in unit.name for name in each["names"]):
            yield each["column"], each["source"]


def facts_digest(unit: Unit) -> str:
    """Return the SHA-256 of the facts a guide states, to tell whether a guide is older than they are."""
    return hashlib.sha256(canonical({name: getattr(unit, name) for name in FACTS}).encode()).hexdigest()


def guide_text(unit: Unit) -> str:
    """Write the guide (政府信息公开指南) of a unit from its facts: all that art. 12 asks for."""
    labels = {field.name: field.verbose_name for field in Unit._meta.concrete_fields}
    facts = [(labels[name], getattr(unit, name) or "无") for name in FACTS]
    rows = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', facts)
    return format_html(
        "<p>为方便公民、法人和其他组织获取{name}的政府信息，依据《中华人民共和国政府信息公开条例》第十二条编制本指南。</p>"
        "<h2>一、信息分类和编排体系</h2><p>主动公开的信息按《条例》第二十条、第二十一条分类，列入法定主动公开内容各栏目；"
        "每条信息有唯一的索引号（统一社会信用代码/年份-6位流水号），目录列出索引号、名称、内容概述和生成日期。</p>"
        "<h2>二、获取方式</h2><p>（一）在区政府门户网站政府信息公开栏目查阅、检索和下载；（二）在国家档案馆、公共图书馆、"
        "政务服务场所的查阅点查阅；（三）需要主动公开以外的信息的，可以向{name}提出申请：当面提交、邮寄、通过网站在线提交，"
        "书写确有困难的可以口头提出，由工作人员代为填写。</p>"
        "<h2>三、政府信息公开工作机构</h2><table><tbody>{rows}</tbody></table>"
        "<h2>四、监督和救济</h2><p>认为未依法履行公开义务的，可以向区政府信息公开工作主管部门投诉、举报；"
        "认为行政行为侵犯其合法权益的，可以依法向{reviewed_by}申请行政复议或者提起行政诉讼。</p>",
        name=unit.name,
        rows=rows,
        reviewed_by=unit.reviewed_by,
    )


def guide_of(unit: Unit) -> Publication | None:
    """Return the public guide of a unit."""
    return Publication.objects.public().filter(column__code=GUIDE, unit=unit).order_by("published_at").last()


def stale_guides(units: Iterable[int]) -> Sequence[tuple[Unit, Publication | None]]:
    """Return the units whose public guide is missing or states facts that have changed since (D50)."""
    guides = {
        guide.unit_id: guide
        for guide in Publication.objects.public()
        .filter(column__code=GUIDE, unit__in=list(units))
        .defer("body")
        .order_by("published_at")
    }
    return [
        (unit, guides.get(unit.pk))
        for unit in Unit.objects.filter(pk__in=list(units))
        if unit.pk not in guides or guides[unit.pk].facts_sha256 != facts_digest(unit)
    ]
