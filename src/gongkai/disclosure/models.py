"""What is stored of a disclosure request (政府信息公开申请) beside its case: who asks for what, searches, replies."""

import hashlib
import hmac

from django.conf import settings
from django.db import models

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.law.regulation import GROUNDS, OUTCOMES, ApplicantKind


class FormRequired(models.TextChoices):
    """获取信息的方式 (art. 29, 40)."""

    PAPER = "paper", "纸质"
    EMAIL = "email", "电子邮件"
    MEDIUM = "medium", "光盘等电子数据"
    READING = "reading", "查阅、抄录"


class Delivery(models.TextChoices):
    """获取信息的途径 (art. 29)."""

    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    COUNTER = "counter", "当面领取"
    ONLINE = "online", "在线查看"


class IdType(models.TextChoices):
    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    USCC = "uscc", "统一社会信用代码证"
    OTHER = "other", "其他有效证件"


class Request(models.Model):
    """The application itself (申请表, art. 29). No purpose is asked."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="request")
    applicant_kind = models.CharField(
        "申请人类别", max_length=16, choices=[(kind.value, kind.label) for kind in ApplicantKind]
    )
    name = models.CharField("姓名或单位名称", max_length=100)
    id_type = models.CharField("身份证明", max_length=16, choices=IdType.choices)
    id_number = EncryptedTextField("证件号码")
    contact_person = models.CharField("联系人", max_length=50, blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    postal_address = EncryptedTextField("通信地址", blank=True)
    info_title = models.CharField("所需信息的名称", max_length=200, blank=True)
    doc_number = models.CharField("文号", max_length=60, blank=True)
    feature_description = models.TextField("便于查询的其他特征描述", blank=True)
    form_required = models.CharField("获取信息的方式", max_length=16, choices=FormRequired.choices)
    delivery_channel = models.CharField("获取信息的途径", max_length=16, choices=Delivery.choices)
    needs_assistance = models.BooleanField("需要阅读、书写等方面的帮助", default=False)
    assistance_given = models.CharField("已提供的帮助", max_length=200, blank=True)
    confirmed_on = models.DateField("双方确认之日", null=True, blank=True)
    applicant_key = models.CharField(max_length=64, db_index=True)
    form_token = models.CharField(max_length=64, unique=True, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息公开申请"

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Return what is asked for, in one line."""
        return self.info_title or self.doc_number or self.feature_description[:80]


def applicant_key(name: str, id_number: str) -> str:
    """Return the keyed hash by which requests of one applicant are recognised without reading the number."""
    text = f"{name.strip()}|{id_number.strip().upper()}"
    return hmac.new(settings.PERSONAL_DATA_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


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
    earlier_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="前次申请"
    )
    drafted_by = models.CharField("拟稿人", max_length=30)
    drafted_at = models.DateTimeField("拟稿时间")
    approved_by = models.CharField("审批人", max_length=30, blank=True)
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["case", "version"]
        constraints = [models.UniqueConstraint("case", "version", name="one_reply_a_version")]


class Remedy(models.Model):
    """A reconsideration or lawsuit over a reply (行政复议、行政诉讼), as Table 4 counts it."""

    class Kind(models.TextChoices):
        REVIEW = "review", "行政复议"
        DIRECT = "litigation_direct", "行政诉讼（未经复议直接起诉）"
        AFTER_REVIEW = "litigation_after_review", "行政诉讼（复议后起诉）"

    class Result(models.TextChoices):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"
        PENDING = "pending", "尚未审结"

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies", verbose_name="原申请")
    kind = models.CharField("类别", max_length=32, choices=Kind.choices)
    body = models.CharField("受理机关", max_length=100)
    number = models.CharField("案号", max_length=60)
    accepted_on = models.DateField("受理日期")
    result = models.CharField("结果", max_length=16, choices=Result.choices, default=Result.PENDING)
    decision = models.CharField("决定", max_length=100, blank=True)
    decided_on = models.DateField("审结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        ordering = ["accepted_on"]


class LookupFailure(models.Model):
    """A wrong lookup code (查询码), kept for an hour to slow down guessing."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
