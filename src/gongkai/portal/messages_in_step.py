"""Keeping the published answers to messages in step with the ledger: pages, lists and the public search.

What is written is told by the files themselves: the last ledger index stands beside the lists.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.portal import files, pages
from gongkai.search import index
from gongkai.search.index import Document
from gongkai.voice.messages.models import Message

REACHED = f"{pages.ANSWERS_FOLDER}/ledger.json"


def sweep(now: datetime) -> bool:
    """Write the answers when one was published or withdrawn since; tell whether one was."""
    last = Message.objects.aggregate(last=Max("public_change"))["last"]
    now_at, reached = -1 if last is None else last, _reached()
    if reached == now_at:
        return False
    _catch_up(-1 if reached is None else reached)
    files.write(REACHED, json.dumps({"ledger": now_at}).encode())
    return True


def rebuild(now: datetime) -> None:
    """Write all of it again."""
    pages.write_answers()
    pages.write_voice_statistics(timezone.localdate(now))


def install(now: datetime) -> None:
    """Write what is missing of an empty site."""
    sweep(now)
    pages.write_voice_statistics(timezone.localdate(now))


def _catch_up(after: int) -> None:
    pages.write_answers(after)
    if index.is_missing():
        # The next sweep of the site builds it whole, with these; a part of it would pass for the whole.
        return
    changed = Message.objects.filter(public_change__gt=after).select_related("case__unit")
    index.update(
        documents(message for message in changed if message.is_public),
        remove=[_id(message) for message in changed if not message.is_public],
    )


def public() -> Iterable[Message]:
    return Message.objects.public().select_related("case__unit").order_by("pk").iterator(2000)


def withdrawn() -> list[str]:
    """Return the ids of what must not be found any more."""
    return [_id(message) for message in Message.objects.exclude(withdrawn_at=None).only("pk")]


def documents(messages: Iterable[Message]) -> Iterator[Document]:
    """Yield what is searched of published messages."""
    for message in messages:
        assert message.published_at is not None
        yield Document(
            id=_id(message),
            url=message.public_url,
            title=message.public_title,
            body=f"{message.public_text} {message.case.unit.name}答复：{message.public_answer}",
            published_on=timezone.localtime(message.published_at).date(),
            unit=message.case.unit.code,
            unit_name=message.case.unit.name,
            column="",
            column_name="互动交流",
        )


def _id(message: Message) -> str:
    return f"message-{message.pk}"


def _reached() -> int | None:
    try:
        return int(json.loads((files.root() / REACHED).read_text())["ledger"])
    except (FileNotFoundError, ValueError, KeyError):
        return None
