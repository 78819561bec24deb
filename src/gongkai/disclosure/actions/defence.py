"""The papers of the defence (应诉文书): answer, numbered evidence list, power of attorney."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import papers
from gongkai.disclosure.models import Remedy
from gongkai.disclosure.papers import Evidence
from gongkai.law.refusal import Refusal
from gongkai.units.posts import Actor


def write_answer(
    case: Case, *, facts: str, reasons: str, by: Actor, at: datetime, seen: int | None = None
) -> Letter:
    """制作答复书、答辩状: what happened, and on which ground and for which reasons the organ answered so."""
    remedy = Remedy.objects.select_related("request").get(case=case)
    fields = papers.answer_fields(remedy, facts, reasons)
    return _write(case, remedy, "F01", fields, by=by, at=at, seen=seen)


def write_evidence_list(
    case: Case, evidence: list[Evidence], *, by: Actor, at: datetime, seen: int | None = None
) -> Letter:
    """制作证据清单: numbered, each with its purpose; the papers themselves are in the file of the request."""
    if not evidence:
        raise Refusal("证据清单没有内容。", article="《行政诉讼法》第三十四条", advice="请至少选择一件证据。")
    remedy = Remedy.objects.select_related("request").get(case=case)
    lines = "\n".join(
        f"{number}. {item.name}。证明目的：{item.purpose}。形成日期：{item.day:%Y-%m-%d}。"
        for number, item in enumerate(evidence, start=1)
    )
    fields = {"evidence": lines, "count": str(len(evidence))}
    return _write(case, remedy, "F02", fields, by=by, at=at, seen=seen)


def write_authorisation(
    case: Case, *, agents: str, authority: str, by: Actor, at: datetime, seen: int | None = None
) -> Letter:
    """制作授权委托书: who represents the organ, and how far."""
    remedy = Remedy.objects.select_related("request").get(case=case)
    fields = {
        "agents": agents,
        "authority": authority,
        "procedure": "行政复议" if remedy.is_review else "诉讼",
    }
    return _write(case, remedy, "F03", fields, by=by, at=at, seen=seen)


def _write(
    case: Case,
    remedy: Remedy,
    template: str,
    fields: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    seen: int | None,
) -> Letter:
    """Keep the paper with the case; writing it again makes another, the earlier stays on file."""
    written: list[Letter] = []
    known = {"body": remedy.body, "number": remedy.number, **fields}
    with transaction.atomic():
        cases.act(
            case,
            "write",
            by=by,
            at=at,
            seen=seen,
            note=papers.TEMPLATES[template].title.format_map(known),
            papers=lambda acted: written.append(
                papers.issue(
                    acted, template, known, addressee=remedy.body, signed_by=by.name, on=local_day(at)
                )
            ),
        )
    return written[0]
