"""What is stored of a case (办件): head, history, open steps, letters, attachments, number series.

``Case.stage``, ``due_on``, ``used_days`` and ``outcome`` are written only by :mod:`gongkai.cases.actions`, in the same
transaction as the event they follow from; the deadline can be recomputed from the events at any time.
"""

import json
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from gongkai.cases.personal import EncryptedTextField
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import unit_ids_visible_to


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User, on: date) -> "CaseQuerySet":
        """Return the cases ``user`` may see; every list, page, search and export starts here."""
        return self.filter(unit__in=unit_ids_visible_to(user, on))

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_on=None)


class Case(models.Model):
    """An application, message, ticket or review with a statutory clock (办件)."""

    number = models.CharField("办件编号", max_length=40, unique=True)
    procedure = models.CharField("程序", max_length=32)
    procedure_version = models.CharField("程序版本", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name="承办单位")
    title = models.CharField("事由", max_length=200)
    channel = models.CharField("渠道", max_length=20)
    stage = models.CharField("环节", max_length=32)
    arrived_at = models.DateTimeField("到达时间")
    first_opened_at = models.DateTimeField("首次查阅时间", null=True, blank=True)
    received_on = models.DateField("收到申请之日", null=True, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    due_provisional = models.BooleanField("期限待放假安排确定", default=False)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    archived_on = models.DateField("归档日期", null=True, blank=True)
    used_days = models.PositiveIntegerField("办理用时（工作日）", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=32, blank=True)
    # Of a case taken up again: what it was concluded with first, which is counted for good (decision record 0012).
    first_closed_on = models.DateField("首次办结日期", null=True, blank=True)
    first_outcome = models.CharField("首次办理结果", max_length=32, blank=True, default="")
    counted_on = models.GeneratedField(
        expression=Coalesce("first_closed_on", "closed_on"),
        output_field=models.DateField("计入统计的办结日期", null=True),
        db_persist=True,
    )
    counted_outcome = models.GeneratedField(
        expression=Coalesce(NullIf("first_outcome", Value("")), "outcome"),
        output_field=models.CharField("计入统计的办理结果", max_length=32),
        db_persist=True,
    )
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="承办人")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="原办件")
    lookup_hash = models.CharField(max_length=64, blank=True)
    events_count = models.PositiveIntegerField("记录数", default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering = ["-arrived_at"]
        indexes = [
            models.Index(fields=["procedure", "unit", "-arrived_at"], name="case_register"),
            models.Index(fields=["procedure", "-arrived_at"], name="case_register_all"),
            models.Index(fields=["due_on"], condition=Q(closed_on=None), name="case_due"),
            models.Index(fields=["procedure", "closed_on"], name="case_closed"),
            # What a table counts is read from these alone.
            models.Index(
                fields=["procedure", "counted_outcome", "counted_on"],
                include=["id", "outcome", "received_on"],
                name="case_counted_by_outcome",
            ),
            models.Index(
                fields=["procedure", "counted_on"],
                include=["id", "outcome", "received_on"],
                name="case_counted",
            ),
            models.Index(
                fields=["procedure", "received_on"], include=["id", "outcome"], name="case_received"
            ),
            models.Index(
                fields=["procedure", "stage", "due_on"], condition=Q(closed_on=None), name="case_board"
            ),
            models.Index(
                fields=["unit", "stage", "due_on"], condition=Q(closed_on=None), name="case_board_of_unit"
            ),
            models.Index(fields=["handler"], condition=Q(archived_on=None), name="case_in_hand"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(outcome=""), name="a_closed_case_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseEvent(models.Model):
    """One act in the history of a case (办理记录). The database refuses to change or delete it.

    ``at`` is when it was entered, ``happened_on`` when it happened: late entry is allowed and visible.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("序号")
    action = models.CharField("办理动作", max_length=32)
    at = models.DateTimeField("录入时间")
    happened_on = models.DateField("发生日期")
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    actor_name = models.CharField("办理人", max_length=60)
    actor_post = models.CharField("岗位", max_length=200)
    from_stage = models.CharField(max_length=32)
    to_stage = models.CharField(max_length=32)
    ground = models.CharField("依据", max_length=100, blank=True)
    note = models.TextField("说明", blank=True)
    data = models.JSONField("数据", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint("case", "seq", name="one_event_per_place")]


class Step(models.Model):
    """Who must act now (待办). The work list reads nothing else."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    unit = models.ForeignKey(Unit, models.PROTECT)
    role = models.CharField("岗位", max_length=16, choices=Role.choices)
    todo = models.CharField("待办事项", max_length=60)
    since = models.DateField("起始日期")
    due_on = models.DateField("期限", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        indexes = [
            models.Index(fields=["unit", "role", "due_on"], condition=Q(done_at=None), name="open_steps")
        ]


class Letter(models.Model):
    """A letter of a case (文书), with the template version and the values it was made of.

    The PDF is kept as it was issued; the Word file is made from the content when somebody asks for it.
    ``content`` is in clear but for personal data; ``complete`` is the same with them, where there are any.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    template = models.CharField("文书种类", max_length=8)
    template_version = models.CharField("文书版本", max_length=20)
    number = models.CharField("文书编号", max_length=60, unique=True)
    content = models.JSONField("内容")
    complete = EncryptedTextField("含个人信息的内容", blank=True, default="")
    values = EncryptedTextField("字段值", blank=True, default="")
    signed_by = models.CharField("签发人", max_length=30)
    issued_on = models.DateField("制作日期")
    pdf = models.FileField("PDF", upload_to="letters/%Y/")
    pdf_sha256 = models.CharField(max_length=64)
    manner = models.CharField("送达方式", max_length=20, blank=True)
    sent_on = models.DateField("送达（交邮）日期", null=True, blank=True)
    proof = models.CharField("送达凭证", max_length=200, blank=True)
    carrier = models.CharField("邮政企业", max_length=40, blank=True)
    served_to = EncryptedTextField("签收人或者接收地址", blank=True, default="")
    served_at = models.DateTimeField("进入对方系统的时间", null=True, blank=True)
    served_by = models.CharField("送达人", max_length=60, blank=True)
    proof_file = models.ForeignKey(
        "Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达凭证文件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["case_id", "pk"]
        indexes = [
            models.Index(
                fields=["template", "issued_on"], condition=Q(sent_on=None), name="letters_not_served"
            ),
            models.Index(fields=["template", "-issued_on"], name="letters_by_kind"),
        ]

    @property
    def whole_content(self) -> dict[str, Any]:
        """Return what the letter says, personal data included."""
        return json.loads(self.complete) if self.complete else self.content  # type: ignore[no-any-return]

    @property
    def missing_characters(self) -> list[str]:
        """Return the characters the printed letter names by their code point; the Word file has them."""
        from gongkai.cases.glyphs import missing_in

        return list(missing_in(json.dumps(self.content, ensure_ascii=False)))


class Attachment(models.Model):
    """A file that came with a case or was made for it (附件)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    kind = models.CharField("类别", max_length=40)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    file = models.FileField("文件", upload_to="cases/%Y/")
    added_at = models.DateTimeField("加入时间")
    added_by = models.CharField("加入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["case_id", "pk"]


class Series(models.Model):
    """A running number (流水号): taken in the transaction that uses it, so that none is lost."""

    key = models.CharField(max_length=100, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Notice(models.Model):
    """One sentence to the applicant about the progress of a case (通知), written with the act it tells of.

    ``key`` names the act and the channel: nothing is ever told twice. A message whose fate nobody knows is
    ``UNSURE`` and waits for a person.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未发出，将重试"
        UNSURE = "unsure", "待核"
        GAVE_UP = "gave_up", "发送失败"

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="办件")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    recipient = EncryptedTextField("接收人")
    purpose = models.CharField("事由", max_length=60)
    text = models.TextField("内容")
    key = models.CharField("通知标识", max_length=100, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    queued_at = models.DateTimeField("生成时间")
    next_at = models.DateTimeField("下次发送", null=True, blank=True)
    tried_at = models.DateTimeField("最近一次发送", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    receipt = models.CharField("服务方回执", max_length=200, blank=True)
    fault = models.CharField("未发出的原因", max_length=300, blank=True)
    is_simulated = models.BooleanField("模拟发送", default=False)
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_by = models.CharField("核实人", max_length=60, blank=True)
    settled_note = models.CharField("核实情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state__in=("queued", "failed")), name="notices_to_send"
            ),
            models.Index(fields=["-queued_at"], name="notice_list"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.purpose}"
