"""What an officer fills in of public opinion. Rules are not here: the verbs refuse."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from gongkai.cases.files import CheckedFile
from gongkai.cases.form_parts import Day, Moment
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal
from gongkai.law.response import Concern, Grade
from gongkai.units.models import Unit
from gongkai.voice.opinion.brief_content import UNGRADED
from gongkai.voice.opinion.models import (
    Opinion,
    OpinionBrief,
    OpinionItem,
    OpinionReferral,
    OpinionResponse,
    OpinionSource,
    Sentiment,
)
from gongkai.voice.opinion.procedure import OPINION_STAGES

ANY = ("", "全部")
GRADES = [(grade.value, grade.label) for grade in Grade]
CONCERNS = [("", "不属于以下情形"), *((concern.value, concern.label) for concern in Concern)]


def _day(label: str, required: bool = False) -> forms.DateField:
    """Return a field for a day the platform can have to do with; beyond it counting days ends."""
    bounds = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1)))
    return forms.DateField(label=label, required=required, widget=Day, validators=bounds)


class ReasonForm(forms.Form):
    """One text, labelled by the act."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args: Any, label: str, most: int = 2000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        assert isinstance(field, forms.CharField)
        field.label, field.max_length = label, most
        field.widget.attrs["maxlength"] = most


class GradeForm(forms.Form):
    """研判: the grade decides which hours run."""

    grade = forms.ChoiceField(
        label="等级", choices=GRADES,
        help_text="按紧急程度、影响范围、关注度定。重大、特别重大：5小时内发布权威信息，24小时内举行新闻发布会；其他：48小时内回应。",
    )  # fmt: skip
    concern = forms.ChoiceField(label="重点回应的情形", choices=CONCERNS, required=False)
    note = forms.CharField(label="研判意见", required=False, max_length=300)


