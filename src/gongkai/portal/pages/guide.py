"""How to apply to each unit (申请须知): every channel with its address and rule of receipt, the form, the way it goes.

Written from the facts of the unit. Beside the page stand the same facts as JSON; a guide is stale when they differ.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date

from gongkai.law.regulation import (
    CONSULTATION_PERIOD,
    CORRECTION_NOTICE_PERIOD,
    MAX_EXTENSION,
    REPLY_PERIOD,
    Channel,
)
from gongkai.law.remedies import LITIGATION_MONTHS, RECONSIDERATION_DAYS
from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.units.models import Unit, UnitKind

FOLDER = "guide"
PERIODS = {
    "reply": REPLY_PERIOD,
    "notice": CORRECTION_NOTICE_PERIOD,
    "extension": MAX_EXTENSION,
    "consultation": CONSULTATION_PERIOD,
    "reconsideration": RECONSIDERATION_DAYS,
    "litigation": LITIGATION_MONTHS,
}


@dataclass(frozen=True)
class Way:
    """One way to hand in an application: where to, how, and which day counts as the day of receipt."""

    label: str
    where: str
    how: str
    receipt: str


def ways_of(unit: Unit) -> list[Way]:
    """Return the ways open at a unit. Counter and post always are (国办公开办函〔2015〕207号; art. 31)."""
    ways = [
        Way(
            "当面提交",
            f"{unit.address}，{unit.office_name}",
            f"{unit.hours}；电话 {unit.phone}。请带身份证明。",
            Channel.IN_PERSON.receipt_rule,
        ),
        Way(
            "邮寄",
            f"{unit.address}，{unit.office_name}收",
            "信封上请注明“政府信息公开申请”，附身份证明复印件。",
            f"挂号信、特快专递：{Channel.POST_SIGNED.receipt_rule}；平常信函：{Channel.POST_ORDINARY.receipt_rule}",
        ),
        Way("本网站", f"/apply/?unit={unit.code}", "填写后即得编号和查询码。", Channel.ONLINE.receipt_rule),
    ]
    if unit.fax:
        ways.append(Way("传真", unit.fax, f"发送后请致电 {unit.phone} 确认。", Channel.FAX.receipt_rule))
    if unit.email:
        ways.append(
            Way(
                "电子邮件", unit.email, "标题请注明“政府信息公开申请”，附申请表。", Channel.EMAIL.receipt_rule
            )
        )
    ways.append(
        Way(
            "口头申请",
            f"{unit.address}，{unit.office_name}",
            "书写确有困难的，由工作人员代为填写，经您核对签字。",
            Channel.ORAL.receipt_rule,
        )
    )
    return ways


def facts_of(unit: Unit) -> bytes:
    """Return the facts of a guide as open data."""
    facts = {
        "unit": unit.name,
        "code": unit.code,
        "office": unit.office_name,
        "address": unit.address,
        "phone": unit.phone,
        "fax": unit.fax,
        "email": unit.email,
        "hours": unit.hours,
        "ways": [asdict(way) for way in ways_of(unit)],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def write_guide(unit: Unit, on: date) -> None:
    """Write page and form of a unit; its facts last, so that an interrupted guide is written again."""
    # Loaded when first needed: the typesetters would take 30 MB of every worker.
    from gongkai.portal.pages.application_form import blank_form

    folder, form = f"{FOLDER}/{unit.code}", blank_form(unit, on)
    files.write(f"{folder}/form.pdf", form.pdf)
    files.write(f"{folder}/form.docx", form.docx)
    files.write(
        f"{folder}/index.html",
        render("guide.html", {"unit": unit, "ways": ways_of(unit), "periods": PERIODS}),
    )
    files.write(f"{folder}/facts.json", facts_of(unit))


def write_guides(on: date) -> None:
    """Write every unit's guide and the list of them."""
    for unit in Unit.objects.on(on):
        write_guide(unit, on)
    _write_list(on)


def renew_guides(on: date) -> int:
    """Write the guides whose facts have changed or that are missing; return how many."""
    stale = [unit for unit in Unit.objects.on(on) if _written(unit) != facts_of(unit)]
    for unit in stale:
        write_guide(unit, on)
    if stale:
        _write_list(on)
    return len(stale)


def _written(unit: Unit) -> bytes:
    try:
        return (files.root() / FOLDER / unit.code / "facts.json").read_bytes()
    except FileNotFoundError:
        return b""


def _write_list(on: date) -> None:
    units = list(Unit.objects.on(on))
    groups = [(kind.label, [unit for unit in units if unit.kind == kind]) for kind in UnitKind]
    files.write(f"{FOLDER}/index.html", render("guides.html", {"groups": groups, "periods": PERIODS}))
