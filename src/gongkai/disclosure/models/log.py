"""The disclosure log (依申请公开办理情况): what was answered, told to everybody without saying who asked."""

from django.db import models

from gongkai.cases.models import Case


class LogEntry(models.Model):
    """One closed request as the public may see it; proposed by the officer, released by another person."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        RELEASED = "released", "已公布"
        TAKEN = "taken", "已撤下"

    case = models.OneToOneField(Case, models.PROTECT, related_name="log_entry")
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.PROPOSED)
    subject = models.CharField("公布的事项", max_length=200)
    answer = models.TextField("公布的答复内容", blank=True)
    file = models.FileField("公布的文件", upload_to="log/%Y/", blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    working_days = models.PositiveIntegerField("办理工作日数", null=True, blank=True)
    proposed_by = models.CharField("提出人", max_length=60)
    proposed_at = models.DateTimeField("提出时间")
    released_by = models.CharField("审核人", max_length=60, blank=True)
    released_at = models.DateTimeField("公布时间", null=True, blank=True)
    taken_by = models.CharField("撤下人", max_length=60, blank=True)
    taken_at = models.DateTimeField("撤下时间", null=True, blank=True)
    taken_reason = models.CharField("撤下原因", max_length=200, blank=True)
    # The ledger index of the last act the public sees: what the site must catch up with.
    public_change = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "依申请公开办理情况"
        ordering = ["-case__closed_on", "-pk"]

    def state_proven(self) -> dict[str, object]:
        """Return what the ledger proves of an entry: what is said, by whom proposed, released, taken down."""
        return {
            "case": self.case_id,
            "state": self.state,
            "said": [self.subject, self.answer, self.file_sha256, self.working_days],
            "by": [self.proposed_by, self.released_by, self.taken_by, self.taken_reason],
        }
