"""Applications by e-mail (电子邮件申请): the announced mailboxes of units, and every message that came into them."""

import hashlib
import hmac
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.units.models import Unit, User
from gongkai.units.posts import unit_ids_visible_to


class Security(models.TextChoices):
    """How the line to a mail server is protected."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", "不加密（仅限内网）"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def visible_to(self, user: User, on: date) -> "MailboxQuerySet":
        return self.filter(unit__in=unit_ids_visible_to(user, on))

    def in_use(self) -> "MailboxQuerySet":
        return self.filter(stopped_at=None)


class Mailbox(models.Model):
    """A mailbox a unit takes applications by (申请邮箱). Without a host it is a simulated one.

    ``uidvalidity`` and ``last_uid`` say how far it was read; they move in the transaction that keeps a message.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mailboxes", verbose_name="单位")
    address = models.EmailField("邮箱地址")
    announced = models.BooleanField("已对外公布", default=True, help_text="公布的邮箱每天自检。")
    host = models.CharField(
        "IMAP 服务器", max_length=200, blank=True, help_text="留空时为模拟邮箱，用于演示。"
    )
    port = models.PositiveIntegerField("端口", default=993)
    security = models.CharField("连接方式", max_length=8, choices=Security.choices, default=Security.TLS)
    login = models.CharField("登录名", max_length=200, blank=True)
    password = EncryptedTextField("口令", blank=True)
    since = models.DateField("读取此日以后的邮件", help_text="此前的邮件已由人工处理，不再读取。")
    stopped_at = models.DateTimeField("停用时间", null=True, blank=True)

    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField("上次读取", null=True, blank=True)
    fault = models.CharField("读取故障", max_length=300, blank=True)
    failing_since = models.DateTimeField("故障起", null=True, blank=True)
    alarmed_at = models.DateTimeField("故障告警时间", null=True, blank=True)
    test_sent_at = models.DateTimeField("自检信发出", null=True, blank=True)
    test_passed_at = models.DateTimeField("上次自检通过", null=True, blank=True)
    test_fault = models.CharField("自检故障", max_length=300, blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请邮箱"
        ordering = ["unit__sort", "address"]
        constraints = [
            models.UniqueConstraint(
                "address",
                condition=Q(stopped_at=None),
                name="one_mailbox_an_address",
                violation_error_message="这个地址已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.address


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, user: User, on: date) -> "MailQuerySet":
        """Return the messages ``user`` may know of: one that belongs to a case goes where the case goes."""
        units = unit_ids_visible_to(user, on)
        return self.filter(Q(case=None, unit__in=units) | Q(case__unit__in=units))


class Mail(models.Model):
    """A message that came in (来信), kept as it was: ``raw`` is the evidence, everything else is read from it.

    ``key`` tells a message from another whatever way it came; ``sender_key`` finds those of one sender without
    reading the address.
    """

    class State(models.TextChoices):
        NEW = "new", "待处理"
        HELD = "held", "来信过多，暂存"
        AUTOMATIC = "automatic", "自动邮件"
        JOINED = "joined", "已并入办件"
        REGISTERED = "registered", "已登记为申请"
        SET_ASIDE = "set_aside", "不作申请处理"

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mail", verbose_name="申请邮箱")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    key = models.CharField(max_length=64)
    message_id = models.CharField(max_length=300, db_index=True, blank=True)
    sha256 = models.CharField("原件摘要值", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    raw = models.FileField("原件", upload_to="mail/%Y/")
    is_whole = models.BooleanField("原件完整", default=True)
    arrived_at = models.DateTimeField("到达邮箱时间")
    taken_at = models.DateTimeField("读入时间")
    due_on = models.DateField("应查阅之日")
    sender = EncryptedTextField("发件人", blank=True)
    sender_key = models.CharField(max_length=64, db_index=True)
    subject = EncryptedTextField("主题", blank=True)
    files = models.JSONField("附件", default=list)
    warnings = models.JSONField("提示", default=list)
    state = models.CharField("状态", max_length=12, choices=State.choices)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="mail", verbose_name="办件"
    )
    opened_at = models.DateTimeField("首次查阅时间", null=True, blank=True)
    alarmed_at = models.DateTimeField("告警时间", null=True, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来信"
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "due_on"], condition=Q(state="new"), name="mail_to_be_handled"),
            models.Index(fields=["state", "unit", "-arrived_at"], name="mail_list"),
        ]
        constraints = [models.UniqueConstraint("mailbox", "key", name="a_message_is_taken_once")]

    def __str__(self) -> str:
        return f"来信 {self.pk}"

    def state_proven(self) -> dict[str, object]:
        """Return what the ledger proves of a message: what came, when, and what became of it."""
        return {
            "mailbox": self.mailbox_id,
            "unit": self.unit_id,
            "message": [self.key, self.message_id, self.sha256, self.size],
            "arrived_at": round(self.arrived_at.timestamp()),
            "sender": self.sender_key,
            "state": self.state,
            "case": self.case_id,
            "reason": self.reason,
        }

    @property
    def responsible(self) -> Unit:
        """Return the unit that must read it."""
        return self.case.unit if self.case else self.unit


def sender_key(address: str) -> str:
    """Return the keyed hash by which mails of one address are found without reading it."""
    text = f"mail|{address.strip().lower()}"
    return hmac.new(settings.PERSONAL_DATA_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
