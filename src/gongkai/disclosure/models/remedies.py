"""Reconsiderations and lawsuits over a request (行政复议、行政诉讼), and what the unit learns from them."""

from django.db import models

from gongkai.cases.models import Case


class Remedy(models.Model):
    """A reconsideration or lawsuit (行政复议、行政诉讼), as Table 4 counts it: the detail of a case of its own.

    ``result`` and ``decided_on`` are set once, by the decision that ends it; a first judgement that can still be
    appealed leaves both empty, and the case is pending in Table 4.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", "行政复议"
        DIRECT = "litigation_direct", "行政诉讼（未经复议直接起诉）"
        AFTER_REVIEW = "litigation_after_review", "行政诉讼（复议后起诉）"

    class Result(models.TextChoices):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"
        PENDING = "pending", "尚未审结"

    class Instance(models.TextChoices):
        FIRST = "first", "一审"
        SECOND = "second", "二审"

    case = models.OneToOneField(Case, models.PROTECT, related_name="remedy", verbose_name="办件")
    request = models.ForeignKey(Case, models.PROTECT, related_name="remedies", verbose_name="原申请")
    kind = models.CharField("类别", max_length=32, choices=Kind.choices)
    body = models.CharField("复议机关或者法院", max_length=100)
    number = models.CharField("案号", max_length=60)
    claims = models.TextField("请求和理由", blank=True)
    simplified = models.BooleanField("适用简易程序", default=False)
    accepted_on = models.DateField("受理日期")
    notified_on = models.DateField("收到申请书（起诉状）副本之日")
    instance = models.CharField("审级", max_length=8, choices=Instance.choices, default=Instance.FIRST)
    hearing_on = models.DateField("听证（开庭）日期", null=True, blank=True)
    hearing_place = models.CharField("听证（开庭）地点", max_length=100, blank=True)
    decision = models.CharField("决定", max_length=100, blank=True)
    decision_number = models.CharField("决定书（裁判文书）编号", max_length=60, blank=True)
    result = models.CharField("结果", max_length=16, choices=Result.choices, default=Result.PENDING)
    decided_on = models.DateField("审结日期", null=True, blank=True)
    orders_reply = models.BooleanField("责令重新答复", default=False)
    implement_by = models.DateField("履行期限", null=True, blank=True)
    implemented_on = models.DateField("履行日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        ordering = ["accepted_on"]

    def __str__(self) -> str:
        return f"{self.body}{self.number}"

    @property
    def is_review(self) -> bool:
        return self.kind == self.Kind.REVIEW


class Lesson(models.Model):
    """What went wrong and what is changed after a case (案后整改); on the unit's work list until done."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="lessons", verbose_name="复议诉讼")
    wrong = models.TextField("问题")
    change = models.TextField("整改措施")
    due_on = models.DateField("完成期限")
    entered_by = models.CharField("录入人", max_length=60)
    entered_on = models.DateField("录入日期")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done = models.TextField("完成情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案后整改"
        ordering = ["case_id", "pk"]

    def __str__(self) -> str:
        return self.change
