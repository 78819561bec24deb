"""OFD files (GB/T 33190-2016): pages only, no scripts, no attached files, nothing from outside."""

import re

from lxml import etree

from gongkai.cases.guard import archive
from gongkai.cases.guard.refusals import refused
from gongkai.cases.guard.xml import parsed

_ADVICE = "请重新生成不含脚本和附件的 OFD，或者改用 PDF。"
_PATHS = frozenset(
    ["BaseLoc", "FileLoc", "MediaFile", "FontFile", "DocRoot", "PageRes", "PublicRes", "DocumentRes"]
)
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\\\")


def checked_ofd(name: str, content: bytes) -> bytes:
    """Return ``content`` unchanged when it is pages and nothing else."""
    zipped = archive.opened(name, content)
    archive.member(name, zipped, "OFD.xml")
    for path, part in archive.members(name, zipped):
        if archive.is_executable(part):
            raise refused(name, f"内含可执行程序“{path}”。", _ADVICE)
        if part.startswith(archive.ZIP):
            raise refused(name, f"内嵌其他文件“{path}”。", _ADVICE)
        if path.lower().endswith(".xml"):
            _check(name, parsed(name, part))
    return content


def _check(name: str, root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        kind = etree.QName(element).localname
        text = (element.text or "").strip()
        if kind in ("JavaScript", "Script"):
            raise refused(name, "含有脚本。", _ADVICE)
        if kind == "Attachment":
            raise refused(name, "内嵌其他文件。", _ADVICE)
        if kind == "URI" and re.match(
            r"\s*(?!https?:|mailto:)[a-z-]+:", element.get("URI", ""), re.IGNORECASE
        ):
            raise refused(name, "含有会运行程序的链接。", _ADVICE)
        places = [text] if kind in _PATHS else []
        places += [
            str(value) for key, value in element.attrib.items() if etree.QName(key).localname in _PATHS
        ]
        if any(_OUTSIDE.match(place) or ".." in place.split("/") for place in places):
            raise refused(name, "引用了外部文件。", _ADVICE)
