"""Partial disclosure (区分处理, art. 37): the files being parted, what is black in them, what was made of them."""

from django.db import models
from django.db.models import F, Q

from gongkai.cases.models import Attachment, Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.disclosure.redaction.regions import WHOLE
from gongkai.disclosure.redaction.regions import Region as Place
from gongkai.law.separation import GROUNDS_OF_SEPARATION, Audience, Scope

SOURCE, RESULT, LISTING = "区分处理源文件", "区分处理件", "遮盖清单"


class Redaction(models.Model):
    """A file with parts that may not go out (源文件). Its pages are shown to the handlers of the case alone.

    ``changes`` counts what was done to its regions: whoever acts says how many they have seen.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="redactions")
    source = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name="源文件")
    # What an office calls a file often names the person in it.
    name = EncryptedTextField("源文件名")
    pages = models.PositiveIntegerField("页数")
    changes = models.PositiveIntegerField("改动次数", default=0)
    changed_by = models.CharField("最近改动人", max_length=60)
    changed_at = models.DateTimeField("最近改动时间")

    class Meta:
        verbose_name = verbose_name_plural = "区分处理"
        ordering = ["case_id", "pk"]


class Region(models.Model):
    """A place that is black (遮盖区域), with its ground. Taken back, it stays on file."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="regions")
    page = models.PositiveIntegerField("页码")
    left = models.PositiveIntegerField("左（万分之一页宽）")
    top = models.PositiveIntegerField("上（万分之一页高）")
    right = models.PositiveIntegerField("右（万分之一页宽）")
    bottom = models.PositiveIntegerField("下（万分之一页高）")
    ground = models.CharField(
        "遮盖理由",
        max_length=20,
        choices=[
            (ground.id, f"{ground.label}（{ground.article}）") for ground in GROUNDS_OF_SEPARATION.values()
        ],
    )
    scope = models.CharField(
        "遮盖对象", max_length=10, choices=[(scope.value, scope.label) for scope in Scope]
    )
    drawn_by = models.CharField("划定人", max_length=60)
    drawn_at = models.DateTimeField("划定时间")
    removed_by = models.CharField("取消人", max_length=60, blank=True)
    removed_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "遮盖区域"
        ordering = ["redaction_id", "page", "top", "left", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left__lt=F("right"), top__lt=F("bottom"), right__lte=WHOLE, bottom__lte=WHOLE),
                name="a_region_lies_on_its_page",
            )
        ]

    @property
    def place(self) -> Place:
        return Place(self.page, self.left, self.top, self.right, self.bottom)


class Rendition(models.Model):
    """A file that may be handed over (区分处理件), made of a source at one state of its regions, for one audience."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="renditions")
    audience = models.CharField(
        "提供对象", max_length=10, choices=[(audience.value, audience.label) for audience in Audience]
    )
    result = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name="区分处理件")
    listing = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name="遮盖清单")
    changes = models.PositiveIntegerField("所依据的改动次数")
    black = models.PositiveIntegerField("遮盖处数")
    made_by = models.CharField("制作人", max_length=60)
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = verbose_name_plural = "区分处理件"
        ordering = ["redaction_id", "pk"]

    def __str__(self) -> str:
        return f"{self.result.name}（供{self.get_audience_display()}，遮盖{self.black}处）"

    @property
    def is_current(self) -> bool:
        """Tell whether the regions are still those it was made with."""
        return self.changes == self.redaction.changes
