"""Near-duplicates among watched items (相似线索): the same words posted again, elsewhere or with little changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from gongkai.law.likeness import LEAST, Text, letters_of, likeness, prepared
from gongkai.units import parameters
from gongkai.voice.opinion.models import OpinionItem

# The newest first items of clusters an item is compared with: a flood must not make the taking-in slow.
MOST_COMPARED = 500
# Shorter texts say too little to be the same as another by chance.
LEAST_EQUAL = 8


@dataclass
class Known:
    """The first items of clusters of the last days, with the letters that are compared."""

    share: float
    heads: list[tuple[int, str]]

    @staticmethod
    def at(moment: datetime) -> "Known":
        today = timezone.localtime(moment).date()
        since = moment - timedelta(days=int(parameters.value("opinion_like_days", today)))
        heads = OpinionItem.objects.filter(same_as=None, first_seen_at__gte=since).order_by("-first_seen_at")
        return Known(
            float(parameters.value("opinion_like_share", today)) / 100,
            list(heads.values_list("pk", "letters")[:MOST_COMPARED]),
        )

    def like(self, text: str) -> int | None:
        """Return the first item of the cluster ``text`` belongs to, or ``None`` if nothing known is like it."""
        letters = letters_of(text)
        if len(letters) < LEAST:
            return (
                next((pk for pk, other in self.heads if other == letters), None)
                if len(letters) >= LEAST_EQUAL
                else None
            )
        asked = prepared(text)
        return next((pk for pk, other in self.heads if self._alike(asked, letters, other)), None)

    def _alike(self, asked: Text, letters: str, other: str) -> bool:
        if likeness(asked, other, self.share).share >= self.share:
            return True
        # A repost with words put before it holds the whole of the first.
        return (
            LEAST <= len(other) < len(letters)
            and likeness(prepared(other), letters, self.share).share >= self.share
        )

    def add(self, found: OpinionItem) -> None:
        self.heads.insert(0, (found.pk, found.letters))


def cluster_of(found: OpinionItem) -> Iterable[OpinionItem]:
    """Return the other items of the cluster, the earliest first."""
    head = found.same_as_id or found.pk
    rows = OpinionItem.objects.filter(same_as=head) | OpinionItem.objects.filter(pk=head)
    return rows.exclude(pk=found.pk).select_related("case").order_by("first_seen_at", "pk")
