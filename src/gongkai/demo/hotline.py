"""The mayor's hotline: 1,594 calls of 2019, of which 1,473 were done and 121 still open when the year ended.

Two calls of three were answered on the line, as hotlines do; the others went to their units and came back. What was
open on the last day of the year was closed in January 2020. Names and numbers of callers are made up.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast, after, before, moment
from gongkai.demo.district import GIVEN, SURNAMES
from gongkai.law import hotline as law
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.hotline import DEFAULTS, Kind
from gongkai.units.models import Role
from gongkai.units.posts import Actor
from gongkai.voice.hotline import actions, calls, directory
from gongkai.voice.hotline.actions import Call
from gongkai.voice.hotline.calls import Row
from gongkai.voice.hotline.models import DirectoryEntry, JointHandling, Ticket, Way

YEAR = 2019
RECEIVED, CLOSED, DIRECT, REFUSED = 1594, 1473, 1010, 24
OFFICE = "zfb"
SOURCE = "演示目录，按三定规定和权责清单编制"
DATA = Path(__file__).parent / "data" / "hotline.json"
# Of a hundred calls, and by what they came.
KINDS = (
    (Kind.CONSULTATION, 40),
    (Kind.HELP, 26),
    (Kind.COMPLAINT, 21),
    (Kind.SUGGESTION, 8),
    (Kind.REPORT, 5),
)
WAYS = ((Way.PHONE, 82), (Way.WECHAT, 8), (Way.WEB, 5), (Way.APP, 3), (Way.LETTER, 2))
RATINGS = (("satisfied", 78), ("fairly", 14), ("unrated", 4), ("dissatisfied", 4))
LAST_DAYS = 15
GROUNDS = ("lawsuit", "review", "discipline", "emergency", "settled", "disclosure")


@dataclass(frozen=True)
class Topic:
    """A matter of the demo's directory, with what people say about it."""

    field: str
    topic: str
    matter: str
    words: str
    unit: str
    said: tuple[str, ...]
    reply: str


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return data


def topics() -> list[Topic]:
    return [
        Topic(of_field, topic, matter, words, unit, tuple(said), reply)
        for of_field, topic, matter, words, unit, said, reply in _data()["matters"]
    ]


@dataclass(frozen=True)
class Planned:
    """One call of the year, and what becomes of it."""

    serial: int
    day: date
    kind: Kind
    topic: Topic
    said: str
    town: str
    place: str
    way: str
    name: str
    phone: str
    course: str
    replied_on: date
    closed_on: date
    rating: str
    is_confidential: bool = False

    @property
    def token(self) -> str:
        return f"demo-hotline-{YEAR}-{self.serial}"

    @property
    def unit(self) -> str:
        return self.topic.unit or self.town

    @property
    def minute(self) -> int:
        """Return a minute of the office day of its own, so that acts have an order."""
        return 8 * 60 + 40 + self.serial * 7 % 180


def acts_2019(cast: Cast, share: float = 1.0) -> Iterator[Act]:
    """Yield the year's acts; ``share`` shortens the year for tests, in proportion."""
    first = moment(date(YEAR, 1, 1), 8)
    yield Act(first, partial(install, cast, first))
    for planned in plan(Random(f"hotline{YEAR}"), share):  # noqa: S311 -- the same year everywhere
        yield from _acts(cast, planned)
    if share == 1.0:
        yield from _call_metrics(cast)


def install(cast: Cast, at: datetime) -> None:
    """Enter directory and address book, unless they are there."""
    if DirectoryEntry.objects.exists():
        return
    by, since = cast.of(OFFICE, COMPETENT), date(YEAR, 1, 1)
    for topic in topics():
        row = directory.Matter(
            topic.field,
            topic.topic,
            topic.matter,
            directory.words_of(topic.words),
            cast.units[topic.unit] if topic.unit else None,
            SOURCE,
        )
        directory.enter(row, since=since, by=by, at=at)
    for town, names in _data()["places"].items():
        directory.set_places(cast.units[town], names, by=by, at=at)


def plan(random: Random, share: float) -> list[Planned]:
    """Return the calls of the year in the order of their days: exactly as many closed and open as reported."""
    received, closed = round(RECEIVED * share), round(CLOSED * share)
    still_open = received - closed
    direct, refused = round(DIRECT * share), round(REFUSED * share)
    courses = ["direct"] * direct + ["refused"] * refused + ["unit"] * (closed - direct - refused)
    year = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
    days = [random.choice(year) for _ in courses]
    drawn = [
        _drawn(random, course, day if course != "unit" else min(day, date(YEAR, 12, 6)))
        for course, day in zip(courses, days, strict=True)
    ]
    drawn += [_drawn(random, "open", random.choice(year[-LAST_DAYS:])) for _ in range(still_open)]
    drawn.sort(key=lambda row: (row["day"], row["said"], row["phone"]))
    return [Planned(serial=serial, **row) for serial, row in enumerate(drawn)]


