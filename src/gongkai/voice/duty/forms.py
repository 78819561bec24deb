"""What a duty officer fills in. Rules are not here: the verbs refuse."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import Day, Moment
from gongkai.law.emergencies import EventKind, Level, Toll
from gongkai.units.models import Unit, User
from gongkai.voice.duty.models import KINDS, LEVELS, DutyCheck, DutyLogEntry, DutyPerson, Report, Shift

Part = DutyPerson.Part
SUPERIOR = "市政府总值班室"
SUGGESTED = ("", "采用按数字建议的等级")


def _text(
    label: str, *, rows: int = 3, required: bool = False, most: int = 2000, help_text: str = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=widget, max_length=most, required=required, help_text=help_text
    )


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, initial=0, required=False)


class TollForm(forms.Form):
    """Five figures; an empty one is none."""

    deaths = _count("死亡（人）")
    missing = _count("失联（人）")
    serious = _count("重伤（人）")
    minor = _count("轻伤（人）")
    loss = _count("损失（万元）")

    def toll(self) -> Toll:
        given = self.cleaned_data
        return Toll(
            **{name: given.get(name) or 0 for name in ("deaths", "missing", "serious", "minor", "loss")}
        )


class ReporterMixin(forms.Form):
    reporter_name = forms.CharField(label="报告人", max_length=50, required=False)
    reporter_post = forms.CharField(label="报告人单位、职务", max_length=60, required=False)
    reporter_phone = forms.CharField(label="报告人电话", max_length=30, required=False)


class ReceiveForm(TollForm, ReporterMixin):
    """接报. The time of receipt is no field: the platform stamps it."""

    kind = forms.ChoiceField(label="类别", choices=KINDS)
    title = forms.CharField(
        label="标题", max_length=200, help_text="何地发生何事，如“四龙镇双合村道路交通事故”。"
    )
    occurred_at = forms.DateTimeField(label="发生时间", widget=Moment)
    place = forms.CharField(label="地点", max_length=200)
    source = forms.CharField(label="信息来源", max_length=100, help_text="如四龙镇政府电话、110指挥中心。")
    nature = _text("起因、经过和性质", rows=4, required=True, most=4000)
    measures = _text("已采取的措施", rows=2, most=4000)
    informed = forms.CharField(label="已通知的人员和单位", max_length=300, required=False)
    level = forms.ChoiceField(label="等级", choices=[SUGGESTED, *LEVELS], required=False)
    level_reason = forms.CharField(label="等级与建议不同的理由", max_length=300, required=False)
    field_order = (
        "kind", "title", "occurred_at", "place", "source", "nature", "deaths", "missing", "serious", "minor",
        "loss", "level", "level_reason", "measures", "informed", "reporter_name", "reporter_post", "reporter_phone",
    )  # fmt: skip

    def clean_kind(self) -> EventKind:
        return EventKind(self.cleaned_data["kind"])

    def clean_level(self) -> Level | None:
        return Level(self.cleaned_data["level"]) if self.cleaned_data["level"] else None


class PhoneForm(forms.Form):
    to = forms.CharField(label="报告给（单位、人员）", max_length=100, initial=SUPERIOR)
    done_at = forms.DateTimeField(label="通话时间", widget=Moment)


class LevelForm(forms.Form):
    level = forms.ChoiceField(label="等级", choices=LEVELS)
    reason = forms.CharField(label="理由", max_length=300)

    def clean_level(self) -> Level:
        return Level(self.cleaned_data["level"])


class CasualtiesForm(TollForm):
    source = forms.CharField(label="来源", max_length=100, help_text="如区人民医院、事故调查组。")


class DraftForm(TollForm):
    """A report. What the first one said of nature, place and source the later ones do not ask."""

    nature = _text("事件经过和性质", rows=5, most=4000)
    place = forms.CharField(label="事发地点", max_length=200, required=False)
    source = forms.CharField(label="信息来源", max_length=100, required=False)
    situation = _text("伤亡和损失", required=True)
    scope = _text("影响范围", rows=2)
    trend = _text("发展趋势", rows=2)
    leaders = _text("到场领导", rows=2, most=1000)
    measures = _text("处置措施", rows=4, most=4000)
    requests = _text("请求事项", rows=2)
    sent_to = forms.CharField(label="报送", max_length=100, initial=SUPERIOR)
    is_final = forms.BooleanField(label="处置完毕，本期为终报", required=False)
    field_order = (
        "source", "place", "nature", "deaths", "missing", "serious", "minor", "loss", "situation", "scope", "trend",
        "leaders", "measures", "requests", "sent_to", "is_final",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: Report.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Report.Kind.FIRST:
            for name in ("nature", "place", "source"):
                del self.fields[name]
        if kind == Report.Kind.RE_REPORT:
            del self.fields["is_final"]


class ApproveForm(forms.Form):
    leader_note = forms.CharField(
        label="带班领导意见", max_length=200, required=False, help_text="您就是带班领导的不必填；代为签发的，写明怎样请示、怎样同意。"
    )  # fmt: skip


class TextForm(forms.Form):
    """One text, labelled by the act."""

    text = _text("", required=True)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class SendForm(forms.Form):
    sent_at = forms.DateTimeField(label="上报时间", widget=Moment)
    channel = forms.ChoiceField(label="渠道", choices=Report.Channel.choices)
    sent_to = forms.CharField(label="报送对象", max_length=100)
    receiver = forms.CharField(label="对方接收人", max_length=60)
    receipt = forms.CharField(label="回执号", max_length=60, required=False)
    is_skip_level = forms.BooleanField(label="越级上报", required=False, help_text="同时报告上一级。")


class InstructForm(forms.Form):
    leader = forms.CharField(label="批示领导", max_length=60)
    given_at = forms.DateTimeField(label="批示时间", widget=Moment)
    text = _text("批示内容", rows=4, required=True)
    units = forms.ModelMultipleChoiceField(
        label="落实单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_at = forms.DateTimeField(label="反馈时限", widget=Moment, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate()).assessed()


class LogForm(ReporterMixin):
    kind = forms.ChoiceField(label="类别", choices=DutyLogEntry.Kind.choices)
    happened_at = forms.DateTimeField(label="时间", widget=Moment)
    text = _text("起因、经过和措施", required=True, most=4000)
    place = forms.CharField(label="地点", max_length=200, required=False)
    informed = forms.CharField(label="已通知的人员和单位", max_length=300, required=False)
    field_order = (
        "kind", "happened_at", "text", "place", "informed", "reporter_name", "reporter_post", "reporter_phone"
    )  # fmt: skip


class HandOverForm(forms.Form):
    matters = _text("值班情况", rows=4, required=True, most=4000, help_text="没有情况的写“正常”。")
    unfinished = _text("未尽事项", rows=3, most=4000)


class AcknowledgeForm(forms.Form):
    remark = forms.CharField(label="接班意见", max_length=300, required=False)


def _people(label: str, *, required: bool = False) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    return forms.ModelChoiceField(
        label=label, queryset=DutyPerson.objects.none(), required=required, empty_label="（无）"
    )


class ShiftForm(forms.Form):
    """调班."""

    leader = _people("带班领导")
    officers = forms.ModelMultipleChoiceField(
        label="值班员",
        queryset=DutyPerson.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    driver = _people("司机")
    note = forms.CharField(label="备注", max_length=100, required=False)
    reason = forms.CharField(label="调班的理由", max_length=200)

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = DutyPerson.objects.filter(unit=shift.unit_id, is_active=True)
        for name, part in (("leader", Part.LEADER), ("officers", Part.OFFICER), ("driver", Part.DRIVER)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people.filter(part=part)


class SwapForm(forms.Form):
    """换班: one of this shift with one of another."""

    out = forms.ModelChoiceField(label="本班的", queryset=DutyPerson.objects.none())
    other = forms.ModelChoiceField(label="与哪一班", queryset=Shift.objects.none())
    into = forms.ModelChoiceField(label="换成", queryset=DutyPerson.objects.none())
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, shift: Shift, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [person.pk for person in (shift.leader, shift.driver, *shift.officers.all()) if person]
        choices = {
            "out": DutyPerson.objects.filter(pk__in=mine),
            "other": Shift.objects.filter(unit=shift.unit_id, ends_at__gt=now).exclude(pk=shift.pk)[:62],
            "into": DutyPerson.objects.filter(unit=shift.unit_id, is_active=True),
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            # A sliced query cannot be filtered again, so the choice of shifts is narrowed by key.
            field.queryset = (
                Shift.objects.filter(pk__in=[row.pk for row in found]) if name == "other" else found
            )


class BuildForm(forms.Form):
    """排班: a month by rotation."""

    pattern = forms.ChoiceField(label="班次", choices=[("whole", "全天一班"), ("halves", "白班、夜班")])
    officers_each = forms.TypedChoiceField(
        label="每班值班员", choices=[(1, "1人"), (2, "2人"), (3, "3人")], coerce=int
    )


class PersonForm(forms.Form):
    part = forms.ChoiceField(label="职责", choices=Part.choices)
    name = forms.CharField(label="姓名", max_length=30)
    post = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.CharField(label="手机", max_length=30, required=False)
    user = forms.ModelChoiceField(
        label="登录账号", queryset=User.objects.none(), required=False, empty_label="（没有账号）"
    )
    sort = forms.IntegerField(label="轮值顺序", min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(label="参加排班", required=False, initial=True)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        posts = User.objects.filter(posts__unit=unit, posts__until=None)
        field.queryset = posts.distinct().order_by("username")


class CheckForm(forms.Form):
    unit = forms.ModelChoiceField(label="被查单位", queryset=Unit.objects.none())
    way = forms.ChoiceField(label="方式", choices=DutyCheck.Way.choices)
    checked_at = forms.DateTimeField(label="时间", widget=Moment)
    is_manned = forms.TypedChoiceField(
        label="结果",
        choices=[("yes", "在岗"), ("no", "无人应答、不在岗")],
        coerce=lambda value: value == "yes",
    )
    found = forms.CharField(label="情况", max_length=300, help_text="接电话的人，或者拨打次数和时间。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class LimitForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=KINDS)
    phone = forms.IntegerField(label="电话报告（分钟）", min_value=1, max_value=1440)
    written = forms.IntegerField(label="书面报告（分钟）", min_value=1, max_value=1440)
    since = forms.DateField(label="自何日起", widget=Day)
    source = forms.CharField(label="依据", max_length=200)

    def clean_kind(self) -> EventKind:
        return EventKind(self.cleaned_data["kind"])


class ReportFilter(forms.Form):
    """What the register of reports is narrowed by."""

    q = forms.CharField(label="标题", required=False, max_length=100)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), required=False, to_field_name="code", empty_label="全部"
    )
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *KINDS], required=False)
    level = forms.ChoiceField(label="等级", choices=[("", "全部"), *LEVELS], required=False)
    report = forms.ChoiceField(
        label="报告", choices=[("", "全部"), *Report.Kind.choices, ("final", "终报")], required=False
    )
    late = forms.ChoiceField(
        label="时限", choices=[("", "全部"), ("no", "按时"), ("yes", "超过时限")], required=False
    )
    since = forms.DateField(label="上报自", required=False, widget=Day)
    until = forms.DateField(label="至", required=False, widget=Day)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


def month_of(text: str, today: date) -> date:
    """Return the first day of the month ``2026-11`` says, or of today's when it says none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
