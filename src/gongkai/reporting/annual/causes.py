"""Why a row of Table 3 is off by as much in one column as in another: an applicant relabelled, and which (可能的原因)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from gongkai.cases.models import CaseEvent
from gongkai.disclosure.models import KindChange
from gongkai.law.annual_report import KIND_COLUMNS, REQUEST_COLUMNS, Finding, ReportTables
from gongkai.reporting import figures
from gongkai.reporting.scope import Scope

LABELS = {column.id: column.label for column in REQUEST_COLUMNS}
SHOWN = 5
BALANCE = ("new", "carried_in", "result_total", "carried_out")


@dataclass(frozen=True)
class Swap:
    """``number`` requests that stand under ``stated`` in the report and under ``recorded`` in the records."""

    row: str
    stated: str
    recorded: str
    number: int


def swaps(stated: ReportTables, counted: ReportTables) -> list[Swap]:
    """Return the rows in which two kinds are off against the records by the same number in opposite directions."""
    found = []
    for row in stated.requests:
        off: dict[str, int] = {}
        for kind in KIND_COLUMNS:
            said, known = stated.get("requests", row, kind), counted.get("requests", row, kind)
            if said is not None and known is not None and said != known:
                off[kind] = int(said - known)
        if len(off) == 2 and not sum(off.values()):
            more, less = sorted(off, key=lambda kind: -off[kind])
            found.append(Swap(row, more, less, off[more]))
    return found


def explained(
    findings: list[Finding], stated: ReportTables, counted: ReportTables, scope: Scope
) -> list[Finding]:
    """Add the likely cause to the findings it accounts for, with the requests it may concern."""
    causes: dict[tuple[str, str], str] = {}
    for swap in swaps(stated, counted):
        said = _said(swap, scope)
        rows = BALANCE if swap.row in BALANCE else (swap.row,)
        causes |= {(row, kind): said for row in rows for kind in (swap.stated, swap.recorded)}
    return [
        replace(finding, message=finding.message + causes[finding.where.row, finding.where.column])
        if finding.where.table == "requests" and (finding.where.row, finding.where.column) in causes
        else finding
        for finding in findings
    ]


def _said(swap: Swap, scope: Scope) -> str:
    candidates = _candidates(swap, scope)
    named = "、".join(candidates[:SHOWN]) + (f"等{len(candidates)}件" if len(candidates) > SHOWN else "")
    return (
        f"可能的原因：有{swap.number}件申请在记录中为{LABELS[swap.recorded]}，表中记成了{LABELS[swap.stated]}"
        + (f"；可能是{named}。" if named else "。")
    )


def _candidates(swap: Swap, scope: Scope) -> list[str]:
    """Return the requests of the row that the records hold under ``recorded``: first those relabelled between the two."""
    kind = figures.get(f"requests.{swap.row}.{swap.recorded}")
    cases = {case.pk: case.number for case in kind.records(scope).order_by("received_on", "pk")}
    pair = {swap.stated, swap.recorded}
    changes: Mapping[int, KindChange] = {
        change.case_id: change
        for change in KindChange.objects.filter(case__in=cases).exclude(confirmed_by="")
        if {change.before, change.after} == pair
    }
    if not changes:
        return list(cases.values())
    confirmed = CaseEvent.objects.filter(case__in=changes, action="confirm_kind").order_by("seq")
    days = {event.case_id: timezone.localtime(event.at).date() for event in confirmed}
    return [
        f"{cases[pk]}（{days[pk]}由{change.get_before_display()}更正为{change.get_after_display()}）"
        for pk, change in changes.items()
        if pk in days
    ]
