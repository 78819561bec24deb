"""What operators and handlers fill in. Rules are not here: the verbs refuse."""

import secrets
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.cases.files import ACCEPTED
from gongkai.cases.form_parts import Day, Files
from gongkai.law import hotline as law
from gongkai.units.models import Unit, UnitKind
from gongkai.voice.hotline import directory
from gongkai.voice.hotline.models import GROUNDS, KINDS, PAPERS, DirectoryEntry, Limit, Origin, Result, Way
from gongkai.voice.hotline.procedure import STAGES
from gongkai.voice.hotline.register import LIGHTS, STANDS

ANY = [("", "全部")]
FILES_HELP = f"{ACCEPTED}，每个不超过20 MB；照片会去掉位置和相机信息。"
SATISFACTIONS = [(each.value, each.label) for each in law.Satisfaction]


def units(on: date) -> Any:
    return Unit.objects.on(on).assessed()


def towns(on: date) -> Any:
    return Unit.objects.on(on).filter(kind=UnitKind.TOWNSHIP)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), **kwargs)


class HotlineForm(forms.Form):
    """A form whose units and towns are those of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Unit:  # type: ignore[union-attr]
                field.queryset = towns(today) if name == "town" else units(today)


class CallForm(HotlineForm):
    """One page for the operator: who, what, where, and what happens next."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    knowledge = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    phone = forms.CharField(label="来电号码", max_length=30, required=False)
    name = forms.CharField(label="姓名", max_length=50, required=False)
    is_confidential = forms.BooleanField(label="要求保密", required=False, help_text="承办单位看不到来电人")
    wants_reply = forms.BooleanField(label="需要回复", required=False, initial=True)
    kind = forms.ChoiceField(label="类型", choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label="事由", max_length=100)
    text = forms.CharField(label="诉求内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    town = UnitChoice(label="乡镇街道", required=False, empty_label="（不涉及地点）")
    place = forms.CharField(label="村（社区）、道路、小区", max_length=60, required=False)
    spot = forms.CharField(label="具体位置", max_length=100, required=False)
    is_urgent = forms.BooleanField(label="紧急（当日办结）", required=False)
    way = forms.ChoiceField(label="渠道", choices=Way.choices, initial=Way.PHONE)
    origin = forms.ChoiceField(label="来源", choices=Origin.choices, initial=Origin.OWN)
    matter = forms.ModelChoiceField(
        label="事项分类", queryset=DirectoryEntry.objects.none(), required=False, empty_label="（未分类）"
    )
    unit = UnitChoice(label="主办单位", required=False, empty_label="（待派单）")
    helpers = forms.ModelMultipleChoiceField(
        label="协办单位",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    reply = forms.CharField(
        label="当场答复", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    satisfaction = forms.ChoiceField(
        label="来电人评价", required=False, choices=[("", "未问"), *SATISFACTIONS[:4]]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = DirectoryEntry.objects.on(timezone.localdate())
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        self.fields["place"].widget.attrs["list"] = "places"
        self.fields["token"].initial = secrets.token_urlsafe(16)

    def matters(self) -> Iterator[tuple[str, list[DirectoryEntry]]]:
        """Return the matters under their fields, for the list of choices."""
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)
        yield from directory.grouped(list(field.queryset or ()))


CALL_FIELDS = (
    "kind", "title", "text", "way", "origin", "matter", "is_urgent", "town", "place", "spot", "name", "phone",
    "is_confidential", "wants_reply", "knowledge",
)  # fmt: skip


class RegisterFilter(HotlineForm):
    """What the register can be narrowed by."""

    stage = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[*ANY, *((s.id, s.label) for s in STAGES)]
    )
    q = forms.CharField(label="编号、电话、事由", required=False, max_length=100)
    kind = forms.ChoiceField(label="类型", required=False, choices=[*ANY, *KINDS])
    unit = UnitChoice(label="单位", required=False, empty_label="全部")
    light = forms.ChoiceField(label="期限", required=False, choices=[*ANY, *LIGHTS])
    since = forms.DateField(label="受理起", required=False, widget=Day)
    until = forms.DateField(label="受理止", required=False, widget=Day)
    town = UnitChoice(label="乡镇街道", required=False, empty_label="全部")
    field = forms.CharField(label="一级分类", required=False, max_length=30)
    origin = forms.ChoiceField(label="来源", required=False, choices=[*ANY, *Origin.choices])
    channel = forms.ChoiceField(label="渠道", required=False, choices=[*ANY, *Way.choices])
    measure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    stands = forms.ChoiceField(label="办理状态", required=False, choices=[*ANY, *STANDS])
    result = forms.ChoiceField(label="办理结果", required=False, choices=[*ANY, *Result.choices])
    satisfaction = forms.ChoiceField(label="满意度", required=False, choices=[*ANY, *SATISFACTIONS])
    urged = forms.ChoiceField(
        label="催办", required=False, choices=[*ANY, *((each.value, each.label) for each in law.Urging)]
    )
    closed_from = forms.DateField(label="办结起", required=False, widget=Day)
    closed_to = forms.DateField(label="办结止", required=False, widget=Day)
    late = forms.BooleanField(label="逾期", required=False)
    supervised = forms.BooleanField(label="督办", required=False)
    returned = forms.BooleanField(label="退过单", required=False)
    urgent = forms.BooleanField(label="紧急", required=False)
    joint_late = forms.BooleanField(label="协办逾期", required=False)
    unsigned = forms.BooleanField(label="签收超时", required=False)
    first = ("q", "kind", "unit", "light", "since", "until")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "受理止早于受理起。")
        return data

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*self.first, "stage", "measure")]

    def more_in_use(self) -> bool:
        return any(self.data.get(field.name) for field in self.more_fields())


