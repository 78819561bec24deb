"""The reply (答复): its drafts and what became of them."""

from django.db import models

from gongkai.cases.models import Case
from gongkai.disclosure.models.redaction import Rendition
from gongkai.law.regulation import GROUNDS, OUTCOMES


class Reply(models.Model):
    """A draft of the reply (答复) and what became of it; each return makes a new version."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    version = models.PositiveIntegerField("稿次")
    outcome = models.CharField(
        "办理结果", max_length=20, choices=[(outcome.id, outcome.label) for outcome in OUTCOMES.values()]
    )
    ground = models.CharField(
        "不予公开的情形",
        max_length=20,
        blank=True,
        choices=[(ground.id, f"{ground.label}({ground.article})") for ground in GROUNDS.values()],
    )
    reasons = models.TextField("理由", blank=True)
    information = models.TextField("公开的内容，或获取的方式、途径和时间", blank=True)
    referral = models.TextField("其他机关、渠道或特别规定", blank=True)
    evidence = models.TextField("依据和证据（不写入答复书）", blank=True)
    earlier_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="前次申请"
    )
    rendition = models.ForeignKey(
        Rendition, models.PROTECT, null=True, blank=True, related_name="replies", verbose_name="区分处理件"
    )
    separation = models.TextField("区分处理的方式", blank=True)
    drafted_by = models.CharField("拟稿人", max_length=30)
    drafted_at = models.DateTimeField("拟稿时间")
    reviewed_by = models.CharField("保密审查人", max_length=30, blank=True)
    reviewed_at = models.DateTimeField("保密审查时间", null=True, blank=True)
    review_note = models.CharField("保密审查意见", max_length=200, blank=True)
    approved_by = models.CharField("审批人", max_length=30, blank=True)
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["case_id", "version"]
        constraints = [models.UniqueConstraint("case", "version", name="one_reply_a_version")]
