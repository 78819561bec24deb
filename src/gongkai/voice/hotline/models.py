"""What is stored of the hotline: tickets beside their cases, joint handlers, the directory, limits, calls, the city's files.

Who called is encrypted, and found again by keyed hashes alone.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.law import hotline as law
from gongkai.units.models import Unit

KINDS = [(kind.value, kind.label) for kind in law.Kind]
GROUNDS = [(key, ground.label) for key, ground in law.GROUNDS.items()]
EVIDENCE = "办理佐证"
PAPERS = ("来电人提供", EVIDENCE, "其他材料")
"""What a paper put with a ticket is."""


class Origin(models.TextChoices):
    """Where a ticket was first taken (来源); limits differ by it."""

    OWN = "own", "区热线"
    CITY = "city", "市12345转办"
    LEADERS = "leaders", "领导批示、领导信箱"
    OTHER = "other", "其他部门转来"


class Way(models.TextChoices):
    """By what the caller came (渠道)."""

    PHONE = "phone", "电话"
    WEB = "web", "网站"
    WECHAT = "wechat", "微信"
    APP = "app", "手机应用"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    MEDIA = "media", "媒体"
    TRANSFER = "transfer", "上级转办"


class Result(models.TextChoices):
    """What came of the matter (办理结果), as the unit says and the caller is asked."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    UNSOLVED = "unsolved", "未解决"
    EXPLAINED = "explained", "解释说明"


class DirectoryQuerySet(models.QuerySet["DirectoryEntry"]):
    def on(self, day: date) -> "DirectoryQuerySet":
        return self.filter(Q(since__lte=day) & (Q(until=None) | Q(until__gte=day)))


class DirectoryEntry(models.Model):
    """A matter and who handles it (派单目录): three levels, the words it is known by, the unit.

    Without a ``unit`` it is for the town or street of the place (属地).
    """

    field = models.CharField("一级分类", max_length=30)
    topic = models.CharField("二级分类", max_length=30)
    matter = models.CharField("事项", max_length=60)
    keywords = ArrayField(models.CharField(max_length=20), verbose_name="关键词", default=list)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位"
    )
    helpers = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="协办单位")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    entered_by = models.CharField("录入人", max_length=60)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "派单目录"
        ordering = ["field", "topic", "matter", "pk"]

    def __str__(self) -> str:
        return f"{self.field}—{self.topic}—{self.matter}"


class Limit(models.Model):
    """Time limits of a kind and an origin (时限), entered by the office with their source. Empty means every one.

    A new row takes the place of the one before it from ``since`` on; what is under way keeps its own.
    """

    kind = models.CharField("类型", max_length=12, choices=[*KINDS, ("urgent", "紧急")], blank=True)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, blank=True)
    sign_hours = models.PositiveSmallIntegerField("签收（工作小时）")
    handling_days = models.PositiveSmallIntegerField("办理（工作日，0为当日）")
    extension_days = models.PositiveSmallIntegerField("可延期（工作日，0为不能）")
    return_hours = models.PositiveSmallIntegerField("退单（小时）", default=0)
    return_days = models.PositiveSmallIntegerField("退单（工作日）", default=0)
    since = models.DateField("自")
    source = models.CharField("依据", max_length=200)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "热线时限"
        ordering = ["-since", "-pk"]

    def limits(self) -> law.Limits:
        returning = law.ReturnLimit(self.return_hours, self.return_days)
        return law.Limits(
            self.sign_hours,
            self.handling_days,
            self.extension_days,
            returning,
            f"{self.source}（自{self.since}）",
        )


