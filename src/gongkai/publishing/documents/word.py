"""Word files become the HTML a body may hold (文档导入)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import mammoth
from bs4 import BeautifulSoup, Tag
from mammoth import documents as word_documents
from mammoth import html as word_html
from mammoth import transforms

from gongkai.cases.guard import refuse_dangerous
from gongkai.cases.guard.office import refuse_active
from gongkai.cases.guard.refusals import refused
from gongkai.law.refusal import Refusal
from gongkai.publishing.content import clean_imported
from gongkai.publishing.documents import formatting, layout, numbering, package, preparing, tables, tidy
from gongkai.publishing.documents.suggestions import Suggestion, suggest

_SHOWN = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
_MARKS = "u => u\nstrike => s"
_UP = "\u2191"


@dataclass(frozen=True)
class Picture:
    """A picture of an imported text; ``<img src="picture:1">`` stands for the first."""

    name: str
    content: bytes
    content_type: str
    alt: str


@dataclass(frozen=True)
class ImportedText:
    """What was read: the HTML, its pictures, sentences about what was changed, and what the metadata may be."""

    html: str
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    suggestions: Suggestion


def read_word(name: str, content: bytes) -> ImportedText:
    """Read a DOCX file.

    Raises:
        Refusal: no Word file, broken, too large to open, or made to act: with macros, controls or a template
            elsewhere.
    """
    source = package.read(name, content)
    refuse_active(name, content)
    styles = formatting.read(source.styles)
    counted = numbering.read(source.numbering, source.styles)
    tally = preparing.prepare(source, styles)
    tables.mark_heads(source.document, styles)
    roles = layout.lay_out(source.document, styles, counted)
    for _, notes in source.stories[1:]:
        layout.lay_out_notes(notes, styles, counted)
    pictures = _Pictures()
    raw, messages = _converted(source, roles, pictures.keep)
    html = _finished(raw)
    sentences = (*_sentences(tally), *_picture_sentences(pictures), *_message_sentences(messages))
    return ImportedText(html, tuple(pictures.kept), sentences, suggest(html))


def _converted(
    source: package.Package, roles: set[str], keep_picture: Callable[[Any], list[Any]]
) -> tuple[str, list[str]]:
    style_map = "\n".join([_MARKS, *(_mapped(role) for role in sorted(roles | {layout.PLAIN}))])
    try:
        result = mammoth.convert_to_html(
            package.rebuilt(source),
            style_map=style_map,
            include_default_style_map=False,
            include_embedded_style_map=False,
            convert_image=keep_picture,
            transform_document=_draw_checkboxes,
        )
    except (KeyError, ValueError, OSError, AttributeError, IndexError, TypeError, RecursionError) as error:
        raise refused(
            source.name, "的内部结构有误，无法转换。", "请用 Word 或 WPS 打开，另存为 .docx 后重新导入。"
        ) from error
    return result.value, [message.message for message in result.messages]


def _mapped(role: str) -> str:
    heading = re.fullmatch(r"gk-(h[2-6])(-center)?", role)
    if heading:
        return f"p.{role} => {heading[1]}{'.gk-center' if heading[2] else ''}:fresh"
    return f"p.{role} => p{'' if role == layout.PLAIN else f'.{role}'}:fresh"


def _draw_checkboxes(document: Any) -> Any:
    draw = transforms.element_of_type(
        word_documents.Checkbox, lambda box: word_documents.text("☑" if box.checked else "☐")
    )
    return draw(document)


@dataclass
class _Pictures:
    """The pictures met while converting: those kept, the types no browser shows, and how many are broken."""

    kept: list[Picture] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    broken: int = 0

    def keep(self, image: Any) -> list[Any]:
        """Return the element that stands for a picture, none when it cannot be shown."""
        suffix = _SHOWN.get(image.content_type)
        if suffix is None:
            self.strange.append(str(image.content_type))
            return []
        place = len(self.kept) + 1
        name, alt = f"图{place}{suffix}", image.alt_text or ""
        with image.open() as file:
            content = file.read()
        try:
            content = refuse_dangerous(name, content, suffix)
        except Refusal:
            self.broken += 1
            return []
        self.kept.append(Picture(name, content, image.content_type, alt))
        return [word_html.element("img", {"src": f"picture:{place}", "alt": alt})]


def _finished(raw: str) -> str:
    soup = tidy.soup_of(raw)
    _name_notes(soup)
    _drop_dead_links(soup)
    _build_lists(soup)
    tidy.captions(soup)
    tidy.tidy(soup)
    tidy.head_scopes(soup)
    return clean_imported(str(soup))


def _name_notes(soup: BeautifulSoup) -> None:
    """Give notes the names a body may hold, numbered in their order."""
    for place, link in enumerate(soup.find_all("a", id=re.compile(r"^(?:foot|end)note-ref-")), start=1):
        target = soup.find("li", id=str(link["href"])[1:])
        link["href"], link["id"] = f"#gk-note-{place}", f"gk-note-ref-{place}"
        if not isinstance(target, Tag):
            continue
        target["id"] = f"gk-note-{place}"
        back = target.find("a", string=_UP)
        if isinstance(back, Tag):
            back["href"], back.string = f"#gk-note-ref-{place}", "返回正文"
        if isinstance(target.parent, Tag):
            target.parent["class"] = "gk-footnotes"


def _drop_dead_links(soup: BeautifulSoup) -> None:
    for link in soup.find_all("a"):
        href = str(link.get("href", ""))
        if not re.match(r"(?:https?://|mailto:|#gk-note-)", href, re.IGNORECASE):
            link.unwrap()


@dataclass
class _OpenList:
    element: Tag
    level: int
    kind: str
    number: int


def _build_lists(soup: BeautifulSoup) -> None:
    """Gather paragraphs with a list role into nested lists."""
    stack: list[_OpenList] = []
    for paragraph in soup.find_all("p", class_=re.compile(rf"^{layout.LIST}-")):
        _, _, level, kind, number = str(paragraph["class"][0]).split("-")
        item = _OpenList(paragraph, int(level), kind, int(number))
        if stack and _next_tag(stack[0].element) is not paragraph:
            stack = []
        while stack and not _belongs(item, stack[-1]):
            stack.pop()
        if not stack or stack[-1].level < item.level:
            opened = _opened_list(soup, kind, item.number)
            if stack:
                stack[-1].element.find_all("li", recursive=False)[-1].append(opened)
            else:
                paragraph.insert_before(opened)
            stack.append(_OpenList(opened, item.level, kind, item.number))
        entry = soup.new_tag("li")
        entry.extend(list(paragraph.contents))
        stack[-1].element.append(entry)
        stack[-1].number = item.number
        paragraph.decompose()


def _belongs(item: _OpenList, opened: _OpenList) -> bool:
    """Tell whether an item goes on in an open list, or opens one inside its last item."""
    if item.level != opened.level:
        return item.level > opened.level
    return item.kind == opened.kind and (item.kind == "bullet" or item.number == opened.number + 1)


def _next_tag(tag: Tag) -> Tag | None:
    near = tag.find_next_sibling()
    return near if isinstance(near, Tag) else None


def _opened_list(soup: BeautifulSoup, kind: str, number: int) -> Tag:
    if kind == "bullet":
        return soup.new_tag("ul")
    opened = soup.new_tag("ol")
    if number != 1:
        opened["start"] = str(number)
    if kind != "1":
        opened["type"] = kind
    return opened


def _sentences(tally: preparing.Tally) -> list[str]:
    counted = (
        (tally.insertions, "已接受 {} 处修订插入。"),
        (tally.deletions, "已删去 {} 处修订中删除的内容。"),
        (tally.comments, "有 {} 条批注，没有导入。"),
        (tally.hidden, "有 {} 个隐藏文字，没有导入。"),
        (tally.contents, "目录没有导入：网页没有页码。"),
        (tally.text_boxes, "有 {} 个文本框，其文字已放在所在段落之后，请核对位置。"),
        (tally.formulas, "有 {} 个公式按文字导入，请核对，必要时改为图片。"),
        (tally.charts, "有 {} 个图表没有导入，请截图为 PNG 后插入，并填写替代文字。"),
        (tally.diagrams, "有 {} 个 SmartArt 图形没有导入，请截图为 PNG 后插入，并填写替代文字。"),
        (
            tally.shapes,
            "有 {} 个绘制的组合图形没有导入，其中的文字已放在所在段落之后；必要时请截图为 PNG 后插入。",
        ),
        (tally.objects, "有 {} 个嵌入对象没有导入，只保留其预览图片（如果可以显示）。"),
        (tally.remote_pictures, "有 {} 幅链接的外部图片没有导入，请把图片存入文档后重新导入。"),
    )
    return [sentence.format(number) for number, sentence in counted if number]


def _picture_sentences(pictures: _Pictures) -> list[str]:
    found, strange = [], pictures.strange
    if pictures.broken:
        found.append(f"有 {pictures.broken} 幅图片已损坏或者过大，没有导入。")
    if strange:
        kinds = "、".join(sorted({kind.rsplit("/", 1)[-1].removeprefix("x-").upper() for kind in strange}))
        found.append(
            f"有 {len(strange)} 幅图片的格式（{kinds}）浏览器不能显示，没有导入，请改为 PNG 或 JPG。"
        )
    without = sum(1 for picture in pictures.kept if not picture.alt)
    if without:
        found.append(f"有 {without} 幅图片没有替代文字，请填写，视障读者才能得知内容。")
    return found


def _message_sentences(messages: list[str]) -> list[str]:
    symbols = sum("w:sym" in message for message in messages)
    return [f"有 {symbols} 个特殊符号无法识别，没有导入，请核对。"] if symbols else []
