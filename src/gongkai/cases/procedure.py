"""A statutory procedure as plain data: stages, actions, who may, and what each does to the clock.

What the law fixes is a :class:`Procedure` in the code of the module that owns it. The engine here knows no
procedure; it only answers "may this be done now, by whom, and where does it lead".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Protocol

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.periods import Period
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role


class ClockEffect(Enum):
    """What an action does to the statutory clock (期限)."""

    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    RESTART = "restart"
    EXTEND = "extend"
    DELAY = "delay"
    END = "end"


@dataclass(frozen=True)
class Stage:
    """A stage of handling (办理环节), in the words of the office and in words for the applicant.

    ``answered``: what the limit was for has been done, whoever still has a hand in it works to no day.
    """

    id: str
    label: str
    public_label: str
    waits_for: tuple[Role, ...] = ()
    todo: str = ""
    terminal: bool = False
    answered: bool = False


@dataclass(frozen=True)
class Action:
    """One act of a procedure: from which stages, to which (``None``: the stage stays), by whom, under which article.

    ``roles`` empty means the act is not done by staff: the applicant or the platform does it.
    """

    id: str
    label: str
    stages: tuple[str, ...]
    to: str | None
    roles: tuple[Role, ...]
    article: str
    clock: ClockEffect | None = None
    public: str = ""


# Every procedure has it: a corrected calendar moves the deadlines of what is under way (D4).
RECALCULATED = Action(
    "recalculate",
    "工作日历调整，重算期限",
    (),
    None,
    (),
    "《条例》第三十三条",
    public="因放假安排调整，期限重新计算",
)


class Entry(Protocol):
    """One act of a history, whether read from the database or made up by a test."""

    @property
    def action(self) -> str: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def note(self) -> str: ...
    @property
    def ground(self) -> str: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Attempt:
    """An act about to be done: which, for which day, entered on which, with which data."""

    action: str
    on: date
    entered_on: date
    data: Mapping[str, Any]


Lawful = Callable[[Iterable[Entry], Attempt, WorkingCalendar], None]
Rows = Callable[[str], Iterable[Any]]


def _always_lawful(history: Iterable[Entry], attempt: Attempt, calendar: WorkingCalendar) -> None:
    return None


@dataclass(frozen=True)
class Address:
    """Where somebody outside asked to be told of the progress of a case: a channel of ``Notice`` and an address."""

    channel: str
    recipient: str


@dataclass(frozen=True)
class Procedure:
    """A dated procedure (办理程序). A case keeps the version under which it was opened.

    ``must_be_lawful`` refuses an act by the history of the case; it is asked while the case is locked, so no
    verb and no second person at the same moment passes it by. ``parts`` names the relations of a case that hold
    rows of this procedure; ``detail_state`` gets what reads them.
    """

    key: str
    label: str
    version: str
    period: Period
    number_pattern: str
    stages: tuple[Stage, ...]
    actions: tuple[Action, ...]
    detail_state: Callable[[Any, Rows], Mapping[str, Any]]
    url_name: str
    valid_from: date
    parts: tuple[str, ...] = ()
    must_be_lawful: Lawful = _always_lawful
    notices_to: Callable[[Any], tuple[Address, ...]] = lambda case: ()
    _stages: dict[str, Stage] = field(init=False, repr=False, compare=False)
    _actions: dict[str, Action] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stages", {stage.id: stage for stage in self.stages})
        object.__setattr__(
            self, "_actions", {action.id: action for action in (*self.actions, self._recalculated())}
        )

    def _recalculated(self) -> Action:
        return replace(RECALCULATED, stages=tuple(stage.id for stage in self.stages if not stage.terminal))

    def stage(self, stage_id: str) -> Stage:
        return self._stages[stage_id]

    def action(self, action_id: str) -> Action:
        return self._actions[action_id]

    def actions_from(self, stage_id: str) -> tuple[Action, ...]:
        """Return the acts possible in a stage, in the order of the procedure."""
        return tuple(action for action in self.actions if stage_id in action.stages)

    def numbers_meant(self, text: str, today: date) -> list[str]:
        """Return the numbers of cases somebody may mean: typed whole, as 2026-15, or without its year (each year's)."""
        prefix = self.number_pattern.partition("〔")[0]
        match = re.fullmatch(rf"(?:{prefix})?\D?(?:(20\d\d)\D{{1,2}})?(\d{{1,7}})号?", text)
        if match is None:
            return []
        years = [int(match[1])] if match[1] else range(self.valid_from.year, today.year + 1)
        return [self.number_pattern.format(year=year, serial=int(match[2])) for year in years]

    def must_be_possible(self, action: Action, stage_id: str) -> None:
        """Refuse an act that does not belong to the stage the case is in."""
        if stage_id not in action.stages:
            possible = "、".join(other.label for other in self.actions_from(stage_id)) or "无"
            raise Refusal(
                f"现处于“{self.stage(stage_id).label}”环节，不能“{action.label}”。",
                article=action.article,
                advice=f"此环节可办理：{possible}。",
            )


_procedures: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Make a procedure known under its key; called when its module is loaded."""
    _procedures[procedure.key] = procedure
    return procedure


def get(key: str) -> Procedure:
    return _procedures[key]


def all_procedures() -> tuple[Procedure, ...]:
    return tuple(_procedures.values())
