"""What the metadata of an imported text may be (元数据), each with the words it was taken from.

Nothing is guessed: what the text does not say is ``None``. The clerk confirms every value.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import rjieba
from bs4 import BeautifulSoup, Tag

from gongkai.law.identifiers import DocumentNumber
from gongkai.publishing.documents.layout import DATE, DOC_NUMBER, TITLE_WORDS
from gongkai.publishing.models import Genre, Mode

SUMMARY_LIMIT = 100
KEYWORD_LIMIT = 5
_HEAD = 15
_LINES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "figcaption", "blockquote", "div", "tr")
_ORGAN = (
    r"[\u4e00-\u9fa5（）()、]{2,40}?"
    r"(?:政府|办公室|委员会|委|局|厅|院|处|中心|办|部|会|科|所|站|大队|支队|总队|公司|学校|领导小组|指挥部|联席会议)"
)
_GENRES = {
    "通知": Genre.NOTICE,
    "公告": Genre.ANNOUNCEMENT,
    "通告": Genre.ANNOUNCEMENT,
    "意见": Genre.OPINION,
    "决定": Genre.DECISION,
    "办法": Genre.MEASURES,
    "方案": Genre.SCHEME,
    "规划": Genre.PLAN,
    "解读": Genre.INTERPRETATION,
    "报告": Genre.REPORT,
}
_MODES = (
    (Mode.WITHHELD, re.compile(r"此件不(?:予)?公开|公开(?:方式|属性|形式)[:：](?:不予公开|不公开)")),
    (Mode.ON_REQUEST, re.compile(r"此件依申请公开|公开(?:方式|属性|形式)[:：]依申请公开")),
    (
        Mode.PROACTIVE,
        re.compile(
            r"此件(?:公开发布|主动公开)|公开(?:方式|属性|形式)[:：]主动公开|^[（(]?主动公开[）)]?$",
            re.MULTILINE,
        ),
    ),
)
_NUMERALS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "O": 0,
    "o": 0,
}
_OPENING = re.compile(r"(?:为了?|现将|现就|根据|按照|依据|近日|近期|经)")
_TOPIC = frozenset(["n", "nz", "vn", "nt", "nrt", "j", "l", "ns"])
# Words every official text is made of.
_EMPTY = frozenset(
    {
        "工作", "通知", "意见", "公告", "决定", "办法", "方案", "规划", "报告", "解读", "单位", "部门",
        "情况", "问题", "要求", "人民政府", "政府", "办公室", "各级", "有关", "附件", "文件", "印发",
        "区政府", "机构", "事项", "组织", "方面", "进行", "以上", "以下", "年度", "内容", "时间", "范围",
        "社会", "措施", "实施", "人员", "管理", "发展", "建设", "任务", "目标", "原则", "制度", "机制",
        "责任", "领导", "全区", "全市", "全县", "全省", "街道", "乡镇", "街道办事处", "办事处", "联系人",
        "电话", "地址", "日期", "信息", "数量", "结果", "行政", "条例", "规定", "机关", "本区", "群众",
        "项目", "名单", "相关", "标准", "程序", "年度报告",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """Values for the form; ``evidence`` holds, by the name of the field, the words each was taken from."""

    title: str | None = None
    doc_number: str | None = None
    created_on: date | None = None
    issuing_body: str | None = None
    genre: Genre | None = None
    mode: Mode | None = None
    keywords: tuple[str, ...] = ()
    summary: str | None = None
    effective_on: date | None = None
    valid_until: date | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    text: str
    classes: tuple[str, ...] = ()
    in_table: bool = False

    @property
    def compact(self) -> str:
        return re.sub(r"\s+", "", self.text)


def suggest(html_or_text: str) -> Suggestion:
    """Return what the text itself says about its metadata."""
    lines = _lines(html_or_text)
    title = _title(lines)
    number = _doc_number(lines)
    signed = _signature(lines)
    created, body = _created_on(lines, signed), _issuing_body(lines, signed)
    genre, mode = _genre(title), _mode(lines)
    keywords, summary = _keywords(lines, title), _summary(lines)
    effective = _effective_on(lines)
    until = _valid_until(lines, effective[0] if effective else None)
    found = {
        "title": title,
        "doc_number": number,
        "created_on": created,
        "issuing_body": body,
        "genre": genre,
        "mode": mode,
        "keywords": keywords,
        "summary": summary,
        "effective_on": effective,
        "valid_until": until,
    }
    return Suggestion(
        title=title[0] if title else None,
        doc_number=number[0] if number else None,
        created_on=created[0] if created else None,
        issuing_body=body[0] if body else None,
        genre=genre[0] if genre else None,
        mode=mode[0] if mode else None,
        keywords=keywords[0] if keywords else (),
        summary=summary[0] if summary else None,
        effective_on=effective[0] if effective else None,
        valid_until=until[0] if until else None,
        evidence={name: value[1] for name, value in found.items() if value},
    )


def chinese_date(text: str) -> date | None:
    """Read 2019年6月3日 or 二〇一九年六月三日; ``None`` when there is no such day."""
    match = re.fullmatch(r"(.{4})年(.{1,3})月(.{1,3})日", re.sub(r"\s+", "", text))
    if match is None:
        return None
    numbers = [_number(part) for part in match.groups()]
    if None in numbers:
        return None
    year, month, day = (number or 0 for number in numbers)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if any(sign not in _NUMERALS for sign in tens + ones) or len(tens) > 1 or len(ones) > 1:
            return None
        return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    if any(sign not in _NUMERALS for sign in text):
        return None
    return int("".join(str(_NUMERALS[sign]) for sign in text))


def _lines(html_or_text: str) -> list[_Line]:
    if "<" not in html_or_text:
        return [_Line(line.strip()) for line in html_or_text.splitlines() if line.strip()]
    soup = BeautifulSoup(html_or_text, "html.parser")
    for note in soup.find_all(class_="gk-footnotes") + soup.find_all("sup"):
        note.decompose()
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    found = []
    for block in soup.find_all(_LINES):
        if not block.find(_LINES) and not block.find_parent("tr"):
            found += [
                _Line(text.strip(), _classes(block), in_table=block.name == "tr")
                for text in block.get_text().splitlines()
                if text.strip()
            ]
    return found or [_Line(line.strip()) for line in soup.get_text("\n").splitlines() if line.strip()]


def _classes(block: Tag) -> tuple[str, ...]:
    return tuple(str(name) for name in block.get("class") or ())


def _title(lines: Sequence[_Line]) -> tuple[str, str] | None:
    marked = _first_run(lines, "gk-title")
    if marked:
        title = "".join(line.compact for line in marked)
        return title, "\n".join(line.text for line in marked)
    for at, line in enumerate(lines[:_HEAD]):
        if not _reads_like_title(line.compact):
            continue
        above = lines[at - 1].compact if at else ""
        if line.compact.startswith("关于") and re.fullmatch(_ORGAN, above):
            return above + line.compact, f"{lines[at - 1].text}\n{line.text}"
        return line.compact, line.text
    return None


def _first_run(lines: Sequence[_Line], name: str) -> list[_Line]:
    """Return the first lines of a class that stand together."""
    run: list[_Line] = []
    for line in lines:
        if name in line.classes:
            run.append(line)
        elif run:
            break
    return run


def _reads_like_title(text: str) -> bool:
    return (
        6 <= len(text) <= 120
        and re.search(rf"(?:{TITLE_WORDS})(?:[（(].{{1,20}}[）)])?$", text) is not None
        and re.search("[。；，：！？]", text) is None
    )


def _doc_number(lines: Sequence[_Line]) -> tuple[str, str] | None:
    """Take a number that stands alone near the head: one within a sentence is another document's."""
    for line in lines[:_HEAD]:
        match = re.fullmatch(rf"(?:发文字号|文号)?[:：]?({DOC_NUMBER})(?:签发人[:：].*)?", line.compact)
        if match:
            try:
                return str(DocumentNumber.parse(match[1])), line.text
            except ValueError:
                return None
    return None


