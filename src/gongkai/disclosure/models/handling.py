"""What handling leaves on file (办理): searches, questions to third parties and joint makers."""

from django.db import models

from gongkai.cases.models import Case


class SearchRecord(models.Model):
    """One search for the information (检索记录): the evidence that it does not exist (D19)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="searches")
    place = models.CharField("检索范围（系统、档案）", max_length=200)
    keywords = models.CharField("检索词", max_length=200)
    period = models.CharField("信息形成的时间范围", max_length=100)
    person = models.CharField("检索人", max_length=30)
    searched_on = models.DateField("检索日期")
    result = models.TextField("检索结果")

    class Meta:
        verbose_name = verbose_name_plural = "检索记录"
        ordering = ["case", "pk"]


class Consultation(models.Model):
    """Asking a third party (art. 32) or a joint maker (art. 34). Their silence means different things."""

    class Kind(models.TextChoices):
        THIRD_PARTY = "third_party", "第三方"
        JOINT_MAKER = "joint_maker", "共同制作机关"

    class Answer(models.TextChoices):
        CONSENT = "consent", "同意公开"
        OBJECTION = "objection", "不同意公开"
        SILENCE = "silence", "逾期未答复"

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations")
    kind = models.CharField("征求对象", max_length=16, choices=Kind.choices)
    party = models.CharField("名称", max_length=100)
    sent_on = models.DateField("征求意见书发出日期")
    received_on = models.DateField("对方收到日期")
    due_on = models.DateField("对方答复期限")
    answer = models.CharField("答复", max_length=16, choices=Answer.choices, blank=True)
    reasons = models.TextField("理由", blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["case", "pk"]
