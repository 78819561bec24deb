"""What an office keeps for its letters (文书): texts of its own wording, and the pictures of seals (印章)."""

from datetime import date
from typing import Any

from django.db import models

from gongkai.units.models import Unit


class LetterText(models.Model):
    """A text of a letter as the competent office worded it (文书模板). A change is a new version, never an edit.

    The texts that come with the platform lie in ``disclosure/data/letters``; see :mod:`gongkai.disclosure.letter_texts`.
    """

    kind = models.CharField("文书种类", max_length=8)
    number = models.PositiveIntegerField("版次")
    valid_from = models.DateField("施行日期")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("正文")
    note = models.CharField("附注", max_length=200, blank=True)
    prints_remedy = models.BooleanField("印出救济途径", default=True)
    reason = models.CharField("修改理由", max_length=200)
    entered_by = models.CharField("修改人", max_length=60)
    entered_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        ordering = ["kind", "number"]
        constraints = [models.UniqueConstraint("kind", "number", name="one_letter_text_a_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}·{self.number}"

    def state(self) -> dict[str, Any]:
        """Return what the ledger proves of a text: all of it."""
        return {
            "kind": self.kind,
            "number": self.number,
            "valid_from": str(self.valid_from),
            "text": [self.title, self.body, self.note],
            "prints_remedy": self.prints_remedy,
            "reason": self.reason,
            "entered_by": self.entered_by,
        }


class SealQuerySet(models.QuerySet["Seal"]):
    def of(self, unit: Unit, on: date) -> "Seal | None":
        """Return the seal a unit used on ``on``."""
        return self.filter(unit=unit, valid_from__lte=on).order_by("valid_from", "pk").last()

    def in_use(self, on: date) -> "dict[int, Seal]":
        """Return the seal of each unit that has one, by the key of the unit."""
        return {seal.unit_id: seal for seal in self.filter(valid_from__lte=on).order_by("valid_from", "pk")}


class Seal(models.Model):
    """The picture of a unit's seal (印章), from a day on. An older picture stays for the letters it is on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seals", verbose_name="单位")
    picture = models.FileField("印章图片", upload_to="seals/")
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField("启用日期")
    entered_by = models.CharField("录入人", max_length=60)
    entered_at = models.DateTimeField("录入时间")

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "印章"
        ordering = ["unit", "valid_from", "pk"]

    def state(self) -> dict[str, Any]:
        """Return what the ledger proves of a seal."""
        return {
            "unit": self.unit_id,
            "sha256": self.sha256,
            "valid_from": str(self.valid_from),
            "entered_by": self.entered_by,
        }