class Ticket(models.Model):
    """A ticket (工单): who called about what, where, how it is limited, what was done and what the caller says."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="ticket")
    kind = models.CharField("类型", max_length=12, choices=KINDS)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.OWN)
    matter = models.ForeignKey(
        DirectoryEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项分类"
    )
    text = models.TextField("诉求内容", max_length=4000)
    is_urgent = models.BooleanField("紧急", default=False)
    town = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在乡镇街道"
    )
    place = models.CharField("村（社区）、道路、小区", max_length=60, blank=True)
    spot = models.CharField("具体位置", max_length=100, blank=True)
    place_key = models.CharField(max_length=64, blank=True)
    caller_name = EncryptedTextField("来电人", blank=True)
    caller_phone = EncryptedTextField("联系电话", blank=True)
    caller_key = models.CharField(max_length=64, blank=True)
    is_confidential = models.BooleanField("来电人要求保密", default=False)
    wants_reply = models.BooleanField("需要回复", default=True)
    city_number = models.CharField("市热线工单号", max_length=40, null=True, unique=True)
    form_token = models.CharField(max_length=64, unique=True)
    operator = models.CharField("受理人", max_length=60)
    knowledge = models.PositiveBigIntegerField("引用的知识", null=True, blank=True)
    # The limits as they were when the ticket was taken.
    sign_hours = models.PositiveSmallIntegerField()
    handling_days = models.PositiveSmallIntegerField()
    extension_days = models.PositiveSmallIntegerField()
    return_hours = models.PositiveSmallIntegerField(default=0)
    return_days = models.PositiveSmallIntegerField(default=0)
    limits_source = models.CharField("时限依据", max_length=240)
    dispatched_at = models.DateTimeField("派单时间", null=True, blank=True)
    sign_by = models.DateTimeField("签收时限", null=True, blank=True)
    return_by = models.DateTimeField("退单截止", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    contacted_at = models.DateTimeField("联系来电人时间", null=True, blank=True)
    is_designated = models.BooleanField("指定承办", default=False)
    returns = models.PositiveSmallIntegerField("退单次数", default=0)
    extension_asked = models.PositiveSmallIntegerField("申请延长（工作日）", default=0)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    extension_asked_by = models.CharField("延期申请人", max_length=60, blank=True)
    extension_decision = models.CharField(
        "延期审批", max_length=8, blank=True, choices=[("granted", "同意"), ("denied", "不同意")]
    )
    extension_decided_by = models.CharField("延期审批人", max_length=60, blank=True)
    reply = models.TextField("答复", blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    replied_by = models.CharField("答复人", max_length=60, blank=True)
    result = models.CharField("办理结果", max_length=10, choices=Result.choices, blank=True)
    was_late = models.BooleanField("逾期答复", default=False)
    calls = models.PositiveSmallIntegerField("回访次数", default=0)
    satisfaction = models.CharField(
        "满意度", max_length=12, blank=True, choices=[(each.value, each.label) for each in law.Satisfaction]
    )
    rehandled = models.PositiveSmallIntegerField("重办次数", default=0)
    supervised_at = models.DateTimeField("督办时间", null=True, blank=True)
    urged = models.CharField(
        "催办", max_length=10, blank=True, choices=[(each.value, each.label) for each in law.Urging]
    )
    refusal = models.CharField("不予受理理由", max_length=12, blank=True, choices=GROUNDS)
    told_channel = models.CharField("已告知的渠道", max_length=200, blank=True)
    petition_objection_by = models.DateField("信访转送异议截止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热线工单"
        indexes = [
            models.Index(fields=["caller_key", "-case"], condition=~Q(caller_key=""), name="ticket_caller"),
            models.Index(fields=["place_key", "-case"], condition=~Q(place_key=""), name="ticket_place"),
            models.Index(fields=["kind", "-case"], name="ticket_kind"),
            models.Index(fields=["town", "-case"], name="ticket_town"),
            models.Index(fields=["matter", "-case"], name="ticket_matter"),
            models.Index(
                fields=["satisfaction", "-case"], condition=~Q(satisfaction=""), name="ticket_rated"
            ),
            models.Index(fields=["urged", "-case"], condition=~Q(urged=""), name="ticket_urged"),
            models.Index(
                fields=["case"],
                condition=Q(extension_asked__gt=0, extension_decision=""),
                name="ticket_extension",
            ),
        ]

    @property
    def address(self) -> str:
        """Return where the matter is, as one reads it."""
        return "".join((self.town.short_name if self.town else "", self.place, self.spot))

    @property
    def limits(self) -> law.Limits:
        """Return the limits the ticket was taken with."""
        returning = law.ReturnLimit(self.return_hours, self.return_days)
        return law.Limits(
            self.sign_hours, self.handling_days, self.extension_days, returning, self.limits_source
        )

    @property
    def waits_for_extension(self) -> bool:
        return bool(self.extension_asked) and not self.extension_decision


class TicketTerms(models.Model):
    """By what a ticket is found: pairs of characters of its title, and its words, each with the month it was taken in.

    Words carry the month (``202611电梯``), so that asking for the tickets of the last months reads only those.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="ticket_terms")
    pairs = ArrayField(models.TextField())
    words = ArrayField(models.TextField())

    class Meta:
        verbose_name = verbose_name_plural = "工单检索词项"
        indexes = [
            GinIndex(fields=["pairs"], name="ticket_pairs"),
            GinIndex(fields=["words"], name="ticket_words"),
        ]


