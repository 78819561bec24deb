"""What became of links to other sites, as last looked up in the background."""

from django.db import models


class CheckedLink(models.Model):
    """An address of another site and how it answered (外链检查). A cache: thrown away, it is filled anew."""

    address = models.CharField("网址", max_length=500, unique=True)
    fault = models.CharField("问题", max_length=200, blank=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    checked_at = models.DateTimeField("检查时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "外链检查"
        ordering = ["checked_at"]

    def __str__(self) -> str:
        return self.address
