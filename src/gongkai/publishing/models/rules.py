"""What the checks before publishing go by, kept by the office: words with their correction."""

from django.db import models
from django.db.models import Q


class WordRule(models.Model):
    """A wording to be found in texts (词库): wrong names and titles, slips, sensitive words.

    A rule is ended, never deleted: what it found on a day can be explained later.
    """

    class Kind(models.TextChoices):
        NAME = "name", "名称、职务差错"
        SLIP = "slip", "错别字、易错词"
        FORM = "form", "不规范用法"
        SENSITIVE = "sensitive", "敏感、禁用词"

    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    wrong = models.CharField("查找的文字", max_length=60)
    right = models.CharField("应为", max_length=60, blank=True)
    blocks = models.BooleanField("必须改正", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=200)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "词库"
        ordering = ["kind", "wrong"]
        constraints = [
            models.UniqueConstraint(
                fields=["wrong"],
                condition=Q(until=None),
                name="one_rule_a_wording",
                violation_error_message="词库里已有这个词。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.wrong}→{self.right}" if self.right else self.wrong
