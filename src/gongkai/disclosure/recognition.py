"""What a text sent as a disclosure request may really be (识别), and the procedure that fits it.

Suggestions only: the officer or the applicant goes on with one click. The cues are data of the office; the meaning of
each kind is the law's.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongkai.disclosure.models import Cue

BEGINNING = Path(__file__).parent / "data" / "cues.json"
GAP = "……"
MOST_BETWEEN = 12
SENTENCE_ENDS = re.compile(r"[。；！？;!?\n]")


@dataclass(frozen=True)
class Meaning:
    """What follows when a text is of a kind: the rule, what to tell the applicant, which outcome closes the request.

    ``form`` is the form that takes over what was typed: ``record`` the record correction, else the kind of a message.
    """

    label: str
    article: str
    way: str
    public_way: str
    outcome: str
    form: str = ""


MEANINGS = {
    Cue.Kind.PETITION: Meaning(
        "信访、投诉、举报",
        "《条例》第三十九条第一款",
        "告知申请人不作为政府信息公开申请处理，并告知相应渠道（信访告知书）。",
        "信访、投诉、举报请通过信访部门、12345热线或者主管部门的举报渠道提出，办理更快；以信息公开申请提出的，不作为申请处理。",
        "O_PETITION",
        "complaint",
    ),
    Cue.Kind.CONSULTATION: Meaning(
        "咨询",
        "《条例》第二条",
        "政策和手续的咨询可以当场或者电话解答；申请人坚持申请的，按申请登记。",
        "询问政策、手续，可以拨打12345热线或者受理单位的电话，当时就能得到解答；信息公开申请只提供已有的文件和记录。",
        "",
        "question",
    ),
    Cue.Kind.CORRECTION: Meaning(
        "更正本人信息",
        "《条例》第四十一条",
        "按更正申请另行办理，需要证明记录不准确的材料；不计入政府信息公开申请。",
        "要求更正与自己有关的记录，请写明哪里不准确并附上证明材料，按更正申请办理。",
        "",
        "record",
    ),
    Cue.Kind.QUERY: Meaning(
        "行政查询事项",
        "《条例》第三十六条第（七）项",
        "告知申请人依照不动产登记、市场主体登记的有关规定查询（行政查询事项告知书）。",
        "不动产登记、工商登记资料请到不动产登记机构、登记机关的窗口查询，凭证件当场办理。",
        "O_QUERY",
    ),
    Cue.Kind.PUBLICATION: Meaning(
        "公开出版物",
        "《条例》第三十九条第二款",
        "告知申请人获取公报、年鉴、报刊、书籍的途径（公开出版物告知书）。",
        "公报、年鉴、报刊、书籍是公开出版物，可以在图书馆、档案馆查阅或者购买。",
        "O_PUBLICATION",
    ),
}


@dataclass(frozen=True)
class Suggestion:
    """What a text may be, by which wording, from which source."""

    kind: Cue.Kind
    found: str
    source: str

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.kind]


def recognise(text: str, cues: Iterable[Cue]) -> list[Suggestion]:
    """Return one suggestion for each kind whose cue stands in a sentence that does not speak against it."""
    sentences = [sentence for sentence in SENTENCE_ENDS.split(text) if sentence.strip()]
    found: dict[Cue.Kind, Suggestion] = {}
    for cue in cues:
        kind = Cue.Kind(cue.kind)
        if kind in found:
            continue
        words = next((said for sentence in sentences if (said := _said(sentence, cue))), "")
        if words:
            found[kind] = Suggestion(kind, words, cue.source)
    return [found[kind] for kind in Cue.Kind if kind in found]


def _said(sentence: str, cue: Cue) -> str:
    """Return the words of the sentence the cue stands for, unless a word beside them says otherwise."""
    pattern = f".{{0,{MOST_BETWEEN}}}?".join(re.escape(part) for part in cue.phrase.split(GAP))
    match = re.search(pattern, sentence)
    if match is None or any(word in sentence for word in cue.unless.split()):
        return ""
    return match[0]


def in_force(on: date) -> list[Cue]:
    return list(Cue.objects.on(on))


def install(on: date) -> None:
    """Put the first cues in place. An office that has ended some keeps it so."""
    if not Cue.objects.exists():
        rows = json.loads(BEGINNING.read_text("utf-8"))
        Cue.objects.bulk_create(Cue(**row, since=on) for row in rows)
