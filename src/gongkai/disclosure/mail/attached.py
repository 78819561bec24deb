"""What is attached to a message: each file judged by its content, and why one is not taken."""

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import PurePath

from gongkai.cases.files import RULE, CheckedFile, checked_content
from gongkai.cases.guard import refuse_dangerous
from gongkai.law.refusal import Refusal

_ARCHIVES = ((b"PK\x03\x04", "zip"), (b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"))


@dataclass(frozen=True)
class Attached:
    """A file as it came: ``file`` when it may be kept with a case, else ``refusal`` says why not."""

    name: str
    size: int
    file: CheckedFile | None
    refusal: str = ""


def judged(name: str, content: bytes) -> Attached:
    """Judge one attachment by what it holds."""
    name = PurePath(name.replace("\\", "/")).name[-200:] or "附件"
    try:
        return Attached(name, len(content), _checked(name, content))
    except Refusal as refusal:
        return Attached(name, len(content), None, refusal.message)


def _checked(name: str, content: bytes) -> CheckedFile:
    if not content:
        raise Refusal(f"附件“{name}”是空文件。", article=RULE, advice="请与申请人联系。")
    try:
        file = checked_content(name, content)
    except Refusal:
        _refuse_archive(name, content)
        raise
    return replace(file, content=refuse_dangerous(name, file.content, file.suffix))


def _refuse_archive(name: str, content: bytes) -> None:
    kind = next((kind for magic, kind in _ARCHIVES if content.startswith(magic)), None)
    if kind is None:
        return
    locked = "设有密码的" if kind == "zip" and _is_locked(content) else ""
    raise Refusal(
        f"附件“{name}”是{locked}压缩包（{kind}）。", article=RULE, advice="请申请人解压后逐个发送。"
    )


def _is_locked(content: bytes) -> bool:
    try:
        return any(info.flag_bits & 0x1 for info in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, ValueError):
        return False