def _signature(lines: Sequence[_Line]) -> int | None:
    """Return the place of the date under the signature: at the right, or under the name of an organ."""
    dated = [at for at, line in enumerate(lines) if re.fullmatch(DATE, line.compact)]
    under = [at for at in dated if at and re.fullmatch(_ORGAN, lines[at - 1].compact)]
    right = [at for at in dated if "gk-right" in lines[at].classes]
    return next(iter(under or right), None)


def _created_on(lines: Sequence[_Line], signed: int | None) -> tuple[date, str] | None:
    if signed is not None:
        day = chinese_date(lines[signed].text)
        return (day, lines[signed].text) if day else None
    for line in lines:
        match = re.fullmatch(rf"{_ORGAN}({DATE})", line.compact)
        if match and "gk-right" in line.classes:
            day = chinese_date(match[1])
            return (day, line.text) if day else None
    # A decision or an announcement prints its date under the title.
    for line in lines[:_HEAD]:
        match = re.fullmatch(rf"[（(]({DATE})[）)]", line.compact)
        day = chinese_date(match[1]) if match else None
        if day:
            return day, line.text
    return None


def _issuing_body(lines: Sequence[_Line], signed: int | None) -> tuple[str, str] | None:
    organs: list[_Line] = []
    at = -1 if signed is None else signed - 1
    while at >= 0 and re.fullmatch(_ORGAN, lines[at].compact) and len(organs) < 10:
        # Two organs sign together at the right; what else ends like an organ is a line of the text.
        if organs and "gk-right" not in lines[at].classes:
            break
        organs.insert(0, lines[at])
        at -= 1
    if organs:
        return "、".join(organ.compact for organ in organs), "\n".join(organ.text for organ in organs)
    for line in lines[:_HEAD]:
        match = re.fullmatch(rf"({_ORGAN})文件", line.compact)
        if match:
            return match[1], line.text
        signed_line = re.fullmatch(rf"({_ORGAN}){DATE}", line.compact)
        if signed_line and "gk-right" in line.classes:
            return signed_line[1], line.text
    return None


