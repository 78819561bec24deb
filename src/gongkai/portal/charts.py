"""Charts as SVG made on the server: no script, no other host, the numbers beside them in a table."""

from collections.abc import Sequence
from typing import Any

import pygal
from pygal.style import Style

BLUE = "#12457a"
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    colors=(BLUE,),
    foreground="#33404d",
    foreground_strong="#1b2733",
    foreground_subtle="#6a7683",
    font_family="sans-serif",
)


def bar_chart(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return a bar chart as an ``<svg>`` element; empty when there is nothing to show."""
    if not rows:
        return ""
    chart = pygal.HorizontalBar(
        style=_STYLE,
        js=[],
        show_legend=False,
        print_values=True,
        no_prefix=True,
        disable_xml_declaration=True,
        title=title,
        height=120 + 26 * len(rows),
        width=760,
        margin=10,
        explicit_size=False,
        pretty_print=False,
    )
    chart.add_xml_filter(_without_scripts)
    chart.x_labels = [name for name, _ in reversed(rows)]
    chart.add(title, [count for _, count in reversed(rows)])
    return str(chart.render(is_unicode=True))


def _without_scripts(svg: Any) -> Any:
    for parent in list(svg.iter()):
        for child in list(parent):
            if str(child.tag).endswith("script"):
                parent.remove(child)
    return svg
