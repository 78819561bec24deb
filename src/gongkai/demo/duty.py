"""Duty of the government's office: the 104 numbered reports of 2019, and these days' roster with one event under way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo.cast import Act, Cast, moment
from gongkai.law.emergencies import EventKind, Toll
from gongkai.units.models import Role
from gongkai.voice.duty import actions, roster
from gongkai.voice.duty.actions import Checked, Draft, Line, Sending, Told, Turn
from gongkai.voice.duty.models import DutyPerson, HandOver, Shift

UNIT = "zfb"
SUPERIOR = "市政府总值班室"
REPORTS_2019 = 104
FIRST_DAY, DAYS_OF_YEAR = date(2019, 1, 1), 365
PLACES = (
    "四龙镇",
    "水川镇",
    "王岘镇",
    "强湾乡",
    "武川乡",
    "人民路街道",
    "公园路街道",
    "工农路街道",
    "四龙路街道",
)
# What a small event is: kind, title, what happened, what was done. Each is told by one report that ends it.
SMALL = (
    (EventKind.ROAD_TRAFFIC, "道路交通事故", "两车追尾，一人轻伤，已送医。", "交警到场处置，道路恢复通行。", Toll(minor=1)),
    (EventKind.FIRE, "住宅起火", "居民厨房起火，无人员伤亡。", "消防救援人员扑灭明火，社区安置住户。", Toll(loss=2)),
    (EventKind.WORK_SAFETY, "工地人员坠落", "一名工人从脚手架坠落受伤。", "已送医，工地停工整改。", Toll(serious=1)),
    (EventKind.NATURAL_DISASTER, "大风天气受灾", "大风吹倒围墙和树木，无人员伤亡。", "组织清理，核查灾情。", Toll(loss=5)),
    (EventKind.NATURAL_DISASTER, "暴雨内涝", "短时强降雨，低洼路段积水。", "排水抢险，疏导交通。", Toll(loss=3)),
    (EventKind.PUBLIC_HEALTH, "群体性身体不适", "数名学生餐后不适，留院观察。", "疾控采样调查，学生陆续返家。", Toll()),
    (EventKind.ENVIRONMENT, "水渠油污", "水渠发现油污，范围约五十米。", "设置拦油索，追查来源。", Toll()),
    (EventKind.SOCIAL_SECURITY, "群众聚集反映工资", "十余名务工人员反映工资拖欠。", "人社部门现场接访，约定三日内支付。", Toll()),
    (EventKind.OTHER, "停水抢修", "供水主管破裂，部分小区停水。", "抢修完成，恢复供水。", Toll()),
    (EventKind.OTHER, "节日值班情况", "值班值守正常，各乡镇街道无异常情况。", "加强值班值守和信息报送。", Toll()),
)  # fmt: skip
# The one great event of the year: hours after the receipt, casualties and losses as known, what else is new, what was done.
_FIRST, _THEN, _LAST = Toll(3, 0, 2), Toll(3, 0, 2, 4), Toll(3, 0, 2, 4, 420)
GREAT = (
    (0.6, _FIRST, "", "启动应急预案，公安、消防、卫健现场救援。"),
    (3.0, _FIRST, "，失联人员已全部找到", "伤员送医，成立现场指挥部。"),
    (8.0, _THEN, "", "明火扑灭，疏散周边群众68人。"),
    (20.0, _THEN, "", "善后组对接家属，环境监测未见异常。"),
    (44.0, _THEN, "", "疏散群众全部返回，相关企业停产排查。"),
    (68.0, _LAST, "", "事故调查组成立，专家评估现场。"),
    (92.0, _LAST, "", "现场处置结束，善后协议签订，转入事故调查。"),
)
GREAT_RECEIVED = moment(date(2019, 7, 18), 22, 14)
LATE = (17, 61)
"""Which of the year's small events were reported too late."""


@dataclass
class Event:
    """An event; its acts share the case."""

    cast: Cast
    told: Told
    token: str
    case: Case = field(init=False, repr=False)

    def receive(self, at: datetime) -> None:
        unit, clerk = self.cast.units[UNIT], self.cast.of(UNIT, Role.OFFICER)
        self.case = actions.receive(unit, self.told, by=clerk, at=at, token=self.token).case

    def phone(self, at: datetime) -> None:
        actions.phone(
            self.case, to=f"{SUPERIOR}值班员", done_at=at, by=self.cast.of(UNIT, Role.OFFICER), at=at
        )

    def draft(self, said: Draft, at: datetime) -> None:
        actions.draft(self.case, said, by=self.cast.of(UNIT, Role.OFFICER), at=at)

    def approve(self, at: datetime) -> None:
        note = "已电话请示带班领导，同意"
        actions.approve(self.case, leader_note=note, by=self.cast.of(UNIT, Role.APPROVER), at=at)

    def send(self, at: datetime) -> None:
        how = Sending(at, "system", SUPERIOR, "总值班员", f"{at:%m%d%H%M}")
        actions.send(self.case, how, by=self.cast.of(UNIT, Role.OFFICER), at=at)

    def report(self, said: Draft, sent_at: datetime) -> Iterator[Act]:
        """Yield the acts that write, approve and send a report."""
        for minutes, verb in ((8, partial(self.draft, said)), (3, self.approve), (0, self.send)):
            at = sent_at - timedelta(minutes=minutes)
            yield Act(at, partial(verb, at))