def _drawn(random: Random, course: str, day: date) -> dict[str, Any]:
    kind = _one_of(random, KINDS)
    topic = random.choice(topics())
    town = random.choice(list(_data()["places"]))
    calendar = WorkingCalendar.base()
    given_on = calendar.next_working_day(day).day
    limit = DEFAULTS[kind].handling_days
    # A few come late, as in life; the call-back follows within days.
    took = max(1, limit - random.choice((0, 0, 1, 1, 2))) if random.random() > 0.03 else limit + 2
    replied_on = after(given_on, took)
    closed_on = after(replied_on, random.choice((1, 1, 2)))
    if course == "open":
        closed_on = max(closed_on, after(date(YEAR, 12, 31), random.choice((1, 2, 3, 4))))
    return {
        "day": day, "kind": kind, "topic": topic, "said": random.choice(topic.said), "town": town,
        "place": random.choice(_data()["places"][town]), "way": _one_of(random, WAYS),
        "name": random.choice(SURNAMES) + random.choice(GIVEN), "phone": f"0943-8{random.randrange(700):06d}",
        "course": course, "replied_on": replied_on, "closed_on": closed_on, "rating": _one_of(random, RATINGS),
        "is_confidential": kind is Kind.REPORT and random.random() < 0.6,
    }  # fmt: skip


