"""Beginning a publication from a Word file: text, pictures, original and suggested metadata in one draft."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.html import escape

from gongkai.publishing.actions.drafting import attach, draft, revise
from gongkai.publishing.actions.recording import day_of
from gongkai.publishing.content import PICTURES
from gongkai.publishing.documents.suggestions import suggest
from gongkai.publishing.documents.word import ImportedText
from gongkai.publishing.models import Column, Genre, Mode, Publication
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

TITLE, SUMMARY, KEYWORDS, ISSUING_BODY = 200, 200, 200, 100
# As much of the words a value was taken from as fits beside its field.
EVIDENCE = 120


def propose(publication: Publication, *, by: Actor, at: datetime) -> list[str]:
    """Fill the empty fields of a draft with what its own text says (从正文提取元数据); return the fields filled.

    What was filled is for the drafter to confirm, each with the words it was taken from.
    """
    found = suggest(f'<p class="gk-title">{escape(publication.title)}</p>{publication.body}')
    values: dict[str, Any] = {
        "doc_number": found.doc_number,
        "issuing_body": (found.issuing_body or "")[:ISSUING_BODY],
        "keywords": "，".join(found.keywords)[:KEYWORDS],
        "summary": (found.summary or "")[:SUMMARY],
        "effective_on": found.effective_on,
        "valid_until": found.valid_until,
    }
    filled = {name: value for name, value in values.items() if value and not getattr(publication, name)}
    if filled:
        waiting = [pair for pair in publication.proposed if pair[0] not in filled]
        proposed = [*waiting, *([name, found.evidence[name][:EVIDENCE]] for name in filled)]
        revise(publication, by=by, at=at, expected_revision=publication.revision, proposed=proposed, **filled)
    return list(filled)


def import_text(
    unit: Unit,
    text: ImportedText,
    *,
    name: str,
    original: bytes,
    column: Column,
    by: Actor,
    at: datetime,
    keep_original: bool = True,
) -> Publication:
    """Make a draft of a text read from the file ``name``: what was suggested is for the drafter to confirm."""
    suggested = text.suggestions
    today = day_of(at)
    with transaction.atomic():
        made = draft(
            unit,
            by=by,
            at=at,
            title=(suggested.title or name.rsplit(".", 1)[0])[:TITLE],
            summary=(suggested.summary or "")[:SUMMARY],
            body="<p></p>",
            column=column,
            genre=suggested.genre or Genre.OTHER,
            created_on=min(suggested.created_on or today, today),
            doc_number=suggested.doc_number or "",
            keywords="，".join(suggested.keywords)[:KEYWORDS],
            issuing_body=(suggested.issuing_body or "")[:ISSUING_BODY],
            effective_on=suggested.effective_on,
            valid_until=suggested.valid_until,
            proposed=[[field, words[:EVIDENCE]] for field, words in suggested.evidence.items()],
            mode=suggested.mode or Mode.PROACTIVE,
            mode_reason=f"文件标注“{suggested.evidence['mode']}”"
            if suggested.mode not in (None, Mode.PROACTIVE)
            else "",
        )
        body = text.html
        for number, picture in enumerate(text.pictures, start=1):
            kept = attach(
                made,
                by=by,
                at=at,
                name=f"图{number}.{picture.name.rsplit('.', 1)[-1]}",
                content=picture.content,
            )
            body = body.replace(f'src="picture:{number}"', f'src="{PICTURES}{kept.name}"')
        if keep_original:
            attach(made, by=by, at=at, name=name, content=original)
        return revise(made, by=by, at=at, expected_revision=made.revision, body=body)
