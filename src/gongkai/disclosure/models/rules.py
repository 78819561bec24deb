"""What the competent office decides for itself about remedies and record corrections, each with its source (D98)."""

from django.db import models


class OfficePeriod(models.Model):
    """A period in force from a day on (期限). A new value is a new row; without one the default holds."""

    key = models.SlugField("期限", max_length=40)
    period = models.CharField("时间", max_length=20)
    since = models.DateField("自")
    source = models.CharField("依据", max_length=200)
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["key", "since", "pk"]


class OfficeDecision(models.Model):
    """What a kind of decision counts as in Table 4 from a day on (决定与表四的对应)."""

    procedure = models.CharField("程序", max_length=16)
    decision = models.CharField("决定", max_length=40)
    column = models.CharField("计入", max_length=16)
    since = models.DateField("自")
    source = models.CharField("依据", max_length=200)
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "决定与表四的对应"
        ordering = ["procedure", "decision", "since", "pk"]
