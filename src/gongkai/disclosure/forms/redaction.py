"""What an officer fills in to part a file (区分处理): the file, places on its pages, words to look for."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.cases.guard import safe_upload
from gongkai.disclosure.models import Region
from gongkai.disclosure.redaction.regions import Region as Place
from gongkai.law.refusal import Refusal
from gongkai.law.separation import GROUNDS_OF_SEPARATION, Scope

HUNDRED = 100
_PLACE = re.compile(r"(\d{1,5}):(\d{1,5}):(\d{1,5}):(\d{1,5}):(\d{1,5})")


class SourceForm(forms.Form):
    file = forms.FileField(
        label="源文件",
        help_text="PDF、JPG 或 PNG，不超过 20 MB。Word 文件请先另存为 PDF。源文件只有本件的经办人、审签人和工作机构负责人能看，每次查看记入日志。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def clean_file(self) -> Any:
        try:
            return safe_upload(self.cleaned_data["file"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class WhyForm(forms.Form):
    """On which ground a place is black, and for whom."""

    ground = forms.ChoiceField(
        label="遮盖理由",
        choices=[
            ("", "请选择"),
            *((each.id, f"{each.label}（{each.article}）") for each in GROUNDS_OF_SEPARATION.values()),
        ],
    )
    scope = forms.ChoiceField(label="遮盖对象", choices=[(scope.value, scope.label) for scope in Scope])


def _percent(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )


class PlaceForm(WhyForm):
    """A place typed in percent of the page, for those who draw with no mouse."""

    page = forms.IntegerField(label="页码", min_value=1)
    left = _percent("左起 %")
    top = _percent("上起 %")
    width = _percent("宽 %")
    height = _percent("高 %")
    field_order = ["ground", "scope", "page", "left", "top", "width", "height"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [data.get(name) is not None for name in ("left", "top", "width", "height")]
        if any(given) and not all(given):
            raise ValidationError("位置要填写左、上、宽、高四项，单位是页面的百分之几。")
        return data

    def place(self) -> Place | None:
        """Return the typed place, if one was typed."""
        data = self.cleaned_data
        if data.get("left") is None:
            return None
        return Place(
            data["page"],
            _down(data["left"]),
            _down(data["top"]),
            _up(data["left"] + data["width"]),
            _up(data["top"] + data["height"]),
        )


class FindForm(forms.Form):
    words = forms.CharField(
        label="要遮盖的词语（每行一个）",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="同时查找身份证号码、手机号码、银行卡号和自然人住址。查到的只是建议，由您选定后才遮盖。",
    )

    def listed(self) -> list[str]:
        return [word for line in self.cleaned_data["words"].splitlines() if (word := line.strip())]


def typed(region: Region) -> dict[str, Any]:
    """Return a region as the form shows it."""
    return {
        "ground": region.ground,
        "scope": region.scope,
        "page": region.page,
        "left": Decimal(region.left) / HUNDRED,
        "top": Decimal(region.top) / HUNDRED,
        "width": Decimal(region.right - region.left) / HUNDRED,
        "height": Decimal(region.bottom - region.top) / HUNDRED,
    }


def written(places: tuple[Place, ...]) -> str:
    """Return places as one value of a form: page, left, top, right, bottom, in hundredths of a percent."""
    return "+".join(f"{p.page}:{p.left}:{p.top}:{p.right}:{p.bottom}" for p in places)


def read(values: list[str]) -> list[Place]:
    """Read such values; what is none is left out, and the verb refuses an empty list."""
    found = (_PLACE.fullmatch(part) for value in values for part in value.split("+"))
    return [Place(*map(int, match.groups())) for match in found if match]


def _down(percent: Decimal) -> int:
    return int((percent * HUNDRED).to_integral_value(ROUND_FLOOR))


def _up(percent: Decimal) -> int:
    return int((percent * HUNDRED).to_integral_value(ROUND_CEILING))
