"""The cells of a table in a grid, whatever is merged: so that rows can be added up and compared."""

from collections.abc import Callable

from bs4 import Tag

MOST_COLUMNS = 60


def grid(table: Tag, words: Callable[[Tag], str]) -> list[list[str]]:
    """Return the words of a table's cells row by row; one that spans several places fills the first of them."""
    rows: list[dict[int, str]] = [{} for _ in table.find_all("tr")]
    for at, row in enumerate(table.find_all("tr")):
        place = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while place in rows[at]:
                place += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for down in range(at, min(at + high, len(rows))):
                for across in range(place, place + min(wide, MOST_COLUMNS)):
                    rows[down][across] = words(cell) if (down, across) == (at, place) else ""
            place += wide
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    return [[row.get(at, "") for at in range(min(width, MOST_COLUMNS))] for row in rows]


def _span(cell: Tag, name: str) -> int:
    given = str(cell.get(name, "1"))
    return int(given) if given.isdigit() and int(given) else 1
