"""What a person types to perform an act on the review page: one small form an act, and the verb it calls."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from gongkai.cases.procedure import Action
from gongkai.publishing import actions, procedure
from gongkai.publishing.actions.recording import normal_number
from gongkai.publishing.forms import DateInput, StandardItemField, standard_choices
from gongkai.publishing.models import Publication, Stage, Validity

Verb = Callable[..., object]


class ActForm(forms.Form):
    """An act without words. ``seen`` is the revision on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, publication: Publication, data: Any = None) -> None:
        self.publication = publication
        super().__init__(data, initial={"seen": publication.revision}, label_suffix="")
        # Several of these forms stand on one page.
        self.auto_id = f"{type(self).__name__.lower()}-%s"

    def many(self, name: str) -> list[str]:
        """Return every value sent under one name."""
        return list(self.data.getlist(name)) if isinstance(self.data, QueryDict) else []

    def words(self) -> dict[str, Any]:
        """Return what goes to the verb beside the publication, the actor and the time."""
        return dict(self.cleaned_data)


class NoteForm(ActForm):
    note = forms.CharField(label="意见（可不填）", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class SubmitForm(ActForm):
    release_reason = forms.CharField(
        label="确需保留的理由（提请保密审查员逐处放行）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SecrecyForm(NoteForm):
    def __init__(self, publication: Publication, data: Any = None) -> None:
        super().__init__(publication, data)
        if publication.held:
            self.fields["released"] = forms.MultipleChoiceField(
                label="逐处放行（与意见一并记入办理记录）",
                choices=[(held["key"], f"{held['place']}：{held['excerpt']}") for held in publication.held],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )


class SignForm(ActForm):
    publish_from = forms.DateTimeField(
        label="定时公开（不填即立即公开）",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, publication: Publication, data: Any = None) -> None:
        super().__init__(publication, data)
        ready = publication.interpretations.filter(stage=Stage.SIGNING)
        if ready:
            self.fields["together"] = forms.ModelMultipleChoiceField(
                ready,
                label="与文件同步签发的解读",
                required=False,
                initial=[each.pk for each in ready],
                widget=forms.CheckboxSelectMultiple,
            )


class ReasonForm(ActForm):
    """An act that needs a text: ``label`` says which, ``name`` what the verb calls it."""

    label, name = "理由", "reason"

    def __init__(self, publication: Publication, data: Any = None) -> None:
        super().__init__(publication, data)
        # What is missing is said by the verb, with its article.
        self.fields[self.name] = forms.CharField(
            label=self.label, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


class SendBackForm(ReasonForm):
    label, name = "退回意见", "note"

    def words(self) -> dict[str, Any]:
        pairs = zip(self.many("quote"), self.many("remark"), strict=False)
        comments = [
            {"quote": quote.strip()[:200], "text": remark.strip()}
            for quote, remark in pairs
            if remark.strip()
        ]
        return super().words() | {"comments": comments}


class AskForm(ReasonForm):
    label, name = "请示的问题", "question"


class WithdrawForm(ReasonForm):
    label = "撤回理由（将向社会公示）"


class DiscardForm(ReasonForm):
    label = "作废理由"


class AnswerForm(ActForm):
    may = forms.ChoiceField(
        label="答复", choices=[("1", "可以公开"), ("", "不得公开")], required=False,
        widget=forms.RadioSelect, initial="1",
    )  # fmt: skip
    note = forms.CharField(label="依据和意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def words(self) -> dict[str, Any]:
        return super().words() | {"may": bool(self.cleaned_data["may"])}


class AmendForm(ActForm):
    changed_on = forms.DateField(label="信息变更日期", widget=DateInput)
    change_note = forms.CharField(
        label="修订说明（将在历史版本中公示）", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("changed_on", "change_note")}


class MarkForm(ActForm):
    # What is not yet in force becomes so on its day; nobody marks it.
    validity = forms.ChoiceField(
        label="有效性", choices=[each for each in Validity.choices if each[0] != Validity.NOT_YET]
    )
    on = forms.DateField(label="自何日起", widget=DateInput)
    changed_by_number = forms.CharField(
        label="修改或者废止它的文件（索引号或文号）", required=False, max_length=60
    )
    note = forms.CharField(label="没有单独文件的，写明依据", required=False, max_length=300)

    def clean_changed_by_number(self) -> str:
        number = normal_number(str(self.cleaned_data["changed_by_number"]))
        named = Publication.objects.public().filter(Q(index_no=number) | Q(doc_number=number))
        self.cleaned_data["changed_by"] = named.first() if number else None
        if number and self.cleaned_data["changed_by"] is None:
            raise forms.ValidationError("没有已公开的文件使用这个索引号或者文号。")
        return number

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "changed_by_number"}


class MatchForm(ActForm):
    def __init__(self, publication: Publication, data: Any = None) -> None:
        super().__init__(publication, data)
        self.fields["item"] = StandardItemField()
        self.fields["item"].initial = publication.standard_id
        self.fields["item"].choices = standard_choices(publication.title, publication.unit)  # type: ignore[attr-defined]


class AnnulForm(ActForm):
    annulled_on = forms.DateField(label="决定被撤销、变更之日", widget=DateInput)
    basis = forms.CharField(label="依据（复议决定、判决等的文号）", required=False, max_length=300)


class ReassessForm(ActForm):
    disclose = forms.ChoiceField(
        label="评估结果", choices=[("", "继续不公开"), ("1", "转为主动公开，重新审核")], required=False,
        widget=forms.RadioSelect, initial="",
    )  # fmt: skip
    note = forms.CharField(label="评估意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def words(self) -> dict[str, Any]:
        return super().words() | {"disclose": bool(self.cleaned_data["disclose"])}


def _sign(publication: Publication, *, together: Any = (), **given: Any) -> object:
    return actions.sign_together(publication, together, **given)


# The first act possible is the page's one button; the others open on demand.
ACTS: dict[Action, tuple[type[ActForm], Verb]] = {
    procedure.SUBMIT: (SubmitForm, actions.submit),
    procedure.CHECK: (NoteForm, actions.check),
    procedure.PASS_SECRECY: (SecrecyForm, actions.pass_secrecy),
    procedure.ANSWER: (AnswerForm, actions.answer),
    procedure.SIGN: (SignForm, _sign),
    procedure.KEEP: (ActForm, actions.keep),
    procedure.REASSESS: (ReassessForm, actions.reassess),
    procedure.SEND_BACK: (SendBackForm, actions.send_back),
    procedure.ASK: (AskForm, actions.ask),
    procedure.AMEND: (AmendForm, actions.amend),
    procedure.MARK: (MarkForm, actions.mark_validity),
    procedure.MATCH: (MatchForm, actions.match_standard),
    procedure.ANNUL: (AnnulForm, actions.note_annulment),
    procedure.WITHDRAW: (WithdrawForm, actions.withdraw),
    procedure.DISCARD: (DiscardForm, actions.discard),
}
FORWARD = (
    procedure.SUBMIT, procedure.CHECK, procedure.PASS_SECRECY, procedure.ANSWER, procedure.SIGN, procedure.KEEP,
    procedure.REASSESS,
)  # fmt: skip
BY_ID = {action.id: action for action in ACTS}
IN_BULK: dict[Action, Verb] = {
    procedure.SUBMIT: actions.submit,
    procedure.CHECK: actions.check,
    procedure.PASS_SECRECY: actions.pass_secrecy,
    procedure.SIGN: actions.sign,
}
