"""Filling and signing a return (填报、签字报送): drafts are kept as typed, errors forbid handing in."""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.files import CheckedFile
from gongkai.law.annual_report import Finding
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.reporting.rounds.drawn import record_ids
from gongkai.reporting.rounds.filled import Filled, encoded, fill, prepared_of
from gongkai.reporting.rounds.models import FormReturn, ReturnAttachment, ReturnVersion
from gongkai.reporting.rounds.state import sha256
from gongkai.units.models import Role
from gongkai.units.posts import Actor

RULE = "报送规则"
LONGEST_CELL, LONGEST_NOTE = 1000, 2000
Stage = FormReturn.Stage


class NotReady(Refusal):
    """A return with errors, blanks, or warnings without explanation; ``findings`` says where."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            f"还有{len(findings)}处问题，不能报送：{findings[0].message}。",
            article="报表的勾稽关系",
            advice="错误请改正，提示请写明说明；填写的内容已保存。",
        )
        self.findings = findings


def save_return(
    row: FormReturn,
    *,
    cells: Mapping[str, str],
    explanations: Mapping[str, str],
    note: str,
    expected_revision: int,
    by: Actor,
    at: datetime,
) -> FormReturn:
    """保存填报: what was typed, right or wrong; what somebody else saved meanwhile is not overwritten."""
    with transaction.atomic():
        locked = _with_unit(row, by, (Role.OFFICER, Role.HEAD), expected_revision)
        takes = prepared_of(locked.round.version).form.cells
        strange = next(
            (key for key in cells if key not in takes or takes[key].source.kind in ("formula", "closed")),
            None,
        )
        if strange is not None and cells[strange].strip():
            raise Refusal(
                f"报表没有可填的单元格“{strange[:20]}”。", article=RULE, advice="请刷新页面后重填。"
            )
        locked.cells = {key: _clean(text)[:LONGEST_CELL] for key, text in cells.items() if text.strip()}
        locked.explanations = {
            key[:60]: _clean(text)[:300] for key, text in explanations.items() if text.strip()
        }
        locked.note = _clean(note)[:LONGEST_NOTE]
        locked.entered_by, locked.entered_at = by.name, at
        if locked.stage in (Stage.NOT_STARTED, Stage.TO_SIGN):
            locked.stage = Stage.DRAFTING
        locked.revision += 1
        locked.save()
        _record(locked, "save", by=by, at=at)
    return locked


def _clean(text: str) -> str:
    """Return a text without the control characters no database keeps."""
    return "".join(each for each in text if each >= " " or each in "\n\t").strip()


def ask_signature(row: FormReturn, *, expected_revision: int, by: Actor, at: datetime) -> FormReturn:
    """提交签字: hand the return to the head, when nothing is wrong with it any more."""
    with transaction.atomic():
        locked = _with_unit(row, by, (Role.OFFICER,), expected_revision)
        if locked.stage == Stage.TO_SIGN:
            raise AlreadyDone("已经提交签字。", article=RULE, advice="请负责人核对并签字。")
        _must_be_ready(locked)
        locked.stage = Stage.TO_SIGN
        if locked.entered_at is None:
            locked.entered_by, locked.entered_at = by.name, at
        locked.revision += 1
        locked.save()
        _record(locked, "ask_signature", by=by, at=at)
    return locked


def take_back(row: FormReturn, *, by: Actor, at: datetime) -> FormReturn:
    """退回经办人: put a return that waits for signature back into work."""
    with transaction.atomic():
        locked = _with_unit(row, by, (Role.OFFICER, Role.HEAD), row.revision)
        if locked.stage != Stage.TO_SIGN:
            raise AlreadyDone("报表不在待签字环节。", article=RULE, advice="请刷新页面。")
        locked.stage = Stage.DRAFTING
        locked.revision += 1
        locked.save(update_fields=["stage", "revision"])
        _record(locked, "take_back", by=by, at=at)
    return locked


def hand_in(row: FormReturn, *, expected_revision: int, by: Actor, at: datetime) -> ReturnVersion:
    """签字报送: the head answers for the return; values, explanations and counted records are frozen as a version.

    Raises:
        NotReady: an error, a blank, or a warning without explanation remains; counted figures may have changed
            since the officer saw them.
    """
    with transaction.atomic():
        locked = _with_unit(row, by, (Role.HEAD,), expected_revision)
        if locked.stage != Stage.TO_SIGN or locked.entered_at is None:
            raise Refusal("报表还没有提交签字。", article=RULE, advice="请经办人填好后“提交签字”。")
        if by.name == locked.entered_by:
            raise Refusal(
                "填报人不能为自己的数据签字。", article="岗位分离规则", advice="请由工作机构负责人签字。"
            )
        filled = _must_be_ready(locked)
        version = ReturnVersion.objects.create(
            form_return=locked,
            number=locked.versions.count() + 1,
            values=encoded(filled.values),
            figures={
                name: {
                    "value": str(drawn.value),
                    "joint": list(drawn.joint),
                    "records": record_ids(drawn, name, locked.round, locked.unit),
                }
                for name, drawn in filled.drawn.items()
            },
            typed=locked.cells,
            explanations=locked.explanations,
            note=locked.note,
            entered_by=locked.entered_by,
            entered_at=locked.entered_at,
            signed_by=by.signature((Role.HEAD,), locked.unit.code),
            signed_at=at,
        )
        locked.stage = Stage.HANDED_IN
        locked.revision += 1
        locked.save(update_fields=["stage", "revision"])
        _record(locked, "hand_in", by=by, at=at, version=version.number)
    return version


def attach(
    row: FormReturn, file: CheckedFile, *, note: str = "", by: Actor, at: datetime
) -> ReturnAttachment:
    """上传依据材料."""
    with transaction.atomic():
        locked = _with_unit(row, by, (Role.OFFICER, Role.HEAD), row.revision)
        digest = sha256(file.content)
        paper = ReturnAttachment(
            form_return=locked,
            name=file.name,
            sha256=digest,
            note=note.strip()[:200],
            added_by=by.name,
            added_at=at,
        )
        paper.file.save(f"{digest[:2]}/{digest}{file.suffix}", ContentFile(file.content), save=False)
        paper.save()
        _record(locked, "attach", by=by, at=at, sha256=digest)
    return paper


def _must_be_ready(row: FormReturn) -> Filled:
    filled = fill(row)
    if filled.blocking:
        raise NotReady(filled.blocking)
    return filled


def _with_unit(row: FormReturn, by: Actor, roles: tuple[Role, ...], expected_revision: int) -> FormReturn:
    locked = (
        FormReturn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "round__version")
        .get(pk=row.pk)
    )
    by.must_hold(roles, locked.unit)
    if locked.stage == Stage.CANCELLED:
        raise AlreadyDone(
            f"“{locked.round.title}”已由{locked.round.cancelled_by}撤销：{locked.round.cancelled_because}。",
            article=RULE,
            advice="不需要报送。",
        )
    if not locked.is_with_unit:
        last = locked.versions.order_by("number").last()
        assert last is not None
        raise AlreadyDone(
            f"{last.signed_by}已于{timezone.localtime(last.signed_at):%Y-%m-%d %H:%M:%S}签字报送，不必重复报送。",
            article=RULE,
            advice="确需更正，请联系政务公开办退回。",
        )
    if locked.revision != expected_revision:
        raise AlreadyDone(
            f"报表已被{locked.entered_by or '他人'}修改。",
            article="",
            advice="您填写的内容还在下面，不同的格已标出最新内容，请核对后再保存。",
        )
    return locked


def _record(row: FormReturn, what: str, *, by: Actor, at: datetime, **data: str | int) -> None:
    facts = {"round": row.round.title, **data}
    record_act(row, f"form_return.{what}", at=at, by=by.name, unit=row.unit.code, data=facts)
