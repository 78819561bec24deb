"""A quarterly form of a district and the steps of its round, as the tests of rounds speak of them."""

from datetime import date

from gongkai.reporting.rounds import actions
from gongkai.reporting.rounds.forms import Column, Form, Relation, Row, Table
from tests.conftest import at

OPENED, FILLED, SIGNED, DECIDED = (
    at("2020-01-02 09:00"), at("2020-01-06 10:00"), at("2020-01-06 15:00"), at("2020-01-07 09:00"),
)  # fmt: skip
FORM = Form(
    "政务公开工作季度统计表",
    (
        Table(
            1, "一、政务公开工作",
            (
                Row(1, "主动公开信息", rule="publications.total"),
                Row(2, "政策咨询"),
                Row(3, "群众来访"),
                Row(4, "咨询来访合计", rule="=R2+R3"),
            ),
            (Column(1, "本季度"), Column(2, "其中：网上")),
            {"R1C2": "×"},
            (Relation("C2≤C1"), Relation("R2C1≥上期.R2C1", "warning", "比上期减少")),
        ),
        Table(2, "二、经费和其他", (Row(1, "宣传经费", type="amount"), Row(2, "负责人", type="text")), (Column(1, "填报"),)),
    ),
    "没有的填0。",
)  # fmt: skip
GOOD = {
    "T1.R2C1": "30", "T1.R3C1": "12", "T1.R2C2": "10", "T1.R3C2": "0", "T2.R1C1": "1.5", "T2.R2C1": "张三",
}  # fmt: skip
STAFF = {"czj": ("张财", "黄局长"), "silong": ("吴镇", "朱镇长"), "zfb": ("王办", "钱主任")}
Q4 = (date(2019, 10, 1), date(2019, 12, 31), date(2020, 1, 10))
Q3 = (date(2019, 7, 1), date(2019, 9, 30), date(2019, 10, 10))


def office(world):
    return world.actor("郑公开")


def published_form(world, form=FORM, key="zwgk-quarterly"):
    version = actions.create_form(key, form, by=office(world), at=OPENED)
    return actions.publish_form(version, expected_revision=0, by=office(world), at=OPENED)


def opened(world, version=None, period=Q4, units=None):
    version = version or published_form(world)
    plan = actions.Plan("quarterly", f"{period[1]}季报", *period)
    units = units or [world.office, world.finance, world.silong]
    return actions.open_round(version, plan, units, by=office(world), at=OPENED)


def of(round_, unit):
    return round_.returns.select_related("unit", "round__version__form").get(unit=unit)


def saved(world, row, cells=None, *, when=FILLED, **changes):
    row.refresh_from_db()
    given = {"explanations": {}, "note": "", "expected_revision": row.revision, **changes}
    clerk = world.actor(STAFF[row.unit.code][0])
    return actions.save_return(row, cells=GOOD if cells is None else cells, **given, by=clerk, at=when)


def handed_in(world, row, cells=None, *, when=SIGNED, **changes):
    """Fill, hand to the head, sign."""
    clerk, head = (world.actor(name) for name in STAFF[row.unit.code])
    row = saved(world, row, cells, **changes)
    row = actions.ask_signature(row, expected_revision=row.revision, by=clerk, at=FILLED)
    return actions.hand_in(row, expected_revision=row.revision, by=head, at=when)


def accepted(world, row, cells=None, **changes):
    version = handed_in(world, row, cells, **changes)
    return actions.accept(row, number=version.number, by=office(world), at=DECIDED)
