"""PDF files: readable by everyone, and nothing in them acts by itself."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from gongkai.cases.guard.refusals import refused

OBJECT_LIMIT = 300_000
_AGAIN = "请用“打印为 PDF”或者另存为 PDF/A 的方法重新生成后上传。"
_LOCKED, _UNLOCK = "设有密码或者加密。", "请取消密码和权限限制后重新上传。"
# Keys and action types that let a document do something, with what to call it.
_KEYS = {
    "/JS": "含有脚本（JavaScript）。",
    "/JavaScript": "含有脚本（JavaScript）。",
    "/AA": "含有自动执行的动作。",
    "/EmbeddedFiles": "内嵌其他文件。",
    "/EF": "内嵌其他文件。",
    "/AF": "内嵌其他文件。",
    "/RichMedia": "内嵌多媒体程序。",
    "/XFA": "含有动态表单（XFA）。",
}
_ACTIONS = {
    "/JavaScript": "含有脚本（JavaScript）。",
    "/Launch": "会启动其他程序。",
    "/ImportData": "会导入其他文件的数据。",
    "/SubmitForm": "会向外发送数据。",
    "/GoToE": "内嵌其他文件。",
    "/Rendition": "内嵌多媒体程序。",
    "/RichMediaExecute": "内嵌多媒体程序。",
}


def checked_pdf(name: str, content: bytes) -> bytes:
    """Return ``content`` unchanged when it can be read by anyone and does nothing by itself."""
    try:
        found = _first_fault(content)
    # The reader meets any damage with an exception of any class; none of them may pass the file.
    except Exception as error:
        raise refused(name, "已损坏，无法读取。", _AGAIN) from error
    if found is not None:
        raise refused(name, found, _UNLOCK if found == _LOCKED else _AGAIN)
    return content


def _first_fault(content: bytes) -> str | None:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        return _LOCKED
    if len(reader.pages) == 0:
        return "没有页面。"
    numbers = {(generation, number) for generation, table in reader.xref.items() for number in table}
    numbers |= {(0, number) for number in reader.xref_objStm}
    if len(numbers) > OBJECT_LIMIT:
        return "结构过于复杂。"
    dictionaries = _dictionaries(reader, numbers)
    return next((fault for dictionary in dictionaries if (fault := _fault(dictionary))), None)


def _dictionaries(reader: PdfReader, numbers: set[tuple[int, int]]) -> Iterator[DictionaryObject]:
    """Yield every dictionary of the file, in object streams too, whether or not a page refers to it."""
    yield from _inside(reader.trailer)
    for generation, number in sorted(numbers):
        if number:
            yield from _inside(reader.get_object(IndirectObject(number, generation, reader)))


def _inside(found: Any) -> Iterator[DictionaryObject]:
    """Yield the dictionaries of an object without following references: those are listed themselves."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject | StreamObject):
            yield item
            waiting.extend(dict.values(item))
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))


def _fault(dictionary: DictionaryObject) -> str | None:
    for key, fault in _KEYS.items():
        if key in dictionary and not _is_empty(dictionary[key]):
            return fault
    # “Open at page 1” is a destination, which writers set routinely; an action is another thing.
    opening = dictionary.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    if isinstance(opening, DictionaryObject) and opening.get("/S") not in (None, "/GoTo"):
        return "打开时会自动执行动作。"
    return _ACTIONS.get(str(dictionary.get("/S", "")))


def _is_empty(value: Any) -> bool:
    """An empty list of scripts or files says that there are none."""
    value = value.get_object() if hasattr(value, "get_object") else value
    return value is None or (isinstance(value, ArrayObject | DictionaryObject) and len(value) == 0)
