"""What is stored of messages of the public (网站留言、网站找错) beside their cases, and the postboxes they come to."""

from datetime import date

from django.db import models
from django.db.models import Q

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.units.models import Unit


class Kind(models.TextChoices):
    """What a message is (类别); the period of the answer follows from it."""

    QUESTION = "question", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉举报"
    SUGGESTION = "suggestion", "意见建议"
    FAULT = "fault", "网站找错"


class FaultKind(models.TextChoices):
    """What is wrong with a page (找错类型), as the national platform 我为政府网站找错 asks; from memory, to be checked."""

    UNREACHABLE = "unreachable", "内容无法访问"
    STALE = "stale", "信息不更新"
    INACCURATE = "inaccurate", "内容不准确"
    UNANSWERED = "unanswered", "咨询留言不回复"
    MISSPELT = "misspelt", "错别字"
    FORGED = "forged", "虚假伪造内容"
    OTHER = "other", "其他问题"


class PostboxQuerySet(models.QuerySet["Postbox"]):
    def on(self, day: date) -> "PostboxQuerySet":
        """Return the postboxes open on ``day``."""
        return self.filter(Q(since__lte=day) & (Q(until=None) | Q(until__gt=day)))


class Postbox(models.Model):
    """A postbox of the site (信箱): whom one writes to there. It is ended, never deleted."""

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=40)
    intro = models.CharField("给写信人的说明", max_length=300, blank=True)
    kind = models.CharField(
        "只收一类", max_length=12, choices=Kind.choices, blank=True, help_text="空着由写信人选择类别。"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收信单位",
        help_text="空着由写信人选择单位。",
    )  # fmt: skip
    sort = models.PositiveIntegerField("顺序", default=0)
    source = models.CharField("设立依据", max_length=200)
    since = models.DateField("自")
    until = models.DateField("停用之日", null=True, blank=True)

    objects = PostboxQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信箱"
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> "MessageQuerySet":
        """Return the messages that stand on the site with their answers."""
        return self.exclude(published_at=None).filter(withdrawn_at=None)


class Message(models.Model):
    """What a citizen wrote to the district (网站留言), and the answer."""

    Kind = Kind

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="message")
    postbox = models.ForeignKey(Postbox, models.PROTECT, null=True, blank=True, verbose_name="信箱")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    fault_kind = models.CharField("找错类型", max_length=12, choices=FaultKind.choices, blank=True)
    text = models.TextField("内容", max_length=4000)
    page = models.CharField("出错的网页", max_length=300, blank=True)
    name = models.CharField("姓名", max_length=50)
    phone = EncryptedTextField("联系电话", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    may_be_published = models.BooleanField("同意公开留言和答复（隐去个人信息）", default=False)
    form_token = models.CharField(max_length=64, unique=True)
    # A keyed digest of the network address, by which a flood is noticed; no address is kept.
    sender = models.CharField(max_length=64, blank=True)
    days = models.PositiveIntegerField("答复期限（工作日）")
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("拟稿人", max_length=30, blank=True)
    approved_by = models.CharField("审核人", max_length=30, blank=True)
    # The number of the entry of the knowledge base the answer was taken from (S65).
    answered_from = models.PositiveBigIntegerField("依据的知识条目", null=True, blank=True)
    redirected_to = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="came_from_messages",
        verbose_name="转为办件",
    )
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True)
    rating_note = models.CharField("评价说明", max_length=500, blank=True)
    public_title = models.CharField("公开的标题", max_length=200, blank=True)
    public_text = models.TextField("公开的留言", blank=True)
    public_answer = models.TextField("公开的答复", blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    published_by = models.CharField("公开审查人", max_length=30, blank=True)
    kept_reason = models.CharField("不公开的理由", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回的理由", max_length=300, blank=True)
    # The ledger index of the last act the public sees: what the site must catch up with.
    public_change = models.BigIntegerField(null=True, db_index=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网站留言"
        indexes = [models.Index(fields=["sender"], name="messages_of_a_sender")]

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def public_url(self) -> str:
        return f"/voice/answers/{self.pk}.html"

    @property
    def may_be_decided_on(self) -> bool:
        """Tell whether the reviewer still has to decide if it is published."""
        return self.may_be_published and self.published_at is None and not self.kept_reason
