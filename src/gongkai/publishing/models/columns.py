"""The columns of the site (栏目), as data: the statutory tree and everything beside it; who must fill which."""

from datetime import date

from django.db import models
from django.db.models import Q
from wagtail.models import Page

from gongkai.units.models import Unit

# The day the revised Regulation came into force: its tree stands since then.
IN_FORCE = date(2019, 5, 15)


class Part(models.TextChoices):
    """The parts of the column 政府信息公开 (国办公开办函〔2019〕61号), and everything beside it."""

    GUIDE = "guide", "政府信息公开指南"
    RULES = "rules", "政府信息公开制度"
    STATUTORY = "statutory", "法定主动公开内容"
    ANNUAL = "annual", "政府信息公开年报"
    APPLY = "apply", "依申请公开"
    OTHER = "other", "其他栏目"


class Column(Page):
    """A column of the site (栏目), a Wagtail page. Made by :mod:`gongkai.publishing.columns` only."""

    code = models.SlugField("栏目代码", max_length=32, unique=True)
    part = models.CharField("所属部分", max_length=16, choices=Part.choices)
    column_type = models.CharField(
        "栏目类别", max_length=20, help_text="国办发〔2017〕47号网页标签 ColumnType"
    )
    description = models.CharField("栏目描述", max_length=300)
    keywords = models.CharField("栏目关键词", max_length=200)
    in_disclosure = models.BooleanField("属于政府信息公开栏目", default=False)
    takes_items = models.BooleanField("可发布信息", default=True)
    sort = models.PositiveIntegerField("排序")
    source = models.CharField("依据", max_length=200, blank=True)
    since = models.DateField("自", default=IN_FORCE)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "栏目"


class ColumnName(models.Model):
    """What a column was called from a day on (栏目沿革). A new name is a new row; the database keeps them all."""

    column = models.ForeignKey(Column, models.PROTECT, related_name="names", verbose_name="栏目")
    title = models.CharField("名称", max_length=100)
    source = models.CharField("依据", max_length=200)
    since = models.DateField("自")
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "栏目沿革"
        ordering = ["column", "since", "pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.since}）"


class Duty(models.Model):
    """A column a unit must fill (公开责任清单, art. 20–22). A change of duty is a new row; the old one ends."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name="单位")
    column = models.ForeignKey(Column, models.PROTECT, related_name="duties", verbose_name="栏目")
    source = models.CharField("依据", max_length=200)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开责任"
        ordering = ["unit__sort", "column__sort"]
        constraints = [
            models.UniqueConstraint("unit", "column", condition=Q(until=None), name="one_duty_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.column}"
