"""What the forms of every module are made of: a day, a moment, and the form of an act that asks for nothing."""

from django import forms


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class NothingToFill(forms.Form):
    """For acts that need no more than a decision."""
