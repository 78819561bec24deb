"""What is stored of the website's annual statement: what was entered by hand, and what was signed."""

from django.db import models

from gongkai.publishing.models import Publication
from gongkai.units.models import Unit


class WebsiteStatement(models.Model):
    """政府网站工作年度报表 of one year.

    ``entered`` holds for each field typed by hand its value, note, who and when; ``frozen`` the whole form as signed,
    with the figures behind it and the digests of the records they counted.
    """

    class Stage(models.TextChoices):
        DRAFTING = "drafting", "编制中"
        SIGNED = "signed", "已签字"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="website_statements", verbose_name="填报单位")
    year = models.PositiveIntegerField("年度", unique=True)
    form = models.CharField("格式", max_length=8)
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.DRAFTING)
    entered = models.JSONField("填报的项目", default=dict)
    revision = models.PositiveIntegerField("修订号", default=0)
    signed_by = models.CharField("签字负责人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    frozen = models.JSONField("签字的内容", null=True, blank=True)
    frozen_sha256 = models.CharField("内容摘要值", max_length=64, blank=True)
    ledger_index = models.BigIntegerField("账本序号", null=True, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布的信息"
    )

    class Meta:
        verbose_name = verbose_name_plural = "网站年度报表"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"政府网站工作年度报表（{self.year}年度）"
