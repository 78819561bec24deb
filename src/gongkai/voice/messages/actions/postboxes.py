"""The postboxes of the site, which the competent office opens, words and ends."""

from datetime import datetime

from django.db import transaction

from gongkai.ledger.actions import record_fact
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.messages.models import Postbox


def save_postbox(postbox: Postbox, *, by: Actor, at: datetime) -> Postbox:
    """Open a postbox, or keep what was changed of one; ended ones stay for the messages they took."""
    must_be_competent(by)
    with transaction.atomic():
        postbox.save()
        record_fact(
            f"postbox/{postbox.code}", "message.postbox", at=at, by=by.name,
            unit=postbox.unit.code if postbox.unit else "",
            data={
                "name": postbox.name, "intro": postbox.intro, "kind": postbox.kind, "source": postbox.source,
                "since": str(postbox.since), "until": str(postbox.until or ""),
            },
        )  # fmt: skip
    return postbox
