"""What an officer does beside handling: papers put on file, cues kept, exports and searches by name noted."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure.models import Cue
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role
from gongkai.units.posts import Actor


def add_paper(
    case: Case, *, kind: str, files: tuple[CheckedFile, ...], by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """存入材料: put papers made elsewhere (secrecy review, proof of search or service) with the case."""
    if not files:
        raise Refusal("没有选择要存入的材料。", article="《条例》第四十五条", advice="请选择文件。")

    def papers(changed: Case) -> None:
        for file in files:
            cases.attach(changed, file, kind=kind, by=by, at=at)

    names = "、".join(file.name for file in files)
    return cases.act(case, "add_paper", by=by, at=at, seen=seen, note=f"{kind}：{names}", papers=papers)


def note_export(*, rows: int, form: str, by: Actor, at: datetime) -> None:
    """Note in the ledger that the register was exported: how many rows, in which form, by whom."""
    with transaction.atomic():
        record_fact(
            "register/disclosure",
            "disclosure.export",
            at=at,
            by=by.name,
            data={"rows": rows, "form": form},
        )


def note_name_search(*, found: int, by: Actor, at: datetime) -> None:
    """Note in the ledger that somebody looked for an applicant by name and found cases; the name stays out of it."""
    with transaction.atomic():
        record_fact(
            "register/disclosure", "disclosure.find_by_name", at=at, by=by.name, data={"found": found}
        )


def add_cue(
    *, kind: str, phrase: str, source: str, by: Actor, at: datetime, on: date, unless: str = ""
) -> Cue:
    """Add a cue of recognition (识别词), with its source."""
    _must_be_competent(by)
    phrase = phrase.strip()
    if not phrase or not source.strip():
        raise Refusal("没有填写识别词或者来源。", article="", advice="请写明来源，登记申请的人员看得到。")
    if Cue.objects.filter(kind=kind, phrase=phrase, until=None).exists():
        raise Refusal(f"已有识别词“{phrase}”。", article="", advice="需要修改的，先停用原来的。")
    with transaction.atomic():
        made = Cue.objects.create(
            kind=kind, phrase=phrase, unless=unless.strip(), source=source.strip(), since=on
        )
        data = {"kind": kind, "phrase": phrase, "unless": made.unless}
        record_fact(f"cue/{made.pk}", "disclosure.add_cue", at=at, by=by.name, data=data)
    return made


def end_cue(cue: Cue, *, by: Actor, at: datetime, on: date) -> Cue:
    """Stop using a cue from ``on``; it stays on file."""
    _must_be_competent(by)
    with transaction.atomic():
        cue.until = on
        cue.save(update_fields=["until"])
        record_fact(f"cue/{cue.pk}", "disclosure.end_cue", at=at, by=by.name, data={"phrase": cue.phrase})
    return cue


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改识别词。",
            article="岗位分离",
            advice="请联系政务公开办。",
        )
