"""Files people hand in: judged by their content, never by their name."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from gongkai.law.refusal import Refusal

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
RULE = "附件要求"
ACCEPTED = "PDF、JPG、PNG、DOCX、XLSX、OFD"


@dataclass(frozen=True)
class CheckedFile:
    """A file whose type was told from its content."""

    name: str
    content: bytes
    content_type: str
    suffix: str


_ZIPPED = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "OFD.xml": ("application/ofd", ".ofd"),
}
_MAGIC = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"\xcf\xfa\xed\xfe", "macOS 程序"),
    (b"\xca\xfe\xba\xbe", "Java 程序"),
    (b"#!", "程序脚本"),
)


def checked_upload(upload: UploadedFile, limit: int = LIMIT) -> CheckedFile:  # type: ignore[type-arg]
    """Return the uploaded file if it may be kept, and refuse an empty, too large or foreign one."""
    name = PurePath(str(upload.name).replace("\\", "/")).name[-200:] or "附件"
    if upload.size == 0:
        raise Refusal(f"附件“{name}”是空文件。", article=RULE, advice="请检查文件后重新选择。")
    if upload.size is None or upload.size > limit:
        raise Refusal(
            f"附件“{name}”超过 {limit // MEGABYTE} MB。", article=RULE, advice="请压缩或拆分后重新上传。"
        )
    return checked_content(name, upload.read())


def checked_content(name: str, content: bytes) -> CheckedFile:
    """Tell the type of ``content``; refuse what is none of the accepted types."""
    refuse_foreign(name, content)
    for magic, content_type, suffix in _MAGIC:
        if content.startswith(magic):
            return CheckedFile(name, content, content_type, suffix)
    if content.startswith(b"PK\x03\x04"):
        kind = _zipped_kind(content)
        if kind is not None:
            return CheckedFile(name, content, *kind)
    raise Refusal(
        f"附件“{name}”的内容不是可接收的类型（{ACCEPTED}）。",
        article=RULE,
        advice="请另存为上述类型后重新上传；只改文件名后缀无效。",
    )


def executable_kind(content: bytes) -> str | None:
    """Return what kind of program the first bytes announce."""
    return next((kind for magic, kind in _PROGRAMS if content.startswith(magic)), None)


def refuse_foreign(name: str, content: bytes) -> None:
    """Say of files people often mean well with, and of programs, why they are not taken."""
    if content.startswith(_OLD_CONTAINER):
        # An encrypted DOCX or XLSX is wrapped in the container of the old Office.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refusal(f"附件“{name}”设有打开密码。", article=RULE, advice="请取消密码后重新上传。")
        raise Refusal(
            f"附件“{name}”是旧版 Office 或 WPS 格式（.doc、.xls、.wps 等）。",
            article=RULE,
            advice="请在 Word 或 WPS 中另存为 .docx（表格另存为 .xlsx）后重新上传。",
        )
    program = executable_kind(content)
    if program is not None:
        raise Refusal(
            f"附件“{name}”的内容不是可接收的类型，而是 {program}。",
            article=RULE,
            advice=f"请上传 {ACCEPTED} 文件；只改文件名后缀无效。",
        )


def _zipped_kind(content: bytes) -> tuple[str, str] | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return None
    return next((kind for member, kind in _ZIPPED.items() if member in names), None)
