"""What the forms of every module are made of: a day, a moment, files, a telephone, and the form of an act that asks for nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.cases.files import CheckedFile
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal

SHORTEST_PHONE = 7
NO_PHONE = "请填写能打通的电话号码（区号和号码，或者手机号码）。"


def can_be_called(phone: str) -> bool:
    """Tell whether what was typed has the digits of a telephone number."""
    return sum(map(str.isdigit, phone)) >= SHORTEST_PHONE


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class Files(forms.FileField):
    """Several files at once, each judged by its content."""

    widget = type("ManyFiles", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[CheckedFile, ...]:
        uploads = data if isinstance(data, list | tuple) else [data]
        try:
            return tuple(safe_upload(upload) for upload in uploads if upload)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class NothingToFill(forms.Form):
    """For acts that need no more than a decision."""
