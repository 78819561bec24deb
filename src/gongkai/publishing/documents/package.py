"""The parts of a Word file, read safely."""

import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from gongkai.cases.files import MEGABYTE
from gongkai.cases.guard import archive
from gongkai.cases.guard.refusals import refused
from gongkai.cases.guard.xml import parsed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NS = {"w": W, "a": A, "pic": PIC, "wp": WP, "r": R, "m": M, "mc": MC, "v": V, "o": O, "w14": W14}
# ISO 29500 Strict names the same things otherwise.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", PIC),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M),
    (b"http://purl.oclc.org/ooxml/drawingml/chart", C),
    (b"http://purl.oclc.org/ooxml/drawingml/diagram", DGM),
)
# About a thousand pages; the converter needs a second for every thirty.
TEXT_LIMIT = 10 * MEGABYTE


def w(name: str) -> str:
    """Return the full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


def val(element: etree._Element | None, default: str | None = None) -> str | None:
    """Return ``w:val`` of an element that may be absent."""
    return default if element is None else element.get(w("val"), default)


def is_on(element: etree._Element | None) -> bool | None:
    """Return what an on/off property says, ``None`` when it says nothing."""
    return None if element is None else val(element, "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True)
class Relation:
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """The XML parts needed of a Word file, parsed; the pictures stay in the archive until wanted."""

    name: str
    archive: zipfile.ZipFile
    main: str
    document: etree._Element
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    styles: etree._Element | None
    numbering: etree._Element | None
    comments: etree._Element | None
    relations: dict[str, dict[str, Relation]]

    @property
    def stories(self) -> list[tuple[str, etree._Element]]:
        """Return the parts with text, each with its path."""
        paths = {"footnotes": self.footnotes, "endnotes": self.endnotes}
        notes = [(self.path_of(kind), root) for kind, root in paths.items() if root is not None]
        return [(self.main, self.document), *notes]

    def path_of(self, kind: str) -> str:
        """Return the path of the part related to the main document as ``kind``."""
        return _related(self.relations[self.main], kind) or ""


def read(name: str, content: bytes) -> Package:
    """Open a Word file; refuse what is none."""
    zipped = archive.opened(name, content)
    main = _related(_relations(name, zipped, ""), "officeDocument") or "word/document.xml"
    relations = {main: _relations(name, zipped, main)}
    parts = {
        kind: _part(name, zipped, _related(relations[main], kind))
        for kind in ("footnotes", "endnotes", "styles", "numbering", "comments")
    }
    for kind in ("footnotes", "endnotes"):
        path = _related(relations[main], kind)
        if path:
            relations[path] = _relations(name, zipped, path)
    document = _part(name, zipped, main)
    if document is None or document.find(w("body")) is None:
        raise refused(name, "中没有 Word 正文。", "请选择 .docx 文件。")
    return Package(name, zipped, main, document, relations=relations, **parts)


def rebuilt(package: Package) -> io.BytesIO:
    """Return a Word file of the text and the pictures only, for the converter."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for path, root in package.stories:
            target.writestr(path, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
            target.writestr(_relations_path(path), _relations_xml(package.relations[path]))
        for path in ("[Content_Types].xml", "_rels/.rels"):
            if path in package.archive.namelist():
                target.writestr(path, archive.member(package.name, package.archive, path))
        for path in _pictures(package):
            target.writestr(path, archive.member(package.name, package.archive, path))
    buffer.seek(0)
    return buffer


def _pictures(package: Package) -> set[str]:
    present = set(package.archive.namelist())
    return {
        relation.target
        for relations in package.relations.values()
        for relation in relations.values()
        if relation.kind == "image" and not relation.external and relation.target in present
    }


def _related(relations: dict[str, Relation], kind: str) -> str | None:
    return next(
        (
            relation.target
            for relation in relations.values()
            if relation.kind == kind and not relation.external
        ),
        None,
    )


def _part(name: str, zipped: zipfile.ZipFile, path: str | None) -> etree._Element | None:
    if path is None or path not in zipped.namelist():
        return None
    if zipped.getinfo(path).file_size > TEXT_LIMIT:
        raise refused(name, "的文字过多，无法一次导入。", "请拆成几个文件，或者作为附件上传。")
    content = archive.member(name, zipped, path)
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional.encode())
    return parsed(name, content)


def _relations_path(path: str) -> str:
    folder, file = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _relations(name: str, zipped: zipfile.ZipFile, path: str) -> dict[str, Relation]:
    rels = _relations_path(path)
    if rels not in zipped.namelist():
        return {}
    folder = posixpath.dirname(path)
    found = {}
    for element in parsed(name, archive.member(name, zipped, rels)).iter(
        f"{{{PACKAGE_RELATIONS}}}Relationship"
    ):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        found[element.get("Id", "")] = Relation(kind, target, external)
    return found


def _relations_xml(relations: dict[str, Relation]) -> bytes:
    root = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap={"r": PACKAGE_RELATIONS})
    for key, relation in relations.items():
        entry = etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship")
        entry.set("Id", key)
        entry.set("Type", f"{R}/{relation.kind}")
        entry.set("Target", relation.target if relation.external else f"/{relation.target}")
        if relation.external:
            entry.set("TargetMode", "External")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
