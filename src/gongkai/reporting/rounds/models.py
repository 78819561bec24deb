"""What is stored of rounds: forms with their versions, rounds, what each unit returns, what comes from below."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.units.models import Unit


class StatForm(models.Model):
    """A form of the office's own (报表). What it asks stands in its versions; ``key`` travels with every file."""

    key = models.SlugField("报表代号", max_length=40, unique=True)
    title = models.CharField("报表名称", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """A version of a form (报表版本): drafted, then published and frozen. Open rounds keep theirs."""

    class Stage(models.TextChoices):
        DRAFTING = "drafting", "编制中"
        PUBLISHED = "published", "已发布"

    form = models.ForeignKey(StatForm, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.DRAFTING)
    content = models.JSONField("内容")
    revision = models.PositiveIntegerField("修订号", default=0)
    changed_by = models.CharField("编制人", max_length=60)
    changed_at = models.DateTimeField("编制时间")
    published_by = models.CharField("发布人", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表版本"
        ordering = ["form", "-number"]
        constraints = [models.UniqueConstraint("form", "number", name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.form.title}第{self.number}版"


class Round(models.Model):
    """A round (报送轮次): units fill a version of a form for a period, by a day."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", "年报"
        QUARTERLY = "quarterly", "季报"
        MONTHLY = "monthly", "月报"
        AD_HOC = "ad_hoc", "临时报送"

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="rounds", verbose_name="报表")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    title = models.CharField("名称", max_length=100)
    since = models.DateField("统计期起")
    until = models.DateField("统计期止")
    due_on = models.DateField("报送期限")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上一轮")
    opened_by = models.CharField("开展人", max_length=60)
    opened_at = models.DateTimeField("开展时间")
    cancelled_at = models.DateTimeField("撤销时间", null=True, blank=True)
    cancelled_by = models.CharField("撤销人", max_length=60, blank=True)
    cancelled_because = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送轮次"
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "version",
                "kind",
                "since",
                "until",
                condition=Q(cancelled_at=None),
                name="one_round_for_a_period",
            )
        ]

    def __str__(self) -> str:
        return self.title


class FormReturn(models.Model):
    """What one unit hands in for a round (报表报送): its draft as typed, and where it stands."""

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", "未开始"
        DRAFTING = "drafting", "填报中"
        TO_SIGN = "to_sign", "待签字"
        HANDED_IN = "handed_in", "已报送"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已审核"
        CANCELLED = "cancelled", "轮次已撤销"

    round = models.ForeignKey(Round, models.PROTECT, related_name="returns", verbose_name="轮次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="form_returns", verbose_name="单位")
    due_on = models.DateField("报送期限")
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.NOT_STARTED)
    cells = models.JSONField("填写内容", default=dict)
    explanations = models.JSONField("对提示的说明", default=dict)
    note = models.TextField("填报说明", blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)
    entered_by = models.CharField("填报人", max_length=60, blank=True)
    entered_at = models.DateTimeField("填报时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表报送"
        ordering = ["round", "unit__sort"]
        constraints = [models.UniqueConstraint("round", "unit", name="one_return_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit.short_name}《{self.round.title}》"

    @property
    def is_with_unit(self) -> bool:
        """Tell whether the unit may still change it."""
        return self.stage not in (self.Stage.HANDED_IN, self.Stage.ACCEPTED, self.Stage.CANCELLED)

    def days_late(self, on: date) -> int:
        """Return by how many days the return is late on a day, or was when it was first handed in."""
        if self.stage == self.Stage.CANCELLED:
            return 0
        first = min(self.versions.all(), key=lambda version: version.number, default=None)
        day = timezone.localtime(first.signed_at).date() if first else on
        return max(0, (day - self.due_on).days)


class ReturnVersion(models.Model):
    """A return as the head signed it (报送版本): values, explanations and drawn figures are frozen."""

    class Decision(models.TextChoices):
        NONE = "", "待审核"
        ACCEPTED = "accepted", "审核通过"
        RETURNED = "returned", "退回"

    form_return = models.ForeignKey(FormReturn, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    values = models.JSONField("数值")
    figures = models.JSONField("所统计的记录")
    typed = models.JSONField("填写内容")
    explanations = models.JSONField("对提示的说明")
    note = models.TextField("填报说明", blank=True)
    entered_by = models.CharField("填报人", max_length=60)
    entered_at = models.DateTimeField("填报时间")
    signed_by = models.CharField("签字负责人", max_length=60)
    signed_at = models.DateTimeField("签字时间")
    decision = models.CharField("审核", max_length=16, choices=Decision.choices, blank=True)
    decided_by = models.CharField("审核人", max_length=60, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decision_note = models.TextField("审核意见", blank=True)
    remarks = models.JSONField("逐格意见", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "报送版本"
        ordering = ["form_return", "number"]
        constraints = [models.UniqueConstraint("form_return", "number", name="one_return_version")]


class ReturnAttachment(models.Model):
    """A paper behind the figures of a return (依据材料)."""

    form_return = models.ForeignKey(FormReturn, models.PROTECT, related_name="attachments")
    file = models.FileField("文件", upload_to="form-returns/", max_length=200)
    name = models.CharField("名称", max_length=200)
    sha256 = models.CharField("摘要值", max_length=64)
    note = models.CharField("说明", max_length=200, blank=True)
    added_by = models.CharField("上传人", max_length=60)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "依据材料"
        ordering = ["pk"]


class Reminder(models.Model):
    """A reminder given to a unit (催报): by the platform once for each number of days before a due date, by the
    office (``told_by``) when it sees fit, once a day.
    """

    form_return = models.ForeignKey(FormReturn, models.PROTECT, related_name="reminders")
    due_on = models.DateField("报送期限")
    days = models.SmallIntegerField("提前天数")
    told_by = models.CharField("催报人", max_length=60, blank=True)
    told_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("form_return", "due_on", "days", "told_by", name="reminded_once_by_each")
        ]


class Sender(models.Model):
    """A district below whose returns are taken in (下级报送单位), told by the key it signs with."""

    name = models.CharField("名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    key = models.CharField("验证公钥", max_length=300)
    registered_by = models.CharField("登记人", max_length=60)
    registered_at = models.DateTimeField("登记时间")
    replaced_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "下级报送单位"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("uscc", condition=models.Q(replaced_at=None), name="one_key_of_a_sender")
        ]

    def __str__(self) -> str:
        return self.name


class ImportedReturn(models.Model):
    """The return of a district below, as signed by it (下级报送); a later one takes the place of an earlier."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="imported", verbose_name="轮次")
    sender = models.ForeignKey(Sender, models.PROTECT, related_name="returns", verbose_name="报送单位")
    serial = models.BigIntegerField("序号")
    content = models.JSONField("内容")
    signature = models.CharField("签名", max_length=300)
    sha256 = models.CharField("摘要值", max_length=64, unique=True)
    received_by = models.CharField("接收人", max_length=60)
    received_at = models.DateTimeField("接收时间")
    withdrawn_by = models.CharField("撤回人", max_length=60, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_because = models.CharField("撤回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "下级报送"
        ordering = ["sender__name", "-serial"]
