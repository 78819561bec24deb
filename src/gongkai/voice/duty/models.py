"""What is stored of duty: people, shifts, hand-overs, the log, events with their reports, instructions, checks, alarms.

Telephone numbers and the names of those who report are personal data: encrypted, masked on screen, readings logged.
"""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.cases.personal import EncryptedTextField
from gongkai.law import emergencies
from gongkai.law.emergencies import EventKind, Level, Toll
from gongkai.units.models import Unit, User

KINDS = [(kind.value, kind.label) for kind in EventKind]
LEVELS = [(level.value, level.label) for level in Level]


class DutyPerson(models.Model):
    """Somebody who takes duty in a unit (值班人员), with or without an account."""

    class Part(models.TextChoices):
        LEADER = "leader", "带班领导"
        OFFICER = "officer", "值班员"
        DRIVER = "driver", "司机"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_people", verbose_name="单位")
    part = models.CharField("班次职责", max_length=8, choices=Part.choices)
    name = models.CharField("姓名", max_length=30)
    post = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedTextField("值班电话（手机）", blank=True, default="")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="duty_people", verbose_name="登录账号"
    )
    sort = models.PositiveIntegerField("轮值顺序", default=0)
    is_active = models.BooleanField("参加排班", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班人员"
        ordering = ["unit__sort", "part", "sort", "pk"]
        constraints = [models.UniqueConstraint("unit", "part", "name", name="one_duty_person_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ShiftQuerySet(models.QuerySet["Shift"]):
    def at(self, moment: datetime) -> "ShiftQuerySet":
        """Return the shifts under way at a moment; a shift ends when the next begins."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def with_people(self) -> "ShiftQuerySet":
        return self.select_related("unit", "leader", "driver").prefetch_related("officers")


class Shift(models.Model):
    """A turn of duty (班次): a whole day, or its day or night half."""

    class Half(models.TextChoices):
        WHOLE = "whole", "全天"
        DAY = "day", "白班"
        NIGHT = "night", "夜班"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts", verbose_name="单位")
    day = models.DateField("日期")
    half = models.CharField("班次", max_length=8, choices=Half.choices, default=Half.WHOLE)
    starts_at = models.DateTimeField("起")
    ends_at = models.DateTimeField("止")
    leader = models.ForeignKey(
        DutyPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="带班领导"
    )
    officers = models.ManyToManyField(DutyPerson, related_name="shifts", verbose_name="值班员")
    driver = models.ForeignKey(
        DutyPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="司机"
    )
    note = models.CharField("备注", max_length=100, blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["starts_at", "unit__sort"]
        constraints = [models.UniqueConstraint("unit", "day", "half", name="one_shift_of_a_half_day")]
        indexes = [models.Index(fields=["unit", "ends_at"], name="shifts_by_end")]

    def __str__(self) -> str:
        return f"{self.day:%m月%d日}{self.get_half_display()}"

    @property
    def is_manned(self) -> bool:
        """Tell whether it has a leader and at least one officer."""
        return self.leader_id is not None and bool(self.officers.all())

    @property
    def names(self) -> str:
        """Return the officers as a list of names."""
        return "、".join(person.name for person in self.officers.all())


class ShiftChange(models.Model):
    """A change of who takes a shift (调班), kept with the reason; before and after are texts for people."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="changes", verbose_name="班次")
    before = models.CharField("原安排", max_length=300)
    after = models.CharField("现安排", max_length=300)
    reason = models.CharField("理由", max_length=200)
    by = models.CharField("经办人", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "调班记录"
        ordering = ["-at", "-pk"]


class HandOver(models.Model):
    """What the leaving officer writes for the arriving one (交接班), until that one has acknowledged it."""

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="hand_over", verbose_name="交班班次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    matters = models.TextField("值班情况", max_length=4000)
    unfinished = models.TextField("未尽事项", max_length=4000, blank=True)
    open_events = models.JSONField("未办结的事件", default=list)
    written_by = models.CharField("交班人", max_length=60)
    written_at = models.DateTimeField("交班时间")
    acknowledged_by = models.CharField("接班人", max_length=60, blank=True)
    acknowledged_at = models.DateTimeField("接班时间", null=True, blank=True)
    remark = models.CharField("接班意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接班记录"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-written_at"], name="hand_overs_of_unit"),
            models.Index(fields=["unit"], condition=Q(acknowledged_at=None), name="hand_overs_waiting"),
        ]


class DutyEvent(models.Model):
    """An event reported to the duty desk (突发事件). ``received_at`` is the platform's time, never typed."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="duty_event")
    kind = models.CharField("类别", max_length=20, choices=KINDS)
    received_at = models.DateTimeField("接报时间")
    occurred_at = models.DateTimeField("发生时间")
    place = models.CharField("地点", max_length=200)
    nature = models.TextField("事件经过和性质", max_length=4000)
    source = models.CharField("信息来源", max_length=100)
    informed = models.CharField("已通知的人员和单位", max_length=300, blank=True)
    measures = models.TextField("已采取的措施", max_length=4000, blank=True)
    reporter_name = EncryptedTextField("报告人", blank=True, default="")
    reporter_post = models.CharField("报告人职务", max_length=60, blank=True)
    reporter_phone = EncryptedTextField("报告人电话", blank=True, default="")
    deaths = models.PositiveIntegerField("死亡", default=0)
    missing = models.PositiveIntegerField("失联", default=0)
    serious = models.PositiveIntegerField("重伤", default=0)
    minor = models.PositiveIntegerField("轻伤", default=0)
    loss = models.PositiveIntegerField("直接经济损失（万元）", default=0)
    suggested = models.CharField("建议等级", max_length=10, choices=LEVELS)
    level = models.CharField("等级", max_length=10, choices=LEVELS)
    level_reason = models.CharField("等级与建议不同的理由", max_length=300, blank=True)
    limit_source = models.CharField("时限依据", max_length=200)
    phone_by = models.DateTimeField("电话报告时限")
    written_by = models.DateTimeField("书面报告时限")
    phone_at = models.DateTimeField("电话报告时间", null=True, blank=True)
    phone_to = models.CharField("电话报告给", max_length=100, blank=True)
    written_at = models.DateTimeField("书面首报时间", null=True, blank=True)
    changed_at = models.DateTimeField("伤亡变化时间", null=True, blank=True)
    form_token = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "突发事件"
        indexes = [
            models.Index(fields=["phone_by"], condition=Q(phone_at=None), name="events_not_phoned"),
            models.Index(fields=["written_by"], condition=Q(written_at=None), name="events_not_written"),
        ]

    @property
    def toll(self) -> Toll:
        return Toll(self.deaths, self.missing, self.serious, self.minor, self.loss)

    @property
    def occurred_on(self) -> date:
        return timezone.localtime(self.occurred_at).date()

    @property
    def rereport_until(self) -> date:
        return emergencies.rereport_until(EventKind(self.kind), self.occurred_on)


class Report(models.Model):
    """One report of an event (值班信息): drafted, approved with the year's next number (期), sent upward."""

    class Kind(models.TextChoices):
        FIRST = "first", "首报"
        FOLLOW_UP = "follow_up", "续报"
        RE_REPORT = "re_report", "补报"

    class Channel(models.TextChoices):
        SYSTEM = "system", "值班信息系统"
        FAX = "fax", "传真"
        DOCUMENT = "document", "电子公文"
        DIRECT = "direct", "网络直报"
        COURIER = "courier", "专人送达"

    case = models.ForeignKey(Case, models.PROTECT, related_name="duty_reports", verbose_name="事件")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("报告", max_length=12, choices=Kind.choices)
    is_final = models.BooleanField("终报", default=False)
    is_daily = models.BooleanField("日报", default=False)
    title = models.CharField("标题", max_length=200)
    source = models.CharField("信息来源", max_length=100, blank=True)
    occurred = models.CharField("时间", max_length=60, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    nature = models.TextField("事件经过和性质", max_length=4000, blank=True)
    scope = models.TextField("影响范围", max_length=2000, blank=True)
    situation = models.TextField("伤亡和损失", max_length=2000)
    trend = models.TextField("发展趋势", max_length=2000, blank=True)
    leaders = models.TextField("到场领导", max_length=1000, blank=True)
    measures = models.TextField("处置措施", max_length=4000, blank=True)
    requests = models.TextField("请求事项", max_length=2000, blank=True)
    toll = models.JSONField("伤亡数字", default=list)
    drafted_by = models.CharField("拟稿人", max_length=60)
    drafted_at = models.DateTimeField("拟稿时间")
    approved_by = models.CharField("审定人", max_length=60, blank=True)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    leader_note = models.CharField("带班领导意见", max_length=200, blank=True)
    year = models.PositiveIntegerField("年度", null=True, blank=True)
    issue = models.PositiveIntegerField("期号", null=True, blank=True)
    content = models.JSONField("内容", default=dict)
    pdf = models.FileField("PDF", upload_to="duty/%Y/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    channel = models.CharField("上报渠道", max_length=12, choices=Channel.choices, blank=True)
    sent_to = models.CharField("报送对象", max_length=100, blank=True)
    receiver = models.CharField("接收人", max_length=60, blank=True)
    receipt = models.CharField("回执号", max_length=60, blank=True)
    is_skip_level = models.BooleanField("越级上报", default=False)
    sent_at = models.DateTimeField("上报时间", null=True, blank=True)
    sent_by = models.CharField("上报人", max_length=60, blank=True)
    is_late = models.BooleanField("超过时限", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "值班信息"
        ordering = ["case_id", "number", "pk"]
        constraints = [
            models.UniqueConstraint("case", "number", name="one_report_of_a_place"),
            models.UniqueConstraint("unit", "year", "issue", name="one_report_of_an_issue"),
        ]
        indexes = [
            models.Index(fields=["-sent_at"], name="duty_reports_sent"),
            models.Index(fields=["unit", "-sent_at"], name="duty_reports_of_unit"),
        ]

    @property
    def name(self) -> str:
        """Return what the report is called in its chain: 首报, 续报二, 终报, 补报."""
        if self.is_final and self.kind != self.Kind.FIRST:
            return "终报" if self.kind == self.Kind.FOLLOW_UP else "补报"
        name = (
            emergencies.follow_up(self.number - 1)
            if self.kind == self.Kind.FOLLOW_UP
            else self.get_kind_display()
        )
        return f"{name}（兼终报）" if self.is_final else f"{name}（日报）" if self.is_daily else name

    @property
    def issue_name(self) -> str:
        return f"{self.year}年第{self.issue}期" if self.issue else "未编号"


class Instruction(models.Model):
    """What a leader wrote on a report or event (批示)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="duty_instructions", verbose_name="事件")
    leader = models.CharField("批示领导", max_length=60)
    text = models.TextField("批示内容", max_length=2000)
    given_at = models.DateTimeField("批示时间")
    recorded_by = models.CharField("登记人", max_length=60)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "领导批示"
        ordering = ["case_id", "pk"]


class InstructionTask(models.Model):
    """What a unit has to do by an instruction (落实事项), by when, and what it replied."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="tasks", verbose_name="批示")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_tasks", verbose_name="落实单位")
    due_at = models.DateTimeField("反馈时限")
    reply = models.TextField("落实情况", max_length=2000, blank=True)
    replied_by = models.CharField("反馈人", max_length=60, blank=True)
    replied_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批示落实"
        ordering = ["instruction_id", "pk"]
        constraints = [models.UniqueConstraint("instruction", "unit", name="one_task_of_a_unit")]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(replied_at=None), name="duty_tasks_open")
        ]


class DutyLogEntry(models.Model):
    """A line of the duty log (值班日志). The database refuses to change it; a correction is a line of its own."""

    class Kind(models.TextChoices):
        PHONE = "phone", "来电"
        OUTGOING = "outgoing", "去电"
        DOCUMENT = "document", "来文"
        MATTER = "matter", "值班事项"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    happened_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=200, blank=True)
    text = models.TextField("起因、经过和措施", max_length=4000)
    informed = models.CharField("已通知的人员和单位", max_length=300, blank=True)
    reporter_name = EncryptedTextField("报告人", blank=True, default="")
    reporter_post = models.CharField("报告人职务", max_length=60, blank=True)
    reporter_phone = EncryptedTextField("报告人电话", blank=True, default="")
    recorded_by = models.CharField("记录人", max_length=60)
    recorded_at = models.DateTimeField("记录时间")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="duty_log", verbose_name="事件"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )
    form_token = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班日志"
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-happened_at"], name="duty_log_of_unit")]


class DutyCheck(models.Model):
    """A check whether a duty post answers (查岗、抽查), and what the unit says when it did not."""

    class Way(models.TextChoices):
        PHONE = "phone", "电话抽查"
        VIDEO = "video", "视频点名"
        SITE = "site", "现场检查"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_checks", verbose_name="被查单位")
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    checked_at = models.DateTimeField("查岗时间")
    is_manned = models.BooleanField("在岗")
    found = models.CharField("情况", max_length=300)
    checked_by = models.CharField("查岗人", max_length=60)
    explanation = models.CharField("被查单位说明", max_length=500, blank=True)
    explained_by = models.CharField("说明人", max_length=60, blank=True)
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查岗记录"
        ordering = ["-checked_at", "-pk"]
        constraints = [models.UniqueConstraint("unit", "checked_at", name="one_check_at_a_time")]
        indexes = [
            models.Index(
                fields=["unit"], condition=Q(is_manned=False, explained_at=None), name="checks_to_explain"
            )
        ]


class DutyAlarm(models.Model):
    """What a sweep found wrong with the duty of a unit, until it is put right. ``key`` says it is told once."""

    class Kind(models.TextChoices):
        GAP = "gap", "值班表有空岗"
        NOT_WRITTEN = "not_written", "没有写交接班记录"
        NOT_ACKNOWLEDGED = "not_acknowledged", "交接班没有签收"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_alarms", verbose_name="单位")
    kind = models.CharField("告警", max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=80, unique=True)
    text = models.CharField("内容", max_length=200)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField("日期")
    raised_at = models.DateTimeField("告警时间")
    cleared_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班告警"
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["unit"], condition=Q(cleared_at=None), name="duty_alarms_open")]


class OfficeLimit(models.Model):
    """Report limits of a kind of event in force from a day on (报告时限). A new value is a new row."""

    kind = models.CharField("类别", max_length=20, choices=KINDS)
    phone = models.PositiveIntegerField("电话报告（分钟）")
    written = models.PositiveIntegerField("书面报告（分钟）")
    since = models.DateField("自")
    source = models.CharField("依据", max_length=200)
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "报告时限"
        ordering = ["kind", "since", "pk"]
