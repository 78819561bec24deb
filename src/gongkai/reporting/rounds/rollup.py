"""Adding up (汇总): cell by cell over what was accepted, with the list of who is in it; a unit that is missing is no zero.

Formulas are computed again from the sums (a percentage is never added), relations are judged for each return and for
the sum. A record that several units count counts once in the sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from gongkai.law.annual_report import Finding
from gongkai.reporting.rounds import relations
from gongkai.reporting.rounds.cells import plain_number
from gongkai.reporting.rounds.filled import decoded, prepared_of
from gongkai.reporting.rounds.forms import Cell, CellType, Form
from gongkai.reporting.rounds.models import FormReturn, ImportedReturn, ReturnVersion, Round
from gongkai.reporting.rounds.relations import Prepared, Values

Stage = FormReturn.Stage
ADDED = (CellType.COUNT, CellType.AMOUNT)


@dataclass(frozen=True)
class Contribution:
    """What one unit, or one district below, gives to the sum, and who signed for it when."""

    code: str
    name: str
    values: Values
    signed_by: str
    signed_at: datetime | None
    joint: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    return_id: int | None = None
    imported_id: int | None = None


@dataclass(frozen=True)
class Sum:
    """The sum: totals by cell, how many repetitions of joint records were left out, and what does not fit."""

    form: Form
    contributions: list[Contribution]
    totals: Values
    repeated: dict[str, int]
    findings: list[Finding]
    of_units: list[tuple[str, Finding]]


def add_up(prepared: Prepared, contributions: Iterable[Contribution], before: Values | None = None) -> Sum:
    """Add contributions up and check them and their sum. A cell nobody gave stays blank."""
    given = list(contributions)
    before = before or {}
    totals, repeated = _totals(prepared.form, given)
    totals = relations.compute(prepared, totals, before)
    return Sum(
        prepared.form,
        given,
        totals,
        repeated,
        relations.judge(prepared, totals, before),
        [(each.name, finding) for each in given for finding in _recheck(prepared, each)],
    )


def _totals(form: Form, given: list[Contribution]) -> tuple[Values, dict[str, int]]:
    totals: Values = {}
    repeated: dict[str, int] = {}
    for cell in form.cells.values():
        if cell.type not in ADDED or cell.source.kind not in ("entered", "figure"):
            continue
        parts = [part for each in given if isinstance(part := each.values.get(cell.key), Decimal)]
        if not parts:
            continue
        twice = _repeated(cell, given)
        if twice:
            repeated[cell.key] = twice
        totals[cell.key] = plain_number(sum(parts, Decimal(-twice)))
    return totals, repeated


def _repeated(cell: Cell, given: list[Contribution]) -> int:
    if cell.source.kind != "figure":
        return 0
    ids = [pk for each in given for pk in each.joint.get(cell.source.figure, ())]
    return len(ids) - len(set(ids))


def _recheck(prepared: Prepared, each: Contribution) -> list[Finding]:
    """Judge a return once more as it stands in the sum; what it says of the round before was judged at signing."""
    again = relations.compute(prepared, each.values, {})
    found = relations.judge(prepared, again, {})
    for cell, _ in prepared.formulas:
        said, computed = each.values.get(cell.key), again[cell.key]
        if computed is not None and said != computed:
            message = f"{cell.label}：报送为{said}，重算为{computed}"
            found.append(Finding("重算", "error", relations.place_of(cell), message))
    return found


def sum_of(row: Round) -> Sum:
    """Return the sum of a round: the accepted returns of units, and the newest return of each district below."""
    prepared = prepared_of(row.version)
    before = sum_of(row.previous).totals if row.previous and prepared.form.looks_back else {}
    return add_up(prepared, [*_of_units(row, prepared.form), *_of_districts(row, prepared.form)], before)


def _of_units(row: Round, form: Form) -> Iterable[Contribution]:
    accepted = (
        ReturnVersion.objects.filter(form_return__round=row, decision=ReturnVersion.Decision.ACCEPTED)
        .order_by("form_return__unit__sort")
        .values_list(
            "form_return__unit__code", "form_return__unit__short_name", "values", "figures", "signed_by",
            "signed_at", "form_return",
        )
    )  # fmt: skip
    for code, name, values, drawn, signed_by, signed_at, return_id in accepted.iterator(1000):
        joint = {figure: tuple(said["joint"]) for figure, said in drawn.items() if said["joint"]}
        yield Contribution(
            code, name, decoded(form, values), signed_by, signed_at, joint, return_id=return_id
        )


def _of_districts(row: Round, form: Form) -> Iterable[Contribution]:
    for imported in newest_of_districts(row):
        content = imported.content
        yield Contribution(
            imported.sender.uscc,
            imported.sender.name,
            decoded(form, content["values"]),
            content["made_by"],
            datetime.fromisoformat(content["made_at"]),
            imported_id=imported.pk,
        )


def newest_of_districts(row: Round) -> list[ImportedReturn]:
    newest: dict[str, ImportedReturn] = {}
    for imported in row.imported.filter(withdrawn_at=None).select_related("sender").order_by("serial"):
        newest[imported.sender.uscc] = imported
    return sorted(newest.values(), key=lambda imported: imported.sender.name)


@dataclass(frozen=True)
class Line:
    """A unit on the progress board (进度): where it stands and by how many days it is late."""

    row: FormReturn
    late: int

    @property
    def light(self) -> str:
        if self.row.stage == Stage.ACCEPTED:
            return "green"
        if self.row.is_with_unit and self.late:
            return "overdue"
        return {Stage.NOT_STARTED.value: "none", Stage.RETURNED.value: "orange"}.get(self.row.stage, "yellow")


def board(row: Round, on: date) -> list[Line]:
    """Return every unit of a round, in the order of the district, with its lateness as of a day."""
    rows = row.returns.select_related("unit", "round").prefetch_related("versions", "reminders")
    return [Line(each, each.days_late(on)) for each in rows]


def progress(rounds: Iterable[Round]) -> dict[int, list[tuple[str, str, int]]]:
    """Return, for each round, how many units stand at each stage: the stage, its name, the number."""
    given = FormReturn.objects.filter(round__in=list(rounds)).order_by().values_list("round", "stage")
    found = {(round_id, stage): number for round_id, stage, number in given.annotate(Count("pk"))}
    return {
        round_id: [(stage.value, str(stage.label), found.get((round_id, stage.value), 0)) for stage in Stage]
        for round_id in {round_id for round_id, _ in found}
    }


def parts_of(total: Sum, cell: Cell) -> list[tuple[Contribution, Any]]:
    """Return what each unit gave to a cell; the units that gave nothing are not in it."""
    return [(each, value) for each in total.contributions if (value := each.values.get(cell.key)) is not None]
