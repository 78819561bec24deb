"""What the public site remembers about itself: how far it has rendered, and what failed to render."""

import errno

from django.db import models


class SiteState(models.Model):
    """The last ledger index whose public act has been rendered, in items and in lists. One row."""

    last_change = models.BigIntegerField(default=-1)
    lists_change = models.BigIntegerField(default=-1)
    lists_at = models.DateTimeField(null=True)
    rebuilt_to = models.BigIntegerField("重新生成到", default=-1)
    summed_up_at = models.DateTimeField(null=True)


class PageEnd(models.Model):
    """Where a full page of a list ends: it holds what stands after the end of the page before, up to its own.

    An end is never moved, so every item keeps its page whatever is withdrawn or marked (decision record 0006).
    """

    folder = models.CharField("列表", max_length=120)
    number = models.PositiveIntegerField("页")
    at = models.DateTimeField("最后一条的发布时间")
    item = models.BigIntegerField("最后一条的编号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "number"], name="one_end_a_page")]
        indexes = [models.Index(fields=["folder", "at", "item"], name="page_end_place")]


class ListedItem(models.Model):
    """The lists an item was put in last, so that what it leaves when revised, marked or withdrawn is known."""

    item = models.BigIntegerField("编号", primary_key=True)
    folders = models.TextField("列表")


class ListToWrite(models.Model):
    """A page of a list that an act has touched and that is still to be written; page 0 is what follows the full pages."""

    folder = models.CharField("列表", max_length=120)
    number = models.PositiveIntegerField("页")
    asked_at = models.DateTimeField("提出时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "number"], name="a_page_is_asked_for_once")]


class ExportToWrite(models.Model):
    """The whole of a list as open data, to be written anew at ``due_at``."""

    folder = models.CharField("列表", max_length=120, unique=True)
    due_at = models.DateTimeField("应写时间")


class SiteFault(models.Model):
    """A page that could not be rendered; the page before it stays in place."""

    path = models.CharField("页面", max_length=200, unique=True)
    error = models.TextField("错误")
    at = models.DateTimeField("最近一次重试时间")
    since = models.DateTimeField("自")

    class Meta:
        verbose_name = verbose_name_plural = "页面生成故障"

    @property
    def is_full_disk(self) -> bool:
        return "No space left" in self.error or f"({errno.ENOSPC}," in self.error
