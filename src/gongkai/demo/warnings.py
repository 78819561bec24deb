"""Warnings, forecasts and notices of the emergency office: 84 broadcasts in 2019, and a yellow signal of these days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from gongkai.cases.notices import Attempt, Result
from gongkai.demo.cast import COMPETENT, Act, Cast, moment
from gongkai.units.models import Role, Unit, UnitKind
from gongkai.voice.warnings import delivery
from gongkai.voice.warnings.actions import alerts, broadcasts, people
from gongkai.voice.warnings.actions.broadcasts import Draft
from gongkai.voice.warnings.actions.people import Entry
from gongkai.voice.warnings.models import Alert, Audience, Broadcast, Recipient, State

YEAR, UNIT = 2019, "yjj"
BROADCASTS_2019 = 84
STATION, SENDER = "白银市气象台（演示）", "baiyin-demo@example.cn"
DUTY, STAFF = "乡镇街道值班室（演示）", "区直部门值班室（演示）"
PLAN = ("oa", "wechat", "sms")
FORECASTS = (
    "预计明天到后天我区晴转多云，最高气温{high}度，最低气温{low}度，偏西风3级。",
    "预计本周后期我区有一次降雨天气过程，最高气温{high}度，最低气温{low}度，请注意防范。",
    "预计未来三天我区以晴到多云天气为主，最高气温{high}度，早晚温差较大。",
)
# Kinds, colours and months of the signals of the year, and what each of them says.
SIGNALS = (
    (
        "寒潮",
        "Minor",
        (1, 2, 11, 12),
        "预计未来48小时最低气温将下降8度以上。",
        "注意防寒保暖，做好设施农业防冻。",
    ),
    (
        "沙尘暴",
        "Moderate",
        (3, 4, 5),
        "预计未来12小时内可能出现沙尘暴天气，能见度小于1000米。",
        "减少户外活动，加固临时搭建物。",
    ),
    (
        "大风",
        "Minor",
        (3, 4, 5),
        "预计未来24小时内可能受大风影响，平均风力6级以上。",
        "停止高空作业，注意用火安全。",
    ),
    (
        "暴雨",
        "Moderate",
        (6, 7, 8, 9),
        "预计未来6小时内降雨量将达50毫米以上。",
        "做好城区排涝和山洪防范，检查低洼路段。",
    ),
    ("雷电", "Moderate", (6, 7, 8), "预计未来6小时内可能发生雷电活动。", "停止户外作业，切勿在树下避雨。"),
    ("高温", "Moderate", (7, 8), "预计连续三天日最高气温在35度以上。", "避开高温时段作业，防暑降温。"),
)
CAP = (
    '<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
    "<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent><status>Actual</status>"
    "<msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category>"
    "<event>{event}</event><urgency>Expected</urgency><severity>{severity}</severity><certainty>Likely</certainty>"
    "<onset>{sent}</onset><expires>{expires}</expires><senderName>{station}</senderName>"
    "<headline>{station}发布{event}预警信号</headline><description>{description}</description>"
    "<instruction>{instruction}</instruction><area><areaDesc>白银区</areaDesc></area></info></alert>"
)


@dataclass
class Sent:
    """One job, from the signal if it has one to the last confirmation; its acts share the job."""

    cast: Cast
    token: str
    groups: tuple[str, ...]
    title: str = ""
    text: str = ""
    signal: tuple[str, str, str, str] | None = None
    to_confirm: bool = False
    silent: int = 0
    job: Broadcast = field(init=False, repr=False)

    def draft(self, at: datetime) -> None:
        alert = None
        if self.signal is not None:
            alert = take_in(self.token, self.signal, at)
        groups = list(Audience.objects.filter(name__in=self.groups))
        kind = Broadcast.Kind.FORECAST
        given = Draft(self.title, self.text, groups, PLAN, kind, self.to_confirm, STATION, at)
        self.job = broadcasts.draft(
            given,
            unit=self.cast.units[UNIT],
            by=self.cast.of(UNIT, Role.OFFICER),
            at=at,
            token=self.token,
            alert=alert,
        )

    def approve(self, at: datetime) -> None:
        broadcasts.approve(self.job, by=self.cast.of(UNIT, Role.APPROVER), at=at)

    def send(self, at: datetime) -> None:
        """Send by every channel of the plan as its simulator would, and tell the receipts."""
        for channel in PLAN:
            rows = [row for row, _ in delivery.claim(channel, at)]
            delivery.record(
                rows, [Attempt(Result.SENT, f"模拟 {row.key}", is_simulated=True) for row in rows], at=at
            )
            delivery.receive([delivery.Receipt(State.DELIVERED, at, row.key) for row in rows], channel)
        broadcasts.finish_those_done(at)

    def confirm(self, at: datetime) -> None:
        """Let everybody confirm but the last few."""
        waiting = list(Recipient.objects.filter(broadcast=self.job, confirmed_at=None).order_by("pk"))
        for recipient in waiting[: len(waiting) - self.silent]:
            broadcasts.confirm(recipient, how="链接", at=at)

    def acts(self, at: datetime) -> Iterator[Act]:
        verbs = [self.draft, self.approve, self.send, *([self.confirm] if self.to_confirm else [])]
        for minutes, verb in zip((0, 5, 6, 12), verbs, strict=False):
            moment_of = at + timedelta(minutes=minutes)
            yield Act(moment_of, partial(verb, moment_of))


def take_in(number: str, signal: tuple[str, str, str, str], at: datetime) -> Alert:
    event, severity, description, instruction = signal
    content = CAP.format(
        identifier=f"demo-{number}", sender=SENDER, station=STATION, event=event, severity=severity,
        sent=at.isoformat(timespec="seconds"), expires=(at + timedelta(hours=24)).isoformat(timespec="seconds"),
        description=description, instruction=instruction,
    )  # fmt: skip
    return alerts.take_in(content.encode(), by="演示", at=at, proof="演示报文，不是真实的气象信号")


def acts_2019(cast: Cast, share: float = 1.0) -> Iterator[Act]:
    """Yield the year's broadcasts: 84 in the whole year, by its weather; each to the duty desks alone."""
    start = moment(date(YEAR, 1, 2), 8)
    yield Act(start, partial(_prepare, cast, start))
    random = Random(BROADCASTS_2019)  # noqa: S311 -- the same year everywhere
    count = max(1, round(BROADCASTS_2019 * share))
    days = sorted(random.sample([date(YEAR, 1, 3) + timedelta(days=n) for n in range(362)], count))
    for number, day in enumerate(days):
        fitting = [signal for signal in SIGNALS if day.month in signal[2]]
        at = moment(day, random.randrange(8, 20), random.randrange(60))
        if fitting and random.random() < 0.5:
            kind, severity, _, description, instruction = random.choice(fitting)
            job = Sent(cast, f"{YEAR}-{number}", (DUTY,), signal=(kind, severity, description, instruction))
        else:
            low = round(12 - 22 * abs(day.month - 7) / 6) + random.randrange(6)
            text = random.choice(FORECASTS).format(high=low + 11, low=low)
            job = Sent(cast, f"{YEAR}-{number}", (DUTY,), f"{day.month}月{day.day}日天气预报", text)
        yield from job.acts(at)


