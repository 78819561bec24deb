"""Signals, the people to be told, jobs of telling them, and what became of each message."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from gongkai.cases.personal import EncryptedTextField
from gongkai.law.warnings import Colour
from gongkai.units.models import Unit, User

COLOURS = [(colour.value, colour.label) for colour in Colour]

PROOF_LENGTH = 100


class AlertQuerySet(models.QuerySet["Alert"]):
    def in_force(self, at: datetime) -> "AlertQuerySet":
        """Return the signals that stand: the newest of their chain, not lifted, not past their end."""
        chain = Coalesce(OuterRef("first"), OuterRef("pk"))
        newer = Alert.objects.filter(first=chain, pk__gt=OuterRef("pk"), imported_at__lte=at)
        standing = self.exclude(act=Alert.Act.CANCEL).filter(Q(expires_at=None) | Q(expires_at__gt=at))
        return standing.filter(imported_at__lte=at).exclude(Exists(newer))


class Alert(models.Model):
    """A signal as the station issued it (预警信号). The database refuses to change or remove one.

    An update and a lifting are rows of their own, linked to the first of their chain (``first``).
    """

    class Act(models.TextChoices):
        ALERT = "Alert", "发布"
        UPDATE = "Update", "变更"
        CANCEL = "Cancel", "解除"

    identifier = models.CharField("报文标识", max_length=200)
    sender = models.CharField("发布者标识", max_length=200)
    act = models.CharField("类型", max_length=6, choices=Act.choices)
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="chain", verbose_name="首次信号"
    )
    follows = models.CharField("接续的报文", max_length=2000, blank=True)
    kind = models.CharField("类别", max_length=30)
    colour = models.CharField("颜色", max_length=6, choices=COLOURS)
    headline = models.CharField("标题", max_length=300)
    description = models.TextField("警示事项", blank=True)
    instruction = models.TextField("应采取的措施", blank=True)
    area = models.TextField("影响范围")
    station = models.CharField("发布单位", max_length=100)
    issued_at = models.DateTimeField("发布时间")
    starts_at = models.DateTimeField("起始时间")
    expires_at = models.DateTimeField("失效时间", null=True)
    remark = models.CharField("接收时的说明", max_length=300, blank=True)
    proof = models.CharField("来源核验", max_length=PROOF_LENGTH)
    raw = models.TextField("原报文")
    sha256 = models.CharField("原报文摘要", max_length=64)
    imported_at = models.DateTimeField("接收时间")
    imported_by = models.CharField("接收人", max_length=60)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警信号"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint("sender", "identifier", name="voice_alert_once")]
        indexes = [models.Index(fields=["first", "-id"], name="voice_alert_chain")]

    @property
    def grade(self) -> Colour:
        return Colour(self.colour)

    @property
    def title(self) -> str:
        """Return what the signal is called: 暴雨橙色预警信号, and whether it was changed or lifted."""
        done = "" if self.act == self.Act.ALERT else f"（{self.get_act_display()}）"
        return f"{self.kind}{self.grade.label}预警信号{done}"

    def first_pk(self) -> int:
        return self.first_id or self.pk


class Advice(models.Model):
    """What the district advises beside a signal (本地防范提示): its own words, with its own author."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="advice", verbose_name="信号")
    text = models.TextField("本地防范提示", max_length=1000)
    author = models.CharField("拟写人", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    written_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "本地防范提示"
        ordering = ["-pk"]


class RefusedAlert(models.Model):
    """A message that was not taken in, and why (未接收的报文)."""

    at = models.DateTimeField("时间")
    by = models.CharField("来自", max_length=60)
    identifier = models.CharField("报文标识", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=500)
    sha256 = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "未接收的报文"
        ordering = ["-pk"]


class StationQuerySet(models.QuerySet["Station"]):
    def in_force(self) -> "StationQuerySet":
        """Return the newest row of each station."""
        return self.filter(pk__in=self.order_by().values("sender").annotate(last=Max("pk")).values("last"))


class Station(models.Model):
    """Whose signals are taken in, and how they are proved (信号来源). A change is a new row; the newest is in force."""

    name = models.CharField("气象台站", max_length=100)
    sender = models.CharField("发布者标识（sender）", max_length=200)
    secret = EncryptedTextField("接口密钥", blank=True)
    certificate = models.TextField("签名证书（PEM）", blank=True)
    address = models.URLField("读取地址", max_length=500, blank=True)
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.CharField("录入人", max_length=60)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信号来源"
        ordering = ["pk"]

    @classmethod
    def of(cls, sender: str) -> "Station | None":
        return cls.objects.filter(sender=sender).last()


class StationReading(models.Model):
    """How the last reading of a station's address went (信号读取), and which messages were read already."""

    MOST_SEEN = 500

    sender = models.CharField("发布者标识（sender）", max_length=200, unique=True)
    tried_at = models.DateTimeField("最近读取")
    read_at = models.DateTimeField("最近读到", null=True, blank=True)
    fault = models.CharField("读不到的原因", max_length=300, blank=True)
    seen = models.JSONField("已读过的报文", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "信号读取"


class Channel(models.TextChoices):
    """By what a person can be told."""

    OA = "oa", "办公平台"
    WECHAT = "wechat", "微信公众号"
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    SMS = "sms", "短信（HTTP）"
    CMPP = "cmpp", "短信（CMPP）"
    EMAIL = "email", "电子邮件"


class State(models.TextChoices):
    """What is known of one message: the one set every channel's receipts are told in (S77)."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    UNSURE = "unsure", "待核"
    SENT = "sent", "已发送"
    FAILED = "failed", "未送达"
    DELIVERED = "delivered", "已送达"
    READ = "read", "已读"
    CONFIRMED = "confirmed", "已确认"


class Person(models.Model):
    """Somebody to be told. Addresses are encrypted; equal ones are found by their keyed digest."""

    name = models.CharField("姓名", max_length=50)
    duty = models.CharField("职务", max_length=100, blank=True)
    phone = EncryptedTextField("手机号码", blank=True)
    phone_key = models.CharField(max_length=64, blank=True, db_index=True)
    openid = EncryptedTextField("微信 openid", blank=True)
    openid_key = models.CharField(max_length=64, blank=True, db_index=True)
    wecom = EncryptedTextField("企业微信帐号", blank=True)
    dingtalk = EncryptedTextField("钉钉 userid", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="平台帐号"
    )
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上一级责任人"
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "接收人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("phone_key", condition=~Q(phone_key=""), name="voice_person_once")
        ]

    def __str__(self) -> str:
        return self.name

    def addresses(self) -> dict[str, str]:
        """Return the address of each channel by which the person can be told."""
        known = {
            Channel.OA.value: str(self.user_id or ""),
            Channel.WECHAT.value: self.openid,
            Channel.WECOM.value: self.wecom,
            Channel.DINGTALK.value: self.dingtalk,
            Channel.SMS.value: self.phone,
            Channel.CMPP.value: self.phone,
            Channel.EMAIL.value: self.email,
        }
        return {channel: address for channel, address in known.items() if address}


class Audience(models.Model):
    """A group of persons (接收群组), kept by the office."""

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", "防汛防灾责任人"
        SCHOOL = "school", "学校"
        MINE = "mine", "矿山企业"
        STAFF = "staff", "机关单位"
        PUBLIC = "public", "社会公众"

    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属地"
    )
    people = models.ManyToManyField(Person, related_name="audiences")

    class Meta:
        verbose_name = verbose_name_plural = "接收群组"
        ordering = ["kind", "unit__sort", "pk"]

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """How messages are worded (消息模板): a new version is a new row, the newest of a kind is in force."""

    kind = models.CharField("用于", max_length=10)
    version = models.PositiveIntegerField("版本")
    text = models.TextField("模板", max_length=500)
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "消息模板"
        ordering = ["kind", "version"]
        constraints = [models.UniqueConstraint("kind", "version", name="voice_wording_once")]


class Broadcast(models.Model):
    """A job (发布任务): one text told to everybody in some groups, over channels in an order of preference."""

    class Kind(models.TextChoices):
        WARNING = "warning", "预警"
        FORECAST = "forecast", "天气预报"
        NOTICE = "notice", "通知"

    class Stage(models.TextChoices):
        DRAFT = "draft", "待审批"
        SENDING = "sending", "发送中"
        FINISHED = "finished", "已发完"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    alert = models.ForeignKey(
        Alert, models.PROTECT, null=True, related_name="broadcasts", verbose_name="信号"
    )
    colour = models.CharField("颜色", max_length=6, blank=True, choices=COLOURS)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容", max_length=1000)
    wording = models.CharField("模板版本", max_length=40, blank=True)
    station = models.CharField("发布台站", max_length=100, blank=True)
    issued_at = models.DateTimeField("台站发布时间", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发布单位")
    audiences = models.ManyToManyField(Audience, related_name="+", verbose_name="接收群组")
    plan = models.JSONField("渠道次序", default=list)
    to_confirm = models.BooleanField("要求确认", default=False)
    is_trial = models.BooleanField("试发", default=False)
    stage = models.CharField("环节", max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    form_token = models.CharField(max_length=64, unique=True)
    drafted_by = models.CharField("拟稿人", max_length=60)
    drafted_at = models.DateTimeField("拟稿时间")
    drafter = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.CharField("审批人", max_length=60, blank=True)
    approved_at = models.DateTimeField("审批时间", null=True)
    starts_at = models.DateTimeField("开始发送", null=True)
    ended_at = models.DateTimeField("发完或者取消的时间", null=True)
    total = models.PositiveIntegerField("接收人数", default=0)
    counts = models.JSONField("发完时的计数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "发布任务"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["stage", "-id"], name="voice_broadcast_stage"),
            models.Index("kind", "approved_at", name="voice_broadcast_sent"),
        ]

    @property
    def grade(self) -> Colour | None:
        return Colour(self.colour) if self.colour else None


class Recipient(models.Model):
    """One person of a job, and the best that is known of her being told."""

    broadcast = models.ForeignKey(Broadcast, models.PROTECT, related_name="recipients", verbose_name="任务")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="接收人")
    is_responsible = models.BooleanField("责任人", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    token = models.CharField(max_length=24, unique=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_how = models.CharField("确认方式", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务接收人"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("broadcast", "person", name="voice_told_once")]
        indexes = [
            models.Index("broadcast", "state", name="voice_recipient_state"),
            models.Index(fields=["person", "-id"], name="voice_recipient_person"),
        ]


class Delivery(models.Model):
    """One message to one person over one channel (S71, S76): its idempotency key, and its receipts."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="deliveries", verbose_name="接收人")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    key = models.CharField("消息标识", max_length=60, unique=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次处理", null=True)
    tried_at = models.DateTimeField("最近发送", null=True)
    # Since when the person may have it already: from then on no failure is a definite one.
    unsure_since = models.DateTimeField("不知道结果，自", null=True)
    sent_at = models.DateTimeField("发出", null=True)
    delivered_at = models.DateTimeField("送达", null=True)
    read_at = models.DateTimeField("阅读", null=True)
    provider_id = models.CharField("服务商回执", max_length=200, blank=True)
    fault = models.CharField("原因", max_length=300, blank=True)
    is_simulated = models.BooleanField("模拟发送", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["pk"]
        indexes = [
            models.Index("channel", "next_at", "id", condition=~Q(next_at=None), name="voice_delivery_due"),
            models.Index("channel", condition=Q(state="sending"), name="voice_delivery_left"),
            models.Index("channel", "id", condition=Q(state="sent"), name="voice_delivery_sent"),
            models.Index("channel", "provider_id", name="voice_delivery_receipt"),
        ]


class StrayReceipt(models.Model):
    """A receipt that came before the message it speaks of was recorded; it is taken up then."""

    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    key = models.CharField("消息标识", max_length=60, blank=True)
    provider_id = models.CharField("服务商回执", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    at = models.DateTimeField("时间")
    fault = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "先到的回执"
        indexes = [models.Index("channel", "provider_id", name="voice_stray_receipt")]


class Call(models.Model):
    """叫应: a responsible person who has not confirmed is called by telephone; then the one above her."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "已接通，知悉"
        NO_ANSWER = "no_answer", "无人接听"
        WRONG = "wrong", "号码有误"

    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="calls", verbose_name="未确认的责任人"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="呼叫对象")
    asked_at = models.DateTimeField("提出时间")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    called_by = models.CharField("呼叫人", max_length=60, blank=True)
    called_at = models.DateTimeField("呼叫时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "叫应"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "recipient", "person", condition=Q(called_at=None), name="voice_called_once_at_a_time"
            )
        ]
        indexes = [models.Index("recipient", condition=Q(called_at=None), name="voice_call_open")]
