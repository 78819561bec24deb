"""What a person has typed and not yet saved (自动保存): hers alone, no record, thrown away once she saves."""

from django.db import models

from gongkai.units.models import User


class Autosave(models.Model):
    """The last state of a form. ``key`` is the publication's number, or the key of a first draft."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=36)
    typed = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "自动保存"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_autosave_a_form")]

    def __str__(self) -> str:
        return f"{self.user} {self.key}"
