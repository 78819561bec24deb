"""Preview of a letter's text on a real case (预览): what it would say, with the applicant's data masked."""

from dataclasses import dataclass, replace
from datetime import date

from gongkai.cases.letter_layout import LetterContent
from gongkai.cases.models import Case
from gongkai.disclosure import letters
from gongkai.disclosure.letter_texts import Text, faults
from gongkai.disclosure.letter_values import known_of, remedy
from gongkai.disclosure.models import Seal
from gongkai.law.identifiers import mask_name
from gongkai.law.letter_fields import FIELDS
from gongkai.law.letters import KINDS, usable_fields

NUMBER = "（预览，未编号）"


@dataclass(frozen=True)
class Preview:
    """A letter nobody has issued. ``faults`` keep its text from being saved; ``seal`` is the one it would bear."""

    content: LetterContent
    faults: tuple[str, ...]
    masked: bool
    seal: Seal | None

    def pdf(self) -> bytes:
        return letters.render(self.content, self.seal)


def preview(text: Text, case: Case, *, signed_by: str, on: date, masked: bool) -> Preview:
    """Return the letter ``text`` would make for ``case``, with examples for what the case does not know.

    ``masked`` is so for everybody who does not handle the case.
    """
    kind = KINDS[text.kind]
    examples = {field: FIELDS[field].example for field in usable_fields(kind)}
    known = known_of(case, kind, signed_by=signed_by, on=on)
    said = {**examples, **{field: value for field, value in known.items() if value}}
    said["remedy"] = remedy(kind, text, case.unit, on)
    if masked:
        said |= {
            field: mask_name(value) for field, value in known.items() if value and FIELDS[field].personal
        }
    seal = None if kind.form else Seal.objects.of(case.unit, on)
    content = letters.write(text, said, number=NUMBER, on=on)
    content = replace(content, seal=seal.sha256 if seal else "")
    return Preview(content, tuple(faults(kind, text)), masked, seal)
