"""The search's own dictionary (检索词典) as the office keeps it, and the rebuilds of the index it asks for."""

from django.db import models


class DistrictWord(models.Model):
    """A name that stays whole in the search: a place, a project, a body. Ended, never deleted.

    The names of the platform's own units are known without being entered.
    """

    class Kind(models.TextChoices):
        PLACE = "place", "地名"
        PROJECT = "project", "项目、工程"
        BODY = "body", "机构简称"
        OTHER = "other", "其他"

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    text = models.CharField("名称", max_length=40)
    source = models.CharField("来源", max_length=200)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "检索词典"
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint("text", condition=models.Q(until=None), name="one_district_word_a_name")
        ]

    def __str__(self) -> str:
        return self.text


class SearchRebuild(models.Model):
    """A rebuild of the search index the office asked for, and how far it has come."""

    asked_at = models.DateTimeField("提出时间")
    asked_by = models.CharField("提出人", max_length=60)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("共", default=0)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索重建"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(finished_at=None), name="one_search_rebuild_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