class AssignForm(forms.Form):
    """交办: who leads, who answers with it, who sets things right."""

    lead = forms.ModelChoiceField(label="牵头单位", queryset=Unit.objects.none())
    online = forms.ModelMultipleChoiceField(
        label="线上协同回应",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offline = forms.ModelMultipleChoiceField(
        label="线下处置", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    task = forms.CharField(label="要求", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.on(timezone.localdate())
        for name in ("lead", "online", "offline"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = units


class AssessForm(GradeForm, AssignForm):
    """研判 and 交办 on one page; without a lead only the grade is set."""

    field_order = ["grade", "concern", "note", "lead", "online", "offline", "task"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].required = False
        self.fields["lead"].help_text = "同时交办；稍后再交办的，留空。"


class ReportForm(forms.Form):
    to = forms.CharField(
        label="报送对象", max_length=100, help_text="如“区委、区政府主要负责人”“市委网信办”。"
    )
    note = forms.CharField(label="说明", required=False, max_length=300)


class ReferForm(forms.Form):
    to = forms.ChoiceField(label="移送对象", choices=OpinionReferral.To.choices)
    organ = forms.CharField(label="接收机关", max_length=100)
    reason = forms.CharField(label="事由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TextForm(forms.Form):
    """回应文稿."""

    kind = forms.ChoiceField(label="用途", choices=OpinionResponse.Kind.choices)
    title = forms.CharField(label="标题", max_length=200)
    text = forms.CharField(label="内容", max_length=8000, widget=forms.Textarea(attrs={"rows": 10}))


class RewriteForm(TextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]


class ReleaseForm(forms.Form):
    released_at = forms.DateTimeField(label="实际发布时间", widget=Moment)
    channel = forms.CharField(
        label="发布渠道", max_length=100, help_text="如“区政府门户网站”“白银发布微信公众号”。"
    )
    address = forms.URLField(label="公开网址", max_length=500, required=False, assume_scheme="https")


class MomentForm(forms.Form):
    done_at = forms.DateTimeField(label="实际时间", widget=Moment)
    channel = forms.CharField(label="渠道", max_length=100, required=False)
    text = forms.CharField(
        label="发布的内容", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, required=False
    )


class EvaluateForm(forms.Form):
    effect = forms.ChoiceField(label="回应效果", choices=Opinion.Effect.choices)
    effect_note = forms.CharField(label="效果说明", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    lessons = forms.CharField(
        label="经验教训", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class EnterOpinionForm(forms.Form):
    title = forms.CharField(
        label="标题", max_length=200, help_text="有截图、快照要保存的，请先在“线索”登记，再由线索立案。"
    )
    source = forms.CharField(label="来源", max_length=60, help_text="如新浪微博、百度贴吧、掌上白银。")
    address = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    found_at = forms.DateTimeField(label="发现时间", widget=Moment)
    sentiment = forms.ChoiceField(label="倾向", choices=Sentiment.choices)
    region = forms.CharField(label="涉及地区", max_length=30, required=False)
    topic = forms.CharField(
        label="主题", max_length=30, required=False, help_text="如教育、市政设施、生态环境。"
    )


class Snapshot(forms.FileField):
    """A file somebody made of what was seen, judged by its content."""

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        if not data:
            return None
        try:
            return safe_upload(data)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class ItemForm(forms.Form):
    """人工登记线索."""

    title = forms.CharField(label="标题", max_length=200)
    site = forms.CharField(label="网站或者平台", max_length=60)
    address = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")
    author = forms.CharField(
        label="作者", max_length=100, required=False, help_text="加密保存，查看记入日志。"
    )
    excerpt = forms.CharField(
        label="内容摘要", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    published_at = forms.DateTimeField(label="发布时间", widget=Moment, required=False)
    seen_at = forms.DateTimeField(label="发现时间", widget=Moment)
    sentiment = forms.ChoiceField(label="倾向", choices=[("", "未判断"), *Sentiment.choices], required=False)
    region = forms.CharField(label="涉及地区", max_length=30, required=False)
    topic = forms.CharField(label="主题", max_length=30, required=False)
    reads = forms.IntegerField(label="阅读", min_value=0, required=False)
    comments = forms.IntegerField(label="评论", min_value=0, required=False)
    shares = forms.IntegerField(label="转发", min_value=0, required=False)
    snapshot = Snapshot(label="快照（截图或者PDF）", required=False)


class SourceForm(forms.Form):
    key = forms.SlugField(
        label="代号", max_length=40, help_text="英文字母、数字和连字符；推送地址中使用，以后不能改。"
    )
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="方式", choices=OpinionSource.Kind.choices)
    site = forms.CharField(label="网站或者平台", max_length=60, help_text="如新浪微博、百度贴吧、掌上白银。")
    unit = forms.ModelChoiceField(label="监测单位", queryset=Unit.objects.none())
    address = forms.URLField(
        label="订阅地址",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="RSS/Atom 来源填写。",
    )
    minutes = forms.IntegerField(label="读取间隔（分钟）", min_value=5, max_value=1440, initial=15)
    basis = forms.CharField(
        label="依据",
        max_length=200,
        help_text="合同、授权或者公开订阅的说明。不采集需登录或者禁止采集的网站。",
    )
    since = _day("启用日期", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.on(timezone.localdate())


class EndForm(forms.Form):
    until = _day("停用日期", required=True)


class ImportForm(forms.Form):
    file = forms.FileField(label="表格（CSV 或 XLSX）")


class DraftBriefForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=OpinionBrief.Kind.choices)
    day = _day("期内任一日", required=True)


class BriefForm(forms.Form):
    title = forms.CharField(label="标题", max_length=100)
    addressee = forms.CharField(label="报送对象", max_length=100, required=False)
    opening = forms.CharField(label="综述", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    advice = forms.CharField(
        label="研判和建议", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


def _text(label: str, known: str) -> forms.CharField:
    """Return a field whose known values are offered as one types."""
    widget = forms.TextInput(attrs={"list": f"known-{known}"})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


class Filter(forms.Form):
    """What a list is narrowed by; everything stands in the address bar, the usual conditions in front."""

    first: tuple[str, ...] = ()

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.first]

    @property
    def more_in_use(self) -> bool:
        return any(field.value() for field in self.more_fields)


class RegisterFilter(Filter):
    """What the register is narrowed by."""

    first = ("q", "grade", "timing", "unit")

    stage = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(stage.id, stage.label) for stage in OPINION_STAGES],
    )
    q = forms.CharField(label="编号或标题", required=False, max_length=100)
    grade = forms.ChoiceField(label="等级", required=False, choices=[ANY, *GRADES, (UNGRADED, UNGRADED)])
    timing = forms.ChoiceField(
        label="时限", required=False,
        choices=[ANY, ("overdue", "已过未完成"), ("late", "曾超时"), ("kept", "均在时限内")],
    )  # fmt: skip
    source = _text("来源", "source")
    topic = _text("主题", "topic")
    unit = forms.ModelChoiceField(
        label="牵头单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )
    sentiment = forms.ChoiceField(label="倾向", required=False, choices=[ANY, *Sentiment.choices])
    since = _day("发现自")
    until = _day("发现至")
    open = forms.BooleanField(label="在办", required=False)

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.all()


class ItemFilter(Filter):
    """What the watched items are narrowed by."""

    first = ("q", "sentiment", "source", "sort")

    state = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=OpinionItem.State.choices)
    q = forms.CharField(label="标题", required=False, max_length=100)
    site = _text("网站或者平台", "site")
    source = forms.ModelChoiceField(
        label="来源", required=False, queryset=OpinionSource.objects.all(), empty_label="全部"
    )
    sentiment = forms.ChoiceField(label="倾向", required=False, choices=[ANY, *Sentiment.choices])
    since = _day("发现自")
    until = _day("发现至")
    sort = forms.ChoiceField(
        label="排列", required=False, choices=[("", "最新的在前"), ("heat", "最热的在前")]
    )
