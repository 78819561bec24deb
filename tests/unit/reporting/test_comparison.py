"""The report counted from records beside the published one: exactly what differs is marked."""

import copy
import json

from gongkai.reporting.annual import comparison
from gongkai.reporting.published import json_cells

DATA = json.loads((comparison.DATA / "published-2019.json").read_text("utf-8"))
AS_PUBLISHED = {
    "publications.total": 19758,
    "publications.townships": 10222,
    "publications.departments": 9536,
    "publications.disclosure_column": 5263,
    "publications.key_areas": 3019,
    "interpretations.total": 797,
    "interpretations.leader": 147,
    "interpretations.unit": 30,
    "interpretations.reposted": 620,
    "hotline.received": 1594,
    "weather.broadcasts": 84,
    "services.online": 517,
    "services.items": 523,
    "units.assessed": 49,
    "requests.new.total": 11,
}


def counted():
    """The published tables, with blanks filled and the one company counted as a company to the end."""
    tables = copy.deepcopy(json_cells.read(DATA).tables)
    for name in ("proactive", "requests", "remedies"):
        for cells in tables.table(name).values():
            cells.update({column: value or 0 for column, value in cells.items()})
    tables.requests["granted"] |= {"natural": 4, "org_business": 2}
    tables.requests["result_total"] |= {"natural": 8, "org_business": 2}
    return tables


def differences(tables, values=AS_PUBLISHED):
    return comparison.differences(tables, values, json_cells.read(DATA), DATA)


def test_only_the_cells_of_the_two_columns_differ_and_the_reason_is_given():
    found = [each for each in differences(counted()) if each.key]
    assert {each.key for each in found} == {
        ("requests", row, column)
        for row in ("granted", "result_total")
        for column in ("natural", "org_business")
    }
    assert all("两列不可能同时正确" in each.reason for each in found)


def test_stated_numbers_that_cannot_be_exact_or_right_differ():
    found = {each.place: (each.published, each.counted) for each in differences(counted()) if not each.key}
    assert found == {
        "政策解读信息": ("800余", "797"),
        "本部门文件解读": ("30余", "30"),
        "转载上级政策措施": ("620余", "620"),
        "天气预报、气象预警": ("80余", "84"),
        "网上可办率": ("97.73%", "98.85%"),
    }


def test_a_figure_nobody_returned_is_not_taken_for_zero():
    found = {
        each.place: each.counted
        for each in differences(counted(), {**AS_PUBLISHED, "hotline.received": None})
    }
    assert found["市长热线办理"] == "未报送"
