"""Personal data and secrecy marks: what must not go out (art. 14, 15; D43)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from gongkai.law.personal_data import Found, personal_data_in
from gongkai.law.refusal import Refusal
from gongkai.publishing.checks.finding import FULL_WIDTH, Finding, Reading, Severity, around
from gongkai.publishing.passages import plain_text

_SECRECY = re.compile(r"(?:绝密|机密|秘密)\s*[★☆]|密级\s*[:\uff1a]?\s*(?:绝密|机密|秘密)")
_NOT_PUBLIC = re.compile(
    r"此件(?:不予?公开|依申请公开)|内部(?:资料|文件)[,\uff0c\s]*(?:注意保存|不得外传|请勿外传)"
)


def personal_data(reading: Reading) -> Iterator[Finding]:
    """Id numbers, mobile phones, bank cards and homes of private persons; in a file, how many of each."""
    for place, text in reading.texts.items():
        for found in personal_data_in(text, reading.today):
            yield Finding(
                place,
                Severity.BLOCKS,
                f"含有{found.what}，公开前须删去或者遮盖。",
                around(text, found.match, found.masked),
                words=found.match[0],
                fix=found.masked,
                releasable=True,
            )
    for place, text in reading.attached.items():
        by_kind: dict[str, list[Found]] = {}
        for found in personal_data_in(text, reading.today):
            by_kind.setdefault(found.what, []).append(found)
        for what, all_found in by_kind.items():
            first = all_found[0]
            message = f"含有{what}{len(all_found)}处，公开前须删去或者遮盖。"
            said = around(text, first.match, first.masked)
            yield Finding(place, Severity.BLOCKS, message, said, releasable=True)


def former_text(reading: Reading) -> Iterator[Finding]:
    """A revision takes personal data out of a text whose former version would stay to be read (D43)."""
    publication = reading.publication
    if publication.amends is None or publication.withhold_former.strip():
        return
    original = publication.amends
    texts = [(original.title, original.body)]
    texts += original.versions.filter(withheld_because="").values_list("title", "body")
    former = "\n".join(f"{title}\n{plain_text(body)}" for title, body in texts).translate(FULL_WIDTH)
    kinds = dict.fromkeys(found.what for found in personal_data_in(former, reading.today))
    if kinds:
        yield Finding(
            "原版本不再提供的理由",
            Severity.WARNS,
            f"被修订的版本含有{'、'.join(kinds)}，修订后作为历史版本仍可查阅；不应公开的，请写明理由，不再提供。",
        )


def refuse_in(texts: Mapping[str, str], today: date) -> None:
    """Refuse personal data in words an act makes public at once, without a review of their own (D43).

    ``texts`` are the words by what they are called on the screen.
    """
    for label, text in texts.items():
        for found in personal_data_in(text.translate(FULL_WIDTH), today):
            raise Refusal(
                f"{label}含有{found.what}（{found.masked}），而{label}会向社会公布。",
                article="《条例》第十五条",
                advice="请删去或者遮盖后再办理。",
            )


def veiled(text: str, today: date) -> str:
    """Return ``text`` with its personal data masked."""
    plain = text.translate(FULL_WIDTH)
    for found in sorted(personal_data_in(plain, today), key=lambda each: -each.match.start()):
        text = text[: found.match.start()] + found.masked + text[found.match.end() :]
    return text


def secrecy_marks(reading: Reading) -> Iterator[Finding]:
    """Marks of a secret, or of a document its maker did not open to the public."""
    for place, text in [*reading.texts.items(), *reading.attached.items()]:
        for match in _SECRECY.finditer(text):
            yield _marked(place, text, match, "有国家秘密标志，不得公开（《条例》第十四条）。")
        for match in _NOT_PUBLIC.finditer(text):
            yield _marked(place, text, match, "有不公开或者内部使用的标注，与“主动公开”不符。")


def _marked(place: str, text: str, match: re.Match[str], message: str) -> Finding:
    return Finding(place, Severity.BLOCKS, message, around(text, match), words=match[0])
