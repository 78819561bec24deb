"""A request played without a database: any act in any order, as far as procedure and law allow it."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.cases.deadlines import clock_of
from gongkai.cases.procedure import Attempt
from gongkai.disclosure.procedure import ACTIONS, DISCLOSURE
from gongkai.law import closing
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.course import Happened, course_of
from gongkai.law.periods import WorkingDays
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import GROUNDS, OUTCOMES

CALENDAR = WorkingCalendar.base()
STANDING_STILL = {"correcting", "consulting", "awaiting_fee"}
ENDS = {"serve", "abandon", "abandon_fee", "withdraw", "withdraw_online", "withdraw_early", "annul"}
# What changes nothing of the course, or ends it early.
ASIDE = {
    "withdraw", "annul", "alarm", "escalate", "change_kind", "confirm_kind", "assist", "co_answer", "reopen", "claim",
    "return_case", "hand_over", "add_paper", "make_form", "receive_letter", "add_source", "redact", "serve_letter", "make_receipt", "attach_signed", "confirm_receipt", "rate", "choose_notices", "withdraw_online", "withdraw_early",
}  # fmt: skip
RARE = 0.03
ONWARD = dict.fromkeys(
    (
        "confirm", "accept", "draft_reply", "draft_disclosing_reply", "pass_review", "approve_reply", "serve", "delay",
        "tell_third_party", "fee_notice_received", "abandon_fee", "close_last_consultation", "receive_correction",
    ),
    4,
)  # fmt: skip
BY_PLATFORM = {"alarm", "escalate", "recalculate"}
OPENINGS = ("register", "register_unconfirmed", "submit")
MAY_BE_ENTERED_LATE = {
    "receive_correction", "close_consultation", "close_last_consultation", "fee_notice_received", "pay_fee", "serve",
    "correct_online",
}  # fmt: skip
TYPED_LIKE = {
    "ask_reasons": "ask_correction",
    "extend": "days",
    "delay": "days",
    "charge_fee": "fee",
    "cancel_fee": "fee",
    "consultation_received": "opinion",
    "correct_receipt": "opinion",
    "close_consultation": "opinion",
    "close_last_consultation": "opinion",
}


@dataclass(frozen=True)
class Entry:
    action: str
    happened_on: date
    data: dict
    note: str = ""
    ground: str = ""
    actor_name: str = "张财"


@dataclass
class Played:
    """One request and everything that was tried on it."""

    choice: random.Random
    today: date
    stage: str = ""
    history: list[Entry] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=lambda: {"natural"})
    done: int = 0
    refused: int = 0

    def step(self) -> None:
        """Let some days pass and try one act, mostly one of the stage, sometimes any other."""
        self.today += timedelta(days=self.choice.choice((0, 0, 0, 1, 1, 2, 3, 7, 21, 40)))
        known = DISCLOSURE.actions_from(self.stage)
        pool = known if known and self.choice.random() < 0.85 else ACTIONS
        # Ends are rare, so that long lives are tried as well.
        weights = [RARE if action.id in ASIDE else ONWARD.get(action.id, 1) for action in pool]
        self.attempt(self.choice.choices(pool, weights)[0])

    def attempt(self, action) -> None:
        before = (self.stage, len(self.history), tuple(self.outcomes))
        data, on = self._typed(action.id)
        try:
            DISCLOSURE.must_be_possible(action, self.stage)
            DISCLOSURE.must_be_lawful(self.history, Attempt(action.id, on, self.today, data), CALENDAR)
            outcome = self._decided(action.id)
        except Refusal:
            self.refused += 1
            assert before == (self.stage, len(self.history), tuple(self.outcomes))
            return
        self.history.append(Entry(action.id, on, data))
        self.stage = action.to or self.stage
        if action.id == "reopen":
            self.outcomes.clear()
        if outcome:
            self.outcomes.append(outcome)
        self.done += 1

    def _typed(self, action: str) -> tuple[dict, date]:
        """Return what a person might type for the act, right or wrong, and the day she says it happened."""
        back = self.today - timedelta(days=self.choice.choice((0, 0, 0, 1, 5, 40)))
        typed = getattr(self, f"_typed_{TYPED_LIKE.get(action, action)}", dict)()
        return typed, back if action in MAY_BE_ENTERED_LATE else self.today

    def _typed_ask_correction(self) -> dict:
        return {"answer_by": str(self.today + timedelta(days=self.choice.choice((1, 15, 21))))}

    def _typed_consult(self) -> dict:
        ref, received = str(len(self.history)), self.choice.choice((None, str(self.today)))
        third = self.choice.random() < 0.5
        return {"ref": ref, "party": f"第{ref}方", "third": third, "received_on": received}

    def _typed_opinion(self) -> dict:
        asked = course_of(self._happened()).asked
        return {
            "ref": self.choice.choice([*asked, "没有"]),
            "received_on": str(self.today),
            "answer": self.choice.choice(("consent", "objection", "silence")),
            "reasons": self.choice.choice(("", "理由")),
        }

    def _typed_tell_third_party(self) -> dict:
        parties = [one.party for one in course_of(self._happened()).asked.values()]
        return {
            "party": self.choice.choice([*parties, "路人"]),
            "reasons": self.choice.choice(("", "公共利益")),
        }

    def _typed_judge_reasons(self) -> dict:
        said = self.choice.choice(("", "研究需要"))
        return {"said": said, "reasonable": bool(said) and self.choice.random() < 0.5}

    def _typed_reopen(self) -> dict:
        return self.choice.choice(({}, {"period": "15日"}, {"period": "10个工作日"}))

    def _typed_days(self) -> dict:
        return {"days": self.choice.choice((-1, 0, 1, 10, 20, 21))}

    def _typed_fee(self) -> dict:
        return {"ref": "fee"}

    def _typed_fee_notice_received(self) -> dict:
        return {"pay_by": str(self.today + timedelta(days=28))}

    def _decided(self, action: str) -> str:
        if action in ("draft_reply", "draft_disclosing_reply"):
            easy = ("O_GRANT", "O_PARTIAL", "O_CREATE")
            outcome = OUTCOMES[self.choice.choice((*OUTCOMES, *easy * 8))]
            basis = closing.Basis(
                course=course_of(self._happened()),
                reasons=self.choice.choice(("", "理由", "理由")),
                information=self.choice.choice(("", "附表", "附表")),
                referral=self.choice.choice(("", "某机关")),
                evidence=self.choice.choice(("", "密级")),
                ground=self.choice.choice(("", "EX_THIRD", *GROUNDS)),
                earlier_reply=self.choice.random() < 0.5,
                separated=self.choice.random() < 0.8,
            )
            closing.must_fit(outcome, basis)
            if (action == "draft_disclosing_reply") != (outcome.id in closing.DISCLOSING):
                raise Refusal("另一条路。", article="", advice="")
            return ""
        return action if action in ENDS else ""

    def _happened(self):
        return [Happened(entry.action, entry.happened_on, entry.data) for entry in self.history]

    def must_hold(self) -> None:
        """Assert what is true of every request at every moment."""
        actions = [entry.action for entry in self.history]
        assert self.stage in {"", *(stage.id for stage in DISCLOSURE.stages)}
        assert len(self.outcomes) <= 1, "one outcome"
        assert len(self.kinds) == 1, "one kind"
        assert actions.count("ask_correction") <= 1
        assert actions.count("extend") <= 1
        assert actions.count("charge_fee") <= 1
        clock = clock_of(DISCLOSURE, self.history, CALENDAR)
        if clock is None:
            assert self.stage in {"", "unconfirmed", "annulled"} or self.outcomes == ["withdraw_early"]
            return
        assert bool(self.outcomes) == (self.stage in {"closed", "archived", "annulled"})
        if not self.outcomes:
            assert clock.suspended == (self.stage in STANDING_STILL)
        if isinstance(clock.period, WorkingDays):
            days = CALENDAR.working_days_between(clock.started_on, clock.deadline.day)
            given = clock.period.days + clock.extension_days + clock.delay_days
            assert days == given + clock.excluded_days()
        assert clock.excluded_days() == self._recounted(clock), "excluded days, counted one by one"
        assert clock.used_days(self.today) >= 0
        assert clock.deadline.day >= clock.base_deadline.day

    def _recounted(self, clock) -> int:
        """Count the excluded working days one day at a time, from the suspensions as they happened."""
        closed = [(s.after, s.until) for s in clock.suspensions if s.until is not None]
        if not closed:
            return 0
        first, last = min(a for a, _ in closed), max(b for _, b in closed)
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(CALENDAR.is_working(day) and any(a < day <= b for a, b in closed) for day in span)


def play(seed: int, steps: int = 25) -> Played:
    """Play one request by the choices of ``seed``, checking it after every step."""
    choice = random.Random(seed)
    played = Played(choice, date(2025, 1, 2) + timedelta(days=choice.randrange(300)))
    opening = DISCLOSURE.action(choice.choice(OPENINGS))
    played.history.append(Entry(opening.id, played.today, {}))
    played.stage = opening.to or ""
    for _ in range(steps):
        played.step()
        played.must_hold()
    return played