class JointHandling(models.Model):
    """A unit that helps (协办), with its own limit. The ticket does not wait for it; its lateness is shown apart."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="joint_handling")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="协办单位")
    task = models.CharField("协办内容", max_length=300)
    due_on = models.DateField("协办期限")
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.CharField("提出人", max_length=60)
    reply = models.TextField("协办意见", blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    replied_by = models.CharField("答复人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("case", "unit", name="one_joint_handling_of_a_unit")]
        indexes = [
            models.Index(fields=["unit", "due_on"], condition=Q(replied_at=None), name="joint_handling_open")
        ]


class Place(models.Model):
    """A village, community, road or estate of a town (地址簿), chosen at the intake; what is not in it is typed."""

    town = models.ForeignKey(Unit, models.PROTECT, related_name="places", verbose_name="乡镇街道")
    name = models.CharField("村（社区）、道路、小区", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "地址簿"
        ordering = ["town__sort", "name"]
        constraints = [models.UniqueConstraint("town", "name", name="one_place_of_a_name")]

    def __str__(self) -> str:
        return self.name


class TicketContact(models.Model):
    """The telephone of a unit that is told of new tickets by short message (工单联系电话)."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="ticket_contact")
    phone = EncryptedTextField("手机号码")
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "工单联系电话"


class CallDay(models.Model):
    """What the telephone system counted on a day (话务指标)."""

    day = models.DateField("日期", primary_key=True)
    offered = models.PositiveIntegerField("呼入")
    answered = models.PositiveIntegerField("接通")
    in_time = models.PositiveIntegerField("15秒内接通")
    media = models.PositiveIntegerField("其他媒体来话", default=0)
    media_in_time = models.PositiveIntegerField("3分钟内响应", default=0)
    source = models.CharField("来源", max_length=200)
    imported_by = models.CharField("导入人", max_length=60)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = verbose_name_plural = "话务指标"
        ordering = ["-day"]


class CityFile(models.Model):
    """A file or a delivery of the city's hotline (市12345转办), as it came; its rows become tickets once each."""

    class Way(models.TextChoices):
        UPLOAD = "upload", "文件"
        INTERFACE = "interface", "接口"

    name = models.CharField("名称", max_length=200)
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    content = EncryptedTextField("内容")
    sha256 = models.CharField("摘要值", max_length=64)
    received_at = models.DateTimeField("收到时间")
    received_by = models.CharField("接收人", max_length=60)
    taken_at = models.DateTimeField("导入时间", null=True, blank=True)
    taken = models.PositiveIntegerField("新工单", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "市热线转办文件"
        ordering = ["-pk"]


class CityKey(models.Model):
    """The key the city's system signs its deliveries with (接口密钥); the newest is in force, an empty one closes the door."""

    secret = EncryptedTextField("密钥", blank=True)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "市热线接口密钥"
        ordering = ["pk"]


class CityNonce(models.Model):
    """A delivery that was accepted: the same one is refused when it comes again (防重放)."""

    nonce = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已用的接口随机数"


@dataclass(frozen=True)
class Caller:
    """Who called, as it may be shown to the one who asks."""

    name: str
    phone: str
    is_masked: bool
