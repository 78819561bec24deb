"""The catalogue of standard matters (基层政务公开标准目录, 国办发〔2019〕54号): 26 fields, each with its matters."""

from django.db import models
from django.db.models import Q

from gongkai.law.time_limits import TimeLimit, read


class StandardField(models.Model):
    """A field in which disclosure is standardised (试点领域)."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("领域", max_length=40, unique=True)
    source = models.CharField("来源", max_length=200)
    sort = models.PositiveIntegerField("排序")

    class Meta:
        verbose_name = verbose_name_plural = "标准领域"
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.name


class StandardItem(models.Model):
    """A matter to be disclosed (公开事项) with the ten attributes of the official table.

    A changed matter is a new row with the same ``code``; the old one ends. ``time_limit`` has 同上 already resolved.
    """

    field = models.ForeignKey(
        StandardField, models.PROTECT, related_name="standard_items", verbose_name="领域"
    )
    code = models.SlugField("事项代码", max_length=40)
    number = models.PositiveIntegerField("序号")
    level1 = models.CharField("一级事项", max_length=60)
    level2 = models.CharField("二级事项", max_length=100)
    content = models.CharField("公开内容（要素）", max_length=500)
    basis = models.CharField("公开依据", max_length=300)
    time_limit = models.CharField("公开时限", max_length=120)
    subject = models.CharField("公开主体", max_length=120)
    channels = models.CharField("公开渠道和载体", max_length=200)
    audience = models.CharField("公开对象", max_length=60)
    modes = models.CharField("公开方式", max_length=20)
    levels = models.CharField("公开层级", max_length=20)
    source = models.CharField("来源", max_length=200, blank=True)
    to_be_confirmed = models.BooleanField("待核定", default=False)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "标准事项"
        ordering = ["field__sort", "number"]
        constraints = [
            models.UniqueConstraint("code", condition=Q(until=None), name="one_standard_item_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.level1}：{self.level2}"

    @property
    def limit(self) -> TimeLimit:
        """The time limit as a clock can keep it."""
        return read(self.time_limit)
