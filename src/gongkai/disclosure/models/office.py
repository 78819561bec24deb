"""What the officer's side keeps: the terms a request is found by, hand-overs, the cues of recognition."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.units.models import User


class SearchTerms(models.Model):
    """By what a request is found: pairs of neighbouring characters, words, and the applicant's name as keyed hash.

    Written in the transaction of the act that changes what was asked (:mod:`gongkai.disclosure.terms`).
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="terms")
    pairs = ArrayField(models.TextField())
    words = ArrayField(models.TextField())
    name_key = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索词项"
        indexes = [
            GinIndex(fields=["pairs"], name="terms_pairs"),
            GinIndex(fields=["words"], name="terms_words"),
        ]


class HandOver(models.Model):
    """An officer who leaves hands her cases to another (离岗移交); each case has its own ledger event."""

    number = models.CharField("移交单编号", max_length=40, unique=True)
    giver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="移交人")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="接收人")
    cases = models.ManyToManyField(Case, verbose_name="办件", related_name="hand_overs")
    reason = models.CharField("移交原因", max_length=200)
    made_by = models.CharField("办理人", max_length=60)
    made_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "离岗移交"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.number


class CueQuerySet(models.QuerySet["Cue"]):
    def on(self, day: date) -> "CueQuerySet":
        return self.filter(Q(since__lte=day) & (Q(until=None) | Q(until__gt=day)))


class Cue(models.Model):
    """A wording by which a text is recognised as something else than a disclosure request (识别词).

    A cue is ended, never deleted: what was suggested on a day can be explained later.
    """

    class Kind(models.TextChoices):
        PETITION = "petition", "信访、投诉、举报"
        CONSULTATION = "consultation", "咨询"
        CORRECTION = "correction", "更正本人信息"
        QUERY = "query", "行政查询事项"
        PUBLICATION = "publication", "公开出版物"

    kind = models.CharField("识别为", max_length=16, choices=Kind.choices)
    phrase = models.CharField("文字", max_length=60, help_text="“……”代表中间可以有其他文字。")
    unless = models.CharField(
        "同句有下列文字时不算", max_length=100, blank=True, help_text="几个词之间用空格隔开。"
    )
    source = models.CharField("来源", max_length=200)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    objects = CueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "识别词"
        ordering = ["kind", "phrase"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "phrase"],
                condition=Q(until=None),
                name="one_cue_a_phrase",
                violation_error_message="已有这个识别词。",
            )
        ]

    def __str__(self) -> str:
        return self.phrase
