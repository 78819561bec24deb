"""Requests to correct a record about the person who asks (政府信息更正, 条例 art. 41)."""

from django.db import models

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.disclosure.models.request import IdType
from gongkai.law.record_corrections import RESULT_LABELS


class RecordCorrection(models.Model):
    """Which record about oneself is wrong, how it should read, what proves it, and what became of it."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="correction")
    name = models.CharField("姓名或单位名称", max_length=100)
    id_type = models.CharField("身份证明", max_length=16, choices=IdType.choices)
    id_number = EncryptedTextField("证件号码")
    phone = EncryptedTextField("联系电话", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    postal_address = EncryptedTextField("通信地址", blank=True)
    # What people write about themselves is personal too: the wrong record as much as the right one.
    record = models.CharField("要求更正的政府信息", max_length=200)
    wrong = EncryptedTextField("不准确的内容")
    right = EncryptedTextField("应当如何记录")
    evidence = EncryptedTextField("证据")
    form_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    verification = models.TextField("核实情况", blank=True)
    result = models.CharField("处理结果", max_length=16, choices=list(RESULT_LABELS.items()), blank=True)
    wording = EncryptedTextField("更正后的内容", blank=True)
    organ = models.CharField("有权机关及联系方式", max_length=200, blank=True)
    reasons = models.TextField("理由", blank=True)
    drafted_by = models.CharField("拟办人", max_length=60, blank=True)
    approved_by = models.CharField("审批人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政府信息更正申请"
