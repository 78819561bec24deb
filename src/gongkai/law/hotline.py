"""The mayor's hotline (市长热线、12345): what is not accepted, by when a ticket is signed for, answered, returned, urged.

There is no national statute with these limits; places set their own. What an office may change stands in rows with a
source; here are the defaults and how any such row is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from gongkai.law.calendar import WorkingCalendar
from gongkai.law.periods import AtOnce, CalendarDays, Period, WorkingDays
from gongkai.law.refusal import Refusal

ARTICLE = "国办发〔2020〕53号"
PETITIONS = "《信访工作条例》第二十二条至第二十四条"
PETITION_TOLD = CalendarDays(15)
"""信访工作条例: what was registered is told to the person on the spot, else within fifteen days in writing."""
PETITION_OBJECTION = WorkingDays(5)
"""信访工作条例: an organ objects to a transfer within five working days."""
MOST_RETURNS_WITHOUT_REVIEW = 1
OFFICE_HOURS = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
CRITICISED_AFTER = WorkingDays(5)
"""A city's ladder: public criticism where a ticket is still open five working days after the limit."""


class Kind(Enum):
    """What the caller wants (工单类型)."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"

    @property
    def label(self) -> str:
        return {
            "consultation": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggestion": "建议",
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """A reason not to accept (不予受理); ``channel`` is where the caller is sent, empty where there is no other way."""

    label: str
    channel: str = ""


GROUNDS: Mapping[str, Ground] = {
    "lawsuit": Ground("应当通过诉讼解决，或者已经进入诉讼", "有管辖权的人民法院"),
    "arbitration": Ground(
        "应当通过仲裁解决，或者已经进入仲裁", "约定的仲裁机构；劳动争议向区劳动人事争议仲裁委员会"
    ),
    "discipline": Ground("属于纪检监察机关受理的", "纪检监察机关，举报电话12388"),
    "review": Ground("应当申请行政复议，或者已经进入行政复议", "区人民政府行政复议机构"),
    "disclosure": Ground("属于政府信息公开申请", "区政府门户网站“依申请公开”，或者有关单位的公开工作机构"),
    "petition": Ground("已经进入信访程序", "区信访局"),
    "emergency": Ground("紧急警情、火情、急救、交通事故", "立即拨打110、119、120、122"),
    "secret": Ground("涉及国家秘密、商业秘密、个人隐私，或者违背公序良俗"),
    "settled": Ground("已经依法处理，诉求人仍就同一事项重复反映"),
    "known": Ground("同一事项正在办理，没有新的事实；已告知进展"),
}
"""国办发〔2020〕53号 and the rules of 济南 and others: the reasons are a list, each legal way is named to the caller."""


@dataclass(frozen=True)
class ReturnLimit:
    """Within what time a unit may return a ticket that is not its own (退单): clock hours, or working days."""

    hours: int = 0
    working_days: int = 0

    def __post_init__(self) -> None:
        if (self.hours > 0) == (self.working_days > 0):
            raise ValueError("退单时限应当填写小时或者工作日，只填一项。")

    def __str__(self) -> str:
        return f"{self.hours}小时" if self.hours else f"{self.working_days}个工作日"

    def ends(self, given_at: datetime, calendar: WorkingCalendar) -> datetime:
        """Return the last moment for a return; ``given_at`` is local and aware. A last day counts to its midnight."""
        if self.hours:
            return given_at + timedelta(hours=self.hours)
        last = calendar.add_working_days(given_at.date(), self.working_days).day
        return datetime.combine(last + timedelta(days=1), time.min, given_at.tzinfo)


@dataclass(frozen=True)
class Limits:
    """The time limits of one kind of ticket. ``handling_days`` 0 is the same day."""

    sign_hours: int
    handling_days: int
    extension_days: int
    returning: ReturnLimit
    source: str

    @property
    def period(self) -> Period:
        return WorkingDays(self.handling_days) if self.handling_days else AtOnce()


DESIGN = "设计默认值（未查到甘肃省、白银市的规定，参照外地做法），请主管部门核定"
URGENT = Limits(1, 0, 0, ReturnLimit(hours=1), DESIGN)
_DAY = ReturnLimit(hours=24)
DEFAULTS: Mapping[Kind, Limits] = {
    Kind.CONSULTATION: Limits(4, 2, 2, _DAY, DESIGN),
    Kind.HELP: Limits(4, 5, 5, _DAY, DESIGN),
    Kind.SUGGESTION: Limits(4, 5, 5, _DAY, DESIGN),
    Kind.COMPLAINT: Limits(4, 10, 5, _DAY, DESIGN),
    Kind.REPORT: Limits(4, 10, 5, _DAY, DESIGN),
}
"""What is in force where the office has entered nothing: 签收 4 working hours, 咨询 2, 求助、建议 5, 投诉、举报 10 working days."""


def after_office_hours(start: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    """Return the moment when ``hours`` hours of office time have passed since ``start`` (local and aware)."""
    left, day = timedelta(hours=hours), start.date()
    while True:
        if calendar.is_working(day):
            for opens, closes in OFFICE_HOURS:
                begin = max(datetime.combine(day, opens, start.tzinfo), start)
                room = datetime.combine(day, closes, start.tzinfo) - begin
                if room > timedelta(0) and left <= room:
                    return begin + left
                left -= max(room, timedelta(0))
        day += timedelta(days=1)


def must_be_returnable(*, is_designated: bool, until: datetime, now: datetime) -> None:
    """Refuse the return of a designated ticket, and one after its time (济南条例 第二十二条: a designated unit keeps it)."""
    if is_designated:
        raise Refusal(
            "此工单是指定承办，不能退单。",
            article=ARTICLE,
            advice="请按指定办理；职责有争议的，办理的同时向中心书面说明。",
        )
    if now > until:
        raise Refusal(
            f"退单时限已于{until:%Y-%m-%d %H:%M}届满。",
            article=ARTICLE,
            advice="请继续办理；确需其他单位配合的，申请协办。",
        )


def must_be_extendable(*, already: bool, days: int, most: int, due_on: date, today: date) -> None:
    """Refuse a second extension, one that is too long, and one asked for after the limit."""
    if already:
        raise Refusal(
            "此工单已经申请过一次延期。", article=ARTICLE, advice="只能延期一次，请在现有期限内答复。"
        )
    if most == 0:
        raise Refusal("此类工单不能延期。", article=ARTICLE, advice="请在期限内答复。")
    if not 1 <= days <= most:
        raise Refusal(
            f"延长{days}个工作日超出允许范围。", article=ARTICLE, advice=f"请填写1至{most}个工作日。"
        )
    if today > due_on:
        raise Refusal(
            f"办理期限{due_on}已过，不能再延期。", article=ARTICLE, advice="请立即答复，并说明逾期原因。"
        )


class Urging(Enum):
    """The ladder of urging (催办), each level once for each deadline."""

    REMINDER = "reminder"
    NOTICE = "notice"
    CRITICISM = "criticism"

    @property
    def label(self) -> str:
        return {"reminder": "到期前提醒", "notice": "催办通知", "criticism": "通报批评"}[self.value]


def urged_until(level: Urging, today: date, calendar: WorkingCalendar, remind_days: int) -> date:
    """Return the latest limit for which ``level`` is reached on ``today``, with the ticket still open.

    Reminder from ``remind_days`` working days before the limit, notice from the day after it, criticism from the fifth
    working day after it.
    """
    match level:
        case Urging.REMINDER:
            return calendar.add_working_days(today, remind_days + 1).day - timedelta(days=1)
        case Urging.NOTICE:
            return today - timedelta(days=1)
        case Urging.CRITICISM:
            day = today
            while CRITICISED_AFTER.due(day, calendar).day > today:
                day -= timedelta(days=1)
            return day


class Satisfaction(Enum):
    """What the caller said when called back (满意度)."""

    SATISFIED = "satisfied"
    FAIRLY = "fairly"
    DISSATISFIED = "dissatisfied"
    UNRATED = "unrated"
    UNREACHED = "unreached"

    @property
    def label(self) -> str:
        return {
            "satisfied": "满意", "fairly": "基本满意", "dissatisfied": "不满意", "unrated": "未评价", "unreached": "未接通",
        }[self.value]  # fmt: skip


RATED = (Satisfaction.SATISFIED, Satisfaction.FAIRLY, Satisfaction.DISSATISFIED)


def after_call(satisfaction: Satisfaction, *, rehandled: int, is_supervised: bool) -> str:
    """Return what follows the call-back: ``call_back`` closes, ``rehandle`` once, then ``supervise_again``, then it closes.

    济南条例 第二十七条: not satisfied is handled again; the second time under supervision (督办), and what the caller
    says after that is recorded with the closed ticket.
    """
    if satisfaction is not Satisfaction.DISSATISFIED or is_supervised:
        return "call_back"
    return "supervise_again" if rehandled else "rehandle"


@dataclass(frozen=True)
class Rate:
    """A rate with what it was made of: ``part`` of ``whole``."""

    label: str
    part: int
    whole: int
    meaning: str

    @property
    def percent(self) -> str:
        """Return the rate as printed, ``92.41%``; a dash where there is nothing to divide by."""
        return f"{100 * self.part / self.whole:.2f}%" if self.whole else "—"


CALLS_SOURCE = "12345热线服务的地方标准（24小时接通率不低于95%，15秒内应答；其他媒体3分钟内响应）"
LEAST_ANSWERED = 95
