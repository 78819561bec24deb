"""Pictures: no larger than a page needs, and without the data cameras and programs write into them."""

import io
import struct
import warnings
from collections.abc import Iterator

from PIL import Image

from gongkai.cases.guard.refusals import refused

# A sheet of A3 scanned at 600 dpi has 70 million points.
PIXEL_LIMIT = 80_000_000
_ADVICE = "请用图片软件打开并另存后重新上传。"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    ]
)
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_ORIENTATION = 0x0112


def cleaned_jpeg(name: str, content: bytes) -> bytes:
    """Return a JPEG with its picture data untouched and its EXIF, GPS, author and comments gone.

    Which way up the picture stands is kept: without it a photograph would lie on its side.
    """
    orientation = _check(name, content, "JPEG")
    try:
        return b"".join(_kept_segments(content, orientation))
    except (IndexError, struct.error) as error:
        raise refused(name, "已损坏，无法读取。", _ADVICE) from error


def cleaned_png(name: str, content: bytes) -> bytes:
    """Return a PNG with the chunks that draw it; words, times, EXIF and whatever follows its end are gone."""
    _check(name, content, "PNG")
    try:
        return _PNG + b"".join(chunk for kind, chunk in _png_chunks(content) if kind in _PNG_KEPT)
    except struct.error as error:
        raise refused(name, "已损坏，无法读取。", _ADVICE) from error


def cleaned_gif(name: str, content: bytes) -> bytes:
    """Return a GIF unchanged when its size is reasonable; the format holds no place or camera."""
    _check(name, content, "GIF")
    return content


def _check(name: str, content: bytes, form: str) -> int:
    """Refuse a picture that is broken, of another format or too large; return its orientation."""
    try:
        with warnings.catch_warnings():
            # Judged here, by one limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                pixels = picture.width * picture.height * getattr(picture, "n_frames", 1)
                orientation = int(picture.getexif().get(_ORIENTATION, 1)) if form == "JPEG" else 1
                if pixels <= PIXEL_LIMIT:
                    picture.load()
    except Image.DecompressionBombError:
        pixels = PIXEL_LIMIT + 1
        orientation = 1
    # The readers of the formats meet damage with exceptions of many classes.
    except Exception as error:
        raise refused(name, "已损坏，无法读取。", _ADVICE) from error
    if pixels > PIXEL_LIMIT:
        raise refused(name, f"超过 {PIXEL_LIMIT // 10_000} 万像素。", "请缩小后重新上传。")
    return orientation if 1 <= orientation <= 8 else 1


def _kept_segments(content: bytes, orientation: int) -> Iterator[bytes]:
    yield content[:2]
    if orientation != 1:
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        body = exif.tobytes()
        yield struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body
    at = 2
    while at < len(content):
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == _EOI:
            yield content[at : at + 2]
            return
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == _SOS:
            end = _end_of_scan(content, end)
        if _is_kept(marker, content[at + 4 : end]):
            yield content[at:end]
        at = end


def _is_kept(marker: int, body: bytes) -> bool:
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE\0")
    return (marker not in range(_APP1, 0xF0) and marker != _COMMENT) or marker == _APP14


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands after the data of a scan."""
    while at + 1 < len(content):
        at = content.index(b"\xff", at) if b"\xff" in content[at:] else len(content)
        if at + 1 >= len(content):
            break
        following = content[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2
    return len(content)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        kind = content[at + 4 : at + 8]
        yield kind, content[at : at + 12 + length]
        if kind == b"IEND":
            return
        at += 12 + length
