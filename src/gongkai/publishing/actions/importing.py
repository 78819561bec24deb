"""Beginning a publication from a Word file: text, pictures, original and suggested metadata in one draft."""

from datetime import datetime

from django.db import transaction

from gongkai.publishing.actions.drafting import attach, draft, revise
from gongkai.publishing.actions.recording import day_of
from gongkai.publishing.content import PICTURES
from gongkai.publishing.documents.word import ImportedText
from gongkai.publishing.models import Column, Genre, Mode, Publication
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

TITLE, SUMMARY, KEYWORDS = 200, 200, 200


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
