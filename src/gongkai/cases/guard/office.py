"""Word and Excel files: no macros, no controls, no embedded programs, nothing fetched from elsewhere."""

import posixpath
import re
import zipfile

from lxml import etree

from gongkai.cases.guard import archive
from gongkai.cases.guard.refusals import refused
from gongkai.cases.guard.xml import declares_type, parsed

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)<")
_SCRIPT_LINK = re.compile(r"(?:javascript|vbscript|data|ms-\w+|search-ms):", re.IGNORECASE)
_MACRO_ADVICE = "请另存为不含宏的 .docx 或 .xlsx 后重新上传。"
_OBJECT_ADVICE = "请删去嵌入的对象，或者另存为 PDF 后上传。"
_OUTSIDE = {
    "attachedTemplate": (
        "引用了外部模板。",
        "请在“文档模板”中改为 Normal 后重新保存，或者另存为 PDF 后上传。",
    ),
    "externalLinkPath": ("引用了其他工作簿的数据。", "请在“数据—编辑链接”中断开链接，保存后重新上传。"),
    "image": ("引用了外部图片。", "请把图片存入文档后重新上传。"),
}


def checked_office(name: str, content: bytes) -> bytes:
    """Return ``content`` unchanged when it can do nothing by itself."""
    _check(name, content, inside=False)
    return content


def refuse_active(name: str, content: bytes) -> None:
    """Refuse a file of which only the words are wanted, if it came made to act: with macros, controls, programs, or a
    template elsewhere. What else it carries is left behind with the markup.
    """
    zipped = archive.opened(name, content)
    _check_types(name, zipped)
    for path, part in archive.members(name, zipped):
        _check_path(name, path)
        if archive.is_executable(part):
            raise refused(
                name, f"内含可执行程序“{posixpath.basename(path)}”。", "请删去其中的程序后重新上传。"
            )
        if path.endswith(".rels") and any(
            _is_template(element) for element in parsed(name, part).iter(_RELATION)
        ):
            raise refused(name, *_OUTSIDE["attachedTemplate"])


def _is_template(relation: etree._Element) -> bool:
    return relation.get("TargetMode") == "External" and relation.get("Type", "").endswith("/attachedTemplate")


def _check(name: str, content: bytes, *, inside: bool) -> None:
    zipped = archive.opened(name, content)
    data_of_charts = set() if inside else _chart_data(name, zipped)
    _check_types(name, zipped)
    for path, part in archive.members(name, zipped):
        _check_path(name, path)
        _check_part(name, path, part)
        if part.startswith(archive.ZIP):
            if path not in data_of_charts:
                raise refused(name, f"内含嵌入的文件“{posixpath.basename(path)}”。", _OBJECT_ADVICE)
            # The figures of a chart travel with it as a workbook, which must be as harmless.
            _check(name, part, inside=True)


def _check_types(name: str, zipped: zipfile.ZipFile) -> None:
    types = parsed(name, archive.member(name, zipped, "[Content_Types].xml"))
    for element in types:
        kind = str(element.get("ContentType", "")).lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise refused(name, "含有宏。", _MACRO_ADVICE)
        if "activex" in kind:
            raise refused(name, "含有 ActiveX 控件。", _OBJECT_ADVICE)


def _check_path(name: str, path: str) -> None:
    lower = path.lower()
    if posixpath.basename(lower).startswith(("vbaproject", "vbadata")):
        raise refused(name, "含有宏。", _MACRO_ADVICE)
    if "/activex/" in lower:
        raise refused(name, "含有 ActiveX 控件。", _OBJECT_ADVICE)
    if "/macrosheets/" in lower or "/dialogsheets/" in lower:
        raise refused(name, "含有宏表。", _MACRO_ADVICE)


def _check_part(name: str, path: str, part: bytes) -> None:
    if part.startswith(_OLE):
        raise refused(name, f"内含嵌入的对象“{posixpath.basename(path)}”。", _OBJECT_ADVICE)
    if archive.is_executable(part):
        raise refused(name, f"内含可执行程序“{posixpath.basename(path)}”。", "请删去其中的程序后重新上传。")
    if path.endswith(".rels"):
        _check_relations(name, part)
    elif path.endswith((".xml", ".vml")):
        _check_xml(name, part)


def _check_xml(name: str, part: bytes) -> None:
    if declares_type(part):
        raise refused(name, "含有文档类型声明（DTD），可能有害。", "请用 Word 或 WPS 另存后重新上传。")
    instructions = b"".join(_INSTRUCTION.findall(part)).upper()
    if b"DDEAUTO" in instructions or re.search(rb"\bDDE\b", instructions) or b"<ddeLink" in part:
        raise refused(name, "含有动态数据交换（DDE）域，会调用其他程序。", "请删去该域后重新上传。")


def _check_relations(name: str, part: bytes) -> None:
    for element in parsed(name, part).iter(_RELATION):
        if element.get("TargetMode") != "External":
            continue
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        if kind != "hyperlink":
            fault, advice = _OUTSIDE.get(kind, ("引用了外部文件。", _OBJECT_ADVICE))
            raise refused(name, fault, advice)
        if _SCRIPT_LINK.match(re.sub(r"[\x00-\x20]", "", element.get("Target", ""))):
            raise refused(name, "含有会运行程序的超链接。", "请删去该超链接后重新上传。")


def _chart_data(name: str, zipped: zipfile.ZipFile) -> set[str]:
    """Return the paths of the workbooks that charts keep their figures in."""
    found = set()
    for path in zipped.namelist():
        folder, file = posixpath.split(path)
        if file.endswith(".rels") and folder.endswith("/charts/_rels"):
            for element in parsed(name, archive.member(name, zipped, path)).iter(_RELATION):
                if element.get("Type", "").endswith("/package"):
                    base = posixpath.dirname(folder)
                    found.add(
                        posixpath.normpath(posixpath.join("/", base, element.get("Target", ""))).lstrip("/")
                    )
    return found
