"""The sum of a round as XLSX (汇总表): each table with its totals, and behind it what every unit gave to each cell."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from gongkai.reporting.rounds import cells, rollup, sheet
from gongkai.reporting.rounds.forms import Table
from gongkai.reporting.rounds.models import FormReturn, Round
from gongkai.reporting.rounds.rollup import Sum


def write(row: Round) -> bytes:
    """Return the workbook. Who is not in the sum stands in it with the reason, and no value."""
    found, book = rollup.sum_of(row), Workbook()
    book.remove(book.worksheets[0])
    accepted = row.returns.filter(stage=FormReturn.Stage.ACCEPTED).count()
    said = f"{row.since}至{row.until}　{row.returns.count()}个单位中{accepted}个审核通过"
    for table in found.form.tables:
        made = book.create_sheet(f"表{table.code}")
        sheet.write_table(
            made,
            table,
            found.form,
            ("汇总", f"{row.title}　{said}"),
            lambda place, cell: sheet.write_value(place, found.totals.get(cell.key), cell),
        )
    for table in found.form.tables:
        _write_units(book, table, found, row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _write_units(book: Workbook, table: Table, found: Sum, row: Round) -> None:
    made = book.create_sheet(f"表{table.code}各单位")
    shown = [
        cell for cell in found.form.cells.values() if cell.table is table and cell.source.kind != "closed"
    ]
    made.append(["单位", "报送", *(cell.label for cell in shown)])
    for head in made[1]:
        head.font = Font(bold=True)
    made.freeze_panes = "C2"
    for each in found.contributions:
        made.append([each.name, f"{each.signed_by}签字"])
        for number, cell in enumerate(shown, start=3):
            sheet.write_value(made.cell(made.max_row, number), each.values.get(cell.key), cell)
    for missing in row.returns.exclude(stage=FormReturn.Stage.ACCEPTED).select_related("unit"):
        made.append([missing.unit.short_name, f"{missing.get_stage_display()}，没有计入"])
    made.append(["汇总", ""])
    for number, cell in enumerate(shown, start=3):
        sheet.write_value(made.cell(made.max_row, number), found.totals.get(cell.key), cell)
    for column in made.columns:
        widest = max(len(cells.shown(str(cell.value or ""))) for cell in column)
        made.column_dimensions[column[0].column_letter].width = min(40, max(10, widest * 2))
