"""A few things of these days, so that the work lists live: drafts under review, requests in every light."""

from datetime import date, timedelta
from random import Random

from gongkai.demo import texts
from gongkai.demo.year2019 import Cast, moment
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Application, Decision
from gongkai.law.regulation import Channel
from gongkai.publishing import actions as publishing
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role

UNITS = ("czj", "zfb", "jyj", "silong")


def play(cast: Cast, today: date) -> None:
    """Put open work into four units, dated relative to ``today``."""
    for number, unit in enumerate(UNITS):
        _drafts(cast, unit, today, Random(f"{unit}{number}"))  # noqa: S311
    _requests(cast, today)


def _before(today: date, working_days: int) -> date:
    """Return the day from which ``working_days`` working days have passed by today."""
    day = today
    while calendar_in_force().working_days_between(day, today) < working_days:
        day -= timedelta(days=1)
    return day


def _drafts(cast: Cast, unit: str, today: date, random: Random) -> None:
    """One text in each stage of review: draft, checking, secrecy review, signature."""
    for stage in range(4):
        created = _before(today, 3 + 6 * stage)
        values: dict[str, str | int] = {
            "unit": cast.units[unit].short_name,
            "year": created.year,
            "month": created.month,
            "day": created.day,
        }
        pattern = random.choice(texts.STATUTORY)
        title, summary, body = texts.fill(pattern, random, values)
        column = cast.columns["T01" if unit == "silong" else "P07"]
        item = publishing.draft(
            cast.units[unit], by=cast.of(unit, Role.OFFICER), at=moment(created, 9), title=title, summary=summary,
            body=body, column=column, genre=pattern.genre, created_on=created,
        )  # fmt: skip
        verbs = (
            (publishing.submit, Role.OFFICER),
            (publishing.check, Role.CHECKER),
            (publishing.pass_secrecy, Role.SECRECY),
        )
        for verb, role in verbs[:stage]:
            verb(item, by=cast.of(unit, role), at=moment(created, 10 + stage))


def _requests(cast: Cast, today: date) -> None:
    """Eight open requests: unopened, unconfirmed, fresh, in hand, due soon, due today, overdue, to be approved."""
    rows = (
        ("czj", "陈静", "2026年部门预算绩效目标", 0, "online"),
        ("zfb", "刘洋", "城市更新实施方案", 1, "online"),
        ("czj", "孙磊", "惠民资金一卡通发放明细", 2, "accept"),
        ("jyj", "吴敏", "义务教育阶段学位分配方案", 9, "accept"),
        ("zfb", "郑涛", "区政府常务会议纪要目录", 16, "accept"),
        ("czj", "王芳", "政府债务余额情况", 20, "accept"),
        ("silong", "李强", "高标准农田项目验收材料", 22, "accept"),
        ("zfb", "赵丽", "老年助餐点布局规划", 14, "reply"),
    )
    for number, (unit, name, subject, age, course) in enumerate(rows):
        _request(cast, unit, name, subject, _before(today, age), course, number)


def _request(cast: Cast, unit: str, name: str, subject: str, day: date, course: str, number: int) -> None:
    application = Application(
        applicant_kind="natural", name=name, id_type="other", id_number=f"演示证件{name}", info_title=subject,
        phone="13900000000", email="demo@example.com", delivery_channel="email", form_required="email",
    )  # fmt: skip
    clerk = cast.of(unit, Role.OFFICER)
    if course == "online":
        disclosure.submit(application, unit=cast.units[unit], at=moment(day, 9), token=f"current-{number}")
        return
    case = disclosure.register(
        application, unit=cast.units[unit], channel=Channel.IN_PERSON, by=clerk, at=moment(day, 9)
    ).case
    disclosure.accept(case, by=clerk, at=moment(day, 10))
    if course == "reply":
        disclosure.draft_reply(
            case, Decision("O_GRANT", information="发送规划文本一份"), by=clerk, at=moment(day, 11)
        )
