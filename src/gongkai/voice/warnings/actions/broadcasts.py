"""The verbs of a job (发布任务): draft, approve by another person, cancel, send again, finish; confirming."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from gongkai.law.refusal import Refusal
from gongkai.law.warnings import RELAY, QuietHours, may_disturb_at
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units import parameters
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor, must_be_competent
from gongkai.voice.warnings import delivery, wording
from gongkai.voice.warnings.actions.people import digest
from gongkai.voice.warnings.models import (
    Alert,
    Audience,
    Broadcast,
    Channel,
    Delivery,
    Person,
    Recipient,
    State,
    Wording,
)

DRAFTERS = (Role.OFFICER,)
APPROVERS = (Role.APPROVER, Role.HEAD)
RULE = "发布审批规则"
Stage, Kind = Broadcast.Stage, Broadcast.Kind
CONFIRMING = ("收到", "1", "确认", "已收到", "知悉")


@dataclass(frozen=True)
class Draft:
    """What is to be told, to whom, and by what."""

    title: str
    text: str
    audiences: Sequence[Audience]
    plan: Sequence[str]
    kind: str = Kind.NOTICE
    to_confirm: bool = False
    station: str = ""
    issued_at: datetime | None = None


def draft_of_alert(
    alert: Alert, audiences: Sequence[Audience], plan: Sequence[str], *, to_confirm: bool
) -> Draft:
    """Return the draft that relays a signal in its own words."""
    text = wording.of_alert(alert, alert.advice.first()).text
    return Draft(alert.title, text, audiences, plan, Kind.WARNING, to_confirm, alert.station, alert.issued_at)


def draft(
    given: Draft, *, unit: Unit, by: Actor, at: datetime, token: str, alert: Alert | None = None
) -> Broadcast:
    """拟稿: hand a job to the approver. The same form handed in twice is one job.

    The words of a job that relays a signal follow from the signal; what was typed for them does not count.
    """
    by.must_hold(DRAFTERS, unit)
    version = ""
    if alert is not None:
        worded = wording.of_alert(alert, alert.advice.first())
        version = worded.version
        given = draft_of_alert(
            alert, given.audiences, given.plan, to_confirm=given.to_confirm or alert.grade.is_urgent
        )
    _must_be_complete(given)
    with transaction.atomic():
        made, is_new = Broadcast.objects.get_or_create(
            form_token=token,
            defaults={
                "kind": given.kind, "alert": alert, "colour": alert.colour if alert else "",
                "title": given.title.strip(), "text": given.text.strip(), "wording": version,
                "station": given.station, "issued_at": given.issued_at, "unit": unit, "plan": list(given.plan),
                "to_confirm": given.to_confirm, "drafted_by": by.name, "drafted_at": at, "drafter": by.user,
            },
        )  # fmt: skip
        if is_new:
            made.audiences.set(given.audiences)
            _record(made, "draft", by, at)
    return made


def _must_be_complete(given: Draft) -> None:
    if not given.title.strip() or not given.text.strip():
        raise Refusal("没有写标题或者内容。", article="", advice="请填写。")
    if not given.audiences:
        raise Refusal("没有选择接收群组。", article="", advice="请至少选择一个。")
    strange = [channel for channel in given.plan if channel not in Channel.values]
    if not given.plan or strange:
        raise Refusal("没有选择发送渠道。", article="", advice="请至少选择一个，按先后排列。")
    if given.kind == Kind.FORECAST and not (given.station and given.issued_at):
        raise Refusal("天气预报没有写明气象台站和发布时间。", article=RELAY, advice="请照预报原文填写。")


def approve(broadcast: Broadcast, *, by: Actor, at: datetime) -> Broadcast:
    """审批发送, by another person than the drafter: from here on the job is being sent."""
    with transaction.atomic():
        row = _locked(broadcast)
        by.must_hold(APPROVERS, row.unit)
        _must_be(row, Stage.DRAFT, "审批")
        if by.user is not None and by.user.pk == row.drafter_id:
            raise Refusal("拟稿人不能审批自己的稿件。", article=RULE, advice="请由另一位负责人审批。")
        if row.alert is not None and row.alert.act != Alert.Act.CANCEL:
            _must_stand(row.alert, at)
        row.stage, row.approved_by, row.approved_at = Stage.SENDING, by.name, at
        row.starts_at = may_disturb_at(timezone.localtime(at), quiet_hours(at), row.grade)
        row.total = _address(row, at)
        row.save()
        _record(row, "approve", by, at)
    broadcast.refresh_from_db()
    return row


def _must_stand(alert: Alert, at: datetime) -> None:
    if not Alert.objects.in_force(at).filter(pk=alert.pk).exists():
        raise Refusal(
            "这个信号已经变更、解除或者失效。", article=RELAY, advice="请取消这次发布，按最新的信号重新拟稿。"
        )


def _address(row: Broadcast, at: datetime) -> int:
    """Put everybody on the list, once however many groups she is in, with the first message to each."""
    groups = list(row.audiences.all())
    people = list(Person.objects.filter(audiences__in=groups, is_active=True).distinct())
    responsible = set(
        Person.objects.filter(
            audiences__in=[each for each in groups if each.kind == Audience.Kind.RESPONSIBLE]
        ).values_list("pk", flat=True)
    )
    recipients = Recipient.objects.bulk_create(
        [
            Recipient(
                broadcast=row, person=person, token=delivery.new_token(), is_responsible=person.pk in responsible
            )
            for person in people
        ],
        batch_size=1000,
    )  # fmt: skip
    silent: list[tuple[Recipient, str]] = []
    disturbing: list[tuple[Recipient, str]] = []
    nowhere = []
    for recipient in recipients:
        plan = delivery.plan_of(recipient)
        if not plan:
            nowhere.append(recipient.pk)
        else:
            (silent if plan[0] == Channel.OA else disturbing).append((recipient, plan[0]))
    delivery.queue(silent, at=at)
    delivery.queue(disturbing, at=row.starts_at or at)
    Recipient.objects.filter(pk__in=nowhere).update(state=State.FAILED)
    return len(recipients)


def cancel(broadcast: Broadcast, *, by: Actor, at: datetime) -> Broadcast:
    """取消, before anything was sent."""
    with transaction.atomic():
        row = _locked(broadcast)
        by.must_hold((*DRAFTERS, *APPROVERS), row.unit)
        ours = Delivery.objects.filter(recipient__broadcast=row)
        if row.stage == Stage.SENDING:
            list(ours.order_by("pk").select_for_update(no_key=True).values_list("pk"))
            if ours.filter(attempts__gt=0).exists():
                raise Refusal(
                    "已经开始发送，不能取消。", article=RULE, advice="需要更正的，请另发一条更正通知。"
                )
        elif row.stage != Stage.DRAFT:
            _must_be(row, Stage.DRAFT, "取消")
        ours.update(state=State.FAILED, next_at=None, fault="任务已取消")
        Recipient.objects.filter(broadcast=row).update(state=State.FAILED)
        row.stage, row.ended_at = Stage.CANCELLED, at
        row.save(update_fields=["stage", "ended_at"])
        _record(row, "cancel", by, at)
    return row


def send_again(broadcast: Broadcast, *, by: Actor, at: datetime) -> int:
    """重发: to everybody nobody could reach, from the first channel on; return how many that are."""
    with transaction.atomic():
        row = _locked(broadcast)
        by.must_hold((*DRAFTERS, *APPROVERS), row.unit)
        if row.stage not in (Stage.SENDING, Stage.FINISHED):
            _must_be(row, Stage.FINISHED, "重发")
        failed = list(
            row.recipients.filter(state=State.FAILED).select_related("person", "broadcast").order_by("pk")
        )
        ways = [(each, plan[0]) for each in failed if (plan := delivery.plan_of(each))]
        if not ways:
            raise Refusal(
                "没有可以重发的人。", article="", advice="没有送达的人没有可用的联系方式，请先补充。"
            )
        delivery.queue(ways, at=at)
        Recipient.objects.filter(pk__in=[each.pk for each, _ in ways]).update(state=State.QUEUED)
        row.stage, row.ended_at = Stage.SENDING, None
        row.save(update_fields=["stage", "ended_at"])
        _record(row, "send_again", by, at, people=len(ways))
    return len(ways)


def finish_those_done(at: datetime) -> int:
    """Close the jobs of which nothing waits to be sent any more; return how many."""
    ours = Delivery.objects.filter(recipient__broadcast=OuterRef("pk"))
    waiting = ours.filter(Q(next_at__isnull=False) | Q(state=State.SENDING))
    done = Broadcast.objects.filter(~Exists(waiting), stage=Stage.SENDING)
    return sum(_finish(row, at) for row in done)


def _finish(broadcast: Broadcast, at: datetime) -> bool:
    with transaction.atomic():
        row = _locked(broadcast)
        if row.stage != Stage.SENDING:
            return False
        row.stage, row.ended_at, row.counts = Stage.FINISHED, at, counts_of(row)
        row.save(update_fields=["stage", "ended_at", "counts"])
        _record(row, "finish", PLATFORM, at, counts=row.counts)
    return True


def counts_of(broadcast: Broadcast) -> dict[str, int]:
    """Return how many recipients are in each state."""
    return dict(broadcast.recipients.order_by().values_list("state").annotate(Count("pk")))


def confirm(recipient: Recipient, *, how: str, at: datetime) -> bool:
    """确认: the person knows. Return whether that is new; a second click changes nothing."""
    with transaction.atomic():
        row = (
            Recipient.objects.select_for_update(no_key=True)
            .select_related("person", "broadcast__unit")
            .get(pk=recipient.pk)
        )
        if row.confirmed_at is not None:
            return False
        row.state, row.confirmed_at, row.confirmed_how = State.CONFIRMED, at, how
        row.save(update_fields=["state", "confirmed_at", "confirmed_how"])
        record_fact(
            f"recipient/{row.pk}", "warnings.confirm", at=at, by=row.person.name, unit=row.broadcast.unit.code,
            data={"broadcast": row.broadcast_id, "how": how},
        )  # fmt: skip
    with transaction.atomic():
        list(
            Delivery.objects.filter(recipient=row)
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk")
        )
        delivery.stop_other_ways([row.pk])
    return True


def confirm_by_reply(address: str, text: str, *, how: str, at: datetime) -> bool:
    """Take a reply ("收到") as the confirmation of the newest job that waits for one of this person."""
    if text.strip().strip('。.！!“”"') not in CONFIRMING:
        return False
    key = digest(address)
    of_them = Recipient.objects.filter(person__phone_key=key) | Recipient.objects.filter(
        person__openid_key=key
    )
    waiting = of_them.filter(broadcast__to_confirm=True, confirmed_at=None)
    newest = waiting.order_by("-pk").first()
    return newest is not None and confirm(newest, how=how, at=at)


def quiet_hours(at: datetime) -> QuietHours:
    today = timezone.localtime(at).date()
    return QuietHours(
        int(parameters.value("broadcast_quiet_from", today)),
        int(parameters.value("broadcast_quiet_until", today)),
    )


def _locked(broadcast: Broadcast) -> Broadcast:
    return (
        Broadcast.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "alert")
        .get(pk=broadcast.pk)
    )


def _must_be(row: Broadcast, stage: str, what: str) -> None:
    if row.stage != stage:
        raise Refusal(
            f"这个任务现为“{row.get_stage_display()}”，不能{what}。", article=RULE, advice="请刷新页面。"
        )


def _record(row: Broadcast, verb: str, by: Actor, at: datetime, **data: object) -> None:
    told = {"kind": row.kind, "title": row.title, "people": row.total, **data}
    record_act(row, f"warnings.{verb}", at=at, by=by.name, unit=row.unit.code, data=told)


def set_wording(kind: str, text: str, *, by: Actor, at: datetime) -> Wording:
    """修改消息模板: a new version, used from now on. Jobs keep the version they were drafted with."""
    must_be_competent(by)
    missing = [name for name in wording.MUST_HAVE if "{" + name + "}" not in text]
    if missing:
        raise Refusal(
            f"模板没有写{'、'.join(missing)}。", article=RELAY, advice="转发预警必须注明发布台站和发布时间。"
        )
    with transaction.atomic():
        last = Wording.objects.select_for_update(no_key=True).filter(kind=kind).last()
        made = Wording.objects.create(
            kind=kind,
            version=last.version + 1 if last else 1,
            text=text.strip(),
            entered_at=at,
            entered_by=by.name,
        )
        data = {"kind": kind, "version": made.version, "text": made.text}
        record_fact(f"wording/{made.pk}", "warnings.set_wording", at=at, by=by.name, data=data)
    return made


def open_in_inbox(message: Delivery, *, at: datetime) -> None:
    """Note that somebody has read a message in the inbox (已读回执)."""
    delivery.receive([delivery.Receipt(State.READ, at, message.key)], Channel.OA)


def try_on_oneself(given: Draft, *, unit: Unit, by: Actor, at: datetime) -> Delivery:
    """试发: send the draft to oneself alone, in the inbox, as a job of its own that counts nowhere."""
    by.must_hold(DRAFTERS, unit)
    if by.user is None:
        raise Refusal("没有平台帐号，不能试发。", article="", advice="")
    if not given.title.strip() or not given.text.strip():
        raise Refusal("没有写标题或者内容。", article="", advice="请填写。")
    with transaction.atomic():
        person = Person.objects.filter(user=by.user).first() or Person.objects.create(
            name=by.name, user=by.user
        )
        trial = Broadcast.objects.create(
            kind=Kind.NOTICE, title=f"【试发】{given.title.strip()}"[:100], text=given.text.strip(), unit=unit,
            plan=[Channel.OA], to_confirm=given.to_confirm, stage=Stage.SENDING, is_trial=True, total=1,
            form_token=delivery.new_token(), drafted_by=by.name, drafted_at=at, drafter=by.user, starts_at=at,
        )  # fmt: skip
        recipient = Recipient.objects.create(broadcast=trial, person=person, token=delivery.new_token())
        delivery.queue([(recipient, Channel.OA)], at=at)
        _record(trial, "try", by, at)
    return recipient.deliveries.get()
