"""What applicants leave beside their applications: consent to notices, a rating, an account of their own cases."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField

WORST, BEST = 1, 5


class NoticeChoice(models.Model):
    """How an applicant agreed to be told of the progress (通知方式), and at which address."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="notice_choice")
    by_email = models.BooleanField("发电子邮件", default=False)
    email = EncryptedTextField("电子邮箱", blank=True)
    by_sms = models.BooleanField("发短信", default=False)
    phone = EncryptedTextField("手机号码", blank=True)
    agreed_at = models.DateTimeField("同意时间")

    class Meta:
        verbose_name = verbose_name_plural = "通知方式"


class Satisfaction(models.Model):
    """The applicant's rating of how the request was handled (满意度): once, after its end."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="satisfaction")
    score = models.PositiveSmallIntegerField(
        "满意度", validators=[MinValueValidator(WORST), MaxValueValidator(BEST)]
    )
    text = models.TextField("意见", blank=True)
    rated_at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = verbose_name_plural = "满意度"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__gte=WORST, score__lte=BEST), name="a_rating_is_one_to_five"
            )
        ]


class Citizen(models.Model):
    """A person as an identity service names her (统一身份认证): no member of staff, no password, no rights in Django."""

    issuer = models.CharField("认证服务", max_length=200)
    subject = models.CharField("用户标识", max_length=255)
    name = EncryptedTextField("称呼", blank=True)
    since = models.DateTimeField("首次登录")

    class Meta:
        verbose_name = verbose_name_plural = "登录的申请人"
        constraints = [models.UniqueConstraint("issuer", "subject", name="one_citizen_per_identity")]


class CitizenCase(models.Model):
    """A case kept under a citizen's sign-in (我的申请)."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "我的申请"
        ordering = ["-added_at"]
        constraints = [models.UniqueConstraint("citizen", "case", name="a_case_once_per_citizen")]
