"""What a check says, and what it reads."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from gongkai.publishing.models import Publication, PublicationFile
from gongkai.publishing.passages import plain_text

AROUND = 12
# Long enough for a mobile, an id or a card number; what stands beside a finding is not shown in full either.
_LONG_NUMBER = re.compile(r"(?<![\d-])[1-9](?:[ -]?\d){10,}[Xx]?")
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0D: "-"}


class Severity(Enum):
    BLOCKS = "须改正"
    WARNS = "请核对"


@dataclass(frozen=True)
class Finding:
    """Something in a publication that must or should be looked at: where, what, and the words around it.

    ``words`` are those of the text, to be pointed at, in a table by its number and that of its row from 0; ``fix`` is what to put in their place, where that is sure.
    What can be right in its place is ``releasable``: the secrecy reviewer may let it stand, each by a recorded decision
    (D43) – personal data, a wording quoted. Missing metadata is not. Personal data is never kept in full here.
    """

    place: str
    severity: Severity
    message: str
    excerpt: str = ""
    words: str = field(default="", repr=False)
    table_row: tuple[int, int] | None = None
    fix: str = ""
    # Where words alone do not put it right: what to do, and the whole text of the place once it is done.
    mend: str = ""
    mended: str = field(default="", repr=False)
    releasable: bool = False

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS

    @property
    def key(self) -> str:
        """Return what names this finding as long as the words around it stay the same."""
        return hashlib.sha256(f"{self.place}|{self.message}|{self.excerpt}".encode()).hexdigest()[:16]

    def held(self) -> dict[str, str]:
        """Return what is kept of a finding its drafter asks to let stand."""
        return {"key": self.key, "place": self.place, "message": self.message, "excerpt": self.excerpt}


@dataclass(frozen=True)
class Reading:
    """A publication as the checks read it: its words by place, cut out of the markup once; those of its files apart."""

    publication: Publication
    today: date
    texts: dict[str, str]
    attached: dict[str, str]
    traces: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, publication: Publication, today: date) -> "Reading":
        texts = {
            "名称": publication.title,
            "内容概述": publication.summary,
            "正文": plain_text(publication.body),
            "关键词": publication.keywords,
            "信息来源": publication.source,
            "解读人": publication.interpreter,
            "修订说明": publication.change_note,
            "原版本不再提供的理由": publication.withhold_former,
            "缩短期限的理由": publication.comment_short_reason,
        }
        files = _files(publication)
        return cls(
            publication,
            today,
            {place: text.translate(FULL_WIDTH) for place, text in texts.items() if text},
            {_place(file): file.text.translate(FULL_WIDTH) for file in files if file.text},
            tuple((_place(file), trace) for file in files for trace in file.traces),
        )

    @property
    def body(self) -> str:
        return self.texts.get("正文", "")


def plain_letter(letter: str) -> str:
    """Return a letter as the checks read it: a full-width digit as a plain one."""
    return letter.translate(FULL_WIDTH)


def _files(publication: Publication) -> list[PublicationFile]:
    parts = getattr(publication, "file_parts", None)
    if publication.pk is None or parts == []:
        return []
    return list(publication.files.only("name", "text", "traces"))


def _place(file: PublicationFile) -> str:
    return f"附件《{file.name}》"


Check = Callable[[Reading], Iterable[Finding]]


def around(text: str, match: re.Match[str], shown: str | None = None) -> str:
    """Return the words found with those beside them; ``shown`` in their place where they are masked."""
    start, end = match.span()
    veiled = _LONG_NUMBER.sub(lambda number: number[0][:3] + "*" * (len(number[0]) - 3), text)
    before, after = veiled[max(0, start - AROUND) : start], veiled[end : end + AROUND]
    return f"{before}{match[0] if shown is None else shown}{after}".replace("\n", " ")
