"""What the public site remembers about itself: how far it has rendered, and what failed to render."""

from django.db import models


class SiteState(models.Model):
    """The last ledger index whose public act has been rendered, in items and in lists. One row."""

    last_change = models.BigIntegerField(default=-1)
    lists_change = models.BigIntegerField(default=-1)
    lists_at = models.DateTimeField(null=True)
    rebuilt_to = models.BigIntegerField("重新生成到", default=-1)
    summed_up_at = models.DateTimeField(null=True)


class ListToWrite(models.Model):
    """A list that an act has touched and that is still to be written, from the earliest place the act touched."""

    folder = models.CharField("列表", max_length=120, unique=True)
    since_at = models.DateTimeField("自发布时间")
    since_id = models.BigIntegerField("自编号")
    asked_at = models.DateTimeField("提出时间")


class SiteFault(models.Model):
    """A page that could not be rendered; the page before it stays in place."""

    path = models.CharField("页面", max_length=200, unique=True)
    error = models.TextField("错误")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "页面生成故障"
