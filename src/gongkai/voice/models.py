"""What is stored of messages (网站留言、网站找错) beside their cases; opinion has its own."""

from django.db import models

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.voice.opinion import models as opinion  # noqa: F401 -- its tables belong to this app


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
