"""What an officer fills in: the text and its metadata (元数据)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from tinymce.widgets import TinyMCE

from gongkai.cases.files import MEGABYTE
from gongkai.law.refusal import Refusal
from gongkai.publishing import columns, comparing, content, standards, surveys
from gongkai.publishing.actions.recording import normal_number
from gongkai.publishing.documents.pasted import clean_pasted
from gongkai.publishing.models import Column, Mode, Publication, Stage
from gongkai.publishing.procedure import IN_HAND
from gongkai.units.models import Role, Unit, User


def editor(pictures_url: str = "") -> TinyMCE:
    """Return the editor of a text: tables, links, and, once the draft is saved, pictures with their text.

    It copies what is typed into the form at once, so that a quick click on the button loses nothing.
    """
    picture = " image" if pictures_url else ""
    return TinyMCE(
        mce_attrs={
            "language": "zh-Hans",
            "height": 620,
            "menubar": False,
            "promotion": False,
            "toolbar_mode": "wrap",
            "branding": False,
            "plugins": f"advlist,autolink,lists,link,table,charmap,searchreplace,fullscreen,wordcount{picture.replace(' ', ',')}",
            "toolbar": f"undo redo | blocks | bold italic underline | alignleft aligncenter alignright | "
            f"bullist numlist | table link{picture} charmap | searchreplace removeformat fullscreen",
            "block_formats": "正文=p; 一级标题=h2; 二级标题=h3; 三级标题=h4",
            "formats": {
                "aligncenter": {"selector": "p,h2,h3,h4,td,th", "classes": "gk-center"},
                "alignright": {"selector": "p,h2,h3,h4,td,th", "classes": "gk-right"},
                "alignleft": {"selector": "p,h2,h3,h4,td,th", "classes": "gk-left"},
            },
            "table_header_type": "sectionCells",
            "table_default_attributes": {},
            "table_default_styles": {},
            "table_advtab": False,
            "a11y_advanced_options": True,
            "image_dimensions": False,
            "relative_urls": False,
            "remove_script_host": True,
            "paste_data_images": False,
            "images_upload_url": pictures_url,
            "images_upload_handler": "gkUpload",
            "paste_preprocess": "gkPaste",
            "setup": "gkEditor",
            "content_style": "body{font:16px/1.9 'Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
            "td,th{border:1px solid #8795a5;padding:4px 8px}table{border-collapse:collapse}"
            ".gk-center{text-align:center}.gk-right{text-align:right}",
        }
    )


def _say_what_empty_means(field: forms.Field, label: str) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = label
    elif isinstance(field, forms.ChoiceField):
        choices = cast("Iterable[tuple[str, str]]", field.choices)
        field.choices = [(value, text if value else label) for value, text in choices]


SELECTED = (
    "genre",
    "owner_unit",
    "special_period",
    "interpretation_kind",
    "interpretation_form",
    "plan_form",
    "comment_kind",
)
GROUPS = (
    ("元数据", ("unit", "column", "genre", "created_on", "doc_number", "issuing_body", "owner_unit", "source", "keywords", "key_area",
        "standard", "effective_on", "valid_until", "change_note", "withhold_former", "changed_on")),
    ("公开属性", ("mode", "mode_reason", "special_period")),
    ("文件需要解读（解读方案）", ("to_be_interpreted", "plan_outline", "plan_form", "plan_channel", "plan_on")),
    ("本信息是解读", ("interprets_number", "interpretation_kind", "interpretation_form", "interpreter")),
    ("征求意见", ("comment_kind", "comment_until", "comment_short_reason", "questions_text", "result_of_number")),
    ("其他", ("legacy_index_no",)),
)  # fmt: skip


class _ByName(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        self.field.names = columns.names()  # type: ignore[attr-defined]
        yield from super().__iter__()


class ColumnField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The columns that take items, each with its place in the tree."""

    iterator = _ByName
    names: dict[int, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        rows = Column.objects.filter(takes_items=True).only("title", "code").order_by("sort")
        super().__init__(rows, **{"label": "分类（栏目）", "empty_label": "请选择"} | kwargs)

    def label_from_instance(self, column: Column) -> str:
        return self.names.get(column.pk) or str(column.title)


class StandardItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The matters of the standard catalogue in force."""

    def __init__(self) -> None:
        super().__init__(standards.current(), label="标准目录事项", required=False, empty_label="不对应")


def standard_choices(title: str, unit: Unit | None) -> list[Any]:
    """Return the matters field by field; those that fit the title stand first."""
    fit = standards.proposed(title, unit) if unit is not None and title else []
    chosen: list[Any] = [("", "不对应")]
    if fit:
        chosen.append(("与名称相近", [(item.pk, f"{item.field}－{item}") for item in fit]))
    for field, items in groupby(standards.current(), key=lambda item: item.field):
        chosen.append((field.name, [(item.pk, str(item)) for item in items]))
    return chosen


class UploadField(forms.FileField):
    """A file of at most ``largest`` bytes: judged by its size before a byte of it is read."""

    def __init__(self, largest: int, **kwargs: Any) -> None:
        self.largest = largest
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if given and given.size > self.largest:
            raise forms.ValidationError(f"文件超过{self.largest // MEGABYTE}MB，请核对文件，或者分几次上传。")
        return given


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A draft. ``left_out`` says what was not kept of a pasted text; ``seen`` is the revision on the screen, ``draft_key`` makes a doubled sending harmless."""

    left_out: list[str] = []
    # Where another saved meanwhile: how her text differs from the newest, in its metadata and its words.
    conflict: tuple[list[tuple[str, str, str]], str] | None = None
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    draft_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    column = ColumnField()
    standard = StandardItemField()
    interprets_number = forms.CharField(
        label="所解读的文件",
        required=False,
        max_length=60,
        help_text="填写文件的索引号或者文号；本单位还在办理的文件也可以，与文件同步签发",
    )
    result_of_number = forms.CharField(
        label="所反馈的征集",
        required=False,
        max_length=60,
        help_text="公布征求意见结果的，填写原征集公告的索引号",
    )

    questions_text = forms.CharField(
        label="调查问题",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "您最希望改造什么？（单选）\n- 供水\n- 供暖"}),
        help_text="问卷调查填写。每个问题一行，以（单选）、（多选）或者（文字）结尾；选项各占一行，以“-”开头",
    )

    class Meta:
        model = Publication
        fields = (
            "title", "body", "summary", "column", "genre", "created_on", "doc_number", "owner_unit", "source",
            "keywords", "key_area", "standard", "mode", "mode_reason", "special_period", "effective_on", "valid_until", "issuing_body", "interpretation_kind",
            "interpretation_form", "interpreter", "to_be_interpreted", "plan_outline", "plan_form", "plan_channel",
            "plan_on", "comment_kind", "comment_until", "comment_short_reason", "changed_on", "change_note", "withhold_former",
            "legacy_index_no",
        )  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"size": 60}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "created_on": DateInput(),
            "effective_on": DateInput(),
            "valid_until": DateInput(),
            "plan_on": DateInput(),
            "comment_until": DateInput(),
            "changed_on": DateInput(),
            "plan_outline": forms.Textarea(attrs={"rows": 4}),
            "key_area": forms.TextInput(attrs={"list": "key-areas"}),
            "mode_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "summary": "目录中显示，建议100字以内（《条例》第十二条）",
            "created_on": "文件的成文日期；数据形成的日期。公开期限由此起算",
            "doc_number": "如“白区政办发〔2019〕54号”，括号和序号会自动规范",
            "source": "不填即为发布机构",
            "keywords": "用逗号分开",
            "issuing_body": "文件的发文机关，联合发文的用顿号分开",
            "valid_until": "行政规范性文件等有有效期的填写；到期自动标注失效，届满前提醒评估",
            "mode_reason": "依申请公开、不予公开的，写明所依据的条款和理由",
            "withhold_former": "原版本有不应公开的内容时填写：修订公开后原版本和对比不再提供，理由公示",
            "special_period": "不选即为标准目录写明的天数；没有的，二十个工作日（《条例》第二十六条）",
            "legacy_index_no": "从原网站迁入的信息填写",
            "interpreter": "领导解读写明姓名、职务",
            "to_be_interpreted": "行政规范性文件必须解读；涉及公众利益、社会关注度高、专业性强的也应解读",
            "plan_outline": "背景依据、目标任务、主要内容、适用范围、惠民利民措施、新旧政策差异等",
            "plan_on": "与文件同步，最迟在文件公开后3个工作日内",
            "comment_short_reason": "少于规定天数的写明理由，将随公告公布",
            "changed_on": "信息发生变更之日，公开期限由此重新起算",
        }

    def __init__(self, *args: Any, pictures_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = editor(pictures_url)
        for name in SELECTED:
            _say_what_empty_means(self.fields[name], "请选择" if name == "genre" else "不选")
        unit = self.instance.unit if self.instance.unit_id else None
        self.fields["standard"].choices = standard_choices(self.instance.title, unit)  # type: ignore[attr-defined]
        self.fields["owner_unit"].required = False
        self.fields["owner_unit"].help_text = "不选即为发布机构"
        for name, words in self.instance.proposed:
            if name in self.fields:
                self.fields[name].proposed = words  # type: ignore[attr-defined]
        if self.instance.interprets is not None:
            self.initial["interprets_number"] = _number_of(self.instance.interprets)
        if self.instance.result_of is not None:
            self.initial["result_of_number"] = self.instance.result_of.index_no
        self.initial.setdefault("questions_text", surveys.write(self.instance.questions))
        if self.instance.amends_id:
            del self.fields["column"]
        else:
            del self.fields["changed_on"], self.fields["change_note"], self.fields["withhold_former"]

    def grouped(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Yield the groups beside the text: name, fields, and whether the group is open."""
        for label, names in GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            filled = any(field.value() not in (None, "", False) or field.errors for field in fields)
            if fields:
                yield label, fields, label == GROUPS[0][0] or filled

    def clean_body(self) -> str:
        """Give pictures their lasting address: the editor shows them at the desk's."""
        typed = content.with_lasting_pictures(str(self.cleaned_data["body"]))
        try:
            body, self.left_out = clean_pasted(typed)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return body

    def clean_interprets_number(self) -> str:
        number = normal_number(str(self.cleaned_data["interprets_number"]))
        self.cleaned_data["interprets"] = None
        if number:
            named = Publication.objects.filter(Q(index_no=number) | Q(doc_number=number), amends=None)
            unit = self.instance.unit_id
            own = Q(stage__in=IN_HAND, unit=unit) if unit else Q(stage__in=IN_HAND, doc_number=number)
            found = named.filter(Q(stage=Stage.PUBLISHED) | own).exclude(pk=self.instance.pk or 0).first()
            if found is None:
                raise forms.ValidationError("没有文件使用这个索引号或者文号，请核对。")
            self.cleaned_data["interprets"] = found
        return number

    def clean_result_of_number(self) -> str:
        number = str(self.cleaned_data["result_of_number"]).strip()
        self.cleaned_data["result_of"] = None
        if number:
            found = Publication.objects.public().filter(index_no=number).exclude(comment_kind="").first()
            if found is None:
                raise forms.ValidationError("没有已公开的征求意见公告使用这个索引号，请核对。")
            self.cleaned_data["result_of"] = found
        return number

    def clean_questions_text(self) -> str:
        typed = str(self.cleaned_data["questions_text"])
        try:
            self.cleaned_data["questions"] = surveys.read(typed)
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.message}{refusal.advice}") from refusal
        return typed

    def typed(self) -> dict[str, Any]:
        """Return the fields a verb takes."""
        names = [name for name in self.Meta.fields if name in self.cleaned_data and name != "owner_unit"]
        fields = {name: self.cleaned_data[name] for name in (*names, "interprets", "result_of", "questions")}
        if self.instance.proposed:
            fields["proposed"] = self._still_unconfirmed()
        if self.cleaned_data["owner_unit"] is not None:
            fields["owner_unit"] = self.cleaned_data["owner_unit"]
        return fields

    def on_top_of(self, newest: Publication) -> None:
        """Put what was typed on top of the version saved meanwhile, with the difference, for her to decide."""
        mine = Publication.objects.get(pk=newest.pk)
        for name, value in self.typed().items():
            setattr(mine, name, value)
        self.conflict = comparing.metadata(newest, mine), comparing.texts(newest.body, mine.body)
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent["seen"] = str(newest.revision)
        self.data = sent

    def _still_unconfirmed(self) -> list[list[str]]:
        """Return what was proposed and neither confirmed nor written anew."""
        confirmed = self.data.getlist("confirmed") if isinstance(self.data, QueryDict) else []
        return [
            pair
            for pair in self.instance.proposed
            if pair[0] not in confirmed and pair[0] not in self.changed_data
        ]


def _number_of(publication: Publication) -> str:
    return publication.index_no or publication.doc_number


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
    column = ColumnField(label="栏目", required=False, empty_label="全部栏目")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部单位")
    since = forms.DateField(label="生成日期自", required=False, widget=DateInput)
    until = forms.DateField(label="至", required=False, widget=DateInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) <= 1:
            del self.fields["unit"]
