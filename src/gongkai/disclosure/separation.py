"""What the rest of disclosure asks about partial disclosure (区分处理): its state, its results, what a reply may take."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet

from gongkai.cases.models import Attachment, Case
from gongkai.disclosure.models import Reply
from gongkai.disclosure.models.redaction import SOURCE, Redaction, Rendition
from gongkai.law.refusal import Refusal
from gongkai.law.separation import ARTICLE, Audience


def state_of(redactions: Iterable[Redaction]) -> Mapping[str, Any]:
    """Return what the ledger proves of the redactions of a case; nothing for a case without any."""
    states = [
        [
            redaction.source.sha256,
            redaction.changes,
            [
                [r.page, r.left, r.top, r.right, r.bottom, r.ground, r.scope, r.drawn_by, r.removed_by]
                for r in redaction.regions.order_by("pk")
            ],
            [
                [r.audience, r.result.sha256, r.listing.sha256, r.changes, r.made_by]
                for r in redaction.renditions.select_related("result", "listing")
            ],
        ]
        for redaction in redactions
    ]
    return {"redactions": states} if states else {}


def renditions_for_a_reply(case: Case) -> QuerySet[Rendition]:
    """Return the renditions a reply may go out with: for the applicant, and no region changed since."""
    return Rendition.objects.filter(
        redaction__case=case, audience=Audience.APPLICANT.value, changes=F("redaction__changes")
    ).select_related("result")


def must_go_with(case: Case, rendition: Rendition) -> None:
    """Refuse a rendition that may not go out with a reply to this case.

    Raises:
        Refusal: of another case, for the public, or made before its regions were changed.
    """
    if not renditions_for_a_reply(case).filter(pk=rendition.pk).exists():
        raise Refusal(
            f"“{rendition.result.name}”不能随本答复提供：它不是供本件申请人的，或者生成后遮盖区域又有改动。",
            article=ARTICLE,
            advice="请在“区分处理”中重新生成供申请人的区分处理件后选用。",
        )


def papers_of(reply: Reply) -> tuple[Attachment, ...]:
    """Return the files that go out with a reply: the rendition and the list of what is black in it."""
    return (reply.rendition.result, reply.rendition.listing) if reply.rendition else ()


def shown_papers(case: Case) -> QuerySet[Attachment]:
    """Return the attachments of a case that everybody who sees the case may open: all but the sources."""
    return case.attachments.exclude(kind=SOURCE)


def papers_sent(case: Case) -> tuple[Attachment, ...]:
    """Return the files the applicant may take: those of the last reply, once it was served."""
    reply = Reply.objects.filter(case=case).select_related("rendition__result", "rendition__listing").last()
    served = case.letters.filter(template__startswith="R", sent_on__isnull=False).exists()
    return papers_of(reply) if reply is not None and served else ()
