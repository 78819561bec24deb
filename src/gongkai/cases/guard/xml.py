"""XML of strangers: no entities, no network, no document type."""

from lxml import etree

from gongkai.cases.guard.refusals import refused


def parsed(name: str, content: bytes) -> etree._Element:
    """Return the root of ``content``; refuse what is no XML and what declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused(name, "已损坏，无法读取。", "请用原来的软件打开并另存后重新上传。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused(name, "含有文档类型声明（DTD），可能有害。", "请用 Word 或 WPS 另存后重新上传。")
    return root


def declares_type(content: bytes) -> bool:
    """Tell whether ``content`` holds a document type declaration, in any encoding of two bytes or one."""
    return b"<!DOCTYPE" in content.replace(b"\0", b"")
