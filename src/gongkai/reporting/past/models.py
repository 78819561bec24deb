"""What is stored of a published report that was taken in: its cells, where it came from, the digest of its file."""

from django.db import models
from django.db.models import Q

from gongkai.law.report_series import BASES


class PastReport(models.Model):
    """A published annual report (已公布的年度报告) of any government. Cells are as published, errors included."""

    issuer = models.CharField("报告机关", max_length=100)
    year = models.PositiveIntegerField("年度")
    form = models.CharField("格式", max_length=8)
    basis = models.CharField("统计口径", max_length=12, choices=list(BASES.items()))
    source = models.CharField("来源网址", max_length=500)
    file_name = models.CharField("文件名", max_length=200)
    file_sha256 = models.CharField("文件摘要值", max_length=64)
    cells = models.JSONField("单元格")
    findings = models.JSONField("核对发现", default=list)
    items_published = models.PositiveIntegerField("主动公开信息条数", null=True, blank=True)
    entered_by = models.CharField("导入人", max_length=60)
    entered_at = models.DateTimeField("导入时间")
    withdrawn_by = models.CharField("撤销人", max_length=60, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=200, blank=True)
    ledger_index = models.BigIntegerField("账本序号", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "历年和各地报告"
        ordering = ["issuer", "year"]
        constraints = [
            models.UniqueConstraint(
                "issuer", "year", condition=Q(withdrawn_at=None), name="one_past_report_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer}{self.year}年度报告"
