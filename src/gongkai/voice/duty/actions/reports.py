"""Reports of an event (首报、续报、终报、补报): written, approved by the leader, numbered, sent upward with a receipt."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases import numbers
from gongkai.cases.actions import local_day
from gongkai.cases.letter_layout import render_pdf
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.emergencies import Toll, contradictions
from gongkai.law.refusal import Refusal
from gongkai.units import parameters
from gongkai.units.posts import Actor
from gongkai.voice.duty import brief, roster
from gongkai.voice.duty.actions.events import must_lie_between, put_toll
from gongkai.voice.duty.actions.rules import must_say
from gongkai.voice.duty.models import DutyEvent, Report
from gongkai.voice.duty.procedure import RULE

Kind = Report.Kind
REPORTED = "REPORTED"
# An hour after midnight is the same night's work, not the next day's report.
ANOTHER_DAY = timedelta(hours=12)
# What only the first report says (续报不重复首报).
OF_THE_FIRST = {"nature": "事件经过", "place": "地点", "source": "信息来源"}


@dataclass(frozen=True)
class Draft:
    """What a report says. Nature, place and source belong to the first one, which takes them from the event."""

    situation: str
    sent_to: str
    scope: str = ""
    trend: str = ""
    leaders: str = ""
    measures: str = ""
    requests: str = ""
    nature: str = ""
    place: str = ""
    source: str = ""
    toll: Toll | None = None
    is_final: bool = False


@dataclass(frozen=True)
class Sending:
    """How a report went upward: when, by which channel, who took it, under which number of receipt."""

    sent_at: datetime
    channel: str
    sent_to: str
    receiver: str
    receipt: str = ""
    is_skip_level: bool = False


def kind_of_next(case: Case, reports: list[Report]) -> Report.Kind:
    """Return what the next report of an event is."""
    if not any(report.issue for report in reports):
        return Kind.FIRST
    return Kind.RE_REPORT if any(report.is_final and report.issue for report in reports) else Kind.FOLLOW_UP


def draft(case: Case, said: Draft, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """拟写值班信息. One that was sent back is written again; it has no number before it is approved."""
    must_say(said.situation, "伤亡和损失情况")
    must_say(said.sent_to, "报送对象")
    with transaction.atomic():
        event = DutyEvent.objects.select_for_update(no_key=True).get(case=case)
        reports = list(Report.objects.select_for_update(no_key=True).filter(case=case).order_by("number"))
        kind = kind_of_next(case, reports)
        if kind != Kind.FIRST:
            _must_not_repeat(said)
        _must_agree(said, said.toll or event.toll)
        pending = next((report for report in reports if report.issue is None), None)
        report = pending or Report(case=case, unit=case.unit, number=len(reports) + 1)
        report.kind, report.is_final = kind, said.is_final or kind == Kind.RE_REPORT
        report.is_daily = kind == Kind.FOLLOW_UP and not said.is_final and is_daily_due(reports, at)
        report.title = f"关于{case.title}的情况报告"
        report.toll = _numbers(said.toll or event.toll)
        _fill(report, said, event)
        report.drafted_by, report.drafted_at = by.name, at
        report.save()
        return cases.act(
            case, "draft", by=by, at=at, seen=seen, note=report.name,
            data={"report": report.number}, public={"report": report.number, "kind": report.kind},
        )  # fmt: skip


def _fill(report: Report, said: Draft, event: DutyEvent) -> None:
    report.situation, report.scope, report.trend = (
        said.situation.strip(),
        said.scope.strip(),
        said.trend.strip(),
    )
    report.leaders, report.measures = said.leaders.strip(), said.measures.strip()
    report.requests, report.sent_to = said.requests.strip(), said.sent_to.strip()
    if report.kind == Kind.FIRST:
        report.nature = said.nature.strip() or event.nature
        report.place = said.place.strip() or event.place
        report.source = said.source.strip() or event.source
        report.occurred = f"{timezone.localtime(event.occurred_at):%Y年%m月%d日%H时%M分}"


def is_daily_due(reports: list[Report], at: datetime) -> bool:
    """Tell whether the last report is so old that today's is the daily one (日报)."""
    sent = [report.sent_at for report in reports if report.sent_at]
    if not sent:
        return False
    days = int(parameters.value("duty_daily_days", local_day(at)))
    last = max(sent)
    return (local_day(at) - local_day(last)).days >= days and at - last >= ANOTHER_DAY


