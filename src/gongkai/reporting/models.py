"""What reporting stores: returns of units, and annual reports with their frozen form."""

from django.db import models

from gongkai.cases.models import Case  # noqa: F401 -- figures count cases; the app must be loaded before
from gongkai.publishing.models import Publication
from gongkai.reporting.rounds import models as rounds  # noqa: F401 -- their tables belong to this app
from gongkai.units.models import Unit


class UnitReturnQuerySet(models.QuerySet["UnitReturn"]):
    def in_force(self) -> "UnitReturnQuerySet":
        """Return the signed returns that no later one supersedes."""
        return self.filter(signed_at__isnull=False, superseded_by=None)


class UnitReturn(models.Model):
    """A figure outside the platform (报送数据): who gave it, when, on which evidence, and who signed for it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="returns", verbose_name="报送单位")
    figure = models.CharField("指标", max_length=60)
    year = models.PositiveIntegerField("年度")
    value = models.DecimalField("数值", max_digits=16, decimal_places=4)
    note = models.CharField("说明", max_length=300, blank=True)
    evidence = models.FileField("依据材料", upload_to="returns/", max_length=200, blank=True)
    evidence_name = models.CharField("材料名称", max_length=200, blank=True)
    evidence_sha256 = models.CharField("材料摘要值", max_length=64, blank=True)
    entered_by = models.CharField("填报人", max_length=60)
    entered_at = models.DateTimeField("填报时间")
    signed_by = models.CharField("签字负责人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = UnitReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送数据"
        ordering = ["figure", "unit__sort"]
        indexes = [models.Index(fields=["year", "figure", "unit"], name="return_figure")]

    @property
    def shown(self) -> str:
        """Return the value as it is written: without needless zeros."""
        return f"{self.value.normalize():f}"


class AnnualReport(models.Model):
    """政府信息公开工作年度报告 of a unit, or of the district (the government itself)."""

    class Stage(models.TextChoices):
        DRAFTING = "drafting", "编制中"
        REVIEW = "review", "待审核"
        APPROVAL = "approval", "待审定"
        FILED = "filed", "已归档"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="报告机关")
    year = models.PositiveIntegerField("年度")
    form = models.CharField("格式", max_length=8)
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.DRAFTING)
    sections = models.JSONField("各部分正文", default=dict)
    entered = models.JSONField("手工填写的单元格", default=dict)
    explanations = models.JSONField("对提示的说明", default=dict)
    answers = models.JSONField("上年问题的处理结果", default=dict)
    revision = models.PositiveIntegerField("修订号", default=0)
    writers = models.JSONField("编写人", default=list)
    checked_by = models.CharField("审核人", max_length=60, blank=True)
    admitted_by = models.CharField("准予补报人", max_length=60, blank=True)
    version = models.PositiveIntegerField("版次", default=1)
    correction_reason = models.CharField("更正原因", max_length=200, blank=True)
    # What was being written when a correction was begun, to go back to if it is given up.
    set_aside = models.JSONField("更正前的编写内容", null=True, blank=True)
    filed_by = models.CharField("归档人", max_length=60, blank=True)
    filed_at = models.DateTimeField("归档时间", null=True, blank=True)
    frozen = models.JSONField("归档内容", null=True, blank=True)
    frozen_sha256 = models.CharField("归档摘要值", max_length=64, blank=True)
    ledger_index = models.BigIntegerField("账本序号", null=True, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, verbose_name="公布的信息"
    )
    published_version = models.PositiveIntegerField("已提交公布的版次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year", "unit__sort"]
        constraints = [models.UniqueConstraint("unit", "year", name="one_report_a_year")]

    @property
    def is_district(self) -> bool:
        return self.unit.kind == "government"

    @property
    def is_correction(self) -> bool:
        """Tell whether this is, or is becoming, a later version of a report that was filed before."""
        return self.version > 1


class FormerReport(models.Model):
    """A filed version that a correction (更正) took the place of. It is kept as it was filed."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="former")
    number = models.PositiveIntegerField("版次")
    frozen = models.JSONField("归档内容")
    frozen_sha256 = models.CharField("归档摘要值", max_length=64)
    filed_by = models.CharField("归档人", max_length=60)
    filed_at = models.DateTimeField("归档时间")
    ledger_index = models.BigIntegerField("账本序号", null=True)
    replaced_at = models.DateTimeField("更正时间")
    reason = models.CharField("更正原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "已更正的年度报告"
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint("report", "number", name="one_former_report_a_version")]


ACTS = {
    "open": "开始编制",
    "submit": "提交审核",
    "pass": "审核通过",
    "return": "退回",
    "admit": "准予补报",
    "file": "归档",
    "publish": "提交公布",
    "correct": "发起更正",
    "abandon": "放弃更正",
}


class ReportStep(models.Model):
    """One act of the review of a report (办理记录): who did what in which post, with the remark."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField("版次")
    act = models.CharField("办理", max_length=20)
    by = models.CharField("办理人", max_length=60)
    post = models.CharField("岗位", max_length=200)
    at = models.DateTimeField("时间")
    remark = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度报告办理记录"
        ordering = ["report", "pk"]

    @property
    def label(self) -> str:
        return ACTS.get(self.act, self.act)


# Kept with their verbs; Django looks for models here.
from gongkai.reporting.past.models import PastReport  # noqa: E402
from gongkai.reporting.website.models import WebsiteStatement  # noqa: E402

__all__ = ["AnnualReport", "PastReport", "UnitReturn", "WebsiteStatement"]
