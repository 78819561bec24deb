"""What the units of the demo answer again and again: forty-one entries, one about to expire, one proposed, one doubted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from gongkai.demo.cast import Act, Cast, before, moment
from gongkai.demo.district import DATA
from gongkai.units.models import Role
from gongkai.voice.knowledge import actions
from gongkai.voice.knowledge.content import Content
from gongkai.voice.knowledge.models import Entry

LASTS = 330
# Which entry, counted from the first, ends soon; which one somebody found out of date.
ENDS_SOON, DOUBTED = 23, 38
DAYS_LEFT = 12


@dataclass
class Written:
    """An entry of these days; its acts share the row."""

    cast: Cast
    unit: str
    content: Content
    row: Entry = field(init=False, repr=False)

    def write(self, at: datetime) -> None:
        unit, by = self.cast.units[self.unit], self.cast.of(self.unit, Role.OFFICER)
        self.row = actions.hand_in(actions.write(self.content, unit=unit, by=by, at=at), by=by, at=at)

    def approve(self, at: datetime) -> None:
        self.row = actions.approve(self.row, by=self.cast.of(self.unit, Role.CHECKER), at=at)

    def doubt(self, at: datetime) -> None:
        note = "群众反映周六下午也要办，公告已经更新"
        actions.report(self.row, kind="outdated", note=note, by=self.cast.of("zfb", Role.OFFICER), at=at)


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield the acts, dated relative to ``now``; nothing lies in the future."""
    today = timezone.localtime(now).date()
    rows = json.loads((DATA / "knowledge.json").read_text("utf-8"))
    for number, row in enumerate(rows):
        day = before(today, 60 - number)
        left = DAYS_LEFT if number == ENDS_SOON else LASTS - number
        written = Written(cast, row["unit"], _content(row, day, today + timedelta(days=left)))
        verbs = [written.write, written.approve]
        verbs += [written.doubt] if number == DOUBTED else []
        for hour, verb in enumerate(verbs, start=10):
            at = moment(day, hour)
            yield Act(at, partial(verb, at))
    yield from _proposed(cast, today)


def _content(row: dict[str, str], day: date, until: date) -> Content:
    said = {name: row[name] for name in ("question", "answer", "materials", "keywords", "source")}
    return Content(**said, source_on=date(day.year - 1, 6, 1), valid_until=until)  # type: ignore[arg-type]


def _proposed(cast: Cast, today: date) -> Iterator[Act]:
    """An answer of the government office that the finance bureau is to take over."""
    at = moment(before(today, 2), 15)
    content = Content(
        "财政供养人员工资条在哪里查？", "登录财政统一发放平台，凭身份证号和短信验证码查询近三年记录。",
        "区政府办答复", before(today, 3), today + timedelta(days=LASTS), keywords="工资 统发",
    )  # fmt: skip
    unit, by = cast.units["czj"], cast.of("zfb", Role.OFFICER)
    yield Act(at, lambda: actions.propose(content, unit=unit, case=None, by=by, at=at))