def send_back(case: Case, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """退回修改."""
    return cases.act(case, "send_back", by=by, at=at, seen=seen, note=must_say(note, "修改意见"))


def approve(
    case: Case, *, by: Actor, at: datetime, leader_note: str = "", seen: int | None = None
) -> CaseEvent:
    """审定签发: the leader on duty, or another leader who says how the one on duty agreed.

    The report gets its number, and the event the figures the report states.
    """
    with transaction.atomic():
        report = _pending(case)
        if report.drafted_by == by.name:
            raise Refusal("拟稿人不能审定自己的稿子。", article="岗位分离", advice="请由带班领导审定。")
        shift = roster.on_duty(case.unit, at)
        leader = shift.leader if shift else None
        if leader is not None and leader.name != by.name and not leader_note.strip():
            raise Refusal(
                f"现在的带班领导是{leader.name}。",
                article="值班制度",
                advice=f"请由{leader.name}审定；电话请示的，填写带班领导的意见。",
            )
        event = DutyEvent.objects.select_for_update(no_key=True).get(case=case)
        stated, figures = Toll(*report.toll), ""
        if stated != event.toll:
            figures = f"；伤亡和损失由“{event.toll}”改为“{stated}”"
            put_toll(event, stated, event.changed_at)
        report.approved_by, report.approved_at, report.leader_note = by.name, at, leader_note.strip()
        return cases.act(
            case, "approve", by=by, at=at, seen=seen,
            note=f"{report.name}{_also(leader_note)}{figures}",
            data={"report": report.number}, papers=lambda locked: _issue(report, locked, at),
        )  # fmt: skip


def _also(note: str) -> str:
    said = note.strip().rstrip("。；")
    return f"；{said}" if said else ""


def _issue(report: Report, case: Case, at: datetime) -> None:
    """Give the report the next number of the unit's year and keep it as it will be read."""
    report.year = local_day(at).year
    report.issue = numbers.take(f"duty/{case.unit.code}/{report.year}")
    content = brief.content(report, DutyEvent.objects.get(case=case))
    pdf = render_pdf(content)
    report.content, report.pdf_sha256 = content.as_json(), hashlib.sha256(pdf).hexdigest()
    report.pdf.save(f"{report.pdf_sha256[:20]}.pdf", ContentFile(pdf), save=False)
    report.save()


def send(case: Case, how: Sending, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """登记上报: when and how it went upward; late is late for ever."""
    receiver, sent_to = must_say(how.receiver, "接收人"), must_say(how.sent_to, "报送对象")
    with transaction.atomic():
        event = DutyEvent.objects.select_for_update(no_key=True).get(case=case)
        report = (
            Report.objects.select_for_update(no_key=True)
            .filter(case=case, sent_at=None)
            .exclude(issue=None)
            .first()
        )
        if report is None:
            raise Refusal("没有已签发、待上报的值班信息。", article=RULE, advice="请先拟写并审定。")
        assert report.approved_at is not None
        must_lie_between(report.approved_at, how.sent_at, at, "签发时间")
        report.sent_at, report.channel, report.sent_to = how.sent_at, Report.Channel(how.channel), sent_to
        report.receiver, report.receipt, report.sent_by = receiver, how.receipt.strip(), by.name
        report.is_skip_level, report.is_late = how.is_skip_level, _is_late(report, event)
        report.save()
        if report.kind == Kind.FIRST:
            event.written_at = how.sent_at
        if event.changed_at and report.toll == _numbers(event.toll):
            event.changed_at = None
        event.save(update_fields=["written_at", "changed_at"])
        changes = {"outcome": REPORTED, "closed_on": local_day(at)} if report.is_final else {}
        return cases.act(
            case, "send_final" if report.is_final else "send", by=by, at=at, seen=seen,
            happened_on=local_day(how.sent_at),
            note=f"{report.issue_name}（{report.name}）报{sent_to}，{receiver}接收{'，超过时限' if report.is_late else ''}",
            data={"report": report.number},
            public={"issue": report.issue, "year": report.year, "late": report.is_late},
            changes=changes, waits_until=None if report.is_final else local_day(at),
        )  # fmt: skip


def _is_late(report: Report, event: DutyEvent) -> bool:
    """Tell whether the written limit was missed; changed figures are late when they did not go out that day."""
    assert report.sent_at is not None
    if report.kind == Kind.FIRST:
        return report.sent_at > event.written_by
    if report.kind == Kind.RE_REPORT and event.changed_at:
        return local_day(report.sent_at) > local_day(event.changed_at)
    return False


def _pending(case: Case) -> Report:
    report = Report.objects.select_for_update(no_key=True).filter(case=case, issue=None).first()
    if report is None:
        raise Refusal("没有待审定的值班信息。", article=RULE, advice="请查看办理记录。")
    return report


def _must_agree(said: Draft, toll: Toll) -> None:
    """Refuse a text that tells of other casualties than the figures beside it: both go upward."""
    against = contradictions(f"{said.nature}。{said.situation}", toll)
    if against:
        raise Refusal(
            f"文字写“{'、'.join(against)}”，填报的数字是“{toll}”。",
            article=RULE,
            advice="请改正文字或者数字，使两者一致。",
        )


def _must_not_repeat(said: Draft) -> None:
    repeated = [label for name, label in OF_THE_FIRST.items() if getattr(said, name).strip()]
    if repeated:
        raise Refusal(
            f"续报不重复首报写过的内容：{'、'.join(repeated)}。", article=RULE, advice="请只写新的情况。"
        )
    if not (said.trend.strip() or said.measures.strip()):
        raise Refusal("没有写发展趋势，也没有写处置措施。", article=RULE, advice="请写明新的进展。")


def _numbers(toll: Toll) -> list[int]:
    return [toll.deaths, toll.missing, toll.serious, toll.minor, toll.loss]
