"""What is stored of leave (请假): the request, who stands in for which post, and its history."""

from datetime import date

from django.db import models
from django.db.models import Q

from gongkai.law.leave import LeaveKind, Level, Span
from gongkai.units.encrypted import EncryptedTextField
from gongkai.units.models import Post, Role, Unit, User


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, user: User, on: date) -> "LeaveQuerySet":
        """Return the leave of the units ``user`` belongs to, her own and what asks her to stand in."""
        from gongkai.units.posts import unit_ids_visible_to

        mine = Q(person=user) | Q(covers__substitute=user) | Q(unit__in=unit_ids_visible_to(user, on))
        return self.filter(mine).distinct()

    def standing(self) -> "LeaveQuerySet":
        """Return the leave applied for or approved."""
        return self.filter(state__in=Leave.STANDING)

    def undecided(self) -> "LeaveQuerySet":
        return self.filter(state__in=(Leave.State.ASKED, Leave.State.WAITING))

    def meeting(self, first: date, last: date) -> "LeaveQuerySet":
        """Return the leave that touches the days from ``first`` to ``last``."""
        return self.filter(first__lte=last, last__gte=first)


class Leave(models.Model):
    """That a member of staff is away, from when to when (请假). The reason is for those who decide."""

    class State(models.TextChoices):
        ASKED = "asked", "待代理人答复"
        WAITING = "waiting", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"
        WITHDRAWN = "withdrawn", "已撤回"

    STANDING = (State.ASKED, State.WAITING, State.APPROVED)

    person = models.ForeignKey(User, models.PROTECT, related_name="leave", verbose_name="请假人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leave", verbose_name="单位")
    kind = models.CharField("类别", max_length=12, choices=[(kind.value, kind.label) for kind in LeaveKind])
    first = models.DateField("自")
    from_noon = models.BooleanField("首日下午起", default=False)
    last = models.DateField("至（含）")
    until_noon = models.BooleanField("末日上午止", default=False)
    days = models.DecimalField("工作日", max_digits=5, decimal_places=1)
    reason = EncryptedTextField("事由", blank=True)
    extends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="续假的原假"
    )
    is_emergency = models.BooleanField("紧急指定代理", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    level = models.CharField(
        "审批层级", max_length=16, choices=[(level.value, level.label) for level in Level]
    )
    asked_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    back_on = models.DateField("销假（返岗）日期", null=True, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)
    form_token = models.CharField(max_length=64, unique=True)
    revision = models.PositiveIntegerField("记录数", default=0)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ["-first", "-pk"]
        indexes = [
            models.Index(fields=["unit", "first"], name="leave_of_unit"),
            models.Index(
                fields=["asked_at"], condition=Q(state__in=("asked", "waiting")), name="leave_undecided"
            ),
            models.Index(fields=["last"], condition=Q(state="approved"), name="leave_running"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.span}"

    @property
    def span(self) -> Span:
        return Span(self.first, self.last, self.from_noon, self.until_noon)

    def runs_on(self, day: date) -> bool:
        """Tell whether the approved leave touches the day."""
        return self.state == self.State.APPROVED and self.first <= day <= self.last


class LeaveCover(models.Model):
    """Who stands in for one post (代理安排), and what she answered. ``post`` is what she holds meanwhile."""

    class Answer(models.TextChoices):
        ASKED = "asked", "待答复"
        ACCEPTED = "accepted", "同意代理"
        DECLINED = "declined", "不能代理"
        ORDERED = "ordered", "由负责人指定"
        REPLACED = "replaced", "已改派"

    AGREED = (Answer.ACCEPTED, Answer.ORDERED)
    # Whoever declined or was replaced stands in for nobody.
    CURRENT = (Answer.ASKED, Answer.ACCEPTED, Answer.DECLINED, Answer.ORDERED)

    leave = models.ForeignKey(Leave, models.PROTECT, related_name="covers", verbose_name="请假")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    role = models.CharField("岗位", max_length=16, choices=Role.choices)
    substitute = models.ForeignKey(User, models.PROTECT, related_name="covers", verbose_name="代理人")
    answer = models.CharField("答复", max_length=10, choices=Answer.choices, default=Answer.ASKED)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    post = models.OneToOneField(
        Post, models.PROTECT, null=True, blank=True, related_name="cover", verbose_name="代理岗位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "代理安排"
        ordering = ["leave", "unit__sort", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                "leave", "unit", "role", condition=~Q(answer="replaced"), name="one_substitute_a_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name}{self.get_role_display()}由{self.substitute}代理"


class LeaveEvent(models.Model):
    """One act in the history of a leave (办理记录)."""

    leave = models.ForeignKey(Leave, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("序号")
    action = models.CharField("办理动作", max_length=20)
    at = models.DateTimeField("时间")
    actor_name = models.CharField("办理人", max_length=60)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假办理记录"
        ordering = ["leave", "seq"]
        constraints = [models.UniqueConstraint("leave", "seq", name="one_leave_event_per_place")]

    @property
    def label(self) -> str:
        return ACTIONS[self.action]


ACTIONS = {
    "ask": "申请请假",
    "accept": "同意代理",
    "decline": "不能代理",
    "choose": "另选代理人",
    "approve": "批准",
    "refuse": "不批准",
    "withdraw": "撤回",
    "return": "销假",
    "order": "紧急指定代理",
    "replace": "改派代理人",
    "remind": "提醒",
}
