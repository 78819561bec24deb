"""What is stored of public opinion (政务舆情) beside its cases."""

from datetime import datetime

from django.db import models

from gongkai.cases.models import Case
from gongkai.law.response import Due, Grade
from gongkai.law.response import dues as dues_of
from gongkai.units.models import Unit


class Opinion(models.Model):
    """A matter found in public opinion (政务舆情), with the six moments the rules ask for (D60)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="opinion")
    source = models.CharField("来源", max_length=60)
    address = models.URLField("网址", max_length=500, blank=True)
    text = models.TextField("内容")
    responsible = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回应责任单位"
    )
    grade = models.CharField("类别", max_length=12, blank=True, choices=[(g.value, g.label) for g in Grade])
    found_at = models.DateTimeField("发现时间")
    assessed_at = models.DateTimeField("研判时间", null=True, blank=True)
    first_info_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    press_at = models.DateTimeField("新闻发布会时间", null=True, blank=True)
    responded_at = models.DateTimeField("回应时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    channel = models.CharField("回应渠道", max_length=100, blank=True)
    response = models.TextField("回应内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务舆情"

    def dues(self) -> tuple[Due, ...]:
        """Return the limits that run; none before the matter was graded."""
        if not self.grade:
            return ()
        done: dict[str, datetime | None] = {
            "first_info": self.first_info_at,
            "press": self.press_at,
            "respond": self.responded_at,
        }
        return dues_of(Grade(self.grade), self.found_at, done)
