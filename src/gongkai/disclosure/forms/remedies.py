"""What is filled in for a review or lawsuit. Each act's form knows the case it acts upon; the verbs refuse."""

from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.form_parts import Day, Files
from gongkai.cases.models import Case
from gongkai.disclosure import papers, rules
from gongkai.disclosure.models import Lesson, Remedy
from gongkai.disclosure.papers import Evidence
from gongkai.disclosure.remedy_procedures import LAWSUIT, OUTCOMES, REVIEW
from gongkai.units.models import Unit

KINDS = (
    "答复书、答辩状（已签章）",
    "证据材料",
    "授权委托书（已签章）",
    "听证（开庭）通知",
    "决定书、裁判文书",
    "其他",
)


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(forms.Form):
    """A form about one case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about(case)

    def about(self, case: Case) -> None:
        """Fill in what follows from the case."""


class NoticeForm(forms.Form):
    """登记复议、诉讼: as the notice says."""

    kind = forms.ChoiceField(label="类别", choices=Remedy.Kind.choices)
    body = forms.CharField(label="复议机关或者法院", max_length=100)
    number = forms.CharField(label="案号", max_length=60)
    accepted_on = forms.DateField(label="受理（立案）日期", widget=Day)
    notified_on = forms.DateField(
        label="收到申请书（起诉状）副本之日", widget=Day, initial=timezone.localdate,
        help_text="答复、举证期限自次日起算。",
    )  # fmt: skip
    simplified = forms.BooleanField(label="行政复议适用简易程序（答复期限缩短）", required=False)
    claims = forms.CharField(label="请求和理由", required=False, widget=area(), max_length=4000)
    files = Files(label="通知书和副本", required=False)  # type: ignore[assignment]


class AnswerForm(CaseForm):
    facts = forms.CharField(label="事实经过", widget=area(6), max_length=4000)
    reasons = forms.CharField(label="答复的依据和理由", widget=area(6), max_length=4000)

    def about(self, case: Case) -> None:
        remedy = case.remedy  # type: ignore[attr-defined]
        self.fields["facts"].initial = papers.course_of(remedy.request)
        reply = remedy.request.replies.last()
        self.fields["reasons"].initial = reply.reasons if reply else ""


class EvidenceForm(CaseForm):
    """The numbered list, chosen out of the file of the request; what else there is stands in ``more``."""

    chosen = forms.MultipleChoiceField(
        label="原申请案卷中的证据", required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label="其他证据（每行一件：名称；证明目的；日期）", required=False, widget=area(),
        help_text="例：政府信息公开目录截图；证明该信息已主动公开；2025-04-02",
    )  # fmt: skip
    found: list[Evidence]

    def about(self, case: Case) -> None:
        self.found = papers.evidence_of(case.remedy.request)  # type: ignore[attr-defined]
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(n), f"{item.day:%Y-%m-%d} {item.name} —— {item.purpose}")
            for n, item in enumerate(self.found)
        ]
        field.initial = [str(n) for n in range(len(self.found))]

    def clean_more(self) -> list[Evidence]:
        return [self._read(line) for line in self.cleaned_data["more"].splitlines() if line.strip()]

    def _read(self, line: str) -> Evidence:
        parts = [part.strip() for part in line.replace(";", "；").split("；")]
        if len(parts) != 3 or not all(parts):
            raise forms.ValidationError(f"“{line[:40]}”应写成“名称；证明目的；日期”。")
        return Evidence(parts[0], parts[1], forms.DateField().clean(parts[2]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [self.found[int(n)] for n in data.get("chosen", [])]
        return {"evidence": sorted([*chosen, *data.get("more", [])], key=lambda item: item.day)}


class AuthorisationForm(CaseForm):
    agents = forms.CharField(label="受委托人（姓名、单位、职务）", widget=area(2), max_length=500)
    authority = forms.ChoiceField(
        label="代理权限",
        choices=[
            (text, text)
            for text in ("一般授权", "特别授权（代为承认、变更、放弃请求，进行和解、调解，提起上诉）")
        ],
    )


class PapersForm(CaseForm):
    kind = forms.ChoiceField(label="材料种类", choices=[(kind, kind) for kind in KINDS])
    files = Files(label="文件")  # type: ignore[assignment]


class SubmittedForm(CaseForm):
    on = forms.DateField(label="提交日期", widget=Day, initial=timezone.localdate)
    proof = forms.CharField(
        label="提交方式和凭证", max_length=200, help_text="如：当面提交，有签收单；EMS 单号"
    )


class HearingForm(CaseForm):
    on = forms.DateField(label="听证（开庭）日期", widget=Day)
    place = forms.CharField(label="地点和时刻", max_length=100)


class HeldForm(CaseForm):
    attended = forms.CharField(
        label="出席人员", max_length=200, help_text="负责人出庭应诉的，写明姓名、职务。"
    )
    record = forms.CharField(label="情况", widget=area(), max_length=2000)


class RulingForm(CaseForm):
    """登记结果: the column of Table 4 stands beside each kind of decision."""

    decision = forms.ChoiceField(label="决定（裁判）")
    number = forms.CharField(label="决定书（裁判文书）编号", max_length=60, required=False)
    decided_on = forms.DateField(label="送达日期", widget=Day, initial=timezone.localdate)
    reply_within = forms.CharField(
        label="责令重新答复的期限（没有责令的留空）", required=False, max_length=20,
        help_text="如“20个工作日”“15日”“2个月”。填写后原申请自动重新办理，不重复计入表三。",
    )  # fmt: skip
    note = forms.CharField(label="说明", required=False, max_length=500, widget=area(2))

    def about(self, case: Case) -> None:
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        known = rules.decisions(case.procedure, timezone.localdate())
        field.choices = [(name, f"{name}（计入{OUTCOMES[rule.column]}）") for name, rule in known.items()]


class DayForm(CaseForm):
    on = forms.DateField(label="日期", widget=Day, initial=timezone.localdate)


class AppealedForm(CaseForm):
    body = forms.CharField(label="二审法院", max_length=100)
    number = forms.CharField(label="二审案号", max_length=60)
    notified_on = forms.DateField(label="收到上诉状副本之日", widget=Day, initial=timezone.localdate)


class AppealForm(CaseForm):
    body = forms.CharField(label="二审法院", max_length=100)
    reasons = forms.CharField(label="上诉理由", widget=area(), max_length=2000)
    on = forms.DateField(label="上诉日期", widget=Day, initial=timezone.localdate)


class ImplementedForm(CaseForm):
    on = forms.DateField(label="履行日期", widget=Day, initial=timezone.localdate)
    how = forms.CharField(label="履行情况", widget=area(), max_length=1000)


class LessonForm(CaseForm):
    wrong = forms.CharField(label="问题出在哪里", widget=area(), max_length=1000)
    change = forms.CharField(label="怎样改", widget=area(), max_length=1000)
    due_on = forms.DateField(label="何时完成", widget=Day)


class LearntForm(CaseForm):
    lesson = forms.ModelChoiceField(label="整改事项", queryset=Lesson.objects.none(), empty_label=None)
    done = forms.CharField(label="完成情况", widget=area(), max_length=1000)

    def about(self, case: Case) -> None:
        field = self.fields["lesson"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = case.lessons.filter(done_on=None)  # type: ignore[attr-defined]


class RemedyFilter(forms.Form):
    """What the list is narrowed by; everything stands in the address bar."""

    q = forms.CharField(label="案号、编号或事由", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Remedy.Kind.choices])
    result = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *Remedy.Result.choices])
    stage = forms.ChoiceField(
        label="环节",
        required=False,
        choices=[
            ("", "全部"),
            *{stage.id: (stage.id, stage.label) for stage in (*LAWSUIT.stages, *REVIEW.stages)}.values(),
        ],
    )
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )
    since = forms.DateField(label="受理自", required=False, widget=Day)
    until = forms.DateField(label="受理至", required=False, widget=Day)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
