"""A page written anew from what it draws (重写页面), and from nothing else.

Only the drawing and the fonts, pictures and colours it names go over. Annotations, forms, actions, names,
attachments, metadata, layers, thumbnails, bookmarks and structure stay behind, and so do the earlier revisions of
the file and what other pages draw with.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)

_USED = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
# What resources carry beside what they draw.
_BESIDE = (
    "/Metadata", "/PieceInfo", "/OC", "/OPI", "/Alternates", "/StructParent", "/StructParents", "/LastModified",
    "/AF", "/Measure", "/PtData", "/Ref",
)  # fmt: skip
# Annotations that draw nothing themselves.
_UNSEEN_ANNOTATIONS = frozenset(["/Link", "/Popup"])
_STRING = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)", re.DOTALL)
_NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Words that stand beside the drawing and are read instead of it.
_WORDS_BESIDE = re.compile(rb"/(?:ActualText|Alt|E)\b")


# What cameras and programs write into a picture beside the picture.
_BESIDE_A_PICTURE = (b"Exif\0", b"http://ns.adobe.com/xap", b"Photoshop 3.0\0")


def is_plain(page: PageObject) -> bool:
    """Tell whether a page shows all it holds, so that a copy of its drawing gives away nothing unseen.

    Cropped pages, layers, notes and filled-in fields, replacement texts, and pictures with the data of a camera are
    not: they are rasterised.
    """
    if [float(side) for side in page.mediabox] != [float(side) for side in page.cropbox]:
        return False
    notes = page.get("/Annots")
    if any(
        note.get_object().get("/Subtype") not in _UNSEEN_ANNOTATIONS
        for note in (notes.get_object() if notes is not None else ())
    ):
        return False
    if _WORDS_BESIDE.search(_drawing(page)):
        return False
    return not any(_holds_more(each) for each in _dictionaries(_resources(page)))


def _holds_more(resource: DictionaryObject) -> bool:
    if "/OC" in resource or resource.get("/Type") in {"/OCG", "/OCMD"}:
        return True
    return isinstance(resource, StreamObject) and any(mark in resource._data for mark in _BESIDE_A_PICTURE)


def fonts_of(page: PageObject) -> set[int]:
    """Return the numbers of the embedded fonts a page may draw with, inside its forms too."""
    found = set()
    for each in _dictionaries(_resources(page)):
        fonts = each.get("/Font")
        fonts = fonts.get_object() if fonts is not None else None
        if isinstance(fonts, DictionaryObject):
            found |= {font.idnum for font in dict.values(fonts) if isinstance(font, IndirectObject)}
    return found


def add_copy(writer: PdfWriter, page: PageObject) -> None:
    """Add to ``writer`` a page that draws what ``page`` draws."""
    drawing = _drawing(page)
    stream = StreamObject()
    stream.set_data(drawing)
    copy = PageObject(page.pdf)
    copy[NameObject("/Type")] = NameObject("/Page")
    copy[NameObject("/MediaBox")] = page.mediabox
    copy[NameObject("/Rotate")] = NumberObject(page.rotation)
    if "/UserUnit" in page:
        copy[NameObject("/UserUnit")] = page["/UserUnit"]
    resources, _ = _used(_resources(page), _names(drawing))
    for each in _dictionaries(resources):
        for key in _BESIDE:
            each.pop(NameObject(key), None)
    copy[NameObject("/Resources")] = resources
    added = writer.add_page(copy)
    added[NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def reader_of(content: bytes) -> PdfReader:
    """Open a PDF to copy pages from; its resources are thinned out on the way, so it is opened for this alone."""
    return PdfReader(io.BytesIO(content))


def _resources(page: PageObject) -> DictionaryObject:
    found = page.get("/Resources")  # pypdf hands the inherited ones down to the page
    return found.get_object() if found is not None else DictionaryObject()  # type: ignore[no-any-return]


def _drawing(page: PageObject) -> bytes:
    content = page.get_contents()
    return content.get_data() if content is not None else b""


def _names(drawing: bytes) -> set[str]:
    """Return every name a drawing speaks of; strings may hold anything and are left out."""
    found = _NAME.findall(_STRING.sub(b"()", drawing))
    return {
        "/" + _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name).decode("latin-1") for name in found
    }


def _used(resources: DictionaryObject, names: set[str]) -> tuple[DictionaryObject, set[str]]:
    """Return of ``resources`` what is named, thinned out inside too, and all names it was asked for."""
    drawings = _of(resources, "/XObject")
    for name in sorted(names):
        if name in drawings:
            names = names | _thin_out(drawings[name].get_object())
    for pattern in _of(resources, "/Pattern").values():
        _thin_out(pattern.get_object())
    for state in _of(resources, "/ExtGState").values():
        mask = state.get_object().get("/SMask")
        if isinstance(mask, DictionaryObject) and "/G" in mask:
            _thin_out(mask["/G"])
    kept = DictionaryObject()
    for kind in _USED:
        entries = {
            NameObject(name): value for name, value in dict.items(_of(resources, kind)) if name in names
        }
        if entries:
            kept[NameObject(kind)] = DictionaryObject(entries)
    return kept, names


def _thin_out(drawing: Any) -> set[str]:
    """Thin out the resources of a form or pattern; without any of its own it draws with those around it."""
    if not isinstance(drawing, StreamObject) or drawing.get("/Subtype") == "/Image":
        return set()
    names = _names(drawing.get_data())
    own = drawing.get("/Resources")
    if own is None:
        return names
    # Taken out first: a form that names itself must not lead round in circles.
    del drawing[NameObject("/Resources")]
    drawing[NameObject("/Resources")], _ = _used(own.get_object(), names)
    return set()


def _of(resources: DictionaryObject, kind: str) -> DictionaryObject:
    entries = resources.get(kind)
    entries = entries.get_object() if entries is not None else None
    return entries if isinstance(entries, DictionaryObject) else DictionaryObject()


def _dictionaries(root: Any) -> Iterator[DictionaryObject]:
    """Yield every dictionary below ``root``, each once, following references but never up to a parent."""
    waiting, seen = [root], set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(value for key, value in dict.items(item) if key != "/Parent")
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
