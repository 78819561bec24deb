"""The pages of response: published messages with their answers, and the monthly figures (D62)."""

import csv
import io

from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.voice import statistics
from gongkai.voice.models import Message

SHOWN = 100


def write_messages() -> None:
    """Write the newest published messages, the table by month and unit, and the table as data."""
    published = Message.objects.exclude(published_at=None).select_related("case__unit")
    rows = list(statistics.monthly())
    months: dict[tuple[int, int], list[statistics.Row]] = {}
    for row in rows:
        months.setdefault((row.year, row.month), []).append(row)
    context = {"messages": published.order_by("-published_at")[:SHOWN], "months": months.items()}
    files.write("voice/index.html", render("messages.html", context))
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["年", "月", "单位", "收到", "已答复", "答复率"])
    writer.writerows(
        [row.year, row.month, row.unit, row.received, row.answered, f"{row.rate:.2%}"] for row in rows
    )
    files.write("voice/monthly.csv", f"\ufeff{table.getvalue()}".encode())
