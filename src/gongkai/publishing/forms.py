"""What an officer fills in: the text and its metadata (元数据)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from wagtail.admin.rich_text import get_rich_text_editor_widget

from gongkai.publishing.models import Column, Mode, Part, Publication, Stage
from gongkai.units.models import Role, Unit, User

# What Wagtail's editor can hold without loss; a body with more is edited as HTML.
EDITOR_FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "hr", "link"]
# Tags over the catalogue, in common use; no closed national list is in force.
KEY_AREAS = (
    "财政资金", "重大建设项目", "公共资源配置", "社会公益事业", "脱贫攻坚", "教育", "医疗卫生", "生态环境", "灾害事故救援",
    "食品药品", "社会救助", "征地拆迁", "安全生产", "就业社保", "住房保障", "国企监管", "养老服务",
)  # fmt: skip


def needs_html(body: str) -> bool:
    """Tell whether a body holds what the editor would drop: tables and pictures."""
    return "<table" in body or "<img" in body


def _editor() -> forms.Widget:
    """Return Wagtail's editor. It copies what is typed into the form at once: by default it waits a quarter of
    a second, and a quick click on the button would lose the last words.
    """
    editor: Any = get_rich_text_editor_widget(features=EDITOR_FEATURES)
    editor.options |= {"stateSaveInterval": 0, "placeholder": "在此输入或粘贴正文"}
    return cast("forms.Widget", editor)


def _say_what_empty_means(field: forms.Field, label: str) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = label
    elif isinstance(field, forms.ChoiceField):
        choices = cast("Iterable[tuple[str, str]]", field.choices)
        field.choices = [(value, text if value else label) for value, text in choices]


class ColumnField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The columns that take items, each with the part it belongs to."""

    def __init__(self) -> None:
        super().__init__(
            Column.objects.filter(takes_items=True).only("title", "part", "code").order_by("sort"),
            label="分类（栏目）",
            empty_label="请选择",
        )

    def label_from_instance(self, column: Column) -> str:
        return f"{Part(column.part).label}:{column.title}" if column.in_disclosure else str(column.title)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A draft. ``seen`` is the revision on the screen, ``draft_key`` makes a doubled sending harmless."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    draft_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    column = ColumnField()
    interprets_number = forms.CharField(
        label="所解读的文件", required=False, help_text="填写已公开文件的索引号或者文号", max_length=60
    )

    class Meta:
        model = Publication
        fields = (
            "title", "body", "summary", "column", "genre", "created_on", "doc_number", "owner_unit", "source",
            "keywords", "key_area", "mode", "mode_reason", "special_period", "effective_on", "interpretation_kind",
            "legacy_index_no",
        )  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"size": 60}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "created_on": DateInput(),
            "effective_on": DateInput(),
            "key_area": forms.TextInput(attrs={"list": "key-areas"}),
            "mode_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "summary": "目录中显示，建议100字以内（《条例》第十二条）",
            "created_on": "文件的成文日期；数据形成的日期。公开期限由此起算",
            "doc_number": "如“白区政办发〔2019〕54号”，括号和序号会自动规范",
            "source": "不填即为发布机构",
            "keywords": "用逗号分开",
            "mode_reason": "依申请公开、不予公开的，写明所依据的条款和理由",
            "special_period": "不选即为二十个工作日（《条例》第二十六条）",
            "legacy_index_no": "从原网站迁入的信息填写",
        }

    def __init__(self, *args: Any, as_html: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = forms.Textarea(attrs={"rows": 24}) if as_html else _editor()
        for name in ("genre", "owner_unit", "special_period", "interpretation_kind"):
            _say_what_empty_means(self.fields[name], "请选择" if name == "genre" else "不选")
        self.fields["owner_unit"].required = False
        self.fields["owner_unit"].help_text = "不选即为发布机构"
        if self.instance.interprets is not None:
            self.initial["interprets_number"] = self.instance.interprets.index_no

    def clean_interprets_number(self) -> str:
        number = str(self.cleaned_data["interprets_number"]).strip()
        self.cleaned_data["interprets"] = None
        if number:
            found = Publication.objects.public().filter(Q(index_no=number) | Q(doc_number=number)).first()
            if found is None:
                raise forms.ValidationError("没有已公开的文件使用这个索引号或者文号，请核对。")
            self.cleaned_data["interprets"] = found
        return number

    def typed(self) -> dict[str, Any]:
        """Return the fields a verb takes."""
        names = (*(name for name in self.Meta.fields if name != "owner_unit"), "interprets")
        fields = {name: self.cleaned_data[name] for name in names}
        if self.cleaned_data["owner_unit"] is not None:
            fields["owner_unit"] = self.cleaned_data["owner_unit"]
        return fields


class NewPublicationForm(PublicationForm):
    """A first draft also says for which unit, among those its author drafts for."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="发布机构", empty_label=None)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = user.posts.on(on).filter(role=Role.OFFICER)
        units = Unit.objects.filter(pk__in=posts.values("unit"))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["mode"].initial = Mode.PROACTIVE


class ListFilter(forms.Form):
    """The filters of the list, as they stand in its address."""

    stage = forms.ChoiceField(
        required=False, choices=[("", "在办"), *Stage.choices, ("all", "全部")], widget=forms.HiddenInput
    )
    q = forms.CharField(
        label="文字", required=False, widget=forms.TextInput(attrs={"placeholder": "名称、文号或索引号"})
    )
    column = forms.ModelChoiceField(
        Column.objects.filter(takes_items=True).order_by("sort"),
        label="栏目",
        required=False,
        empty_label="全部栏目",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部单位")
    since = forms.DateField(label="生成日期自", required=False, widget=DateInput)
    until = forms.DateField(label="至", required=False, widget=DateInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) <= 1:
            del self.fields["unit"]
