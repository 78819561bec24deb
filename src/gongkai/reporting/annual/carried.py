"""Requests carried over (结转), case by case: last year's filed closing list is this year's opening list (T3-Y)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.cases.models import Case
from gongkai.law.annual_report import KIND_COLUMNS, REQUEST_COLUMNS, Finding, Place
from gongkai.law.regulation import OUTCOMES
from gongkai.reporting import requests_counted
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.scope import Scope

SHOWN = 10
LABELS = {column.id: column.label for column in REQUEST_COLUMNS}


@dataclass(frozen=True)
class Carried:
    """One request of the closing list, of the opening list, or of both, and what became of it in the year.

    ``before`` and ``now`` are the applicant's kind in either list, empty when the list does not hold the request.
    """

    pk: int
    number: str
    title: str
    received_on: date | None
    before: str
    now: str
    concluded_on: date | None = None
    outcome: str = ""

    @property
    def lists(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the applicant's kind in either list, each with the name of the list."""
        return (LABELS.get(self.before, ""), "上年名单"), (LABELS.get(self.now, ""), "本年记录")

    @property
    def difference(self) -> str:
        """Say in which way the two lists differ over this request; empty when they agree."""
        if not self.now:
            return "上年结转名单中有，本年记录中没有"
        if not self.before:
            return "本年记录中有，上年归档的结转名单中没有"
        if self.before != self.now:
            return f"申请人类别上年为{LABELS[self.before]}，现为{LABELS[self.now]}"
        return ""


def closing_list(filed: AnnualReport) -> dict[int, str]:
    """Return the very requests a filed report carried out, each with the applicant's kind then."""
    kept = filed.frozen["figures"] if filed.frozen else {}
    return {
        pk: kind
        for kind in KIND_COLUMNS
        for pk in kept.get(f"requests.carried_out.{kind}", {"records": []})["records"]
    }


def opening_list(scope: Scope) -> dict[int, str]:
    """Return the requests the records say were carried into the year, each with the applicant's kind now."""
    return dict(requests_counted.carried_in(scope).values_list("pk", "request__applicant_kind"))


def carried(scope: Scope, before: Mapping[int, str] | None) -> list[Carried]:
    """Put the closing list ``before`` beside the opening list of the year; without one, list what was carried in."""
    now = opening_list(scope)
    closing = now if before is None else before
    concluded = {
        case.pk: (case.counted_on, case.counted_outcome)
        for case in requests_counted.closed(scope).filter(pk__in={*closing, *now})
    }
    rows = Case.objects.filter(pk__in={*closing, *now}).order_by("received_on", "pk")
    found = []
    for case in rows.only("number", "title", "received_on"):
        on, outcome = concluded.get(case.pk, (None, ""))
        found.append(
            Carried(
                case.pk,
                case.number,
                case.title,
                case.received_on,
                closing.get(case.pk, ""),
                now.get(case.pk, ""),
                on,
                OUTCOMES[outcome].label if outcome in OUTCOMES else "",
            )
        )
    return found


def findings(scope: Scope, filed: AnnualReport | None) -> list[Finding]:
    """Name the requests in which last year's closing list and this year's opening list differ."""
    if filed is None:
        return []
    before, now = closing_list(filed), opening_list(scope)
    if before == now:
        return []
    differing = [each for each in carried(scope, before) if each.difference]
    named = "；".join(f"{each.number}：{each.difference}" for each in differing[:SHOWN])
    more = f"；另有{len(differing) - SHOWN}件" if len(differing) > SHOWN else ""
    return [
        Finding(
            "T3-YN",
            "warning",
            Place("requests", "carried_in", "total"),
            f"上年归档的结转名单（{len(before)}件）与本年结转（{len(now)}件）有{len(differing)}件不一致：{named}{more}。请逐件核对，或说明原因。",
            str(len(before)),
            str(len(now)),
        )
    ]
