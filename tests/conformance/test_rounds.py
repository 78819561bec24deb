"""Rounds of the office's own forms: obligations D73, D74 and D81 as they hold for them."""

from decimal import Decimal

import pytest

from gongkai.publishing import columns
from gongkai.reporting.rounds import actions, rollup
from gongkai.reporting.rounds.filled import fill
from tests.integration.reporting.conftest import published
from tests.integration.reporting.rounds import GOOD, accepted, handed_in, of, opened


@pytest.fixture
def round_(world):
    columns.install()
    return opened(world)


def test_d73_relations_are_checked_for_each_unit_and_for_the_sum(world, round_):
    broken = GOOD | {"T1.R2C2": "31"}
    with pytest.raises(actions.NotReady, match="政策咨询，其中：网上 ≤ 本季度"):
        handed_in(world, of(round_, world.finance), broken)
    version = accepted(world, of(round_, world.silong)).versions.get()
    version.values = version.values | {"T1.R2C2": "31"}  # changed behind everybody's back
    version.save()
    total = rollup.sum_of(round_)
    assert ("四龙镇", "T1-1", "R2") in [(name, each.check, each.where.row) for name, each in total.of_units]
    assert "政策咨询，其中：网上 ≤ 本季度" in total.findings[0].message


def test_d74_a_blank_cell_is_no_zero_and_forbids_handing_in(world, round_):
    blank = {key: text for key, text in GOOD.items() if key != "T1.R3C1"}
    with pytest.raises(actions.NotReady, match="空格不等于零"):
        handed_in(world, of(round_, world.finance), blank)
    assert fill(of(round_, world.finance)).values["T1.R4C1"] is None


def test_d81_the_sum_is_cell_by_cell_and_shares_are_computed_anew(world, round_):
    accepted(world, of(round_, world.finance))
    accepted(world, of(round_, world.silong), GOOD | {"T1.R2C1": "5", "T1.R2C2": "5", "T2.R1C1": "0.25"})
    totals = rollup.sum_of(round_).totals
    assert (totals["T1.R2C1"], totals["T1.R2C2"], totals["T2.R1C1"]) == (35, 15, Decimal("1.75"))
    assert totals["T1.R4C1"] == 35 + 24
    assert "T2.R2C1" not in totals  # names are not added up


def test_d81_a_unit_that_is_missing_is_named_and_never_a_zero(world, round_):
    assert rollup.sum_of(round_).totals.get("T1.R2C1") is None
    accepted(world, of(round_, world.finance))
    handed_in(world, of(round_, world.silong))
    total = rollup.sum_of(round_)
    assert [each.name for each in total.contributions] == ["财政局"]
    stages = {line.row.unit.short_name: line.row.stage for line in rollup.board(round_, round_.due_on)}
    assert stages == {"政府办": "not_started", "财政局": "accepted", "四龙镇": "handed_in"}


def test_d81_a_joint_document_counts_once_in_the_sum(world, round_):
    published(world, "两家联合印发", "2019-11-05", issuing_body="白银区财政局、四龙镇")
    for unit in (world.finance, world.silong):
        accepted(world, of(round_, unit))
    total = rollup.sum_of(round_)
    assert [each.values["T1.R1C1"] for each in total.contributions] == [1, 1]
    assert total.totals["T1.R1C1"] == 1
