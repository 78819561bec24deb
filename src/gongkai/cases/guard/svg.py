"""SVG drawings: shapes and words only. A drawing that acts or fetches is refused, an editor's leavings are cut."""

import re

from lxml import etree

from gongkai.cases.guard.refusals import refused
from gongkai.cases.guard.xml import parsed

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ACTIVE = frozenset(
    ["script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener"]
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_ADVICE = "请另存为 PNG 后上传。"


def cleaned_svg(name: str, content: bytes) -> bytes:
    """Return the drawing alone.

    Raises:
        Refusal: it holds scripts, event handlers, foreign content, or refers to anything outside itself.
    """
    root = parsed(name, content)
    if root.tag != f"{{{_SVG}}}svg":
        raise refused(name, "不是 SVG 图形。", _ADVICE)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _remove(element)
            continue
        _refuse_active(name, element)
        _cut(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _refuse_active(name: str, element: etree._Element) -> None:
    kind = etree.QName(element).localname
    if kind in _ACTIVE:
        raise refused(name, f"含有 {kind} 元素，可能运行程序。", _ADVICE)
    if _OUTSIDE.search(_without_escapes(element.text or "")) and kind == "style":
        raise refused(name, "引用了外部内容。", _ADVICE)
    for attribute, value in element.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            raise refused(name, "含有事件脚本。", _ADVICE)
        if _refers_outside(local, _without_escapes(str(value))):
            raise refused(name, "引用了外部内容。", _ADVICE)
        # An animation may write into an attribute what may not stand in it.
        if kind in ("animate", "set") and local == "attributename" and str(value).lower().endswith("href"):
            raise refused(name, "含有改变链接的动画。", _ADVICE)


def _refers_outside(attribute: str, value: str) -> bool:
    if attribute in ("href", "src"):
        return not (value.startswith("#") or _OWN_PICTURE.fullmatch(value.strip()))
    return _OUTSIDE.search(value) is not None


def _without_escapes(text: str) -> str:
    """Return CSS with its escapes read, by which ``url(`` can be written otherwise."""
    return re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda match: chr(int(match[1], 16) % 0x110000), text).replace(
        "\\", ""
    )


def _cut(element: etree._Element) -> None:
    name = etree.QName(element)
    if name.namespace != _SVG or name.localname == "metadata":
        _remove(element)
        return
    for attribute in list(element.attrib):
        if etree.QName(attribute).namespace not in (None, _XLINK, "http://www.w3.org/XML/1998/namespace"):
            del element.attrib[attribute]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)