def _one_of(random: Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return random.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _acts(cast: Cast, planned: Planned) -> Iterator[Act]:
    taken = moment(planned.day, 0) + timedelta(minutes=planned.minute)
    yield Act(taken, partial(_take, cast, planned, taken))
    if planned.course == "direct":
        return
    if planned.course == "refused":
        later = taken + timedelta(minutes=10)
        yield Act(later, partial(_refuse, cast, planned, later))
        return
    given = WorkingCalendar.base().next_working_day(planned.day).day
    done: list[tuple[date, int, Callable[[Cast, Planned, datetime], None]]] = [
        (given, 30, _dispatch),
        (given, 90, _sign),
        (planned.replied_on, 120, _reply),
        (planned.replied_on, 300, _check),
        (planned.closed_on, 60, _call_back),
    ]
    if planned.rating == "dissatisfied":
        done += [
            (planned.closed_on, 120, _reply),
            (planned.closed_on, 180, _check),
            (planned.closed_on, 240, _call_again),
        ]
    for day, minutes, verb in done:
        at = moment(day, 0) + timedelta(minutes=planned.minute + minutes)
        yield Act(at, partial(verb, cast, planned, at))


def _call(cast: Cast, planned: Planned) -> Call:
    entry = DirectoryEntry.objects.get(matter=planned.topic.matter)
    return Call(
        kind=planned.kind.value, title=f"{planned.place}{planned.said}", way=planned.way, matter=entry,
        text=f"来电人反映：{cast.units[planned.town].short_name}{planned.place}{planned.said}，请有关部门处理。",
        town=cast.units[planned.town], place=planned.place, name=planned.name, phone=planned.phone,
        is_confidential=planned.is_confidential,
    )  # fmt: skip


def _take(cast: Cast, planned: Planned, at: datetime) -> None:
    call, office = _call(cast, planned), cast.of(OFFICE, COMPETENT)
    if planned.course == "direct":
        rating = planned.rating if planned.rating != "dissatisfied" else "fairly"
        actions.take_and_answer(
            call, reply=planned.topic.reply, by=office, at=at, token=planned.token, satisfaction=rating
        )
    else:
        actions.register(call, by=office, at=at, token=planned.token)


def _refuse(cast: Cast, planned: Planned, at: datetime) -> None:
    ground = GROUNDS[planned.serial % len(GROUNDS)]
    actions.refuse(
        _case(planned),
        ground=ground,
        channel=law.GROUNDS[ground].channel,
        by=cast.of(OFFICE, COMPETENT),
        at=at,
    )


def _dispatch(cast: Cast, planned: Planned, at: datetime) -> None:
    actions.dispatch(_case(planned), cast.units[planned.unit], by=cast.of(OFFICE, COMPETENT), at=at)


def _sign(cast: Cast, planned: Planned, at: datetime) -> None:
    actions.sign(_case(planned), by=cast.of(planned.unit, Role.OFFICER), at=at)


def _reply(cast: Cast, planned: Planned, at: datetime) -> None:
    result = ("solved", "solved", "solved", "partly", "explained")[planned.serial % 5]
    actions.reply(
        _case(planned), text=planned.topic.reply, result=result, by=cast.of(planned.unit, Role.OFFICER), at=at
    )


def _check(cast: Cast, planned: Planned, at: datetime) -> None:
    actions.pass_check(_case(planned), by=cast.of(OFFICE, COMPETENT), at=at)


def _call_back(cast: Cast, planned: Planned, at: datetime) -> None:
    note = "问题没有完全解决" if planned.rating == "dissatisfied" else ""
    actions.call_back(
        _case(planned), satisfaction=planned.rating, note=note, by=cast.of(OFFICE, COMPETENT), at=at
    )


def _call_again(cast: Cast, planned: Planned, at: datetime) -> None:
    """Call who was not content again, after the unit went there a second time."""
    actions.call_back(_case(planned), satisfaction="fairly", by=cast.of(OFFICE, COMPETENT), at=at)


def _case(planned: Planned) -> Case:
    return Ticket.objects.select_related("case__unit").get(form_token=planned.token).case


def _call_metrics(cast: Cast) -> Iterator[Act]:
    """The telephone system's counts, month by month."""
    for month in range(1, 13):
        first = date(YEAR, month, 1)
        following = (first + timedelta(days=32)).replace(day=1)
        at = moment(following, 9)
        yield Act(at, partial(_import_calls, cast, first, following, at))


def _import_calls(cast: Cast, first: date, until: date, at: datetime) -> None:
    random = Random(f"calls{first}")  # noqa: S311 -- made-up counts
    rows = []
    for n in range((until - first).days):
        offered = random.randint(9, 28)
        answered = offered - random.choice((0, 0, 0, 1))
        media = random.randint(0, 4)
        numbers = (
            offered,
            answered,
            answered - random.choice((0, 1, 1, 2)),
            media,
            media - (media > 2 and n % 6 == 0),
        )
        rows.append(Row(n + 2, first + timedelta(days=n), numbers))
    calls.take(rows, source="演示话务系统按日导出", by=cast.of(OFFICE, COMPETENT), at=at)


# These days

# Working days ago, kind, unit ("" waits at the centre), title, text, town, place, what was done.
NOW: tuple[tuple[int, str, str, str, str, str, str, str], ...] = (
    (0, "help", "", "西区花园停水一天", "西区花园小区停水一天，没有接到通知。", "gyl", "西区花园", ""),
    (0, "complaint", "", "西区花园停水没人管", "西区花园从昨天起停水，打物业电话没人接。", "gyl", "西区花园", ""),
    (0, "consultation", "", "咨询高龄津贴", "母亲今年满八十岁，高龄津贴怎样领取？", "rml", "长安社区", ""),
    (1, "help", "zjj", "银光小区暖气不热", "银光小区3号楼室温只有十五度。", "rml", "银光小区", "dispatch"),
    (2, "report", "scj", "超市销售过期食品", "友好路一家超市销售过期奶粉，请查处。", "gnl", "友好路", "sign secret"),
    (4, "help", "rsj", "餐馆拖欠工资", "在北京路一家餐馆打工两个月，老板拖欠工资不发。", "fzl", "北京路社区", "sign"),
    (5, "complaint", "cgj", "夜间施工噪音扰民", "诚信大道工地夜间十二点仍在施工。", "sll", "诚信大道", "sign helper"),
    (5, "help", "jtj", "村道急弯没有反光镜", "双合村进村急弯多次险些撞车。", "silong", "双合村", "sign extension"),
    (8, "help", "swj", "水渠堵塞无法浇地", "顾家善村水渠堵塞，玉米急需浇水。", "shuichuan", "顾家善村", "sign"),
    (15, "complaint", "zjj", "电梯故障长期不修", "公园路一处小区电梯停运三周。", "gyl", "公园路", "sign"),
    (6, "complaint", "scj", "预付卡商家关门", "健身房关门，预付卡退不了款。", "rml", "人民路", "reply"),
    (6, "suggestion", "jtj", "建议增设公交站点", "红星社区没有公交站点，出行不便。", "gnl", "红星社区", "check"),
    (12, "complaint", "zjj", "物业收费不公示", "银光小区物业费不公示，公摊电费算不清。", "rml", "银光小区", "rehandle"),
    (9, "consultation", "ybj", "异地就医怎样备案", "父母随子女在外地居住，怎样备案？", "fzl", "纺织路", "closed"),
    (7, "complaint", "", "征地补偿历史遗留问题", "反映十年前征地补偿问题，多次上访。", "wangxian", "东台村", "petition"),
)  # fmt: skip


@dataclass
class Taken:
    """A ticket of these days; its acts share the case."""

    cast: Cast
    serial: int
    row: tuple[int, str, str, str, str, str, str, str]
    case: Case = field(init=False, repr=False)

    @property
    def done(self) -> list[str]:
        return self.row[7].split()

    @property
    def office(self) -> Actor:
        return self.cast.of(OFFICE, COMPETENT)

    @property
    def clerk(self) -> Actor:
        return self.cast.of(self.row[2], Role.OFFICER)

    def take(self, at: datetime) -> None:
        _, kind, _, title, text, town, place, _ = self.row
        phone = "13900000021" if self.serial < 2 else f"139000001{self.serial:02d}"
        call = Call(
            kind=kind, title=title, text=text, town=self.cast.units[town], place=place, name="演示群众", phone=phone,
            is_confidential="secret" in self.done,
        )  # fmt: skip
        self.case = actions.register(
            call, by=self.office, at=at, token=f"demo-hotline-now-{self.serial}"
        ).case

    def dispatch(self, at: datetime) -> None:
        helpers = [self.cast.units[self.row[5]]] if "helper" in self.done else []
        actions.dispatch(self.case, self.cast.units[self.row[2]], helpers=helpers, by=self.office, at=at)

    def sign(self, at: datetime) -> None:
        actions.sign(self.case, by=self.clerk, at=at)

    def ask_extension(self, at: datetime) -> None:
        actions.ask_extension(self.case, days=3, reason="反光镜需要采购，预计三日到货", by=self.clerk, at=at)

    def give_help(self, at: datetime) -> None:
        joint = JointHandling.objects.select_related("case__unit", "unit").get(case=self.case)
        by = self.cast.of(joint.unit.code, Role.OFFICER)
        actions.give_help(joint, text="社区已劝导施工方，并通知周边住户。", by=by, at=at)

    def reply(self, at: datetime) -> None:
        actions.reply(self.case, text="已现场核实处理，并回复来电人。", result="solved", by=self.clerk, at=at)

    def check(self, at: datetime) -> None:
        actions.pass_check(self.case, by=self.office, at=at)

    def dissatisfied(self, at: datetime) -> None:
        actions.call_back(
            self.case, satisfaction="dissatisfied", note="只公示了一个月的明细", by=self.office, at=at
        )

    def satisfied(self, at: datetime) -> None:
        actions.call_back(self.case, satisfaction="satisfied", by=self.office, at=at)

    def transfer(self, at: datetime) -> None:
        actions.transfer_petition(self.case, note="属于信访事项，已告知来电人", by=self.office, at=at)

    def verbs(self) -> list[Any]:
        verbs: list[Any] = [self.take]
        last = self.done[0] if self.done else ""
        if last == "petition":
            return [*verbs, self.transfer]
        if last:
            verbs.append(self.dispatch)
        if last not in ("", "dispatch"):
            verbs.append(self.sign)
        verbs += [self.ask_extension] if "extension" in self.done else []
        verbs += [self.give_help] if "helper" in self.done else []
        more = {"reply": 1, "check": 2, "rehandle": 3, "closed": 3}.get(last, 0)
        third = self.satisfied if last == "closed" else self.dissatisfied
        return verbs + [self.reply, self.check, third][:more]


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the acts of these days, dated relative to ``now``; nothing lies in the future."""
    today = timezone.localtime(now).date()
    yield Act(moment(before(today, 20), 8), partial(install, cast, moment(before(today, 20), 8)))
    for serial, row in enumerate(NOW):
        taken = Taken(cast, serial, row)
        verbs = taken.verbs()
        for step, verb in enumerate(verbs):
            at = (
                now - timedelta(minutes=90 - serial * 10 - step)
                if row[0] == 0
                else moment(before(today, max(1, row[0] - max(0, step - 2))), 9 + step, serial)
            )
            yield Act(at, partial(verb, at))
    start = today - timedelta(days=30)
    at = min(now, moment(today, 8))
    yield Act(at, partial(_import_calls, cast, start, today, at))