def _genre(title: tuple[str, str] | None) -> tuple[Genre, str] | None:
    if title is None:
        return None
    if "政府信息公开" in title[0] and re.search(r"年度报告$", title[0]):
        return Genre.ANNUAL_REPORT, "年度报告"
    match = re.search(rf"({'|'.join(_GENRES)})(?:[（(].{{1,20}}[）)])?$", title[0])
    return (_GENRES[match[1]], match[0]) if match else None


def _mode(lines: Sequence[_Line]) -> tuple[Mode, str] | None:
    """Take the printed mark; two that contradict each other say nothing."""
    text = "\n".join(line.compact for line in lines)
    found = [(mode, match[0]) for mode, pattern in _MODES if (match := pattern.search(text))]
    return found[0] if len(found) == 1 else None


def _keywords(lines: Sequence[_Line], title: tuple[str, str] | None) -> tuple[tuple[str, ...], str] | None:
    """Take printed 主题词, or the topics of the title and those the text names most often."""
    for line in lines:
        match = re.match(r"主题词[:：]\s*(.+)", line.text)
        if match:
            words = tuple(word for word in re.split(r"[\s，,、；;]+", match[1]) if word)[:KEYWORD_LIMIT]
            return (words, line.text) if words else None
    often = Counter(_topics("\n".join(line.text for line in lines if not line.in_table)))
    in_title = set(_topics(title[0])) if title else set()
    ranked = sorted(often, key=lambda word: (-(often[word] * (3 if word in in_title else 1)), -len(word)))
    chosen = [word for word in ranked if often[word] >= 3 or (word in in_title and often[word] >= 2)]
    chosen = chosen[:KEYWORD_LIMIT]
    return (tuple(chosen), "、".join(f"{word}（{often[word]}次）" for word in chosen)) if chosen else None


def _topics(text: str) -> list[str]:
    return [
        word
        for word, kind in rjieba.tag(text)
        if kind in _TOPIC
        and len(word) >= 2
        and word not in _EMPTY
        and re.fullmatch(r"[\u4e00-\u9fa5]+", word)
    ]


def _effective_on(lines: Sequence[_Line]) -> tuple[date, str] | None:
    """Take the day of 「自……起施行」; 「自发布之日起施行」 names no day."""
    for line in lines:
        match = re.search(rf"自({DATE})起(?:正式)?(?:施行|实施|执行|生效)", line.compact)
        day = chinese_date(match[1]) if match else None
        if match and day:
            return day, match[0]
    return None


def _valid_until(lines: Sequence[_Line], begins: date | None) -> tuple[date, str] | None:
    """Take the last day of 「有效期至……」, or count 「有效期五年」 from the day it begins."""
    for line in lines:
        match = re.search(rf"有效期(?:限)?(?:截?至|到)({DATE})", line.compact)
        day = chinese_date(match[1]) if match else None
        if match and day:
            return day, match[0]
        match = re.search(r"有效期(?:限)?为?([1-9一二两三四五六七八九十]{1,2})年", line.compact)
        years = _number(match[1].replace("两", "二")) if match else None
        if match and years and begins:
            return _years_later(begins, years) - timedelta(days=1), match[0]
    return None


def _years_later(day: date, years: int) -> date:
    return (
        date(day.year + years, 3, 1)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year + years)
    )


def _summary(lines: Sequence[_Line]) -> tuple[str, str] | None:
    """Take the opening sentences, whole ones only, as many as fit."""
    for line in lines:
        text = re.sub(r"\s+", "", line.text)
        if not _OPENING.match(text) or len(text) < 12:
            continue
        chosen = ""
        for sentence in re.findall(r"[^。！？]+[。！？]|[^。！？]+[:：]$", text):
            if len(chosen + sentence) > SUMMARY_LIMIT:
                break
            chosen += sentence
        if chosen:
            return re.sub("[:：]$", "。", chosen), line.text
    return None