def acts_2019(cast: Cast, share: float = 1.0) -> Iterator[Act]:
    """Yield the duty of 2019: the great fire of July, and a report each for everything else that happened."""
    wanted = round(REPORTS_2019 * share)
    if wanted > len(GREAT):
        yield from _great(cast)
        wanted -= len(GREAT)
    random = Random("duty 2019")  # noqa: S311 -- made-up events, the same everywhere
    for number in range(wanted):
        yield from _small(cast, random, number)


def _small(cast: Cast, random: Random, number: int) -> Iterator[Act]:
    """An event with one report, which ends it. Spread over the year; none in its last hour, so all are sent in it."""
    day = FIRST_DAY + timedelta(days=random.randrange(DAYS_OF_YEAR))
    at = moment(day, random.randrange(22), random.randrange(60))
    kind, what, nature, measures, toll = SMALL[number % len(SMALL)]
    place = random.choice(PLACES)
    told = Told(
        kind,
        f"{place}{what}",
        place,
        nature,
        f"{place}电话",
        at - timedelta(minutes=10),
        toll,
        measures=measures,
    )
    event = Event(cast, told, f"demo-duty-{number}")
    yield Act(at, partial(event.receive, at))
    if kind.is_accident:
        called = at + timedelta(minutes=random.randrange(6, 25))
        yield Act(called, partial(event.phone, called))
    said = Draft(situation=str(toll), sent_to=SUPERIOR, measures=measures, is_final=True)
    minutes = 170 if number in LATE else random.randrange(28, 58)
    yield from event.report(said, at + timedelta(minutes=minutes))


def _great(cast: Cast) -> Iterator[Act]:
    at = GREAT_RECEIVED
    told = Told(
        EventKind.WORK_SAFETY, "王岘镇一化工企业仓库爆燃事故", "王岘镇工业集中区",
        "一化工企业仓库爆燃起火，有人员伤亡，现场正在搜救。", "119指挥中心", at - timedelta(minutes=9),
        _FIRST, informed="区长、分管副区长、应急局、公安分局、卫健局",
        measures="已启动应急预案。", reporter_name="（演示）", reporter_post="119指挥中心值班员",
    )  # fmt: skip
    event = Event(cast, told, "demo-duty-great")
    yield Act(at, partial(event.receive, at))
    called = at + timedelta(minutes=7)
    yield Act(called, partial(event.phone, called))
    for number, (hours, toll, more, measures) in enumerate(GREAT):
        said = Draft(
            toll=toll, situation=f"{toll}{more}", sent_to=SUPERIOR, measures=measures, scope="厂区及周边约200米",
            leaders="区长、分管副区长在现场指挥", is_final=number == len(GREAT) - 1,
        )  # fmt: skip
        yield from event.report(said, at + timedelta(hours=hours))
    instructed = at + timedelta(hours=2)
    yield Act(
        instructed,
        partial(_instruct, event, "区长", "全力搜救，妥善安置，查明原因，举一反三。", "wjj", instructed),
    )
    replied = at + timedelta(hours=5)
    yield Act(replied, partial(_reply, event, "伤员均在区医院救治，生命体征平稳。", replied))


def _instruct(event: Event, leader: str, text: str, unit: str, at: datetime) -> None:
    actions.instruct(
        event.case, leader=leader, text=text, given_at=at, units=[event.cast.units[unit]],
        due_at=at + timedelta(hours=4), by=event.cast.of(UNIT, Role.OFFICER), at=at,
    )  # fmt: skip


def _reply(event: Event, text: str, at: datetime) -> None:
    task = event.case.duty_instructions.get().tasks.select_related("unit").get()
    actions.reply(task, text=text, by=event.cast.of(task.unit.code, Role.OFFICER), at=at)


# These days

PEOPLE = (
    ("leader", ("冯建国", "邓志强", "彭海燕", "曾文博"), "区政府办副主任"),
    ("officer", ("田晓东", "董雪梅", "袁永红", "潘玉兰", "蔡春生", "余明辉"), "区政府办干部"),
    ("driver", ("魏师傅", "任师傅"), "司机"),
)
BEFORE, LOOKS_BACK = 35, 4


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield people, a roster to the end of next month, the last days' hand-overs, checks, and one event reported on."""
    begun = moment(timezone.localtime(now).date() - timedelta(days=BEFORE), 9)
    yield Act(begun, partial(_people, cast, begun))
    planned = begun + timedelta(minutes=30)
    yield Act(planned, partial(_roster, cast, timezone.localtime(now).date(), planned))
    yield from _hand_overs(cast, now)
    yield from _checks(cast, now)
    yield from _log(cast, now)
    yield from _under_way(cast, now)


