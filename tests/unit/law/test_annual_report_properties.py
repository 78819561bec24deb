"""What must hold of every sum of reports."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.annual_report import (
    FORM_2019,
    KIND_COLUMNS,
    REMEDY_COLUMNS,
    ReportTables,
    consolidate,
)
from gongkai.law.relations import check

counts = st.integers(0, 5000)


@st.composite
def consistent_reports(draw):
    """A unit's report in which every relation holds."""
    tables = ReportTables.blank(FORM_2019)
    for cells in tables.proactive.values():
        cells.update(dict.fromkeys(cells, 0))
    leaves = FORM_2019.result_leaves
    for kind in KIND_COLUMNS:
        results = {leaf: draw(st.integers(0, 50)) for leaf in leaves}
        total = sum(results.values())
        carried_out = draw(st.integers(0, 20))
        carried_in = draw(st.integers(0, total + carried_out))
        column = {**results, "result_total": total, "carried_out": carried_out, "carried_in": carried_in}
        column["new"] = total + carried_out - carried_in
        for row, value in column.items():
            tables.requests[row][kind] = value
    for cells in tables.requests.values():
        cells["total"] = sum(cells[kind] for kind in KIND_COLUMNS)
    for cells in tables.remedies.values():
        parts = {column.id: draw(counts) for column in REMEDY_COLUMNS[:-1]}
        cells.update(parts, total=sum(parts.values()))
    return tables


@given(st.lists(consistent_reports(), min_size=1, max_size=4))
def test_a_report_made_of_consistent_unit_reports_is_consistent(reports):
    assert check(consolidate(reports)) == []


@given(consistent_reports(), consistent_reports())
def test_a_missing_cell_stays_missing_in_the_sum(one, other):
    other.requests["new"]["natural"] = None
    assert consolidate([one, other]).get("requests", "new", "natural") is None


@given(consistent_reports(), st.sampled_from(KIND_COLUMNS), st.integers(1, 5))
def test_no_single_wrong_cell_goes_unnoticed(report, kind, by):
    report.requests["granted"][kind] += by
    assert any(finding.severity == "error" for finding in check(report))
