"""Bar charts as SVG, each bar a link into the records it counts. The table with the same numbers stands beside it.

A number nobody has given is ``None``: it has no bar and is said to be missing, never drawn as zero.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, BASE, TOP = 720, 240, 200, 24
MOST_BARS = 24
LINE, LABEL = 22, 190
LETTER = 8
"""About how wide a letter of a label is."""
MISSING = "未报送"
Bar = tuple[str, str, float | None]


def bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """Return the chart of ``rows`` (label, address, number), oldest first; empty for one row or none."""
    rows = rows[-MOST_BARS:]
    if len(rows) < 2:
        return SafeString()
    most = _most(rows)
    step = WIDTH / len(rows)
    # Beside one another longer labels would run into each other.
    every = -(-max(len(label) for label, *_ in rows) * LETTER // step)
    parts = format_html_join(
        "",
        '<a href="{}"><title>{} {}</title><rect x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" class="n">{}</text><text x="{}" y="{}">{}</text></a>',
        (
            (
                address, label, _said(n), round(at * step + step * 0.15, 1), round(BASE - _height(n, most), 1),
                round(step * 0.7, 1), round(_height(n, most), 1), round(at * step + step / 2, 1),
                round(BASE - _height(n, most) - 6, 1), _said(n), round(at * step + step / 2, 1), BASE + 18, label if at % every == 0 else "",
            )
            for at, (label, address, n) in enumerate(rows)
        ),
    )  # fmt: skip
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}<path d="M0 {}H{}"/></svg></figure>',
        WIDTH, HEIGHT, title, parts, BASE, WIDTH,
    )  # fmt: skip


def lying_bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """Return the chart of many ``rows`` (label, address, number) under one another, in their order."""
    if len(rows) < 2:
        return SafeString()
    most = _most(rows)
    room = WIDTH - LABEL - 60
    parts = format_html_join(
        "",
        '<a href="{}"><text x="{}" y="{}" class="end">{}</text><rect x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" class="start">{}</text></a>',
        (
            (
                address, LABEL - 8, at * LINE + 15, label, LABEL, at * LINE + 3,
                round(room * max(n or 0, 0) / most, 1), LINE - 6, LABEL + round(room * max(n or 0, 0) / most, 1) + 6,
                at * LINE + 15, _said(n),
            )
            for at, (label, address, n) in enumerate(rows)
        ),
    )  # fmt: skip
    return format_html(
        '<figure class="chart lying"><svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg></figure>',
        WIDTH, LINE * len(rows) + 4, title, parts,
    )  # fmt: skip


def _most(rows: Sequence[Bar]) -> float:
    return max((n or 0 for *_, n in rows), default=0) or 1


def _said(n: float | None) -> str:
    return MISSING if n is None else f"{n:,.2f}".rstrip("0").rstrip(".") if isinstance(n, float) else str(n)


def _height(n: float | None, most: float) -> float:
    return (BASE - TOP) * max(n or 0, 0) / most
