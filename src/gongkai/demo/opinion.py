"""Public opinion of these days: one rumour answered in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast
from gongkai.law.response import Grade
from gongkai.units.models import Role
from gongkai.voice.opinion import actions as opinions


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """A rumour found two days ago, answered within the hours the rules give."""
    found = now - timedelta(days=2)
    office, clerk = cast.of("zfb", COMPETENT), cast.of("jyj", Role.OFFICER)
    opened: list[Case] = []

    def enter(at: datetime) -> None:
        opened.append(
            opinions.enter(
                unit=cast.units["zfb"], title="网传小学学位不足将抽签入学", text="论坛帖子称今秋部分小学抽签入学，转发较多。",
                source="本地论坛", found_at=found, by=office, at=at,
            ).case
        )  # fmt: skip

    def assess(at: datetime) -> None:
        opinions.assess(opened[0], grade=Grade.ORDINARY, unit=cast.units["jyj"], by=office, at=at)

    def respond(at: datetime) -> None:
        text = "今秋小学学位充足，按学区就近入学，不抽签。"
        opinions.note(opened[0], "respond", done_at=at, by=clerk, at=at, channel="区政府门户网站", text=text)

    for hours, verb in ((1, enter), (2, assess), (8, respond)):
        at = found + timedelta(hours=hours)
        yield Act(at, partial(verb, at))
