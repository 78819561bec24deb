"""What is stored of the knowledge base: entries as they are used, their versions, what was used and reported."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from gongkai.cases.models import Case
from gongkai.units.models import Unit, User
from gongkai.units.posts import unit_ids_visible_to
from gongkai.voice.knowledge.content import Content

CONTENT = (
    "question", "answer", "materials", "keywords", "source", "source_address", "source_on", "valid_until", "is_public",
)  # fmt: skip


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User, on: date) -> "EntryQuerySet":
        """Return what every member of staff may use, and whatever one's own units have."""
        return self.filter(Q(state=Entry.State.CURRENT) | Q(unit__in=unit_ids_visible_to(user, on)))

    def usable(self, on: date) -> "EntryQuerySet":
        """Return what may be offered on the day: reviewed, not retired, not expired (S65)."""
        return self.filter(state=Entry.State.CURRENT, valid_until__gte=on)


class Entry(models.Model):
    """A question the unit answers (知识条目), as it is in use now; how it came to be stands in its versions.

    ``change`` is the ledger index of the last act that changed what others see of it; ``indexed`` and ``rendered``
    say up to which change the search and the public pages have followed.
    """

    class State(models.TextChoices):
        NEW = "new", "未启用"
        CURRENT = "current", "有效"
        EXPIRED = "expired", "已到期"
        RETIRED = "retired", "已停用"

    number = models.CharField("编号", max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.NEW)
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("答案", max_length=4000)
    materials = models.TextField("办理步骤、材料", max_length=2000, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    source = models.CharField("依据", max_length=200)
    source_address = models.CharField("依据的网址或者公开信息地址", max_length=500, blank=True)
    source_on = models.DateField("依据的日期")
    valid_until = models.DateField("有效期至")
    is_public = models.BooleanField("对公众公开", default=True)
    version = models.PositiveIntegerField("版本", default=0)
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    retired_because = models.CharField("停用理由", max_length=200, blank=True)
    adopted = models.PositiveIntegerField("采用次数", default=0)
    helpful = models.PositiveIntegerField("有用次数", default=0)
    revision = models.PositiveIntegerField("记录数", default=0)
    change = models.BigIntegerField(default=-1)
    indexed = models.BigIntegerField(default=-1)
    rendered = models.BigIntegerField(default=-1)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "知识条目"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "state", "valid_until"], name="entry_of_unit"),
            models.Index(fields=["state", "valid_until"], name="entry_expiry"),
            models.Index(fields=["change"], condition=Q(change__gt=F("indexed")), name="entry_to_index"),
            models.Index(fields=["change"], condition=Q(change__gt=F("rendered")), name="entry_to_render"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def content(self) -> Content:
        return Content(**{name: getattr(self, name) for name in CONTENT})

    def say(self, content: Content) -> None:
        """Let the entry say ``content``; the caller saves."""
        for name in CONTENT:
            setattr(self, name, getattr(content, name))


class EntryVersion(models.Model):
    """What an entry said or is to say (版本): written by one person, reviewed by another."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        REVIEWING = "reviewing", "待审核"
        CURRENT = "current", "启用"
        FORMER = "former", "历史版本"
        DROPPED = "dropped", "已放弃"

    OPEN = (State.DRAFT, State.REVIEWING)

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=State.choices)
    content = models.JSONField("内容")
    writers = models.JSONField("撰写人", default=list)
    written_by = models.CharField("撰写人", max_length=60)
    written_at = models.DateTimeField("撰写时间")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来自办件"
    )
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    remark = models.CharField("退回意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "知识条目版本"
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint("entry", "number", name="one_entry_version_a_number"),
            models.UniqueConstraint(
                "entry", condition=Q(state__in=("draft", "reviewing")), name="one_open_version_an_entry"
            ),
        ]

    @property
    def says(self) -> Content:
        return Content.from_data(self.content)


class EntryUse(models.Model):
    """That an entry was taken into an answer (采用), or found helpful."""

    class Kind(models.TextChoices):
        ADOPTED = "adopted", "采用"
        HELPFUL = "helpful", "有用"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="uses")
    version = models.PositiveIntegerField("版本")
    kind = models.CharField("用途", max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "知识条目使用"
        indexes = [models.Index(fields=["entry", "kind", "at"], name="entry_uses")]


class EntryReport(models.Model):
    """That an operator found an entry wrong or out of date (纠错): work for the unit that owns it."""

    class Kind(models.TextChoices):
        BESIDE = "beside", "答非所问"
        OUTDATED = "outdated", "已过时"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reports")
    kind = models.CharField("问题", max_length=10, choices=Kind.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="反映人")
    at = models.DateTimeField("反映时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)
    settled_note = models.CharField("处理情况", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "知识条目纠错"
        ordering = ["-at"]
        indexes = [models.Index(fields=["entry"], condition=Q(settled_at=None), name="entry_reports_open")]
