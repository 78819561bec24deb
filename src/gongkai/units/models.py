"""Organs, people and the posts that say who may do what (D91), and versions of the working-day calendar."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from gongkai.law import identifiers


class UnitKind(models.TextChoices):
    GOVERNMENT = "government", "区人民政府"
    DEPARTMENT = "department", "区直部门"
    PUBLIC_BODY = "public_body", "区属单位"
    TOWNSHIP = "township", "乡镇街道"


class Role(models.TextChoices):
    """The separate roles of a disclosure platform (D91)."""

    OFFICER = "officer", "经办人"
    CHECKER = "checker", "核稿人"
    SECRECY = "secrecy", "保密审查员"
    APPROVER = "approver", "审签人"
    HEAD = "head", "工作机构负责人"
    COMPETENT = "competent", "政务公开办（主管部门）"
    ASSESSOR = "assessor", "考核员"
    AUDITOR = "auditor", "审计员"


DISTRICT_WIDE = (Role.COMPETENT, Role.ASSESSOR, Role.AUDITOR)


def validate_uscc(code: str) -> None:
    """Refuse a 统一社会信用代码 whose check character is wrong (GB 32100-2015, D51)."""
    reason = identifiers.uscc_fault(code)
    if reason:
        raise ValidationError(reason)


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> "UnitQuerySet":
        """Return the units that existed on ``day`` (art. 4; reorganisation, 国办公开办函〔2019〕14号)."""
        return self.filter(Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day)))

    def assessed(self) -> "UnitQuerySet":
        """Return the 49 units under assessment: all but the district government itself."""
        return self.exclude(kind=UnitKind.GOVERNMENT)


class Unit(models.Model):
    """An organ that must disclose (公开主体), with the facts its guide must state (art. 12)."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=30)
    kind = models.CharField("类别", max_length=16, choices=UnitKind.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, validators=[validate_uscc])
    agency_code = models.CharField(
        "机关代字", max_length=20, help_text="发文字号中的机关代字，如“白区发改发”"
    )
    name_source = models.CharField("名称来源", max_length=100)
    sort = models.PositiveIntegerField("排序")
    office_name = models.CharField("政府信息公开工作机构", max_length=100)
    office_head = models.CharField("工作机构负责人", max_length=30)
    address = models.CharField("办公地址", max_length=200)
    hours = models.CharField("办公时间", max_length=100)
    phone = models.CharField("联系电话", max_length=40)
    fax = models.CharField("传真", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    reviewed_by = models.CharField("行政复议机关", max_length=100)
    superior_department = models.CharField(
        "上级主管部门",
        max_length=100,
        blank=True,
        help_text="2024年以前可以向其申请复议；垂直管理的，只向其申请",
    )
    vertical = models.BooleanField("实行垂直领导", default=False)
    court = models.CharField("行政诉讼受理法院", max_length=100, blank=True)
    valid_from = models.DateField("设立日期")
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="职能承接单位")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.short_name


class User(AbstractUser):
    """A member of staff. What she may do follows from her posts, not from Django's permissions."""

    name = models.CharField("姓名", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: date) -> "PostQuerySet":
        return self.filter(Q(since__lte=day) & (Q(until=None) | Q(until__gte=day)))


class Post(models.Model):
    """A role held in a unit from a day on (任职)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="工作人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True)
    stands_in_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代理的人"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["unit__sort", "role"]
        constraints = [
            models.UniqueConstraint(
                "user", "unit", "role", condition=Q(until=None), name="one_post_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()} {self.user}"


class CalendarVersion(models.Model):
    """A correction of the working-day calendar, kept beside the ones before it (D1, D4).

    ``changes`` maps ISO dates to a ``DayKind`` of :mod:`gongkai.law.calendar`. The newest version holds all
    corrections in force; none is ever edited.
    """

    number = models.PositiveIntegerField("版本", unique=True)
    changes = models.JSONField("调整")
    known_years = models.JSONField("已有放假安排的年份", default=list)
    source = models.CharField("依据", max_length=200)
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.CharField("录入人", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历版本"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"第{self.number}版"


class ParameterQuerySet(models.QuerySet["Parameter"]):
    def on(self, day: date) -> "ParameterQuerySet":
        """Return the values in force on ``day``, the newest of each key last."""
        return self.filter(since__lte=day).order_by("since", "pk")


class Parameter(models.Model):
    """A value the law leaves to the office (参数), with its source. A new value is a new row (D98)."""

    key = models.SlugField("参数", max_length=40)
    value = models.DecimalField("数值", max_digits=9, decimal_places=3)
    source = models.CharField("依据", max_length=200)
    since = models.DateField("自")
    entered_by = models.CharField("录入人", max_length=60)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参数"
        ordering = ["key", "since"]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


# Kept with its verbs; Django looks for models here.
from gongkai.units.leave import models as leave  # noqa: E402, F401
