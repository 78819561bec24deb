"""Opinions of the public on a published draft (征求意见): received, weighed, answered with the result."""

from datetime import datetime, timedelta

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.publishing.actions.recording import day_of
from gongkai.publishing.checks import personal
from gongkai.publishing.models import Comment, Publication, Stage
from gongkai.units import parameters
from gongkai.units.models import Role
from gongkai.units.posts import Actor

LONGEST = 2000
AN_HOUR = timedelta(hours=1)


def receive(
    publication: Publication, *, at: datetime, text: str, name: str = "", contact: str = "", token: str | None = None,
    sender: str = "",
) -> Comment:  # fmt: skip
    """Take an opinion on a draft that is open for comment (提交意见).

    ``token`` is of the form, which makes one opinion however often it is sent; ``sender`` a digest of the address it
    came from (empty: none is known).
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refusal(f"意见为1至{LONGEST}字，现在是{len(text)}字。", article="", advice="请修改后再提交。")
    with transaction.atomic():
        row = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
        must_be_open(row, at)
        sent = Comment.objects.filter(form_token=token).first() if token else None
        if sent is not None and sent.publication_id == row.pk:
            return sent
        if sent is not None:
            raise Refusal("这份表单已经提交过。", article="", advice="请重新打开页面后再提交。")
        _must_not_flood(row, sender, text, at)
        made = Comment.objects.create(
            publication=row, number=row.comments.count() + 1, received_at=at, text=text, name=name.strip(),
            contact=contact.strip(), form_token=token, sender=sender,
        )  # fmt: skip
        data = {"index_no": row.index_no, "number": made.number}
        record_act(made, "publishing.comment", at=at, by="公众", unit=row.unit.code, data=data)
    return made


def _must_not_flood(row: Publication, sender: str, text: str, at: datetime) -> None:
    """Refuse what one address said word for word just now, and more than people write within an hour."""
    if not sender:
        return
    lately = Comment.objects.filter(sender=sender, received_at__gt=at - AN_HOUR)
    if lately.filter(publication=row, text=text).exists():
        raise Refusal("您刚才已经提交过同样的意见。", article="", advice="不必重复提交。")
    if lately.count() >= parameters.value("comments_an_hour", day_of(at)):
        raise Refusal(
            "从您的网络地址一小时内已收到多条意见。",
            article="",
            advice="您填写的内容还在下面，请一小时后再提交。",
        )


def must_be_open(row: Publication, at: datetime) -> None:
    """Refuse what comes after the last day of a call, or to an item that asks for nothing."""
    if row.stage != Stage.PUBLISHED or row.comment_until is None or day_of(at) > row.comment_until:
        closed = f"已于{row.comment_until}截止，可以查看结果反馈。" if row.comment_until else "请核对网址。"
        raise Refusal(f"《{row.title}》现在不征求意见。", article="", advice=closed)


def weigh(comment: Comment, *, by: Actor, at: datetime, handling: str, answer: str = "") -> Comment:
    """Record whether an opinion was adopted, and why not (研究采纳)."""
    by.must_hold((Role.OFFICER,), comment.publication.unit)
    if handling in (Comment.Handling.NOT_ADOPTED, Comment.Handling.PARTLY) and not answer.strip():
        raise Refusal(
            f"没有写明{Comment.Handling(handling).label}的理由。",
            article="《重大行政决策程序暂行条例》第十五条",
            advice="请写明理由，将随征集结果公布。",
        )
    personal.refuse_in({"理由": answer}, day_of(at))
    with transaction.atomic():
        row = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        row.handling, row.answer = handling, answer.strip()
        row.handled_at, row.handled_by = at, by.name
        row.save(update_fields=["handling", "answer", "handled_at", "handled_by"])
        record_act(
            row,
            "publishing.weigh",
            at=at,
            by=by.name,
            unit=comment.publication.unit.code,
            data={"to": handling},
        )
    comment.__dict__.update(row.__dict__)
    return comment
