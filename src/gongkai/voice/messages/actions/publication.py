"""公开选登: the reviewer decides what stands on the site, redacted, and what does not, with the reason."""

from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.personal_data import personal_data_in
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.units.posts import Actor
from gongkai.voice.messages.actions.saying import must_say
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import ANSWERED, WEBSITE_RULES


def publish(
    case: Case, *, title: str, text: str, answer: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """公开留言和答复: with consent, and without anything personal in it."""
    title, text, answer = (
        must_say(title, "标题"),
        must_say(text, "公开的留言"),
        must_say(answer, "公开的答复"),
    )
    with transaction.atomic():
        message = _locked(case)
        if not message.may_be_published:
            raise Refusal("留言人没有同意公开。", article=WEBSITE_RULES, advice="请不要公开这条留言。")
        if message.is_public:
            raise Refusal("这条留言已经公开。", article=WEBSITE_RULES, advice="不必重复公开。")
        if case.outcome != ANSWERED:
            raise Refusal("这条留言没有答复。", article=WEBSITE_RULES, advice="只公开已经答复的留言。")
        _must_be_free_of_personal_data(message, f"{title} {text} {answer}", at)
        message.public_title, message.public_text, message.public_answer = title, text, answer
        message.published_at, message.published_by = at, by.name
        message.kept_reason, message.withdrawn_at, message.withdrawn_reason = "", None, ""
        message.save()
        event = cases.act(case, "publish", by=by, at=at, seen=seen, public={"title": title})
        _decided(case, at)
        return event


def keep(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """不公开, with the reason, which stays inside the office."""
    reason = must_say(reason, "不公开的理由")[:300]
    with transaction.atomic():
        message = _locked(case)
        if message.is_public:
            raise Refusal("这条留言已经公开。", article=WEBSITE_RULES, advice="需要撤下的，请“撤回公开”。")
        Message.objects.filter(case=case).update(kept_reason=reason)
        event = cases.act(case, "keep", by=by, at=at, seen=seen, note=reason)
        _decided(case, at)
        return event


def withdraw(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """撤回公开: the page is taken down at once; the reason stays with the case."""
    reason = must_say(reason, "撤回的理由")[:300]
    with transaction.atomic():
        message = _locked(case)
        if not message.is_public:
            raise Refusal("这条留言没有公开。", article=WEBSITE_RULES, advice="不需要撤回。")
        Message.objects.filter(case=case).update(withdrawn_at=at, withdrawn_reason=reason, kept_reason=reason)
        event = cases.act(case, "withdraw", by=by, at=at, seen=seen, note=reason)
        _decided(case, at)
        return event


def _must_be_free_of_personal_data(message: Message, shown: str, at: datetime) -> None:
    found = {each.what for each in personal_data_in(shown, local_day(at))}
    if message.name in shown:
        found.add("留言人姓名")
    found |= (
        {"留言人的电话或者邮箱"}
        if any(own and own in shown for own in (message.phone, message.email))
        else set()
    )
    if found:
        raise Refusal(
            f"拟公开的文字含有个人信息：{'、'.join(sorted(found))}。",
            article="《条例》第十五条",
            advice="请隐去后再公开。",
        )


def _locked(case: Case) -> Message:
    return Message.objects.select_for_update(no_key=True).get(case=case)


def _decided(case: Case, at: datetime) -> None:
    """Close the reviewer's step, and note the act the site must catch up with.

    The ledger's lock is held to the end of the transaction: the newest event of the case is this act's.
    """
    case.steps.filter(done_at=None).update(done_at=at)
    own = Event.objects.filter(subject=f"case/{case.pk}").order_by("-index")
    Message.objects.filter(case=case).update(public_change=own.values_list("index", flat=True)[0])