def _people(cast: Cast, at: datetime) -> None:
    for part, names, post in PEOPLE:
        for sort, name in enumerate(names):
            actions.save_person(
                cast.units[UNIT], part=part, name=name, post=post, phone=f"1390000{sort:04d}", sort=sort,
                by=cast.of(UNIT, Role.OFFICER), at=at,
            )  # fmt: skip


def _roster(cast: Cast, today: date, at: datetime) -> None:
    people = {part: list(DutyPerson.objects.filter(unit=cast.units[UNIT], part=part)) for part, *_ in PEOPLE}
    first = timezone.localtime(at).date()
    in_two_months = (today.replace(day=1) + timedelta(days=63)).replace(day=1)
    turns = [
        Turn(
            first + timedelta(days=n), "whole", people["leader"][n % 4],
            (people["officer"][n % 6], people["officer"][(n + 3) % 6]), people["driver"][n % 2],
        )
        for n in range((in_two_months - first).days)
    ]  # fmt: skip
    actions.build(cast.units[UNIT], turns, by=cast.of(UNIT, Role.OFFICER), at=at, source="rotation")


def _hand_overs(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the hand-over of each shift of the last days that has ended, written and acknowledged on the minute."""
    today = timezone.localtime(now).date()
    for days in range(LOOKS_BACK, 0, -1):
        day = today - timedelta(days=days)
        _, ends = roster.span(day, Shift.Half.WHOLE)
        if ends + timedelta(minutes=5) > now:
            continue
        for minutes, verb in ((-5, _hand_over), (2, _acknowledge)):
            at = ends + timedelta(minutes=minutes)
            yield Act(at, partial(verb, cast, day, at))


def _hand_over(cast: Cast, day: date, at: datetime) -> None:
    shift = Shift.objects.select_related("unit").get(unit=cast.units[UNIT], day=day)
    actions.hand_over(
        shift, matters="值班期间无异常，来电来文均已办理。", by=cast.of(UNIT, Role.OFFICER), at=at
    )


def _acknowledge(cast: Cast, day: date, at: datetime) -> None:
    row = HandOver.objects.select_related("shift__unit", "unit").get(shift__day=day, unit=cast.units[UNIT])
    actions.acknowledge(row, by=cast.of(UNIT, Role.CHECKER), at=at)


def _checks(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield an evening's checks: one post did not answer and has explained."""
    evening = moment(timezone.localtime(now).date() - timedelta(days=2), 21)
    office, silong = cast.of(UNIT, Role.OFFICER), cast.units["silong"]
    for number, unit in enumerate(("czj", "jyj", "silong")):
        at = evening + timedelta(minutes=5 * number)
        missed = unit == "silong"
        found = "连续拨打三次无人接听" if missed else "值班员接听，带班领导在岗"
        what = Checked("phone", at, is_manned=not missed, found=found)
        yield Act(at, partial(actions.check, cast.units[unit], what, by=office, at=at))
    at = evening + timedelta(minutes=40)
    yield Act(at, partial(_explain, cast, silong.pk, at))


def _explain(cast: Cast, unit: int, at: datetime) -> None:
    row = cast.units["silong"].duty_checks.filter(unit=unit).select_related("unit").latest("checked_at")  # type: ignore[attr-defined]
    text = "值班员外出巡查，值班电话未转接，已要求随身携带。"
    actions.explain(row, text=text, by=cast.of("silong", Role.OFFICER), at=at)


def _log(cast: Cast, now: datetime) -> Iterator[Act]:
    lines = (
        (150, "phone", "四龙镇报告：今日值班人员在岗，辖区无异常。"),
        (95, "document", "市政府总值班室通知：近期加强值班值守，已转各乡镇街道。"),
    )
    for minutes, kind, text in lines:
        at = now - timedelta(minutes=minutes)
        line = Line(kind, at, text)
        note: Callable[[], object] = partial(
            actions.note, cast.units[UNIT], line, by=cast.of(UNIT, Role.OFFICER), at=at, token=f"demo-{kind}"
        )
        yield Act(at, note)


def _under_way(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the event of the day: called and reported in time, waiting for its follow-up."""
    at = now - timedelta(minutes=80)
    told = Told(
        EventKind.ROAD_TRAFFIC, "水川镇国道货车侧翻", "水川镇国道109线", "一辆货车侧翻占道，司机受伤送医。",
        "水川镇电话", at - timedelta(minutes=12), Toll(serious=1), informed="交警大队、卫健局",
        measures="交警疏导交通，吊车赶赴现场。", reporter_name="演示值班员", reporter_post="水川镇值班员",
        reporter_phone="13900000000",
    )  # fmt: skip
    event = Event(cast, told, "demo-duty-now")
    yield Act(at, partial(event.receive, at))
    called = at + timedelta(minutes=10)
    yield Act(called, partial(event.phone, called))
    said = Draft(
        situation="重伤1人", sent_to=SUPERIOR, trend="单侧通行，预计三小时内恢复", measures=told.measures
    )
    yield from event.report(said, at + timedelta(minutes=42))
