"""Tables handed in as XLSX: weighed and looked through before a cell is read."""

import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.cases.files import MEGABYTE
from gongkai.cases.guard import archive, refuse_dangerous
from gongkai.law.refusal import Refusal

LARGEST = 5 * MEGABYTE
# Reading takes several times the size of what a table unfolds to.
MOST_INFLATED = 50 * MEGABYTE


_FAULTS = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError)


def cells(content: bytes, *, rule: str, advice: str, rows: int, columns: int) -> list[list[Any]]:
    """Return the first ``rows`` and ``columns`` of the table's first sheet.

    Raises:
        Refusal: no XLSX, too large or made to unfold to too much, with macros, links or embedded objects.
    """
    not_a_table = _weighed(content, rule, advice)
    try:
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).active
        assert sheet is not None
        return [
            list(row) for row in sheet.iter_rows(values_only=True, min_row=1, max_row=rows, max_col=columns)
        ]
    except _FAULTS as error:
        raise not_a_table from error


def opened(content: bytes, *, rule: str, advice: str, data_only: bool = False) -> Workbook:
    """Open a table with merged cells and formulas; ``data_only`` gives what the formulas last came to instead.

    Raises:
        Refusal: as ``cells``.
    """
    not_a_table = _weighed(content, rule, advice)
    try:
        return load_workbook(BytesIO(content), data_only=data_only)
    except _FAULTS as error:
        raise not_a_table from error


def _weighed(content: bytes, rule: str, advice: str) -> Refusal:
    """Refuse what must not be opened; return the refusal of what then turns out to be no table."""
    if len(content) > LARGEST:
        raise Refusal(
            f"表格超过{LARGEST // MEGABYTE}MB。",
            article=rule,
            advice="请删去图片和多余的格式，或者分成几个表格。",
        )
    not_a_table = Refusal("这不是可以打开的XLSX表格。", article=rule, advice=advice)
    if not content.startswith(archive.ZIP):
        raise not_a_table
    inflated = sum(part.file_size for part in archive.opened("表格", content).infolist())
    if inflated > MOST_INFLATED:
        raise Refusal(
            f"表格展开后超过{MOST_INFLATED // MEGABYTE}MB。", article=rule, advice="请分成几个表格。"
        )
    refuse_dangerous("表格", content, ".xlsx")
    return not_a_table
