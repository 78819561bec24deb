"""Fourteen families of layout, ten random reports each: cells are read right or the file is refused, never wrong."""

from random import Random

import pytest

from gongkai.reporting.published import reader
from gongkai.reporting.published.report import Unreadable
from tests.report_variants import FAMILIES, MAY_BE_REFUSED, draw

TABLES = ("proactive", "requests", "remedies")
REPORTS = 10
LEAST_RIGHT = 0.99


def cells(tables):
    return {
        (table, row, column): ("/" if (table, row, column) in tables.not_applicable else value)
        for table in TABLES
        for row, values in tables.table(table).items()
        for column, value in values.items()
        if (table, row, column) not in tables.unknown
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_cells_are_read_right_or_refused(family):
    renderings = FAMILIES[family]
    right = total = 0
    for number in range(max(REPORTS, len(renderings))):
        render = renderings[number % len(renderings)]
        drawn = draw(Random(f"{family}{number}"))
        content = render(drawn)
        truth = cells(drawn.tables)
        try:
            read = cells(reader.read_bytes(content).tables)
        except Unreadable as error:
            assert render in MAY_BE_REFUSED, f"rendering {number % len(renderings)} of {family}: {error}"
            continue
        wrong = {key: (truth[key], value) for key, value in read.items() if truth[key] != value}
        assert not wrong, f"rendering {number % len(renderings)} of {family}: {wrong}"
        right += len(read)
        unread = sorted(truth.keys() - read.keys())
        assert render in MAY_BE_REFUSED or not unread, f"rendering {number % len(renderings)}: {unread}"
        total += len(truth)
    assert right >= LEAST_RIGHT * total
