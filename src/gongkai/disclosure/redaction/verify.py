"""The last look before a file goes out (出件核验): two extractors, the pictures and every object of the file."""

import io
from collections import Counter
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from gongkai.disclosure.redaction import paper
from gongkai.disclosure.redaction.rendition import DPI, Rendition, Sheet
from gongkai.law.refusal import Refusal
from gongkai.law.separation import ARTICLE

# At the edge of a region the compression of the picture may lighten a block of eight points.
_EDGE = 8
_BLACK = 64
_FORBIDDEN = frozenset(
    [
        "/EmbeddedFiles", "/EF", "/AF", "/JS", "/JavaScript", "/Metadata", "/AA", "/OpenAction", "/Annots",
        "/AcroForm", "/Names", "/OCProperties", "/OC", "/Thumb", "/PieceInfo", "/Outlines", "/StructTreeRoot",
        "/Info", "/Prev",
    ]
)  # fmt: skip


def must_be_clean(rendition: Rendition) -> None:
    """Refuse a file in which anything is left of what was to go.

    Raises:
        Refusal: names the page and the fault, never the words.
    """
    for fault in _faults(rendition):
        raise Refusal(
            f"生成的文件没有通过核验：{fault}，未予保存。",
            article=ARTICLE,
            advice="请扩大遮盖区域后重新生成；仍不通过的，请将源文件打印为 PDF 后重新上传。",
        )


def _faults(rendition: Rendition) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(rendition.content))
    if len(reader.pages) != len(rendition.sheets):
        yield "页数不符"
        return
    for key in sorted(_keys(reader) & _FORBIDDEN):
        yield f"含有不应有的内容（{key}）"
    if rendition.content.count(b"%%EOF") != 1:
        yield "含有旧版本内容"
    pictures = [sheet for sheet in rendition.sheets if sheet.becomes_picture]
    for sheet in pictures:
        yield from _left_in(sheet, reader.pages[sheet.number - 1].extract_text())
    with paper.opened(rendition.content) as document:
        for sheet in pictures:
            with paper.page_of(document, sheet.number) as page:
                origins = paper.origins_of(page)
                yield from _left_in(sheet, "".join(character for character, _, _ in origins))
                if any(box.holds(x, y) for _, x, y in origins for box in sheet.boxes):
                    yield f"第{sheet.number}页遮盖区域内仍有文字"
                if sheet.boxes and not _is_black(page, sheet):
                    yield f"第{sheet.number}页遮盖区域没有完全涂黑"


def _left_in(sheet: Sheet, text: str) -> Iterator[str]:
    """Compare what an extractor finds with the words kept: nothing more may be there, and none of those gone."""
    found = _letters(text)
    kept = _letters("".join(token.text for token in sheet.kept))
    if Counter(found) - Counter(kept):
        yield f"第{sheet.number}页多出了文字"
    if any(len(run) > 1 and run in found and run not in kept for run in _runs(sheet)):
        yield f"第{sheet.number}页仍能取得被遮盖的文字"


def _runs(sheet: Sheet) -> Iterator[str]:
    """Yield the texts gone, joined where they stood together."""
    run, end = "", -1
    for token in sheet.gone:
        if token.first != end and run:
            yield _letters(run)
            run = ""
        run, end = run + token.text, token.first + token.length
    if run:
        yield _letters(run)


def _letters(text: str) -> str:
    return "".join(text.split())


def _is_black(page: paper.pypdfium2.PdfPage, sheet: Sheet) -> bool:
    """Look at the page as it will be shown."""
    picture = paper.picture_of(page, DPI, grey=True)
    scale = DPI / paper.POINTS_PER_INCH
    for box in sheet.boxes:
        left, top = int(box.left * scale) + _EDGE, int(box.top * scale) + _EDGE
        right, bottom = int(box.right * scale) - _EDGE, int(box.bottom * scale) - _EDGE
        if left < right and top < bottom:
            _, lightest = picture.crop((left, top, right, bottom)).getextrema()
            if lightest > _BLACK:  # type: ignore[operator]
                return False
    return True


def _keys(reader: PdfReader) -> set[str]:
    """Return every key of every dictionary in the file, whether or not a page refers to it."""
    found: set[str] = set(reader.trailer)
    for number in reader.xref.get(0, {}):
        waiting = [reader.get_object(number)] if number else []
        while waiting:
            item = waiting.pop()
            if isinstance(item, DictionaryObject):
                found |= set(item)
                waiting += dict.values(item)
            elif isinstance(item, ArrayObject):
                waiting += list.__iter__(item)
    return found
