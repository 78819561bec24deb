"""The verbs of the website's annual statement: open, enter, sign, publish."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.ledger.canonical import canonical
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Genre, Publication
from gongkai.reporting import figures
from gongkai.reporting.parameters import first_year
from gongkai.reporting.scope import Scope
from gongkai.reporting.website.form import NONE, Field, form_for, forms, publish_by
from gongkai.reporting.website.models import WebsiteStatement
from gongkai.reporting.website.statement import items, missing
from gongkai.units import posts
from gongkai.units.models import Role
from gongkai.units.posts import Actor

NOTICE = "国办函〔2018〕12号"
LARGEST = 10**12


def open_statement(year: int, *, by: Actor, at: datetime) -> WebsiteStatement:
    """开始编制: the statement of a year that has ended, by the competent office."""
    today = timezone.localdate(at)
    if not first_year(today) <= year < today.year:
        raise Refusal(
            f"{year}年度的报表不能编制：年度没有结束，或者平台没有统计。",
            article=NOTICE,
            advice="请选择平台统计以来已经结束的年度。",
        )
    unit = posts.competent_office(today)
    if unit is None:
        raise Refusal("没有设置主管部门。", article="岗位分离规则", advice="请先设置政务公开主管岗位。")
    by.must_hold((Role.OFFICER, Role.COMPETENT), unit)
    with transaction.atomic():
        statement, made = WebsiteStatement.objects.get_or_create(
            year=year, defaults={"unit": unit, "form": form_for(year).id}
        )
        if made:
            _record(statement, "website.open", by, at)
    return statement


def enter(
    statement: WebsiteStatement,
    typed: Mapping[str, tuple[str, str]],
    *,
    expected_revision: int,
    by: Actor,
    at: datetime,
) -> WebsiteStatement:
    """填报: fields by hand, each (value, note). One that differs from what the platform counts needs a note.

    An empty value takes the entry back: the counted value shows again.
    """
    with transaction.atomic():
        row = _drafting(statement, by, (Role.OFFICER, Role.COMPETENT), expected_revision)
        known = {item.field.id: item for _, rows in items(row) for item in rows}
        entered: dict[str, Any] = dict(row.entered)
        for key, (text, note) in typed.items():
            item = known.get(key)
            if item is None:
                raise Refusal(f"报表没有“{key}”一项。", article=NOTICE, advice="请刷新页面后重填。")
            value, note = _read(item.field, text), note.strip()[:200]
            kept = entered.get(key, {})
            if (value, note) == (kept.get("value", ""), kept.get("note", "")):
                continue
            if not value:
                entered.pop(key, None)
                continue
            if item.counted and value != item.counted and not note:
                raise Refusal(
                    f"“{item.field.name}”填{value}，平台统计为{item.counted}，没有写明原因。",
                    article="数据来源一致",
                    advice="请写明数的来源和不同的原因；或者清空，按平台统计。",
                )
            entered[key] = {"value": value, "note": note, "by": by.name, "at": _moment(at)}
        row.entered = entered
        row.revision += 1
        row.save(update_fields=["entered", "revision"])
        _record(row, "website.enter", by, at)
    return row


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _read(field: Field, text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    if field.offered:
        if text not in field.offered:
            raise _unreadable(field, text, f"请选{'、'.join(field.offered)}之一。")
        return text
    if field.type == "text":
        return text[:100]
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise _unreadable(field, text, "只填数字；“约”“余”等写在说明里。") from error
    whole = field.type == "count"
    if not number.is_finite() or not 0 <= number < LARGEST or (whole and number % 1):
        raise _unreadable(field, text, "应为不小于0的整数。" if whole else "应为不小于0的数。")
    return str(int(number)) if whole else f"{number:f}"


def _unreadable(field: Field, text: str, advice: str) -> Refusal:
    return Refusal(f"“{field.name}”不能填“{text[:20]}”。", article=NOTICE, advice=advice)


def sign(statement: WebsiteStatement, *, expected_revision: int, by: Actor, at: datetime) -> WebsiteStatement:
    """签字: the head answers for every field; values, figures and the digests of their records are frozen.

    Raises:
        Refusal: a field is blank, or the head has entered fields herself.
    """
    with transaction.atomic():
        row = _drafting(statement, by, (Role.HEAD,), expected_revision)
        filled = items(row)
        blank = missing(filled)
        if blank:
            raise Refusal(
                f"还有{len(blank)}项没有填：{'、'.join(blank[:5])}{'等' if len(blank) > 5 else ''}。",
                article=NOTICE,
                advice=f"没有的数填0，没有的名称填“{NONE}”；空白不等于零。",
            )
        if any(entry["by"] == by.name for entry in row.entered.values()):
            raise Refusal(
                "填报人不能为自己的数据签字。", article="岗位分离规则", advice="请由工作机构负责人签字。"
            )
        row.frozen = _frozen(row, filled, by, at)
        row.frozen_sha256 = hashlib.sha256(canonical(row.frozen).encode()).hexdigest()
        row.stage, row.signed_at = WebsiteStatement.Stage.SIGNED, at
        row.signed_by = by.signature((Role.HEAD,), row.unit.code)
        row.revision += 1
        row.save()
        row.ledger_index = _record(row, "website.sign", by, at, sha256=row.frozen_sha256)
        row.save(update_fields=["ledger_index"])
    return row


def _frozen(row: WebsiteStatement, filled: Any, by: Actor, at: datetime) -> dict[str, Any]:
    scope, form = Scope(row.year), forms()[row.form]
    names = {name for field in form.fields() for name in field.figures}
    return {
        "title": form.title,
        "year": row.year,
        "unit": row.unit.name,
        "form": {"id": form.id, "source": form.source, "address": form.source_address},
        "sections": [
            {
                "label": label,
                "fields": [
                    {
                        "id": item.field.id,
                        "label": item.field.label,
                        "group": item.field.group,
                        "unit": item.field.unit,
                        "value": item.shown,
                        "counted": item.counted,
                        "origin": item.origin,
                    }
                    for item in rows
                ],
            }
            for label, rows in filled
        ],
        "figures": {name: _counted(name, scope) for name in sorted(names)},
        "signed": {"by": by.name, "at": _moment(at)},
        "filled_by": sorted({entry["by"] for entry in row.entered.values()}),
        "contact": [row.unit.office_name, row.unit.phone],
    }


def _counted(name: str, scope: Scope) -> dict[str, Any]:
    """Return a figure with the digest of the keys of its records: what was counted can be told later."""
    figure = figures.get(name)
    keys = sorted(figure.records(scope).values_list("pk", flat=True))
    value = figure.value(scope)
    return {
        "value": None if value is None else str(value),
        "records_sha256": hashlib.sha256(canonical({"records": keys}).encode()).hexdigest(),
    }


def prepare_publication(statement: WebsiteStatement, *, by: Actor, at: datetime) -> Publication:
    """准备公布: put the signed statement with its files before the usual review, in the annual column."""
    # Loaded when first needed: the typesetters would take 30 MB of every worker.
    from gongkai.reporting.website import outputs

    if statement.stage != WebsiteStatement.Stage.SIGNED:
        raise Refusal("报表还没有签字。", article=NOTICE, advice="请先由负责人签字，再公布。")
    with transaction.atomic():
        row = (
            WebsiteStatement.objects.select_for_update(no_key=True, of=("self",))
            .select_related("unit")
            .get(pk=statement.pk)
        )
        if row.publication_id is not None:
            raise AlreadyDone("报表已提交公布。", article="", advice="请在“信息公开”中查看审核进度。")
        publication = publishing.draft(
            row.unit,
            by=by,
            at=at,
            title=outputs.title(row),
            body=outputs.html(row),
            column=Column.objects.get(code="annual"),
            genre=Genre.REPORT,
            created_on=timezone.localdate(at),
            summary=f"{row.year}年度政府网站信息发布、解读回应、办事服务、互动交流等情况。",
            keywords="政府网站，年度报表",
            public_by=publish_by(row.year),
        )
        for name, content in outputs.all_files(row).items():
            publishing.attach(publication, by=by, at=at, name=name, content=content)
        publishing.submit(publication, by=by, at=at, filed_as=f"{row.year}年网站工作年度报表")
        row.publication = publication
        row.save(update_fields=["publication"])
        _record(row, "website.publish", by, at)
    return publication


def _drafting(
    statement: WebsiteStatement, by: Actor, roles: tuple[Role, ...], expected_revision: int
) -> WebsiteStatement:
    row = (
        WebsiteStatement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=statement.pk)
    )
    by.must_hold(roles, row.unit)
    if row.stage == WebsiteStatement.Stage.SIGNED:
        raise AlreadyDone(f"{row.signed_by}已签字，报表不再修改。", article=NOTICE, advice="更正的另行公布。")
    if row.revision != expected_revision:
        raise AlreadyDone(
            "报表已被他人修改。", article="", advice="您填写的内容还在下面，请与最新内容核对后再保存。"
        )
    return row


def _record(row: WebsiteStatement, act: str, by: Actor, at: datetime, **data: str) -> int:
    return record_act(row, act, at=at, by=by.name, unit=row.unit.code, data={"year": row.year, **data})
