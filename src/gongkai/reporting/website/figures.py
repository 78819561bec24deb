"""What the platform counts for the annual statement of the website; the annual report does not count in these sets."""

from typing import Any

from django.db.models import Q, QuerySet

from gongkai.cases.models import Case
from gongkai.publishing.models import Comment, InterpretationForm, Publication, SurveyAnswer
from gongkai.reporting.figures import Condition, Figure, add_set, register
from gongkai.reporting.scope import Scope
from gongkai.voice.messages.procedure import NO_MESSAGE

SOURCE = "国办函〔2018〕12号《政府网站工作年度报表》"
PRODUCTS = (InterpretationForm.CHART, InterpretationForm.VIDEO)


def _site(scope: Scope) -> QuerySet[Publication]:
    rows = Publication.objects.filter(published_at__gte=scope.opens, published_at__lt=scope.closes)
    return rows.filter(unit=scope.unit) if scope.unit else rows


def _messages(scope: Scope) -> QuerySet[Case]:
    """What was told elsewhere or set aside is no message to answer (D62)."""
    rows = Case.objects.filter(procedure="message", received_on__lte=scope.end)
    rows = rows.exclude(outcome__in=NO_MESSAGE)
    return rows.filter(unit=scope.unit) if scope.unit else rows


def _comments(scope: Scope) -> QuerySet[Comment]:
    return _sent_in(Comment.objects.all(), scope)


def _answers(scope: Scope) -> QuerySet[SurveyAnswer]:
    return _sent_in(SurveyAnswer.objects.all(), scope)


def _sent_in(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    rows = rows.filter(received_at__gte=scope.opens, received_at__lt=scope.closes)
    return rows.filter(publication__unit=scope.unit) if scope.unit else rows


def _within(field: str) -> Condition:
    """The day ``field`` lies in the period."""
    return lambda scope: Q(**{f"{field}__gte": scope.start, f"{field}__lte": scope.end})


def _of(condition: Q) -> Condition:
    return lambda _scope: condition


def _answer_published(scope: Scope) -> Q:
    return Q(message__published_at__gte=scope.opens, message__published_at__lt=scope.closes)


_INTERPRETATION = ~Q(interpretation_kind="")
_CALL = ~Q(comment_kind="") & Q(result_of=None)

for name, records in (
    ("site", _site),
    ("messages", _messages),
    ("comments", _comments),
    ("answers", _answers),
):
    add_set(name, records)
for figure_id, label, measure, set_name, condition in (
    ("website.items", "网站信息发布总数", "条", "site", _of(Q())),
    ("website.overview", "概况类信息更新量", "条", "site", _of(Q(column__column_type="机构职能"))),
    ("website.news", "政务动态信息更新量", "条", "site", _of(Q(column__column_type="工作动态"))),
    ("website.catalogue", "信息公开目录信息更新量", "条", "site", _of(Q(column__in_disclosure=True))),
    ("website.interpretations", "解读信息发布总数", "条", "site", _of(_INTERPRETATION)),
    (
        "website.interpretation_texts", "解读材料数量", "条", "site",
        _of(_INTERPRETATION & ~Q(interpretation_form__in=PRODUCTS)),
    ),
    (
        "website.interpretation_products", "解读产品数量", "个", "site",
        _of(_INTERPRETATION & Q(interpretation_form__in=PRODUCTS)),
    ),
    ("website.responses", "回应公众关注热点或重大舆情数量", "次", "site", _of(Q(column__code="huiying"))),
    ("website.calls", "征集调查期数", "期", "site", _of(_CALL)),
    ("website.call_results", "公布调查结果期数", "期", "site", _of(Q(result_of__isnull=False))),
    ("website.messages", "收到留言数量", "条", "messages", _within("received_on")),
    ("website.messages_closed", "办结留言数量", "条", "messages", _within("closed_on")),
    ("website.messages_published", "公开答复数量", "条", "messages", _answer_published),
    ("website.comments", "征集收到的意见数量", "条", "comments", _of(Q())),
    ("website.answers", "调查收到的答卷数量", "份", "answers", _of(Q())),
):  # fmt: skip
    register(Figure(figure_id, label, measure, SOURCE, set_name, condition))
