"""Reconsiderations and lawsuits over a reply (行政复议、行政诉讼)."""

from django.db import models

from gongkai.cases.models import Case


class Remedy(models.Model):
    """A reconsideration or lawsuit over a reply (行政复议、行政诉讼), as Table 4 counts it."""

    class Kind(models.TextChoices):
        REVIEW = "review", "行政复议"
        DIRECT = "litigation_direct", "行政诉讼（未经复议直接起诉）"
        AFTER_REVIEW = "litigation_after_review", "行政诉讼（复议后起诉）"

    class Result(models.TextChoices):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"
        PENDING = "pending", "尚未审结"

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies", verbose_name="原申请")
    kind = models.CharField("类别", max_length=32, choices=Kind.choices)
    body = models.CharField("受理机关", max_length=100)
    number = models.CharField("案号", max_length=60)
    accepted_on = models.DateField("受理日期")
    result = models.CharField("结果", max_length=16, choices=Result.choices, default=Result.PENDING)
    decision = models.CharField("决定", max_length=100, blank=True)
    decided_on = models.DateField("审结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        ordering = ["accepted_on"]
