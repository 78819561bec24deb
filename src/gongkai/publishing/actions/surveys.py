"""Answers to a survey: one from each browser, counted when the survey ends (问卷调查)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.publishing import surveys
from gongkai.publishing.actions.comments import must_be_open
from gongkai.publishing.models import Publication, SurveyAnswer


def answer_survey(
    publication: Publication, *, at: datetime, sent: Mapping[str, list[str]], sender: str, token: str | None = None
) -> SurveyAnswer:  # fmt: skip
    """Take the answers of one person. ``sender`` is her address and browser; only a keyed digest is kept.

    ``token`` is of the form, with which one answers once.
    """
    digest = salted_hmac(f"survey/{publication.pk}", sender, algorithm="sha256").hexdigest()
    with transaction.atomic():
        row = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
        must_be_open(row, at)
        answers = surveys.given(row.questions, sent)
        if row.answers.filter(sender=digest).exists() or (
            token and SurveyAnswer.objects.filter(form_token=token).exists()
        ):
            raise Refusal("您已经提交过这份问卷。", article="", advice="每人答一次；结果在截止后公布。")
        made = SurveyAnswer.objects.create(
            publication=row,
            number=row.answers.count() + 1,
            received_at=at,
            given=answers,
            sender=digest,
            form_token=token,
        )
        data = {"index_no": row.index_no, "number": made.number}
        subject = f"survey_answer/{made.pk}"
        record_fact(subject, "publishing.answer_survey", at=at, by="公众", unit=row.unit.code, data=data)
    return made
