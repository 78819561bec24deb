"""Building forms (编制报表): draft, publish, revise. A published version is frozen; a change makes a new one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.ledger.canonical import canonical
from gongkai.reporting import figures
from gongkai.reporting.rounds import forms
from gongkai.reporting.rounds.forms import Form
from gongkai.reporting.rounds.models import FormVersion, StatForm
from gongkai.reporting.rounds.state import sha256
from gongkai.units.posts import Actor, must_be_competent

RULE = "报表编制规则"


def create_form(key: str, content: Form, *, by: Actor, at: datetime) -> FormVersion:
    """新建报表: begin the first version of a form; ``key`` names it in files and to other instances."""
    must_be_competent(by)
    key = slugify(key)[:40]
    if not key or not content.title.strip():
        raise Refusal(
            "报表要有代号和名称。", article=RULE, advice="代号用小写字母、数字和连字符，如 zwgk-quarterly。"
        )
    with transaction.atomic():
        form, made = StatForm.objects.get_or_create(key=key, defaults={"title": content.title.strip()[:100]})
        if not made:
            raise Refusal(
                f"代号“{key}”已用于《{form.title}》。", article=RULE, advice="请换一个代号，或者修改原表。"
            )
        return _version(form, 1, content, by=by, at=at)


def _version(form: StatForm, number: int, content: Form, *, by: Actor, at: datetime) -> FormVersion:
    version = FormVersion.objects.create(
        form=form, number=number, content=forms.as_data(content), changed_by=by.name, changed_at=at
    )
    _record(version, "draft", by=by, at=at)
    return version


def save_form(
    version: FormVersion, content: Form, *, expected_revision: int, by: Actor, at: datetime
) -> FormVersion:
    """保存报表: a draft may be unfinished; what is wrong with it is told, and forbids only publishing."""
    must_be_competent(by)
    with transaction.atomic():
        row = _drafting(version)
        if row.revision != expected_revision:
            raise AlreadyDone(
                f"报表已被{row.changed_by}修改。", article="", advice="您填写的内容还在下面，请核对后再保存。"
            )
        row.content, row.revision = forms.as_data(content), row.revision + 1
        row.changed_by, row.changed_at = by.name, at
        row.save()
        StatForm.objects.filter(pk=row.form_id).update(title=content.title.strip()[:100] or row.form.title)
        _record(row, "save", by=by, at=at)
    return row


def publish_form(version: FormVersion, *, expected_revision: int, by: Actor, at: datetime) -> FormVersion:
    """发布报表: freeze a version, when nothing is wrong with it."""
    must_be_competent(by)
    with transaction.atomic():
        row = _drafting(version)
        if row.revision != expected_revision:
            raise AlreadyDone(f"报表已被{row.changed_by}修改。", article="", advice="请核对后再发布。")
        wrong = forms.faults(forms.from_data(row.content), figures.names().__contains__)
        if wrong:
            raise Refusal(
                f"还有{len(wrong)}处问题，不能发布：{wrong[0].place} {wrong[0].message}。",
                article=RULE,
                advice="请逐处改正。",
            )
        row.stage, row.published_by, row.published_at = FormVersion.Stage.PUBLISHED, by.name, at
        row.save(update_fields=["stage", "published_by", "published_at"])
        _record(row, "publish", by=by, at=at, sha256=digest(row))
    return row


def revise_form(form: StatForm, *, by: Actor, at: datetime) -> FormVersion:
    """修改为新版本: begin a new version from the last one; rounds that are open keep theirs."""
    must_be_competent(by)
    with transaction.atomic():
        StatForm.objects.select_for_update(no_key=True).get(pk=form.pk)
        last = form.versions.order_by("number").last()
        assert last is not None
        if last.stage == FormVersion.Stage.DRAFTING:
            return last
        return _version(form, last.number + 1, forms.from_data(last.content), by=by, at=at)


def adopt_form(data: Mapping[str, Any], *, by: Actor, at: datetime) -> FormVersion:
    """采用上级报表: take over a form another instance published, with its key and number, so that sums fit.

    Raises:
        Refusal: no such file, or another content under the same key and number.
    """
    must_be_competent(by)
    content = adoptable(data)
    key, number = _name_of(data)
    with transaction.atomic():
        form, _ = StatForm.objects.get_or_create(key=key, defaults={"title": content.title[:100]})
        version = form.versions.filter(number=number).first()
        if version is None:
            version = _version(form, number, content, by=by, at=at)
            return publish_form(version, expected_revision=0, by=by, at=at)
        if version.content != forms.as_data(content):
            raise Refusal(
                f"本平台的{version}与文件的内容不同。", article=RULE, advice="请与上级政务公开办核对版本。"
            )
    return version


def adoptable(data: Any) -> Form:
    """Return the form another instance published, to be looked at before it is adopted.

    Raises:
        Refusal: no such file, or a form this platform cannot use.
    """
    try:
        key, number = _name_of(data)
        content = forms.from_data(data["content"])
        wrong = forms.faults(content, figures.names().__contains__)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal(
            "这不是平台导出的报表。", article=RULE, advice="请使用上级平台导出的报表文件。"
        ) from error
    if wrong or not key or number < 1:
        said = f"{wrong[0].place} {wrong[0].message}" if wrong else "没有代号或者版本"
        raise Refusal(f"报表不能采用：{said}。", article=RULE, advice="请与上级政务公开办核对。")
    return content


def _name_of(data: Mapping[str, Any]) -> tuple[str, int]:
    return slugify(str(data["form"]))[:40], int(data["version"])


def digest(version: FormVersion) -> str:
    """Return the digest by which two instances tell that they mean the same form."""
    return sha256(canonical(version.content).encode())


def _drafting(version: FormVersion) -> FormVersion:
    row = (
        FormVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("form")
        .get(pk=version.pk)
    )
    if row.stage != FormVersion.Stage.DRAFTING:
        raise AlreadyDone(
            f"{row}已由{row.published_by}发布，不再修改。", article=RULE, advice="请“修改为新版本”。"
        )
    return row


def _record(version: FormVersion, what: str, *, by: Actor, at: datetime, **data: str) -> None:
    facts = {"form": version.form.key, "version": version.number, **data}
    record_act(version, f"form.{what}", at=at, by=by.name, data=facts)
