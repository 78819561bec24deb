"""Time to make and check a redacted file of 20 A4 pages with 5 marked ones; the limit is 5 seconds.

Twice: once the marked characters stand on other pages too, once a rare name stands nowhere else, so that every page
which shares its font becomes a picture. A file of 300 pages is timed for comparison. Seconds are those of the
processor: the work is one thread's, and others may be busy on the machine.
"""

import statistics
import sys
import time
from datetime import date
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from gongkai.disclosure.redaction import rendition, verify
from gongkai.disclosure.redaction.finding import proposals

PAGES, MARKED, LINES = 20, 5, 14
LIMIT = 5
ROUNDS = 5
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
LINE = "收款人{name}{n}，身份证号11010519491231002X，电话13900000000，住址白银区公园路{n}号，补助金额1200元。"
COMMON, RARE = "张三丰", "鱻龘"


def main():
    seconds = max(measure("a common name", COMMON), measure("a rare name", RARE))
    measure("300 pages", COMMON, pages=300, rounds=1)
    if seconds > LIMIT:
        sys.exit("making a redacted file takes longer than its limit")


def measure(what, name, pages=PAGES, rounds=ROUNDS):
    source = typeset(name, pages)
    words = [each for each in proposals(source, [name], date(2025, 1, 1)) if each.shown == name]
    places = [region for each in words if each.page <= MARKED for region in each.regions]
    seconds = statistics.median(timed(source, places) for _ in range(rounds))
    made = rendition.made(source, places)
    pictures = sum(sheet.becomes_picture for sheet in made.sheets)
    print(
        f"{what:<14} {seconds:6.2f} s = {seconds / LIMIT:5.2f} × the limit of {LIMIT} s; {len(places)} regions, "
        f"{pictures} of {len(made.sheets)} pages became pictures, {len(made.content) / 1e6:.1f} MB"
    )
    return seconds


def timed(source, places):
    started = time.process_time()
    verify.must_be_clean(rendition.made(source, places))
    return time.process_time() - started


def typeset(name, pages):
    """Return a list of so many pages; the name stands on those that are marked, a common one on the others."""
    body = "\n#pagebreak()\n".join(
        "\n\n".join(LINE.format(n=n, name=name if page < MARKED else COMMON) for n in range(LINES))
        for page in range(pages)
    )
    source = f'#set page(paper: "a4")\n#set text(font: "Noto Serif SC", size: 11pt)\n{body}'
    return bytes(typst.compile(source.encode(), font_paths=[FONTS], ignore_system_fonts=True))


if __name__ == "__main__":
    main()
