"""What is typed about leave. Rules are not here: the verbs refuse."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from gongkai.cases.form_parts import Day
from gongkai.law.leave import LeaveKind, Span
from gongkai.units.leave.actions import Wish
from gongkai.units.leave.models import Leave
from gongkai.units.models import Post, User


def cover_name(post: Post) -> str:
    """Return the name of the field in which a post's substitute is chosen."""
    return f"cover.{post.unit.code}.{post.role}"


class LeaveForm(forms.Form):
    """Days, reason and a substitute for each post; one choice serves all posts that have none of their own."""

    kind = forms.ChoiceField(label="类别", choices=[(kind.value, kind.label) for kind in LeaveKind])
    first = forms.DateField(label="自", widget=Day)
    from_noon = forms.BooleanField(label="首日下午起（上午在岗）", required=False)
    last = forms.DateField(label="至（含）", widget=Day)
    until_noon = forms.BooleanField(label="末日上午止（下午在岗）", required=False)
    reason = forms.CharField(
        label="事由", widget=forms.Textarea(attrs={"rows": 2}), max_length=300, required=False,
        help_text="加密保存，只有审批人看得到；年休假可以不填。",
    )  # fmt: skip
    everything = forms.ModelChoiceField(
        User.objects.none(), label="代理人（全部岗位）", required=False, empty_label="请选择"
    )

    def __init__(self, *args: Any, posts: list[Post], colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        choices = User.objects.filter(pk__in=[user.pk for user in colleagues]).order_by("name")
        self.fields["everything"].queryset = choices  # type: ignore[attr-defined]
        if len(posts) > 1:
            for post in posts:
                self.fields[cover_name(post)] = forms.ModelChoiceField(
                    choices, label=f"其中{post.unit.short_name}{post.get_role_display()}",
                    required=False, empty_label="同上",
                )  # fmt: skip

    def span(self) -> Span:
        data = self.cleaned_data
        return Span(data["first"], data["last"], data["from_noon"], data["until_noon"])

    def chosen(self) -> dict[tuple[str, str], User]:
        data = self.cleaned_data
        picked = {
            (post.unit.code, post.role): data.get(cover_name(post)) or data["everything"]
            for post in self.posts
        }
        return {key: user for key, user in picked.items() if user is not None}

    def wish(self, extends: Leave | None = None) -> Wish:
        data = self.cleaned_data
        return Wish(LeaveKind(data["kind"]), self.span(), data["reason"], self.chosen(), extends)


class TextForm(forms.Form):
    text = forms.CharField(max_length=200, required=False)


class DayForm(forms.Form):
    on = forms.DateField(label="返岗日期", widget=Day)


class SubstituteForm(forms.Form):
    cover = forms.IntegerField()
    substitute = forms.ModelChoiceField(User.objects.none())
    text = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = colleagues  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """Which year's leave is looked at."""

    year = forms.IntegerField(min_value=2015, max_value=2100)

    def chosen(self, today: date) -> int:
        return int(self.cleaned_data["year"]) if self.is_valid() else today.year