class SayForm(forms.Form):
    """One text, labelled by the act."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class JointReplyForm(forms.Form):
    text = forms.CharField(label="协办意见", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    files = Files(label="佐证材料", required=False, help_text=FILES_HELP)  # type: ignore[assignment]


class PapersForm(forms.Form):
    kind = forms.ChoiceField(label="材料种类", choices=[(kind, kind) for kind in PAPERS])
    files = Files(label="文件", help_text=FILES_HELP)  # type: ignore[assignment]


class DispatchForm(HotlineForm):
    unit = UnitChoice(label="主办单位")
    helpers = forms.ModelMultipleChoiceField(label="协办单位", queryset=Unit.objects.none(), required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)
    designated_because = forms.CharField(
        label="指定承办的理由",
        required=False,
        max_length=200,
        help_text="填写后即为指定承办，承办单位不得退单。",
    )


class DirectAnswerForm(forms.Form):
    reply = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    satisfaction = forms.ChoiceField(
        label="来电人评价", required=False, choices=[("", "未问"), *SATISFACTIONS[:4]]
    )
    knowledge = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)


class ReplyForm(forms.Form):
    result = forms.ChoiceField(label="办理结果", choices=Result.choices)
    reply = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)
    files = Files(label="佐证材料", required=False, help_text=FILES_HELP)  # type: ignore[assignment]
    knowledge = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)


class RefuseForm(forms.Form):
    ground = forms.ChoiceField(label="理由", choices=[("", "请选择"), *GROUNDS])
    channel = forms.CharField(
        label="已告知的渠道",
        required=False,
        max_length=200,
        help_text="属于法定渠道的必须填写，来电人据此去办理。",
    )
    note = forms.CharField(
        label="说明", required=False, max_length=300, help_text="转到其他程序的，写明那边的编号。"
    )


class SplitForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=KINDS)
    title = forms.CharField(label="拆出的事由", max_length=200)
    text = forms.CharField(label="拆出的内容", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = secrets.token_urlsafe(16)


class MergeForm(forms.Form):
    number = forms.CharField(
        label="并入的工单编号", max_length=40, help_text="例如 热线〔2026〕15号，或者2026-15。"
    )


class HelpForm(HotlineForm):
    unit = UnitChoice(label="协办单位")
    task = forms.CharField(label="协办内容", max_length=300)
    due_on = forms.DateField(label="协办期限", required=False, widget=Day, help_text="不填时按默认期限。")


class ExtensionForm(forms.Form):
    days = forms.IntegerField(label="延长（工作日）", min_value=1, max_value=99)
    reason = forms.CharField(label="理由", max_length=300)


class GrantForm(forms.Form):
    told = forms.CharField(
        label="怎样告知来电人",
        required=False,
        max_length=200,
        help_text="留有手机号码且未要求保密的，平台发短信告知，可以不填。",
    )


class CalledForm(forms.Form):
    satisfaction = forms.ChoiceField(label="来电人评价", choices=SATISFACTIONS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="来电人的话", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不满意的，必须写明原因；将退回重新办理。",
    )  # fmt: skip


class ToldForm(forms.Form):
    manner = forms.CharField(
        label="告知的方式", max_length=200, help_text="当场、电话、挂号信、短信等，写明单号。"
    )
    told_on = forms.DateField(label="告知日期", required=False, widget=Day)


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Limit
        fields = (
            "kind", "origin", "sign_hours", "handling_days", "extension_days", "return_hours", "return_days", "since", "source",
        )  # fmt: skip
        widgets = {"since": Day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "origin"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "各类" if name == "kind" else "各来源"), *list(field.choices)[1:]]  # type: ignore[arg-type]


class EntryForm(HotlineForm):
    field = forms.CharField(label="一级分类", max_length=30)
    topic = forms.CharField(label="二级分类", max_length=30)
    matter = forms.CharField(label="事项", max_length=60)
    keywords = forms.CharField(label="关键词", max_length=400, help_text="群众会说的词，用空格或者顿号分开。")
    unit = UnitChoice(label="承办单位", required=False, empty_label=directory.LOCAL)
    since = forms.DateField(label="自", widget=Day)
    source = forms.CharField(label="依据", max_length=200)

    def as_matter(self) -> directory.Matter:
        data = self.cleaned_data
        return directory.Matter(
            data["field"], data["topic"], data["matter"], directory.words_of(data["keywords"]), data["unit"], data["source"]
        )  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(label="文件", max_length=200)


class CallsForm(UploadForm):
    source = forms.CharField(label="数据来源", max_length=200, help_text="话务系统名称、导出时间。")


class PlacesForm(HotlineForm):
    town = UnitChoice(label="乡镇街道")
    names = forms.CharField(
        label="村（社区）、道路、小区",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一个。",
    )


class ContactForm(HotlineForm):
    unit = UnitChoice(label="单位")
    phone = forms.CharField(label="手机号码", required=False, max_length=20, help_text="留空则不再发短信。")


class KeyForm(forms.Form):
    secret = forms.CharField(
        label="接口密钥",
        required=False,
        max_length=200,
        widget=forms.PasswordInput,
        help_text="至少16个字符；留空即关闭接口。",
    )


class PeriodForm(forms.Form):
    since = forms.DateField(label="受理起", required=False, widget=Day)
    until = forms.DateField(label="受理止", required=False, widget=Day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "受理止早于受理起，下面按最近24天统计。")
        return data
