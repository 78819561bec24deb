"""What a reply must say about remedies (救济途径, art. 51; 行政复议法; 行政诉讼法), by the law of its date.

Since 2024-01-01 a refusal to disclose must first go to reconsideration (复议前置, 行政复议法 2023 art. 23(1)(4)),
and the organ must say so (art. 23(2)); the Supreme Court reads that as refusals under arts. 14–16
(法释〔2025〕8号). Before, the applicant could choose, and could sue at once.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from gongkai.law.calendar import Deadline, WorkingCalendar
from gongkai.law.periods import CalendarDays, Months
from gongkai.law.regulation import OUTCOMES

REVISION_IN_FORCE = date(2024, 1, 1)
RECONSIDERATION_DAYS = 60  # 行政复议法 art. 20 (before 2024: art. 9)
LITIGATION_MONTHS = 6  # 行政诉讼法 art. 46
LITIGATION_DAYS_AFTER_REVIEW = 15  # 行政诉讼法 art. 45


class RemedyDuty(Enum):
    """What a letter says of remedies. ``OPTIONAL``: courts take such suits only where rights are affected, so whether
    the paragraph is printed is for the office to say in the text of the letter.
    """

    REVIEW_FIRST = "复议前置"
    CHOICE = "复议或者诉讼"
    OPTIONAL = "由文书模板决定"
    NONE = "不告知"


@dataclass(frozen=True)
class ReviewBodies:
    """Who reviews the organ's acts (行政复议机关): the government it belongs to and, before 2024 and for
    vertically led organs, its superior department. ``court`` is where suits are brought.
    """

    government: str
    superior_department: str = ""
    vertical: bool = False
    court: str = "有管辖权的人民法院"


def review_body(bodies: ReviewBodies, decided_on: date) -> str:
    """Name the reconsideration body (复议法 art. 24, 27; before 2024: choice between government and superior)."""
    if bodies.vertical:
        return bodies.superior_department
    if decided_on < REVISION_IN_FORCE and bodies.superior_department:
        return f"{bodies.government}或者{bodies.superior_department}"
    return bodies.government


def remedy_paragraph(outcome_id: str, decided_on: date, bodies: ReviewBodies) -> str:
    """Return the paragraph a reply of ``decided_on`` must end with.

    A procedural end without decision (record of withdrawal or abandonment) has its paragraph too: the
    applicant may have the ending reviewed.
    """
    first = OUTCOMES[outcome_id].review_first
    return paragraph_of(RemedyDuty.REVIEW_FIRST if first else RemedyDuty.CHOICE, decided_on, bodies)


def paragraph_of(duty: RemedyDuty, decided_on: date, bodies: ReviewBodies) -> str:
    """Return the paragraph of a letter with this duty; procedural notices and fee notices have none."""
    if duty is RemedyDuty.NONE:
        return ""
    body = review_body(bodies, decided_on)
    if decided_on >= REVISION_IN_FORCE and duty is RemedyDuty.REVIEW_FIRST:
        return (
            f"如对本答复中不予公开的决定不服，应当自收到本答复之日起{RECONSIDERATION_DAYS}日内先向{body}申请行政复议；"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起{LITIGATION_DAYS_AFTER_REVIEW}日内依法向{bodies.court}"
            "提起行政诉讼。"
        )
    return (
        f"如对本答复不服，可以自收到本答复之日起{RECONSIDERATION_DAYS}日内向{body}申请行政复议，"
        f"或者自收到本答复之日起{LITIGATION_MONTHS}个月内依法向{bodies.court}提起行政诉讼。"
    )


@dataclass(frozen=True)
class LastDays:
    """Until when the applicant may ask for reconsideration, and sue at once; ``None``: reconsideration comes first."""

    reconsider: Deadline
    sue: Deadline | None


def comes_first(outcome_id: str, served_on: date) -> bool:
    """Tell whether reconsideration must come before a lawsuit over a reply served on a day (行政复议法 art. 23)."""
    return served_on >= REVISION_IN_FORCE and OUTCOMES[outcome_id].review_first


def last_days(outcome_id: str, served_on: date, calendar: WorkingCalendar) -> LastDays:
    """Return the last days of both periods for a reply served on a day (行政复议法 art. 20, 行政诉讼法 art. 46)."""
    return LastDays(
        CalendarDays(RECONSIDERATION_DAYS).due(served_on, calendar),
        None if comes_first(outcome_id, served_on) else Months(LITIGATION_MONTHS).due(served_on, calendar),
    )
