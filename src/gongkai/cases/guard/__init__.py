"""What an uploaded file may carry (附件安全): weighed, looked through and cleaned before it is kept.

:func:`refuse_dangerous` takes the bytes of a file whose type :mod:`gongkai.cases.files` told, and returns the
bytes to keep. It reads no file and asks no network.
"""

from collections.abc import Callable
from dataclasses import replace

from django.core.files.uploadedfile import UploadedFile

from gongkai.cases.files import ACCEPTED, LIMIT, MEGABYTE, CheckedFile, checked_upload, refuse_foreign
from gongkai.cases.guard.ofd import checked_ofd
from gongkai.cases.guard.office import checked_office
from gongkai.cases.guard.pdf import checked_pdf
from gongkai.cases.guard.picture import cleaned_gif, cleaned_jpeg, cleaned_png
from gongkai.cases.guard.refusals import refused
from gongkai.cases.guard.svg import cleaned_svg

__all__ = ["refuse_dangerous", "safe_upload"]

_GUARDS: dict[str, Callable[[str, bytes], bytes]] = {
    ".docx": checked_office,
    ".xlsx": checked_office,
    ".ofd": checked_ofd,
    ".pdf": checked_pdf,
    ".png": cleaned_png,
    ".jpg": cleaned_jpeg,
    ".jpeg": cleaned_jpeg,
    ".gif": cleaned_gif,
    ".svg": cleaned_svg,
}


def safe_upload(upload: UploadedFile) -> CheckedFile:  # type: ignore[type-arg]
    """Return an uploaded file that may be kept and handed on; refuse any other, with the reason."""
    file = checked_upload(upload)
    return replace(file, content=refuse_dangerous(file.name, file.content, file.suffix))


def refuse_dangerous(name: str, content: bytes, suffix: str) -> bytes:
    """Return the bytes of ``name`` that may be kept, for a file of the type ``suffix``.

    Pictures come back without the place, camera and author they were made with. The size is judged before
    anything is read.

    Raises:
        Refusal: the file is too large, broken, locked, of another type, or can do something by itself.
    """
    if len(content) > LIMIT:
        raise refused(name, f"超过 {LIMIT // MEGABYTE} MB。", "请压缩或拆分后重新上传。")
    refuse_foreign(name, content)
    guard = _GUARDS.get(suffix.lower())
    if guard is None:
        raise refused(name, f"不是可接收的类型（{ACCEPTED}）。", "请另存为上述类型后重新上传。")
    return guard(name, content)
