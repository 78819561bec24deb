"""What happens to public items: opinions the public sends in, and lists handed over to archives and library."""

from django.db import models

from gongkai.publishing.models.publication import Publication
from gongkai.units.models import Unit


class Comment(models.Model):
    """An opinion sent in on a published draft (征求意见的意见). Who sent it is never published."""

    class Handling(models.TextChoices):
        OPEN = "", "待研究"
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        NOT_ADOPTED = "not_adopted", "未采纳"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField("序号")
    received_at = models.DateTimeField("收到时间")
    name = models.CharField("姓名或者单位", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    text = models.TextField("意见", max_length=2000)
    handling = models.CharField("采纳情况", max_length=16, choices=Handling.choices, blank=True)
    answer = models.TextField("理由", max_length=1000, blank=True)
    handled_at = models.DateTimeField("研究时间", null=True)
    handled_by = models.CharField("研究人", max_length=60, blank=True)
    # The number of the form it came by, so that one form makes one opinion, and a keyed digest of the address.
    form_token = models.CharField(max_length=64, null=True, unique=True)
    sender = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公众意见"
        ordering = ["publication_id", "number"]
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="one_comment_a_number")]

    def __str__(self) -> str:
        return f"{self.publication} 第{self.number}条意见"


class SurveyAnswer(models.Model):
    """What one person answered to the questions of a survey (问卷答卷). Who it was is not kept."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField("序号")
    received_at = models.DateTimeField("收到时间")
    given = models.JSONField("回答")
    # A keyed digest of address and browser, so that one answers once.
    sender = models.CharField(max_length=64)
    # The number of the form it came by: one form answers once, whatever the browser calls itself.
    form_token = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "问卷答卷"
        ordering = ["publication_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_answer_a_number"),
            models.UniqueConstraint(fields=["publication", "sender"], name="one_answer_a_browser"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} 第{self.number}份答卷"


class HandOver(models.Model):
    """A list of public items handed to a reading place (移送, art. 25). The database refuses to change it.

    It covers what was published from ``since`` (inclusive) to ``until`` (exclusive): one list follows another
    without gap or overlap.
    """

    class Receiver(models.TextChoices):
        ARCHIVES = "archives", "国家档案馆"
        LIBRARY = "library", "公共图书馆"
        HALL = "hall", "政务服务大厅"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_overs", verbose_name="移送单位")
    receiver = models.CharField("接收单位", max_length=16, choices=Receiver.choices)
    number = models.PositiveIntegerField("第几次")
    since = models.DateTimeField("公开时间自")
    until = models.DateTimeField("公开时间至")
    handed_on = models.DateField("移送日期")
    received_by = models.CharField("接收人", max_length=60)
    count = models.PositiveIntegerField("件数")
    list_sha256 = models.CharField("清单摘要值", max_length=64)
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "移送清单"
        ordering = ["-handed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "receiver", "number"], name="one_hand_over_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.unit}向{self.get_receiver_display()}第{self.number}次移送"