def _prepare(cast: Cast, at: datetime) -> None:
    """Name the station, and put the duty desks of three towns into a group."""
    office = cast.of("zfb", COMPETENT)
    alerts.set_station(name=STATION, sender=SENDER, secret="", certificate="", by=office, at=at)
    keeper: dict[str, Any] = {"keeper": cast.units[UNIT], "by": cast.of(UNIT, Role.OFFICER), "at": at}
    group = people.create_audience(DUTY, Audience.Kind.STAFF, None, **keeper)
    for number, (code, role) in enumerate(
        (("silong", Role.HEAD), ("shuichuan", Role.HEAD), ("wangxian", Role.HEAD))
    ):
        user = cast.of(code, role).user
        entry = Entry(
            f"演示值班员{number + 1}", f"{cast.units[code].short_name}值班室", f"1390000100{number}",
            user=user if number == 0 else None, openid="demo-openid" if number == 1 else "",
        )  # fmt: skip
        people.add_person(group, entry, **keeper)


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield a group of responsible persons in each town, and a signal in force that most of them have confirmed."""
    begin = now - timedelta(hours=3)
    yield Act(begin, partial(_groups, cast, begin))
    signal = (
        "大风",
        "Moderate",
        "预计未来12小时内可能受大风影响，平均风力8级以上。",
        "加固户外设施，停止高空作业。",
    )
    towns = tuple(f"{unit.short_name}防灾责任人（演示）" for unit in _towns(cast))
    yield from Sent(cast, "current", towns, signal=signal, to_confirm=True, silent=2).acts(
        now - timedelta(minutes=100)
    )


def _towns(cast: Cast) -> list[Unit]:
    return [unit for unit in cast.units.values() if unit.kind == UnitKind.TOWNSHIP]


def _groups(cast: Cast, at: datetime) -> None:
    keeper: dict[str, Any] = {"keeper": cast.units[UNIT], "by": cast.of(UNIT, Role.OFFICER), "at": at}
    if not Audience.objects.filter(name=DUTY).exists():
        _prepare(cast, at)
    for number, unit in enumerate(_towns(cast)):
        name = f"{unit.short_name}防灾责任人（演示）"
        group = people.create_audience(name, Audience.Kind.RESPONSIBLE, unit, **keeper)
        leader = Entry(
            f"演示责任人{number}甲",
            f"{unit.short_name}分管负责人",
            f"1390000{2000 + number}",
            user=cast.of(unit.code, Role.HEAD).user,
        )
        above = people.add_person(group, leader, **keeper)
        below = people.add_person(
            group,
            Entry(f"演示责任人{number}乙", f"{unit.short_name}网格员", f"1390000{3000 + number}"),
            **keeper,
        )
        below.superior = above
        below.save(update_fields=["superior"])
