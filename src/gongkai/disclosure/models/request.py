"""The application itself (政府信息公开申请): who asks, for what, how it is to be answered."""

import hashlib
import hmac

from django.conf import settings
from django.db import models

from gongkai.cases.models import Case, Notice
from gongkai.cases.personal import EncryptedTextField
from gongkai.law.regulation import ApplicantKind


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
    notify_by = models.CharField(
        "进展通知方式", max_length=8, choices=Notice.Channel.choices, blank=True, default=""
    )
    needs_assistance = models.BooleanField("需要阅读、书写等方面的帮助", default=False)
    assistance_given = models.CharField("已提供的帮助", max_length=200, blank=True)
    confirmed_on = models.DateField("双方确认之日", null=True, blank=True)
    applicant_key = models.CharField(max_length=64, db_index=True)
    form_token = models.CharField(max_length=64, unique=True, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息公开申请"
        indexes = [
            # The register counts by kind and by need of help without reading the encrypted columns beside them.
            models.Index(fields=["applicant_kind", "case"], name="request_kind"),
            models.Index(fields=["case"], condition=models.Q(needs_assistance=True), name="request_help"),
        ]

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


class LookupFailure(models.Model):
    """A wrong lookup code (查询码), kept for an hour to slow down guessing."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
