"""Taking a file in (源文件): PDF as it is, a picture as a PDF of one page, anything else with advice."""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdfium2 import PdfiumError

from gongkai.disclosure.redaction.paper import POINTS_PER_INCH, opened
from gongkai.law.refusal import Refusal
from gongkai.law.separation import ARTICLE

PAGES = 1_000
# A0, the largest sheet of maps and plans; more would not be rasterised at a readable resolution.
LONGEST_SIDE = 1_190 / 25.4 * POINTS_PER_INCH
LONG_SIDE_OF_A4 = 11.69


def pdf_of(name: str, content: bytes, suffix: str) -> bytes:
    """Return the file as a PDF whose pages can be shown and blacked out.

    Raises:
        Refusal: another type of file, no readable page, a page larger than A0, or too many pages.
    """
    if suffix in {".jpg", ".png"}:
        content = _from_picture(content)
    elif suffix != ".pdf":
        raise Refusal(
            f"“{name}”不能直接遮盖。",
            article=ARTICLE,
            advice="请在 Word 或 WPS 中打开，点“文件—另存为”（或“输出为 PDF”），类型选 PDF，再上传得到的 PDF 文件。",
        )
    for fault, advice in _faults(content):
        raise Refusal(f"“{name}”{fault}", article=ARTICLE, advice=advice)
    return content


def _from_picture(content: bytes) -> bytes:
    target = io.BytesIO()
    with Image.open(io.BytesIO(content)) as opened_picture:
        upright = ImageOps.exif_transpose(opened_picture)
        white = Image.new("RGBA", upright.size, "white")
        white.alpha_composite(upright.convert("RGBA"))
    flat = white.convert("RGB")
    flat.save(target, "PDF", resolution=max(flat.size) / LONG_SIDE_OF_A4, quality=92)
    return target.getvalue()


def _faults(content: bytes) -> Iterator[tuple[str, str]]:
    again = "请用“打印为 PDF”的方法重新生成后上传。"
    try:
        with opened(content) as document:
            sizes = [document.get_page_size(index) for index in range(len(document))]
        agreed = len(PdfReader(io.BytesIO(content)).pages) == len(sizes)
    except (PdfiumError, PyPdfError):
        yield "已损坏或者加密，无法读取页面。", again
        return
    if not agreed:
        yield "页数前后不一致，文件可能已损坏。", again
    if len(sizes) > PAGES:
        yield f"有 {len(sizes)} 页，超过 {PAGES} 页。", "请拆分后分别上传。"
    for number, size in enumerate(sizes, start=1):
        if max(size) > LONGEST_SIDE:
            long, short = (side / POINTS_PER_INCH * 25.4 for side in sorted(size, reverse=True))
            yield (
                f"第{number}页为 {long:.0f}×{short:.0f} 毫米，大于 A0 幅面。",
                "请缩小幅面打印为 PDF 后上传。",
            )
            return
