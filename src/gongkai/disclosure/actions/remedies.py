"""The verbs of a reconsideration or lawsuit (复议、应诉): from the notice to the decision. Each deadline comes from its rule."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent, Step
from gongkai.disclosure import rules
from gongkai.disclosure.actions.ending import ANNULLED
from gongkai.disclosure.actions.routing import hands_of
from gongkai.disclosure.models import Remedy
from gongkai.disclosure.procedure import INTAKE
from gongkai.disclosure.remedy_procedures import REVIEW, procedure_of
from gongkai.law import periods
from gongkai.law.refusal import Refusal
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Role
from gongkai.units.posts import PLATFORM, Actor


@dataclass(frozen=True)
class Notice:
    """What the notice of the reviewing body or court says (答复通知书、应诉通知书)."""

    kind: str
    body: str
    number: str
    accepted_on: date
    notified_on: date
    claims: str = ""
    simplified: bool = False
    files: tuple[CheckedFile, ...] = field(default=())


def enter_remedy(request: Case, notice: Notice, *, by: Actor, at: datetime) -> Remedy:
    """登记复议、诉讼 over a request: its own case, whose period runs from the day the copy was received."""
    by.must_hold(INTAKE, request.unit)
    _must_be_in_order(request, notice, local_day(at))
    procedure = procedure_of(notice.kind)
    key = f"{procedure.key}_answer{'_simplified' if notice.simplified else ''}"
    rule = rules.period(key, notice.notified_on)
    remedy = Remedy(
        request=request,
        kind=notice.kind,
        body=notice.body,
        number=notice.number,
        claims=notice.claims,
        simplified=notice.simplified,
        accepted_on=notice.accepted_on,
        notified_on=notice.notified_on,
    )
    with transaction.atomic():
        cases.open_case(
            procedure,
            "notify",
            unit=request.unit,
            title=request.title,
            channel="notice",
            by=by,
            at=at,
            data={"period": str(rule.period), "source": rule.source},
            detail=remedy,
            parent=request,
            received_on=notice.notified_on,
            papers=lambda case: _keep(case, notice.files, "通知和副本", by, at),
        )
    return remedy


def _must_be_in_order(request: Case, notice: Notice, today: date) -> None:
    if request.outcome == ANNULLED:
        raise Refusal("这件申请已作废。", article="", advice="请在以之为准的申请上登记。")
    earlier = request.remedies.all()  # type: ignore[attr-defined]
    if notice.kind == Remedy.Kind.AFTER_REVIEW and not earlier.filter(kind=Remedy.Kind.REVIEW).exists():
        raise Refusal(
            "这件申请没有登记过行政复议，不能登记为复议后起诉。",
            article="年度报告表四",
            advice="请先登记行政复议，或者选择“未经复议直接起诉”。",
        )
    if earlier.filter(body=notice.body, number=notice.number).exists():
        raise Refusal(
            f"{notice.body}{notice.number}已经登记过。", article="", advice="请打开已登记的案件办理。"
        )
    if notice.simplified and notice.kind != Remedy.Kind.REVIEW:
        raise Refusal(
            "简易程序的答复期限只适用于行政复议。",
            article="《行政复议法》第五十四条",
            advice="请取消简易程序。",
        )
    if notice.notified_on > today:
        raise Refusal(
            f"收到副本的日期{notice.notified_on}晚于今天。", article="", advice="请填写实际收到的日期。"
        )
    if not local_day(request.arrived_at) <= notice.accepted_on <= notice.notified_on:
        raise Refusal(
            "日期的先后不对：应当先有申请，后有受理，再收到副本。",
            article=procedure_of(notice.kind).action("notify").article,
            advice="请核对受理日期和收到副本的日期。",
        )


def take_up(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """承办: the officer begins to prepare the answer."""
    return cases.act(case, "take_up", by=by, at=at, seen=seen, changes={"handler": hands_of(by, case)})


def attach_papers(
    case: Case,
    files: Sequence[CheckedFile],
    *,
    kind: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CaseEvent:
    """存入材料: the signed answer, the evidence, a summons, a decision."""
    if not files:
        raise Refusal("没有选择文件。", article="", advice="请选择要存入的文件。")
    return cases.act(
        case,
        "attach",
        by=by,
        at=at,
        seen=seen,
        note=f"{kind}：{'、'.join(file.name for file in files)}"[:500],
        papers=lambda acted: _keep(acted, files, kind, by, at),
    )


def _keep(case: Case, files: Sequence[CheckedFile], kind: str, by: Actor, at: datetime) -> None:
    for file in files:
        cases.attach(case, file, kind=kind, by=by, at=at)


def submit_answer(
    case: Case, *, on: date, proof: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """提交答复（答辩）和证据: ends the period; from now on the decision is waited for.

    Evidence not handed in within the period counts as not there (行政复议法 art. 70, 行政诉讼法 art. 34).
    """
    remedy = _remedy(case)
    if not (case.letters.filter(template__in=("F01", "F02")).exists() or case.attachments.exists()):
        raise Refusal(
            "案卷里还没有答复书（答辩状）或者证据。",
            article=procedure_of(remedy.kind).action("submit_answer").article,
            advice="请先制作文书或者存入已提交的材料；逾期不举证的，视为没有证据。",
        )
    return cases.act(
        case,
        "submit_answer",
        by=by,
        at=at,
        happened_on=on,
        seen=seen,
        note=proof,
        waits_until=_decision_expected(remedy),
    )


def _decision_expected(remedy: Remedy) -> date:
    """Return the day by which the body or court should have decided, to be asked then."""
    if remedy.is_review:
        key = "review_decision_simplified" if remedy.simplified else "review_decision"
        start = remedy.accepted_on
    elif remedy.instance == Remedy.Instance.SECOND:
        key, start = "appeal_decision", remedy.notified_on
    else:
        key, start = "lawsuit_decision", remedy.accepted_on
    return _due(key, start)


def set_hearing(
    case: Case, *, on: date, place: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """听证（开庭）通知: the day stands on the work list; a new notice replaces the old one."""
    with transaction.atomic():
        Remedy.objects.filter(case=case).update(hearing_on=on, hearing_place=place)
        return cases.act(
            case, "set_hearing", by=by, at=at, seen=seen, note=f"{on} {place}".strip(), waits_until=on
        )


def hold_hearing(
    case: Case, *, attended: str, record: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记听证（开庭）: who appeared (行政机关负责人出庭应诉), and what was said."""
    remedy = _remedy(case)
    if remedy.hearing_on is not None and remedy.hearing_on > local_day(at):
        raise Refusal(
            f"听证（开庭）日期为{remedy.hearing_on}，还没有到。",
            article="",
            advice="请在听证（开庭）后登记。",
        )
    return cases.act(
        case,
        "hold_hearing",
        by=by,
        at=at,
        happened_on=remedy.hearing_on,
        seen=seen,
        note=f"出席：{attended}。{record}",
        waits_until=max(_decision_expected(remedy), local_day(at)),
    )


def escalate_remedy(case: Case, *, at: datetime) -> CaseEvent:
    """Tell the competent office that the period for the answer has run out."""
    with transaction.atomic():
        event = cases.act(case, "escalate", by=PLATFORM, at=at, note=f"期限{case.due_on}已过，尚未提交答复")
        Step.objects.create(
            case=case,
            unit=case.unit,
            role=Role.COMPETENT,
            todo=f"督促：{REVIEW.label if case.procedure == REVIEW.key else '行政诉讼'}逾期未答复",
            since=local_day(at),
            due_on=local_day(at),
        )
    return event


def _remedy(case: Case) -> Remedy:
    return Remedy.objects.select_related("request").get(case=case)


def _due(key: str, start: date) -> date:
    return periods.due(rules.period(key, start).period, start, calendar_in_force()).day
