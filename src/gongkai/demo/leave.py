"""Who was away in 2019 and who is these days, each with a substitute; one request waits for its head."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from gongkai.demo.cast import Act, Cast, after, before, moment
from gongkai.law.leave import LeaveKind, Span
from gongkai.units.leave import actions
from gongkai.units.leave.models import Leave
from gongkai.units.leave.people import posts_of
from gongkai.units.models import User
from gongkai.units.posts import Actor

# Who, why, from, to, who stands in, who decides (account names).
OF_2019 = (
    ("jyj.officer2", "sick", date(2019, 3, 12), date(2019, 3, 12), "jyj.officer", "jyj.head"),
    ("silong.secrecy", "funeral", date(2019, 5, 20), date(2019, 5, 21), "silong.checker", "silong.approver"),
    ("czj.officer2", "annual", date(2019, 7, 15), date(2019, 7, 19), "czj.officer", "zfb.approver"),
    ("fgj.head", "annual", date(2019, 8, 5), date(2019, 8, 7), "fgj.checker", "fgj.approver"),
    ("zfb.kaohe", "training", date(2019, 9, 16), date(2019, 9, 18), "zfb.gongkai", "zfb.approver"),
    ("czj.officer2", "annual", date(2019, 10, 8), date(2019, 10, 10), "czj.officer", "czj.approver"),
)  # fmt: skip
BACK_EARLY = date(2019, 10, 10)
REFUSED = ("mzj.checker", "personal", date(2019, 12, 26), date(2019, 12, 27), "mzj.secrecy", "mzj.approver")
REASONS = {
    "sick": "就医",
    "funeral": "亲属丧事",
    "personal": "家中有事",
    "training": "省政务公开培训班",
    "annual": "",
}


@dataclass
class Away:
    """A leave; its acts share the row."""

    cast: Cast
    who: str
    kind: str
    span: Span
    substitute: str
    decider: str
    row: Leave = field(init=False, repr=False)

    def ask(self, at: datetime) -> None:
        person = self._user(self.who)
        stands_in = self._user(self.substitute)
        chosen = {(post.unit.code, post.role): stands_in for post in posts_of(person, self.span)}
        wish = actions.Wish(LeaveKind(self.kind), self.span, REASONS[self.kind], chosen)
        token = f"demo-leave-{self.who}-{self.span.first}"
        self.row = actions.ask(wish, by=self._actor(self.who), at=at, token=token)

    def accept(self, at: datetime) -> None:
        self.row = actions.accept(self.row, by=self._actor(self.substitute), at=at)

    def approve(self, at: datetime) -> None:
        self.row = actions.approve(self.row, by=self._actor(self.decider), at=at)

    def refuse(self, at: datetime) -> None:
        note = "年底集中办理年度报告，请改期。"
        self.row = actions.refuse(self.row, note=note, by=self._actor(self.decider), at=at)

    def come_back(self, at: datetime) -> None:
        self.row = actions.come_back(self.row, on=BACK_EARLY, by=self._actor(self.who), at=at)

    def _actor(self, account: str) -> Actor:
        unit, _, name = account.partition(".")
        return self.cast.people[unit, name]

    def _user(self, account: str) -> User:
        user = self._actor(account).user
        assert user is not None
        return user


def acts_2019(cast: Cast) -> Iterator[Act]:
    """Yield the leave of the year: each asked for three working days ahead, accepted and decided the same day."""
    for row in OF_2019:
        away = _away(cast, row)
        yield from _acts(before(away.span.first, 3), away.ask, away.accept, away.approve)
        if away.span.last == BACK_EARLY:
            at = moment(date(2019, 10, 9), 16)
            yield Act(at, partial(away.come_back, at))
    refused = _away(cast, REFUSED)
    yield from _acts(before(refused.span.first, 3), refused.ask, refused.accept, refused.refuse)


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield a leave that runs today with its substitute, and one that waits for the head of the finance bureau."""
    today = timezone.localtime(now).date()
    running = Away(
        cast, "jyj.officer", "annual", Span(before(today, 1), after(today, 2)), "jyj.officer2", "zfb.approver"
    )
    yield from _acts(before(today, 4), running.ask, running.accept, running.approve)
    soon = after(today, 5)
    waiting = Away(cast, "czj.checker", "personal", Span(soon, soon), "czj.officer2", "czj.head")
    yield from _acts(before(today, 1), waiting.ask, waiting.accept)


def _away(cast: Cast, row: tuple[str, str, date, date, str, str]) -> Away:
    who, kind, first, last, substitute, decider = row
    return Away(cast, who, kind, Span(first, last), substitute, decider)


def _acts(day: date, *verbs: Callable[[datetime], None]) -> Iterator[Act]:
    for n, verb in enumerate(verbs):
        at = moment(day, 9) + timedelta(minutes=40 * n)
        yield Act(at, partial(verb, at))
