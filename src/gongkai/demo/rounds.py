"""The quarterly statistics of openness work: the round of the last quarter of 2019, and one of these days under way."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from gongkai.demo.cast import COMPETENT, Act, Cast, before, moment
from gongkai.reporting.rounds import actions, reminders
from gongkai.reporting.rounds.actions import Plan
from gongkai.reporting.rounds.forms import Column, Form, Relation, Row, Table
from gongkai.reporting.rounds.models import FormReturn, FormVersion, Round
from gongkai.units.models import Role

KEY = "zwgk-quarterly"
TITLE = "政务公开工作季度统计表"
FORM = Form(
    TITLE,
    (
        Table(
            1, "一、主动公开",
            (
                Row(1, "主动公开政府信息数", rule="publications.total"),
                Row(2, "重点领域信息", "其中", rule="publications.key_areas"),
                Row(3, "新公开的行政规范性文件", "其中", rule="normative.published"),
                Row(4, "政务微博公开信息数", "其他渠道"),
                Row(5, "政务微信公开信息数", "其他渠道"),
                Row(6, "其他方式公开信息数", "其他渠道"),
                Row(7, "其他渠道合计", rule="=R4+R5+R6"),
            ),
            (Column(1, "本季度（条）"),),
            relations=(Relation("R2≤R1"), Relation("R3≤R1")),
        ),
        Table(
            2, "二、解读、回应和咨询",
            (
                Row(1, "政策解读稿件数", rule="interpretations.total"),
                Row(2, "参加或者举办新闻发布会次数"),
                Row(3, "现场接待咨询人数"),
                Row(4, "电话咨询人数"),
                Row(5, "网上咨询人数"),
                Row(6, "咨询合计", rule="=R3+R4+R5"),
            ),
            (Column(1, "本季度"), Column(2, "其中：已答复")),
            {"R1C2": "×", "R2C2": "×"},
            (Relation("C2≤C1"), Relation("R6C1≥上期.R6C1÷10", "warning", "咨询人数不足上期的十分之一")),
        ),
        Table(
            3, "三、机构和保障",
            (
                Row(1, "专职工作人员", "人员（人）"),
                Row(2, "兼职工作人员", "人员（人）"),
                Row(3, "工作人员合计", "人员（人）", rule="=R1+R2"),
                Row(4, "专项经费（万元）", type="amount"),
            ),
            (Column(1, "季末数"),),
        ),
    ),
    "标“统”的由平台统计，不必填写。没有的填0，空格不等于零。",
)  # fmt: skip
SENT_BACK, LATE = "jyj", "lcj"
PLAN = Plan("quarterly", f"2019年第四季度{TITLE}", date(2019, 10, 1), date(2019, 12, 31), date(2020, 1, 10))
DAYS = (date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 6), date(2020, 1, 8), date(2020, 1, 9))


def acts_2019(cast: Cast) -> Iterator[Act]:
    """Yield the round of the last quarter: handed in day by day, one sent back and filed again, one late."""
    opened = moment(date(2019, 12, 20), 9)
    yield Act(opened, partial(_open, cast, PLAN, opened))
    for day in (date(2020, 1, 3), date(2020, 1, 7), date(2020, 1, 9)):
        at = moment(day, 8)
        yield Act(at, partial(reminders.sweep, at))
    codes = [unit for unit in cast.units if unit != "qzf"]
    for number, unit in enumerate(codes):
        day = date(2020, 1, 13) if unit == LATE else DAYS[number % len(DAYS)]
        yield from _unit(cast, unit, day, PLAN.title, checked=date(2020, 1, 14))
    # The whole of a day's acts fall before the next day's; the office sends back before it accepts the rest.
    yield from _sent_back(cast, date(2020, 1, 10))


def acts_now(cast: Cast, today: date) -> Iterator[Act]:
    """Yield a round of the quarter before this day: open, with four units at four different points."""
    until = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    since = date(until.year, until.month - 2, 1)
    title = f"{until.year}年第{until.month // 3}季度{TITLE}"
    opened_on = before(today, 5)
    opened = moment(opened_on, 9)
    plan = Plan("quarterly", title, since, until, today + timedelta(days=6))
    yield Act(opened, partial(_open, cast, plan, opened))
    for number, unit in enumerate(("czj", "zfb", "silong", SENT_BACK)):
        steps = list(_unit(cast, unit, opened_on, title, checked=opened_on))
        yield from steps[: number + 1]


def _open(cast: Cast, plan: Plan, at: datetime) -> None:
    office = cast.of("zfb", COMPETENT)
    version = FormVersion.objects.filter(form__key=KEY).order_by("number").last()
    if version is None:
        draft = actions.create_form(KEY, FORM, by=office, at=at)
        version = actions.publish_form(draft, expected_revision=0, by=office, at=at)
    units = [unit for code, unit in cast.units.items() if code != "qzf"]
    actions.open_round(version, plan, units, by=office, at=at)


def _unit(cast: Cast, unit: str, day: date, title: str, *, checked: date) -> Iterator[Act]:
    """Yield the steps of a unit: filled, handed to the head, signed, accepted."""
    for hour, verb in ((10, _save), (11, _ask), (15, _sign)):
        at = moment(day, hour)
        yield Act(at, partial(verb, cast, unit, title, at))
    at = moment(checked, 16)
    yield Act(at, partial(_accept, cast, unit, title, at))


def _sent_back(cast: Cast, day: date) -> Iterator[Act]:
    back = moment(day, 9)
    yield Act(back, partial(_send_back, cast, SENT_BACK, PLAN.title, back))
    for hour, verb in ((10, partial(_save, online=1)), (11, _ask), (15, _sign)):
        at = moment(day, hour)
        yield Act(at, partial(verb, cast, SENT_BACK, PLAN.title, at))


def _row(unit: str, title: str) -> FormReturn:
    rows = FormReturn.objects.select_related("unit", "round__version__form")
    return rows.get(unit__code=unit, round__in=Round.objects.filter(title=title))


def _save(cast: Cast, unit: str, title: str, at: datetime, online: int = 3) -> None:
    random = Random(f"{unit}{title}")  # noqa: S311 -- made-up figures
    on_site, by_phone, on_line = (random.randrange(5, 60) for _ in range(3))
    figures = {
        "T1.R4C1": random.randrange(40), "T1.R5C1": random.randrange(90), "T1.R6C1": random.randrange(10),
        "T2.R2C1": random.randrange(2),
        "T2.R3C1": on_site, "T2.R3C2": on_site, "T2.R4C1": by_phone, "T2.R4C2": by_phone,
        "T2.R5C1": on_line, "T2.R5C2": on_line - min(on_line, online),
        "T3.R1C1": random.randrange(1, 3), "T3.R2C1": random.randrange(1, 4), "T3.R4C1": random.randrange(10, 60) / 10,
    }  # fmt: skip
    row = _row(unit, title)
    actions.save_return(
        row,
        cells={key: str(value) for key, value in figures.items()},
        explanations=row.explanations,
        note="演示数据",
        expected_revision=row.revision,
        by=cast.of(unit, Role.OFFICER),
        at=at,
    )


def _ask(cast: Cast, unit: str, title: str, at: datetime) -> None:
    row = _row(unit, title)
    actions.ask_signature(row, expected_revision=row.revision, by=cast.of(unit, Role.OFFICER), at=at)


def _sign(cast: Cast, unit: str, title: str, at: datetime) -> None:
    row = _row(unit, title)
    actions.hand_in(row, expected_revision=row.revision, by=cast.of(unit, Role.HEAD), at=at)


def _accept(cast: Cast, unit: str, title: str, at: datetime) -> None:
    row = _row(unit, title)
    actions.accept(row, number=row.versions.count(), by=cast.of("zfb", COMPETENT), at=at)


def _send_back(cast: Cast, unit: str, title: str, at: datetime) -> None:
    actions.send_back(
        _row(unit, title),
        number=1,
        note="请核对网上咨询的答复数。",
        remarks={"T2.R5C2": "与网站后台的答复数不符"},
        by=cast.of("zfb", COMPETENT),
        at=at,
    )
