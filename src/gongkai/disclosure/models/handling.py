"""What handling leaves on file (办理): searches, questions to others, help from other units, fees, corrections of kind."""

from django.db import models

from gongkai.cases.models import Case, Letter
from gongkai.law.regulation import ApplicantKind
from gongkai.units.models import Unit


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
        ordering = ["case_id", "pk"]


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
    received_on = models.DateField("对方收到日期", null=True, blank=True)
    due_on = models.DateField("对方答复期限", null=True, blank=True)
    answer = models.CharField("答复", max_length=16, choices=Answer.choices, blank=True)
    reasons = models.TextField("理由", blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["case_id", "pk"]

    def __str__(self) -> str:
        return f"{self.party}（{self.get_kind_display()}）"


class CoHandling(models.Model):
    """Help asked of another unit of the district (协办): it answers the unit in charge, never the applicant."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="co_handlings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="co_handlings", verbose_name="协办单位")
    question = models.TextField("请协助的事项")
    sent_on = models.DateField("发函日期")
    due_on = models.DateField("协办期限")
    answer = models.TextField("协办意见", blank=True)
    answered_by = models.CharField("答复人", max_length=30, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        ordering = ["case_id", "pk"]


class Fee(models.Model):
    """The processing fee of one request (信息处理费, 国办函〔2020〕109号): one scale, one notice."""

    class Scale(models.TextChoices):
        ITEMS = "items", "按件"
        PAGES = "pages", "按量"

    case = models.OneToOneField(Case, models.PROTECT, related_name="fee")
    scale = models.CharField("计费方式", max_length=8, choices=Scale.choices)
    quantity = models.PositiveIntegerField("件数或页数")
    before = models.PositiveIntegerField("同一申请人当月此前件数", default=0)
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    way = models.TextField("缴纳方式")
    notice = models.ForeignKey(Letter, models.PROTECT, related_name="+", verbose_name="收费通知书")
    issued_on = models.DateField("通知日期")
    received_on = models.DateField("申请人收到日期", null=True, blank=True)
    pay_by = models.DateField("缴费期限", null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    receipt = models.CharField("票据号码", max_length=60, blank=True)
    cancelled_on = models.DateField("取消日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息处理费"


class KindChange(models.Model):
    """A correction of the applicant's kind (更正申请人类别): one proposes, another confirms (D13)."""

    KINDS = [(kind.value, kind.label) for kind in ApplicantKind]

    case = models.ForeignKey(Case, models.PROTECT, related_name="kind_changes")
    before = models.CharField("原类别", max_length=16, choices=KINDS)
    after = models.CharField("更正为", max_length=16, choices=KINDS)
    reason = models.CharField("理由", max_length=200)
    proposed_by = models.CharField("提出人", max_length=30)
    confirmed_by = models.CharField("复核人", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请人类别更正"
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                "case", condition=models.Q(confirmed_by=""), name="one_kind_change_at_a_time"
            )
        ]
