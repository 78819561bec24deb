"""What is stored of messages (网站留言、网站找错) and of public opinion (舆情) beside their cases."""

from datetime import datetime

from django.db import models

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.law.response import Due, Grade
from gongkai.law.response import dues as dues_of
from gongkai.units.models import Unit
from gongkai.voice.hotline import models as hotline  # noqa: F401 -- its tables belong to this app


class Message(models.Model):
    """What a citizen wrote to the district (网站留言), and the answer."""

    class Kind(models.TextChoices):
        QUESTION = "question", "咨询"
        HELP = "help", "求助"
        COMPLAINT = "complaint", "投诉举报"
        SUGGESTION = "suggestion", "意见建议"
        FAULT = "fault", "网站找错"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="message")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    text = models.TextField("内容", max_length=4000)
    page = models.CharField("出错的网页", max_length=300, blank=True)
    name = models.CharField("姓名", max_length=50)
    phone = EncryptedTextField("联系电话", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    may_be_published = models.BooleanField("同意公开留言和答复（隐去个人信息）", default=False)
    form_token = models.CharField(max_length=64, unique=True)
    days = models.PositiveIntegerField("答复期限（工作日）")
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("拟稿人", max_length=30, blank=True)
    approved_by = models.CharField("审核人", max_length=30, blank=True)
    public_title = models.CharField("公开的标题", max_length=200, blank=True)
    public_text = models.TextField("公开的留言", blank=True)
    public_answer = models.TextField("公开的答复", blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网站留言"


class Opinion(models.Model):
    """A matter found in public opinion (政务舆情), with the six moments the rules ask for (D60)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="opinion")
    source = models.CharField("来源", max_length=60)
    address = models.URLField("网址", max_length=500, blank=True)
    text = models.TextField("内容")
    responsible = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回应责任单位"
    )
    grade = models.CharField("类别", max_length=12, blank=True, choices=[(g.value, g.label) for g in Grade])
    found_at = models.DateTimeField("发现时间")
    assessed_at = models.DateTimeField("研判时间", null=True, blank=True)
    first_info_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    press_at = models.DateTimeField("新闻发布会时间", null=True, blank=True)
    responded_at = models.DateTimeField("回应时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    channel = models.CharField("回应渠道", max_length=100, blank=True)
    response = models.TextField("回应内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务舆情"

    def dues(self) -> tuple[Due, ...]:
        """Return the limits that run; none before the matter was graded."""
        if not self.grade:
            return ()
        done: dict[str, datetime | None] = {
            "first_info": self.first_info_at,
            "press": self.press_at,
            "respond": self.responded_at,
        }
        return dues_of(Grade(self.grade), self.found_at, done)
