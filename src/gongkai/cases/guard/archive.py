"""Zip containers: how much they may hold, what may stand in them."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from gongkai.cases.files import MEGABYTE, executable_kind
from gongkai.cases.guard.refusals import refused

INFLATED_LIMIT = 200 * MEGABYTE
MEMBER_LIMIT = 5000
RATIO_LIMIT = 100
# Small files of many blanks compress well and do no harm.
RATIO_FROM = 10 * MEGABYTE
PIECE = 256 * 1024
BOMB_ADVICE = "请用 Word、WPS 等软件重新保存，或者把内容拆成几个文件后上传。"
BROKEN_ADVICE = "请用原来的软件打开并另存后重新上传。"
ZIP = b"PK\x03\x04"
_EXECUTABLE_SUFFIXES = frozenset(
    {
        ".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf",
        ".hta", ".msi", ".jar", ".sh", ".lnk",
    }
)  # fmt: skip


def opened(name: str, content: bytes) -> zipfile.ZipFile:
    """Return the container after weighing it; nothing is inflated beyond the limit.

    The sizes a container declares are checked first; reading a member past its declared size ends in a fault of
    its checksum, so that a false declaration is found too.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused(name, "已损坏，无法读取。", BROKEN_ADVICE) from error
    _weigh(name, archive, len(content))
    for info in archive.infolist():
        _check_member(name, info)
    return archive


def members(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield every member with its content, one at a time; refuse when together they exceed the limit."""
    total = 0
    for info in archive.infolist():
        content = _inflated(name, archive, info, INFLATED_LIMIT - total)
        total += len(content)
        yield info.filename, content


def member(name: str, archive: zipfile.ZipFile, path: str) -> bytes:
    """Return one member; an absent one is a broken file."""
    try:
        info = archive.getinfo(path)
    except KeyError as error:
        raise refused(name, "缺少必要的组成部分，无法读取。", BROKEN_ADVICE) from error
    return _inflated(name, archive, info, INFLATED_LIMIT)


def is_executable(content: bytes) -> bool:
    """Tell whether a part is a program; two letters alone may begin an innocent part."""
    return executable_kind(content) is not None and (content[:2] != b"MZ" or b"PE\0\0" in content[:4096])


def _weigh(name: str, archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    if len(infos) > MEMBER_LIMIT:
        raise refused(name, f"内含 {len(infos)} 个部分，超过 {MEMBER_LIMIT} 个。", BOMB_ADVICE)
    total = sum(info.file_size for info in infos)
    if total > INFLATED_LIMIT:
        raise refused(name, f"展开后超过 {INFLATED_LIMIT // MEGABYTE} MB。", BOMB_ADVICE)
    if total > RATIO_FROM and total > RATIO_LIMIT * size:
        raise refused(name, "压缩比异常，疑为压缩炸弹。", BOMB_ADVICE)


def _check_member(name: str, info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if info.flag_bits & 0x1:
        raise refused(name, "设有密码，无法检查内容。", "请取消密码后重新上传。")
    if path.is_absolute() or ".." in path.parts:
        raise refused(name, "内部路径异常，可能有害。", BROKEN_ADVICE)
    if path.suffix.lower() in _EXECUTABLE_SUFFIXES:
        raise refused(name, f"内含可执行程序“{path.name}”。", "请删去其中的程序后重新上传。")


def _inflated(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    pieces = []
    left = limit
    try:
        with archive.open(info) as file:
            while piece := file.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise refused(name, f"展开后超过 {INFLATED_LIMIT // MEGABYTE} MB。", BOMB_ADVICE)
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise refused(name, "已损坏，无法读取。", BROKEN_ADVICE) from error
    return b"".join(pieces)
