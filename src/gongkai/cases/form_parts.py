"""What the forms of every module are made of: a day, a moment, files, and the form of an act that asks for nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.cases.files import CheckedFile
from gongkai.cases.guard import safe_upload
from gongkai.law.refusal import Refusal


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
