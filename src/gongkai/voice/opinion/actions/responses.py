"""The words the government answers with: written, passed by another person, given out in time (D60, S72)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.personal_data import personal_data_in
from gongkai.law.refusal import Refusal
from gongkai.law.response import SOURCE
from gongkai.units.posts import Actor
from gongkai.voice.opinion.actions.common import due_day, locked, must_say, renew_steps, save_dues
from gongkai.voice.opinion.models import Opinion, OpinionResponse

MOMENTS = {"first_info": "first_info_at", "press": "press_at", "respond": "responded_at"}
State = OpinionResponse.State


def write(
    case: Case, *, kind: str, title: str, text: str, by: Actor, at: datetime, seen: int | None = None
) -> OpinionResponse:
    """拟写回应: a text that another person will pass. Nothing personal may stand in it."""
    row = OpinionResponse(kind=OpinionResponse.Kind(kind))
    _put(row, title, text, by, at)

    def papers(case: Case) -> None:
        row.case = case
        row.save()

    cases.act(case, "write", by=by, at=at, seen=seen, note=row.title, papers=papers)
    return row


def rewrite(
    response: OpinionResponse, *, title: str, text: str, by: Actor, at: datetime, seen: int | None = None
) -> OpinionResponse:
    """Change a text that has not been passed yet."""
    with transaction.atomic():
        row = _held(response, State.WRITTEN, State.SENT_BACK)
        _put(row, title, text, by, at)
        row.state = State.WRITTEN
        row.save()
        cases.act(row.case, "write", by=by, at=at, seen=seen, note=f"修改：{row.title}")
    return row


def send_back(
    response: OpinionResponse, *, remark: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """退回修改."""
    must_say(remark, "修改意见")
    with transaction.atomic():
        row = _held(response, State.WRITTEN)
        row.state, row.remark = State.SENT_BACK, remark.strip()
        row.save()
        return cases.act(row.case, "send_back", by=by, at=at, seen=seen, note=f"{row.title}：{row.remark}")


def approve(response: OpinionResponse, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """审核回应: another person than who wrote it."""
    with transaction.atomic():
        row = _held(response, State.WRITTEN)
        if row.written_by == by.name:
            raise Refusal("拟稿人不能审核自己的文稿。", article="岗位分离", advice="请由另一位审签人审核。")
        row.state, row.approved_by, row.approved_at, row.remark = State.APPROVED, by.name, at, ""
        row.save()
        return cases.act(row.case, "approve", by=by, at=at, seen=seen, note=row.title)


def hand_over(
    response: OpinionResponse, *, desk_address: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """转网站发布: the text goes on as an item of the site; where it stands in the workbench is kept."""
    with transaction.atomic():
        row = _held(response, State.APPROVED)
        row.desk_address = desk_address
        row.save()
        return cases.act(row.case, "hand_over", by=by, at=at, seen=seen, note=row.title)


def release(
    response: OpinionResponse,
    *,
    released_at: datetime,
    channel: str,
    by: Actor,
    at: datetime,
    address: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """登记发布: when, where and under which address a passed text was given out; the first of its kind keeps the limit."""
    must_say(channel, "发布渠道")
    with transaction.atomic():
        opinion = locked(response.case)
        row = _held(response, State.APPROVED)
        _must_have_happened(opinion, released_at, at)
        row.state, row.released_at, row.channel, row.address = (
            State.RELEASED, released_at, channel.strip(), address,
        )  # fmt: skip
        row.save()
        if getattr(opinion, MOMENTS[row.kind]) is not None:
            return cases.act(
                row.case, "release", by=by, at=at, happened_on=local_day(released_at), seen=seen,
                note=f"{timezone.localtime(released_at):%Y-%m-%d %H:%M} {row.channel}",
            )  # fmt: skip
        return _keep(row.case, opinion, row.kind, released_at, row.channel, row.text, by, at, seen)


def note(
    case: Case, what: str, *, done_at: datetime, by: Actor, at: datetime, channel: str = "", text: str = "",
    seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """登记首次发布、新闻发布会或者回应 that was given out beside the platform, with the moment it really happened."""
    with transaction.atomic():
        opinion = locked(case)
        if getattr(opinion, MOMENTS[what]) is not None:
            raise Refusal("已经登记过。", article=SOURCE, advice="请查看办理记录。")
        _must_have_happened(opinion, done_at, at)
        return _keep(case, opinion, what, done_at, channel, text, by, at, seen)


def _keep(
    case: Case,
    opinion: Opinion,
    what: str,
    done_at: datetime,
    channel: str,
    text: str,
    by: Actor,
    at: datetime,
    seen: int | None,
) -> CaseEvent:
    """Put down the moment by which a limit is kept, or missed."""
    setattr(opinion, MOMENTS[what], done_at)
    opinion.channel, opinion.response = channel or opinion.channel, text or opinion.response
    save_dues(opinion, MOMENTS[what], "channel", "response")
    late = any(due.limit.id == what and due.late for due in opinion.dues())
    return cases.act(
        case, what, by=by, at=at, happened_on=local_day(done_at), seen=seen,
        note=f"{timezone.localtime(done_at):%Y-%m-%d %H:%M}{'（超过时限）' if late else ''}",
        public={"late": late}, waits_until=due_day(opinion), papers=renew_steps(opinion, at),
    )  # fmt: skip


def _must_have_happened(opinion: Opinion, done_at: datetime, at: datetime) -> None:
    if not opinion.found_at <= done_at <= at:
        raise Refusal("时间早于发现时间，或者晚于现在。", article=SOURCE, advice="请填写实际发生的时间。")


def _put(row: OpinionResponse, title: str, text: str, by: Actor, at: datetime) -> None:
    must_say(title, "标题")
    must_say(text, "内容")
    found = {each.what for each in personal_data_in(f"{title} {text}", local_day(at))}
    if found:
        raise Refusal(
            f"拟公开的文字含有个人信息：{'、'.join(sorted(found))}。",
            article="《条例》第十五条",
            advice="请隐去后再提交。",
        )
    row.title, row.text, row.written_by, row.written_at = title.strip(), text.strip(), by.name, at


def _held(response: OpinionResponse, *states: str) -> OpinionResponse:
    """Lock a text, and refuse what its state does not allow."""
    row = OpinionResponse.objects.select_for_update(of=("self",), no_key=True).select_related("case__unit").get(
        pk=response.pk
    )  # fmt: skip
    if row.state not in states:
        raise Refusal(
            f"这份文稿{row.get_state_display()}。",
            article=SOURCE,
            advice="请刷新页面，看过最新记录后再办理。",
        )
    return row
