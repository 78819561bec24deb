"""What a citizen and an officer fill in. Rules are not here: the verbs refuse."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases.files import CheckedFile
from gongkai.cases.form_parts import NO_PHONE, Day, Files, can_be_called
from gongkai.law.petitions import told_by
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit
from gongkai.voice.messages.actions.afterwards import RATINGS
from gongkai.voice.messages.actions.sorting import GROUNDS
from gongkai.voice.messages.models import FaultKind, Kind, Postbox
from gongkai.voice.messages.procedure import OUTCOME_LABELS

PICTURE_LIMIT = 5 * 1024 * 1024
PICTURES = ("image/jpeg", "image/png")
ANY = ("", "全部")


class Pictures(Files):
    """Pictures that show what is meant: judged by their content, freed of place and camera."""

    def clean(self, data: Any, initial: Any = None) -> tuple[CheckedFile, ...]:
        files = super().clean(data, initial)
        for file in files:
            if file.content_type not in PICTURES:
                raise ValidationError(f"“{file.name}”不是图片。请附 JPG 或者 PNG 图片。")
            if len(file.content) > PICTURE_LIMIT:
                raise ValidationError(f"“{file.name}”超过 5 MB。请缩小后重新选择。")
        return files


class MessageForm(forms.Form):
    """What a citizen writes. A postbox that takes one kind, or has one receiver, does not ask for it."""

    kind = forms.ChoiceField(
        label="类别", choices=[choice for choice in Kind.choices if choice[0] != Kind.FAULT]
    )
    unit = forms.ModelChoiceField(
        label="写给", queryset=Unit.objects.none(), to_field_name="code", empty_label=None,
        help_text="不清楚由谁负责的，选政府办公室，由它转交。",
    )  # fmt: skip
    page = forms.CharField(label="出错的网页", max_length=300, help_text="网址或者索引号。")
    fault_kind = forms.ChoiceField(label="找错类型", choices=FaultKind.choices)
    title = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(
        label="内容", widget=forms.Textarea(attrs={"rows": 8}), max_length=4000,
        help_text="请写明时间、地点和希望解决的问题，4000字以内。",
    )  # fmt: skip
    files = Pictures(  # type: ignore[assignment]
        label="图片", required=False, help_text="JPG、PNG，最多3张，每张不超过5 MB。"
    )
    name = forms.CharField(label="您的姓名", max_length=50)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="电话、邮箱至少填一项。填了邮箱的，办理进展会发到邮箱。"
    )
    may_be_published = forms.BooleanField(label="同意隐去个人信息后公开留言和答复", required=False)

    def __init__(self, *args: Any, postbox: Postbox | None = None, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.postbox, self.fixed_kind = postbox, postbox.kind if postbox else kind
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate()).assessed()
        if self.fixed_kind:
            del self.fields["kind"]
        if self.fixed_kind != Kind.FAULT:
            del self.fields["page"], self.fields["fault_kind"]
        if postbox and postbox.unit_id:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        phone = str(data.get("phone") or "")
        if phone and not can_be_called(phone):
            self.add_error("phone", NO_PHONE)
        elif not phone and not data.get("email") and "email" not in self.errors:
            self.add_error("phone", "电话、邮箱至少填写一项，以便答复您。")
        if self.fixed_kind:
            data["kind"] = self.fixed_kind
        if self.postbox and self.postbox.unit_id:
            data["unit"] = self.postbox.unit
        return data


class NothingToFill(forms.Form):
    """For acts that need no more than a decision."""

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(label="交给", queryset=Unit.objects.none())
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())
        field.initial = case.unit_id


class TextForm(forms.Form):
    """One text, labelled by the act."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)

    def __init__(self, *args: Any, label: str, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AnswerForm(TextForm):
    """The draft of an answer, with the entry of the knowledge base it was taken from."""

    knowledge = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)


class TransferForm(forms.Form):
    to = forms.CharField(label="转送给", max_length=60, initial="区信访局")
    told = forms.CharField(
        label="告知留言人的内容（留言人看得到）", widget=forms.Textarea(attrs={"rows": 5}), max_length=2000,
        initial="您反映的事项属于信访事项，已转送区信访局依照《信访工作条例》办理，处理情况由区信访局告知您。",
    )  # fmt: skip

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by = told_by(case.received_on, calendar_in_force()).day
        self.fields[
            "told"
        ].help_text = f"应当在 {by} 前书面告知（收到之日起15日内）；接受转送的机关可以在5个工作日内提出异议。"


class ExtendForm(forms.Form):
    days = forms.IntegerField(label="延长（工作日）", min_value=1, max_value=60)
    reason = forms.CharField(label="理由（留言人看得到）", max_length=300)

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = f"只能延长一次，最多{case.message.days}个工作日。"


class SetAsideForm(forms.Form):
    ground = forms.ChoiceField(label="理由", choices=[("", "请选择"), *GROUNDS.items()])
    note = forms.CharField(label="说明", required=False, max_length=300)

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MergeForm(forms.Form):
    into = forms.CharField(
        label="主件的编号", max_length=40, help_text="留言人将收到主件的答复，编号都保留。"
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class PublishForm(forms.Form):
    """The text as the public is to read it, and the decision: publish it or not."""

    title = forms.CharField(label="公开的标题", max_length=200)
    text = forms.CharField(label="公开的留言", widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)
    answer = forms.CharField(label="公开的答复", widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MessageFilter(forms.Form):
    """What the list is narrowed by; everything stands in the address bar."""

    q = forms.CharField(label="标题或者编号", required=False, max_length=100)
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部", to_field_name="code"
    )
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *Kind.choices])
    postbox = forms.ModelChoiceField(
        label="信箱", required=False, queryset=Postbox.objects.all(), empty_label="全部", to_field_name="code"
    )
    outcome = forms.ChoiceField(label="结果", required=False, choices=[ANY, *OUTCOME_LABELS.items()])
    since = forms.DateField(label="收到自", required=False, widget=Day)
    until = forms.DateField(label="收到至", required=False, widget=Day)
    counted = forms.BooleanField(label="只看计入统计的", required=False)
    what = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[
            ANY,
            ("overdue", "超过期限"),
            ("soon", "3日内到期"),
            ("undecided", "待审查是否公开"),
            ("public", "已公开"),
            ("dissatisfied", "评价不满意"),
            ("satisfied", "评价满意"),
            ("rated", "有评价"),
            ("answered", "已答复（含并入的）"),
        ],
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class PostboxForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Postbox
        fields = ("code", "name", "intro", "kind", "unit", "sort", "source", "since", "until")
        widgets = {"since": Day, "until": Day, "intro": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(today)
        if self.instance.pk:
            # Its code stands in addresses people have kept.
            del self.fields["code"]


class RateForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="您对答复", coerce=int, widget=forms.RadioSelect, choices=list(RATINGS.items())
    )
    note = forms.CharField(label="意见（可以不填）", required=False, max_length=500)
