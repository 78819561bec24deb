"""Keeping what the checks and the columns go by: words, values, duties. Each change is a row with its source."""

from datetime import date, datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.publishing.models import Column, Duty, WordRule
from gongkai.units.models import Unit
from gongkai.units.posts import Actor, must_be_competent


def add_word(
    *, by: Actor, at: datetime, on: date, kind: str, wrong: str, source: str, right: str = "",
    blocks: bool = False, note: str = "",
) -> WordRule:  # fmt: skip
    """Add a wording to the word list (词库)."""
    must_be_competent(by)
    wrong = wrong.strip()
    if not wrong or not source.strip():
        raise Refusal("没有填写查找的文字或者来源。", article="", advice="请写明来源，拟稿人看得到。")
    if wrong in right:
        raise Refusal(
            f"改后的文字“{right.strip()}”里仍有“{wrong}”，改了还会被查出来。",
            article="",
            advice="请把查找的文字写得更具体。",
        )
    if WordRule.objects.filter(wrong=wrong, until=None).exists():
        raise Refusal(f"词库里已有“{wrong}”。", article="", advice="需要修改的，先停用原来的。")
    with transaction.atomic():
        made = WordRule.objects.create(
            kind=kind, wrong=wrong, right=right.strip(), blocks=blocks, note=note.strip(), source=source.strip(),
            since=on,
        )  # fmt: skip
        data = {"wrong": made.wrong, "right": made.right, "blocks": blocks}
        record_fact(f"word_rule/{made.pk}", "publishing.add_word", at=at, by=by.name, data=data)
    return made


def end_word(rule: WordRule, *, by: Actor, at: datetime, on: date) -> WordRule:
    """Stop using a wording from ``on``; it stays on file."""
    must_be_competent(by)
    with transaction.atomic():
        rule.until = on
        rule.save(update_fields=["until"])
        record_fact(
            f"word_rule/{rule.pk}", "publishing.end_word", at=at, by=by.name, data={"wrong": rule.wrong}
        )
    return rule


def assign_duty(unit: Unit, column: Column, *, by: Actor, at: datetime, since: date, source: str) -> Duty:
    """Make a unit answerable for a column (公开责任清单, D49)."""
    must_be_competent(by)
    if Duty.objects.filter(unit=unit, column=column, until=None).exists():
        raise Refusal(f"{unit.short_name}已负责“{column.title}”。", article="", advice="不必重复登记。")
    with transaction.atomic():
        made = Duty.objects.create(
            unit=unit, column=column, since=since, source=source.strip() or "政务公开办"
        )
        data = {"unit": unit.code, "column": column.code}
        record_fact(f"duty/{made.pk}", "publishing.assign_duty", at=at, by=by.name, unit=unit.code, data=data)
    return made


def end_duty(duty: Duty, *, by: Actor, at: datetime, on: date) -> Duty:
    """End a duty from ``on``; it stays on file."""
    must_be_competent(by)
    with transaction.atomic():
        duty.until = on
        duty.save(update_fields=["until"])
        record_fact(f"duty/{duty.pk}", "publishing.end_duty", at=at, by=by.name, unit=duty.unit.code, data={})
    return duty
