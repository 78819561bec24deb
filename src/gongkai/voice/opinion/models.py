"""What is stored of public opinion (政务舆情): sources, what they brought, cases with their parts, briefs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.law.response import Concern, Due, Grade
from gongkai.law.response import dues as dues_of
from gongkai.units.models import Unit

CASE = "舆情编号"


def said(moment: datetime | None) -> str:
    """Return a moment as the ledger proves it, the same before and after it was stored."""
    return moment.astimezone(UTC).isoformat() if moment else ""


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", "负面"
    NEUTRAL = "neutral", "中性"
    POSITIVE = "positive", "正面"


class OpinionSourceQuerySet(models.QuerySet["OpinionSource"]):
    def on(self, day: date) -> "OpinionSourceQuerySet":
        """Return the sources in use on a day."""
        return self.filter(Q(since__lte=day) & (Q(until=None) | Q(until__gte=day)))


class OpinionSource(models.Model):
    """Where opinion is watched (舆情来源), kept by the office; ``key`` names it in the address it is pushed to.

    ``tried_at``, ``read_at`` and ``fault`` say how it does: what was last tried, what last worked, and why not.
    """

    class Kind(models.TextChoices):
        FEED = "feed", "RSS/Atom 订阅"
        WEBHOOK = "webhook", "监测服务推送"
        FILE = "file", "表格导入"

    key = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    site = models.CharField("网站或者平台", max_length=60, help_text="如新浪微博、百度贴吧、掌上白银。")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="监测单位")
    address = models.URLField("订阅地址", max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField("读取间隔（分钟）", default=15)
    secret = EncryptedTextField("签名密钥", blank=True)
    basis = models.CharField("依据", max_length=200, help_text="合同、授权或者公开订阅的说明。")
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")
    tried_at = models.DateTimeField("最近尝试", null=True, blank=True)
    read_at = models.DateTimeField("最近成功", null=True, blank=True)
    fault = models.CharField("故障", max_length=300, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=100, blank=True)

    objects = OpinionSourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "舆情来源"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def state_proven(self) -> Mapping[str, Any]:
        """Return what the ledger proves of a source: what the office decided, not how it does."""
        return {
            "source": [self.key, self.name, self.kind, self.site, self.unit_id, self.address, self.minutes],
            "valid": [self.basis, str(self.since), str(self.until)],
        }


class OpinionReading(models.Model):
    """One taking-in from a source (接收记录): what came, what was known, what was refused and why.

    ``nonce`` names a delivery of a webhook; the same one is taken once.
    """

    source = models.ForeignKey(OpinionSource, models.PROTECT, related_name="readings")
    at = models.DateTimeField("时间")
    taken = models.PositiveIntegerField("新增", default=0)
    repeated = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("不合要求", default=0)
    fault = models.CharField("说明", max_length=300, blank=True)
    nonce = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接收记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at"], name="readings_of_a_source")]
        constraints = [
            models.UniqueConstraint(
                "source", "nonce", condition=~Q(nonce=""), name="a_delivery_is_taken_once"
            )
        ]


class OpinionItem(models.Model):
    """An item watched somewhere (线索): screened, then dismissed with a reason or taken into a case.

    ``same_as`` is the first item of its cluster of near-duplicates. ``snapshot`` is what was seen, as it was seen.
    """

    class State(models.TextChoices):
        FRESH = "fresh", "待筛查"
        TAKEN = "taken", "已立案"
        DISMISSED = "dismissed", "不需处置"

    key = models.CharField(max_length=64, unique=True)
    source = models.ForeignKey(
        OpinionSource, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="来源"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="监测单位")
    site = models.CharField("网站或者平台", max_length=60)
    author = EncryptedTextField("作者", blank=True, default="")
    address = models.URLField("网址", max_length=500, blank=True)
    title = models.CharField("标题", max_length=200)
    excerpt = models.TextField("摘要", blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    first_seen_at = models.DateTimeField("发现时间")
    sentiment = models.CharField("倾向", max_length=8, choices=Sentiment.choices, blank=True)
    region = models.CharField("涉及地区", max_length=30, blank=True)
    topic = models.CharField("主题", max_length=30, blank=True)
    snapshot = models.FileField("快照", upload_to="opinion/%Y/", max_length=200, blank=True)
    snapshot_name = models.CharField(max_length=200, blank=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    letters = models.TextField(blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="likes", verbose_name="相似的首条"
    )
    heat = models.PositiveBigIntegerField("热度", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FRESH)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="found_items", verbose_name=CASE
    )
    reason = models.CharField("不需处置的理由", max_length=300, blank=True)
    screened_by = models.CharField("筛查人", max_length=60, blank=True)
    screened_at = models.DateTimeField("筛查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "舆情线索"
        ordering = ["-first_seen_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-first_seen_at"], name="found_of_unit"),
            models.Index(fields=["unit", "state"], name="found_by_state"),
            models.Index(fields=["-first_seen_at"], name="found_by_day"),
            models.Index(fields=["-heat"], condition=Q(state="fresh"), name="found_hottest"),
        ]

    def __str__(self) -> str:
        return self.title

    def state_proven(self) -> Mapping[str, Any]:
        """Return what the ledger proves of an item; its heat and its likes go on changing."""
        return {
            "item": [self.key, self.site, self.author, self.address, self.title, self.excerpt],
            "moments": [said(self.published_at), said(self.first_seen_at)],
            "seen": [self.sentiment, self.region, self.topic, self.snapshot_sha256],
            "screened": [self.state, self.case_id, self.reason, self.screened_by],
        }


class OpinionHeat(models.Model):
    """How widely an item was read at a moment (热度)."""

    found = models.ForeignKey(OpinionItem, models.PROTECT, related_name="heats")
    at = models.DateTimeField("时间")
    reads = models.PositiveBigIntegerField("阅读", default=0)
    comments = models.PositiveBigIntegerField("评论", default=0)
    shares = models.PositiveBigIntegerField("转发", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "热度"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint("found", "at", name="one_heat_at_a_moment")]

    @property
    def total(self) -> int:
        return self.reads + self.comments + self.shares


class Opinion(models.Model):
    """A matter found in public opinion (政务舆情), with the six moments the rules ask for (D60).

    ``next_due_at`` is the limit that runs out next, ``is_late`` whether one was kept too late; both follow from the
    moments and stand here so that lists can be ordered and narrowed by them.
    """

    class Effect(models.TextChoices):
        CALMED = "calmed", "已平息"
        EASED = "eased", "有所缓和"
        GOING_ON = "going_on", "仍在持续"
        WORSE = "worse", "继续发酵"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="opinion")
    monitor = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="监测单位"
    )
    source = models.CharField("来源", max_length=60)
    address = models.URLField("网址", max_length=500, blank=True)
    text = models.TextField("内容")
    sentiment = models.CharField("倾向", max_length=8, choices=Sentiment.choices, default=Sentiment.NEGATIVE)
    region = models.CharField("涉及地区", max_length=30, blank=True)
    topic = models.CharField("主题", max_length=30, blank=True)
    responsible = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回应责任单位"
    )
    grade = models.CharField("等级", max_length=14, blank=True, choices=[(g.value, g.label) for g in Grade])
    concern = models.CharField(
        "重点回应的情形", max_length=10, blank=True, choices=[(c.value, c.label) for c in Concern]
    )
    found_at = models.DateTimeField("发现时间")
    assessed_at = models.DateTimeField("研判时间", null=True, blank=True)
    reported_at = models.DateTimeField("报送时间", null=True, blank=True)
    reported_to = models.CharField("报送对象", max_length=100, blank=True)
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    first_info_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    press_at = models.DateTimeField("新闻发布会时间", null=True, blank=True)
    responded_at = models.DateTimeField("回应时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    channel = models.CharField("回应渠道", max_length=100, blank=True)
    response = models.TextField("回应内容", blank=True)
    next_due_at = models.DateTimeField("下一时限", null=True, blank=True)
    is_late = models.BooleanField("超过时限", default=False)
    effect = models.CharField("回应效果", max_length=10, choices=Effect.choices, blank=True)
    effect_note = models.TextField("效果说明", blank=True)
    lessons = models.TextField("经验教训", blank=True)
    evaluated_at = models.DateTimeField("评估时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务舆情"
        indexes = [
            models.Index(fields=["found_at"], name="opinions_by_day"),
            models.Index(fields=["next_due_at"], condition=~Q(next_due_at=None), name="opinions_due"),
        ]

    def dues(self) -> tuple[Due, ...]:
        """Return the limits that run; none before the matter was graded."""
        if not self.grade:
            return ()
        done: dict[str, datetime | None] = {
            "first_info": self.first_info_at,
            "press": self.press_at,
            "respond": self.responded_at,
        }
        return dues_of(Grade(self.grade), self.found_at, done)


class OpinionAssignment(models.Model):
    """What one unit has to do about an opinion (交办): one leads, others act with it, on line or off."""

    class Side(models.TextChoices):
        ONLINE = "online", "线上回应"
        OFFLINE = "offline", "线下处置"
        BOTH = "both", "线上线下"

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        DONE = "done", "已反馈"
        WITHDRAWN = "withdrawn", "已改派"

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinion_assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    side = models.CharField("分工", max_length=8, choices=Side.choices)
    is_lead = models.BooleanField("牵头", default=False)
    task = models.CharField("要求", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    assigned_at = models.DateTimeField("交办时间")
    result = models.TextField("处置情况", blank=True)
    done_at = models.DateTimeField("反馈时间", null=True, blank=True)
    done_by = models.CharField("反馈人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ["case_id", "-is_lead", "unit__sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                "case", "unit", condition=~Q(state="withdrawn"), name="a_unit_is_asked_once"
            ),
            models.UniqueConstraint(
                "case", condition=Q(is_lead=True) & ~Q(state="withdrawn"), name="one_unit_leads"
            ),
        ]


class OpinionReferral(models.Model):
    """An opinion handed on to an organ outside (移送): rumours and crime, or a department's superior."""

    class To(models.TextChoices):
        POLICE = "police", "公安机关（涉嫌违法犯罪、谣言）"
        CYBERSPACE = "cyberspace", "网信部门（网络谣言、违法信息）"
        SUPERIOR = "superior", "上级主管部门（垂直管理）"
        ELSEWHERE = "elsewhere", "其他地区或者机关"

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinion_referrals")
    to = models.CharField("移送对象", max_length=12, choices=To.choices)
    organ = models.CharField("接收机关", max_length=100)
    reason = models.CharField("事由", max_length=300)
    at = models.DateTimeField("移送时间")
    by = models.CharField("移送人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "移送"
        ordering = ["case_id", "pk"]


class OpinionResponse(models.Model):
    """A text by which the government answers (回应文稿): written, passed by another person, given out.

    ``desk_address`` is where a text handed to publishing stands in the workbench, ``address`` where all can read it.
    """

    class Kind(models.TextChoices):
        FIRST_INFO = "first_info", "权威信息"
        PRESS = "press", "新闻发布会发布稿"
        RESPOND = "respond", "回应"

    class State(models.TextChoices):
        WRITTEN = "written", "待审核"
        SENT_BACK = "sent_back", "退回修改"
        APPROVED = "approved", "待发布"
        RELEASED = "released", "已发布"

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinion_responses")
    kind = models.CharField("用途", max_length=10, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", max_length=8000)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WRITTEN)
    written_by = models.CharField("拟稿人", max_length=60)
    written_at = models.DateTimeField("拟稿时间")
    remark = models.CharField("审核意见", max_length=300, blank=True)
    approved_by = models.CharField("审核人", max_length=60, blank=True)
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    channel = models.CharField("发布渠道", max_length=100, blank=True)
    address = models.URLField("公开网址", max_length=500, blank=True)
    desk_address = models.CharField("政府网站稿件", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回应文稿"
        ordering = ["case_id", "pk"]


class OpinionBrief(models.Model):
    """A brief on public opinion (舆情简报) for a week or a month: drafted from the records, edited, signed.

    ``content`` is what was counted, fixed when drafted. The number (期) is taken when it is signed: no draft leaves a gap.
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", "周报"
        MONTHLY = "monthly", "月报"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="编发单位")
    since = models.DateField("起")
    until = models.DateField("止")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("期数", null=True, blank=True)
    title = models.CharField("标题", max_length=100)
    addressee = models.CharField("报送对象", max_length=100, blank=True)
    opening = models.TextField("综述", blank=True)
    advice = models.TextField("研判和建议", blank=True)
    content = models.JSONField("统计内容")
    revision = models.PositiveIntegerField("修订号", default=0)
    written_by = models.CharField("编制人", max_length=60)
    written_at = models.DateTimeField("编制时间")
    signed_by = models.CharField("签发人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    pdf = models.FileField("PDF", upload_to="opinion-briefs/", max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "舆情简报"
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint("kind", "year", "number", name="one_brief_of_a_number"),
            models.UniqueConstraint("unit", "kind", "since", name="one_brief_for_a_period"),
        ]

    def __str__(self) -> str:
        return self.title

    def state_proven(self) -> Mapping[str, Any]:
        return {
            "brief": [self.kind, self.unit_id, str(self.since), str(self.until), self.year, self.number],
            "text": [self.title, self.addressee, self.opening, self.advice, self.content],
            "signed": [self.written_by, self.signed_by, self.pdf_sha256],
        }
