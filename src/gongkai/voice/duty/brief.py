"""The duty brief (值班信息) as it is printed: red head, number of issue, organ and date, the named fields, 报送."""

from datetime import datetime

from django.utils import timezone

from gongkai.cases.letter_layout import LetterContent
from gongkai.units.models import Unit, UnitKind
from gongkai.units.posts import competent_office
from gongkai.voice.duty.models import DutyEvent, Report


def masthead(unit: Unit, at: datetime) -> str:
    """Return what the head says: the district's own brief is named after the district, others after their unit."""
    office = competent_office(timezone.localtime(at).date())
    government = Unit.objects.filter(kind=UnitKind.GOVERNMENT).first()
    named = government.name.removesuffix("人民政府") if government and office == unit else unit.short_name
    return f"{named}值班信息"


def content(report: Report, event: DutyEvent) -> LetterContent:
    """Return what a report says, from the named fields that are filled."""
    assert report.approved_at is not None
    return LetterContent(
        head=masthead(report.unit, report.approved_at),
        title=f"{report.title}（{report.name}）",
        number=f"第{report.issue}期",
        addressee="",
        paragraphs=tuple(f"{label}：{text}" for label, text in _said(report, event) if text),
        attachments=(),
        organ=report.unit.name,
        day=timezone.localtime(report.approved_at).date(),
        copies_to=(f"报：{report.sent_to}", f"签发：{report.approved_by}　　拟稿：{report.drafted_by}"),
    )


def _said(report: Report, event: DutyEvent) -> tuple[tuple[str, str], ...]:
    """Return the fields in their order. A follow-up says where the beginning stands and does not repeat it."""
    if report.kind == Report.Kind.FIRST:
        beginning: tuple[tuple[str, str], ...] = (
            ("接报时间", in_full(event.received_at)),
            ("信息来源", report.source),
            ("发生时间", report.occurred),
            ("事发地点", report.place),
            ("事件经过和性质", report.nature),
        )
    else:
        first = Report.objects.filter(case=report.case, kind=Report.Kind.FIRST).first()
        beginning = (("接续", f"{first.issue_name}（首报）" if first else ""),)
    return (
        *beginning,
        ("事件等级", event.get_level_display()),
        ("影响范围", report.scope),
        ("伤亡和损失", report.situation),
        ("发展趋势", report.trend),
        ("到场领导", report.leaders),
        ("处置措施", report.measures),
        ("请求事项", report.requests),
    )


def in_full(at: datetime) -> str:
    """Return a moment by the 24-hour clock: 2019年06月03日14时25分."""
    return f"{timezone.localtime(at):%Y年%m月%d日%H时%M分}"
