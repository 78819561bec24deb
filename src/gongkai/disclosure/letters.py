"""The letters of a request (文书): made from the dated text and its values, numbered, rendered, kept.

``issue(case, "L05", {"counts": …, "limit": …}, signed_by=…, on=…)`` makes any letter. Which values each needs is
``gongkai.law.letters.KINDS[id].fields``; what a case says of itself (:func:`letter_values.known_of`) need not be
given, and what is given wins. ``addressee`` names the receiver where it is not the applicant; a case without a
request gives ``addressee`` or ``applicant``, and ``subject`` where its title is not the subject.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import IO

from django.core.files.base import ContentFile

from gongkai.cases import numbers
from gongkai.cases.glyphs import printable
from gongkai.cases.letter_layout import LetterContent, render_pdf
from gongkai.cases.letter_layout import arabic_day as chinese_date
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import letter_texts
from gongkai.disclosure.letter_texts import Text
from gongkai.disclosure.letter_values import known_of, lacking, remedy, reply_values, sentence
from gongkai.disclosure.models import Seal
from gongkai.law.letter_fields import ENCRYPTED, FIELDS
from gongkai.law.letters import KINDS, LetterKind, To
from gongkai.law.refusal import Refusal

__all__ = ["chinese_date", "file_of", "issue", "render", "reply_values", "sentence", "write"]

KEPT_APART = "（加密保存）"


def issue(
    case: Case,
    template_id: str,
    values: Mapping[str, str],
    *,
    signed_by: str,
    on: date,
    attachments: Sequence[str] = (),
    copies_to: Sequence[str] = (),
) -> Letter:
    """Write, number, render and keep a letter. Part of a verb, inside its transaction."""
    kind = KINDS[template_id]
    text = letter_texts.in_force(kind.id, on)
    said = {**known_of(case, kind, signed_by=signed_by, on=on), **values}
    said = {field: printable(value) for field, value in said.items()}
    said.setdefault("remedy", remedy(kind, text, case.unit, on))
    _must_be_complete(kind, said)
    seal = None if kind.form else Seal.objects.of(case.unit, on)
    content = replace(
        write(text, said, number=_number(case, kind, on), on=on),
        attachments=tuple(attachments),
        copies_to=tuple(copies_to),
        seal=seal.sha256 if seal else "",
    )
    pdf, in_clear = render(content, seal), _kept_in_clear(content, text, said)
    letter = Letter(
        case=case,
        template=kind.id,
        template_version=text.version,
        number=content.number,
        content=in_clear.as_json(),
        complete="" if in_clear == content else json.dumps(content.as_json(), ensure_ascii=False),
        values=json.dumps(said, ensure_ascii=False),
        signed_by=signed_by,
        issued_on=on,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )
    letter.pdf.save(f"{letter.pdf_sha256[:20]}.pdf", ContentFile(pdf), save=False)
    letter.save()
    return letter


def write(text: Text, said: Mapping[str, str], *, number: str, on: date) -> LetterContent:
    """Return what a letter says by ``text`` with the values ``said``."""
    kind = KINDS[text.kind]
    return LetterContent(
        title=letter_texts.put_in(text.title, said),
        number=number,
        addressee="" if kind.to is To.NOBODY else said.get("addressee") or said.get("applicant", ""),
        paragraphs=letter_texts.fill(text, said),
        attachments=(),
        organ=said["organ"],
        day=on,
        note=letter_texts.put_in(text.note, said),
        form=kind.form,
    )


def render(content: LetterContent, seal: Seal | None) -> bytes:
    """Return the letter as PDF."""
    return render_pdf(content, _picture(seal))


def file_of(letter: Letter, form: str) -> IO[bytes]:
    """Return a letter as ``pdf``, the file that was issued, or as ``docx``, the same content for Word."""
    if form == "pdf":
        return letter.pdf.open()
    # Loaded when first needed: the typesetter would take 30 MB of every worker.
    from gongkai.cases.letter_word import render_docx

    content = LetterContent.from_json(letter.whole_content)
    seal = Seal.objects.filter(sha256=content.seal).first() if content.seal else None
    return io.BytesIO(render_docx(content, _picture(seal)))


def _picture(seal: Seal | None) -> bytes:
    return seal.picture.read() if seal else b""


def _number(case: Case, kind: LetterKind, on: date) -> str:
    """Return the next number of the series: 机关代字 + 公… + 〔year〕n号, without gaps."""
    serial = numbers.take(f"letter/{case.unit.code}/{kind.series}/{on.year}")
    return f"{case.unit.agency_code}{kind.series}〔{on.year}〕{serial}号"


def _must_be_complete(kind: LetterKind, said: Mapping[str, str]) -> None:
    missing = [FIELDS[field].name for field in lacking(kind, said)]
    if kind.to is not To.NOBODY and not (said.get("addressee") or said.get("applicant")):
        missing.append("受送达人")
    if missing:
        raise Refusal(
            f"“{kind.name}”缺少：{'、'.join(missing)}。",
            article=kind.article,
            advice="请补充后再制作文书。",
        )


def _kept_in_clear(content: LetterContent, text: Text, said: Mapping[str, str]) -> LetterContent:
    """Return the content as the database holds it: identity number and addresses stay in the encrypted values."""
    apart = {field: KEPT_APART for field in ENCRYPTED if said.get(field)}
    return replace(content, paragraphs=letter_texts.fill(text, {**said, **apart})) if apart else content
