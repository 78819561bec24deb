"""Random reports in the fourteen families of layout in which annual reports are met on the web and in files.

Each family is a list of renderings; a rendering takes a report and gives the bytes of a file. What a rendering
changes in the cells (“/”, “减少8”) it says in the report, so that reading can be held against it.
"""

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from docx import Document
from openpyxl import Workbook

from gongkai.law.annual_report import (
    FORM_2019,
    FORM_2021,
    KIND_COLUMNS,
    REMEDY_COLUMNS,
    REMEDY_GROUPS,
    SECTIONS,
    CellType,
    ReportTables,
)
from gongkai.reporting.annual import outputs
from gongkai.reporting.annual.layout import Cell, grids
from gongkai.reporting.published.grid import with_single_other_row
from gongkai.reporting.published.report import PublishedReport
from tests.report_files import PLACE, written

NBSP, WIDE = "\u00a0", "\u3000"
PROSE = "全年公开政府信息，办理情况见下表。"


@dataclass
class Drawn:
    """A report drawn at random; ``said`` is how its cells are printed where that is not the plain number."""

    random: Random
    report: PublishedReport
    said: dict

    @property
    def tables(self):
        return self.report.tables

    def grids(self, label=lambda text: text, value=lambda text: text):
        """Return the printed tables with labels and values changed."""

        def changed(cell):
            text = self.said.get(cell.place, cell.text)
            return replace(cell, text=label(text) if cell.header else value(text))

        return [
            replace(grid, rows=[[changed(cell) for cell in row] for row in grid.rows])
            for grid in grids(self.tables)
        ]

    @property
    def title(self):
        return f"{self.report.issuer}{self.report.year}年政府信息公开工作年度报告"


def draw(random, form=None):
    """Return a report with numbers drawn at random: one in two adds up, one in three leaves cells blank."""
    form = form or random.choice([FORM_2019, FORM_2021])
    tables = ReportTables.blank(form)
    size = random.choice([1, 3, 12, 400, 90000])
    for block in form.proactive:
        for row in block.rows:
            for column in block.columns:
                number = random.randrange(size * 10)
                is_money = column.type is CellType.MONEY_WAN
                tables.proactive[f"{block.id}.{row.id}"][column.id] = number
                if is_money:
                    tables.proactive[f"{block.id}.{row.id}"][column.id] = outputs_decimal(random, number)
    _draw_requests(random, tables, size)
    for group in REMEDY_GROUPS:
        cells = {column.id: random.randrange(size) for column in REMEDY_COLUMNS[:-1]}
        tables.remedies[group.id] = {**cells, "total": sum(cells.values())}
    if random.random() < 0.5:
        _spoil(random, tables)
    if random.random() < 0.3:
        _blank(random, tables)
    year = random.randrange(2019, 2021) if form.id == "2019" else random.randrange(2021, 2026)
    return Drawn(random, PublishedReport(form, tables, "平川区教育局", year), {})


def outputs_decimal(random, number):
    from decimal import Decimal

    return Decimal(number) + Decimal(random.randrange(10000)).scaleb(-4)


def _draw_requests(random, tables, size):
    rows = tables.requests
    leaves = tables.form.result_leaves
    for kind in KIND_COLUMNS:
        for leaf in leaves:
            rows[leaf][kind] = random.randrange(size) if random.random() < 0.3 else 0
        rows["result_total"][kind] = sum(rows[leaf][kind] for leaf in leaves)
        rows["carried_out"][kind] = random.randrange(size)
        came = rows["result_total"][kind] + rows["carried_out"][kind]
        rows["carried_in"][kind] = random.randrange(came + 1)
        rows["new"][kind] = came - rows["carried_in"][kind]
    for cells in rows.values():
        cells["total"] = sum(cells[kind] for kind in KIND_COLUMNS)


def _spoil(random, tables):
    for _ in range(random.randrange(1, 4)):
        cells = random.choice([*tables.requests.values(), *tables.remedies.values()])
        cells[random.choice(list(cells))] = random.randrange(500)


def _blank(random, tables):
    for cells in tables.requests.values():
        for column in cells:
            if not cells[column] and random.random() < 0.5:
                cells[column] = None


# Renderings: HTML


def html_file(drawn, tables, encoding="utf-8"):
    """Return a page with the given tables of HTML below the headings of their sections."""
    bodies = dict(zip(("proactive", "applications", "remedies"), tables, strict=True))
    parts = "".join(
        f"<p>{section.number}、{section.heading}</p><p>{PROSE}</p>{bodies.get(section.id, '')}"
        for section in SECTIONS
    )
    page = f"<html><head><title>{drawn.title}</title></head><body><p>{drawn.title}</p>{parts}</body></html>"
    return page.encode(encoding)


def html_table(grid, spans="whole", cell=html.escape):
    """Return a grid as HTML; ``spans``: whole, cells below one another left empty, none at all, one row too short."""
    rows = []
    if spans in ("empty below", "none"):
        rows = [
            "".join(
                f"<td{'' if spans == 'none' or across == 1 else f' colspan={across}'}>{cell(text)}</td>"
                for text, across in line
            )
            for line in laid_out(grid, across=spans == "none")
        ]
    else:
        short = 1 if spans == "short" else 0
        for row in grid.rows:
            rows.append(
                "".join(
                    f"<td colspan={each.across} rowspan={max(1, each.down - short * (each.down > 9))}>"
                    f"{cell(each.text)}</td>"
                    for each in row
                )
            )
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def laid_out(grid, *, across):
    """Return the rows of a grid with what cells cover as empty cells: below them, and beside them if ``across``."""
    lines = [{} for _ in grid.rows]
    for row, column, cell in outputs.placed(grid):
        for down in range(cell.down):
            first = down == 0
            if across:
                for beside in range(cell.across):
                    lines[row + down][column + beside] = (cell.text if first and beside == 0 else "", 1)
            else:
                lines[row + down][column] = (cell.text if first else "", cell.across)
    return [[line[column] for column in sorted(line)] for line in lines]


def page_of(
    spans="whole", label=lambda text: text, value=lambda text: text, cell=html.escape, encoding="utf-8"
):
    """Return a rendering as a web page."""

    def rendered(drawn):
        tables = [html_table(grid, spans, cell) for grid in drawn.grids(label, value)]
        return html_file(drawn, tables, encoding)

    return rendered


# Renderings: text


def text_file(drawn, tables, heading="{number}、{heading}"):
    """Return a text with the given blocks below the headings of their sections."""
    bodies = dict(zip(("proactive", "applications", "remedies"), tables, strict=True))
    parts = [
        "\n".join([heading.format(number=s.number, heading=s.heading), PROSE, bodies.get(s.id, ""), ""])
        for s in SECTIONS
    ]
    return "\n".join([drawn.title, "", *parts])


def bars(line):
    return "| " + " | ".join(line) + " |"


def text_of(rows, label=lambda text: text, value=lambda text: text, join=bars):
    """Return a rendering as text: ``rows`` makes lines of cells of a grid, ``join`` a line of text of them."""

    def rendered(drawn):
        blocks = ["\n".join(map(join, rows(grid))) for grid in drawn.grids(label, value)]
        return text_file(drawn, blocks).encode()

    return rendered


def full_lines(grid):
    return [[text for text, _ in line] for line in laid_out(grid, across=True)]


def own_lines(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def filled_up_lines(grid):
    """Return each row with its own cells first and empty ones up to the width of the table behind them."""
    return [row + [""] * (grid.width - len(row)) for row in own_lines(grid)]


def one_a_line(line):
    return "\n".join(text or NBSP for text in line)


def without_trace(line):
    """Blank cells swallow their separators: | 184 | 184 |||||||."""
    filled = [text for text in line if text]
    return bars(filled) + "|" * (len(line) - len(filled))


def one_a_line_without_trace(line):
    return "\n".join(text for text in line if text)


def repeated_dropped(drawn):
    """An extractor that drops every line it has seen before, and with it the zeros."""
    text = text_of(own_lines, join=one_a_line)(drawn).decode()
    return "\n".join(dict.fromkeys(text.split("\n"))).encode()


# Renderings: Word, Excel, PDF


def office(kind, label=lambda text: text, value=lambda text: text):
    """Return a rendering as Word, Excel or PDF file in the official layout."""

    def rendered(drawn):
        by_section = {grid.section: grid for grid in drawn.grids(label, value)}
        parts = [(f"{s.number}、{s.heading}", [PROSE], by_section.get(PLACE.get(s.id, ""))) for s in SECTIONS]
        if kind == "docx":
            return outputs.docx_file(drawn.title, [], parts)
        if kind == "xlsx":
            return outputs.workbook((heading, grid) for heading, _, grid in parts if grid)
        return outputs.pdf_file(drawn.title, drawn.report.issuer, [], parts)

    return rendered


def sheet_without_merging(drawn):
    book = Workbook()
    sheet = book.active
    for grid in drawn.grids():
        for line in full_lines(grid):
            sheet.append([int(text) if text.isdigit() else text or None for text in line])
    return saved(book)


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def plain_word(drawn, runs=lambda text: [text]):
    """A Word file whose tables have no merged cells: what was covered is empty; cells in several runs."""
    document = Document()
    document.add_paragraph(drawn.title)
    for grid in drawn.grids():
        table = document.add_table(0, grid.width)
        for line in full_lines(grid):
            for cell, text in zip(table.add_row()._tr.tc_lst, line, strict=True):
                for part in runs(text):
                    cell.p_lst[0].add_r().text = part
    return saved(document)


# What happens to the words


def spaced(text):
    return " ".join(text) if 1 < len(text) < 8 else re.sub(r"(.{4})", rf"\1{WIDE}", text)


def full_width(text):
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in text)


def other_brackets(text):
    return re.sub(r"^(\d)\.", r"\1、", text).replace("（", "(").replace("）", ")").replace("、", "，", 1)


SHORT = {
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期不缴费",
    "行政规范性文件": "规范性文件",
    "现行有效件数": "现行有效件数（历史累计）",
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "5.属于三类内部事务信息": "5.属于三类内容事务信息",
    "科研机构": "科研企业",
    "本年新公开数量": "本年新制作数量",
    "本年制发件数": "本年发件",
}


def short(text):
    return SHORT.get(text, text)


def labelled(**changed):
    return lambda text: changed.get(text, text)


def without_sublabels(drawn):
    """The eight labels below （三）不予公开 are missing, their numbers stand there without a name."""

    def rows(grid):
        labels = {row.label for row in drawn.tables.form.request_rows if row.group == "（三）不予公开"}
        return [[cell.text for cell in row if cell.text not in labels] for row in grid.rows]

    return text_of(rows)(drawn)


def page_without_sublabels(drawn):
    labels = {row.label for row in drawn.tables.form.request_rows if row.group == "（三）不予公开"}
    tables = [
        html_table(
            replace(grid, rows=[[cell for cell in row if cell.text not in labels] for row in grid.rows])
        )
        for grid in drawn.grids()
    ]
    return html_file(drawn, tables)


def spans_of(text):
    """Cut a text into spans, as word processors leave them: 20</font>…<span>23."""
    middle = len(text) // 2
    return f"<font>{html.escape(text[:middle])}</font><b></b><span>\n{html.escape(text[middle:])}</span>"


def digits_below_each_other(drawn):
    return office("pdf", value=lambda text: "\n".join(text) if len(text) > 2 else text)(drawn)


def extra_cell(drawn):
    """A two-digit number taken for two cells: the row has one too many."""
    lines = [own_lines(grid) for grid in drawn.grids()]
    lines[1][3].insert(2, "1")
    return text_file(drawn, ["\n".join(map(bars, each)) for each in lines]).encode()


def with_local_rows(drawn):
    tables = drawn.grids()
    local = [Cell("其他主动公开文件"), *[Cell("7", header=False)] * 3]
    tables[0].rows.insert(3, local)
    tables[1].rows.insert(3, [Cell("（填写说明：没有的填0）", across=3), *[Cell("", header=False)] * 7])
    return html_file(drawn, [html_table(grid) for grid in tables])


def renumbered(drawn):
    """The tables begin with section 一, headings have lost their numbers."""
    blocks = ["\n".join(map(bars, own_lines(grid))) for grid in drawn.grids()]
    return text_file(drawn, blocks, heading="{heading}").encode()


def single_other(render):
    """The 2021 form with one row for （六）."""

    def rendered(drawn):
        if drawn.tables.form.id == "2021":
            rows = drawn.tables.requests
            parts = [rows.pop(f"other.{name}") for name in ("no_correction", "no_payment", "misc")]
            drawn.tables.form = drawn.report.form = with_single_other_row()
            rows["other"] = {column: sum(part[column] or 0 for part in parts) for column in parts[0]}
        return render(drawn)

    return rendered


def dump_of_a_pdf(drawn):
    """Lines as a program takes them off a page: labels broken, a vertical label, page numbers, a footnote."""
    proactive, requests, remedies = drawn.grids()
    lines = list("三、本年度办理结果")
    for at, row in enumerate(requests.rows[3:]):
        labels = [cell.text for cell in row if cell.header and cell.down < 10]
        values = [cell.text or NBSP for cell in row if not cell.header]
        for label in labels:
            lines += [label[at : at + 9] for at in range(0, len(label), 9)]
        lines += values
        if at % 8 == 5:
            lines.append(f"- {at // 8 + 3} -")
    lines.append("（含上年度结转）")
    body = [
        "\n".join("\n".join(cell.text or NBSP for cell in row) for row in grid.rows)
        for grid in (proactive, remedies)
    ]
    return text_file(drawn, [body[0], "\n".join(lines), body[1]]).encode()


def inline_lines(drawn):
    """One line a row, spaces between: the label broken behind its first words, numbers at the end of the first line."""
    if any(value is None for cells in drawn.tables.requests.values() for value in cells.values()):
        return dump_of_a_pdf(drawn)
    proactive, requests, remedies = drawn.grids()
    lines = []
    for row in requests.rows[3:]:
        label = next(cell.text for cell in reversed(row) if cell.header)
        values = " ".join(cell.text for cell in row if not cell.header)
        lines += [f"{label[:11]} {values}", label[11:]] if len(label) > 11 else [f"{label} {values}"]
    body = ["\n".join(" ".join(line) for line in own_lines(grid)) for grid in (proactive, remedies)]
    return text_file(drawn, [body[0], "\n".join(lines), body[1]]).encode()


def last_cell_lost(drawn):
    lines = [own_lines(grid) for grid in drawn.grids()]
    del lines[1][5][-1]
    return text_file(drawn, ["\n".join(map(bars, each)) for each in lines]).encode()


def over_pages(drawn):
    """A PDF whose tables begin low on a page and go on over the next ones."""
    by_section = {grid.section: grid for grid in drawn.grids()}
    filler = [PROSE * 4] * drawn.random.randrange(4, 12)
    parts = [(f"{s.number}、{s.heading}", filler, by_section.get(PLACE.get(s.id, ""))) for s in SECTIONS]
    return outputs.pdf_file(drawn.title, drawn.report.issuer, [], parts)


def recognised(drawn):
    """What a recognition of pages makes of the tables: one small table a row, headers invented or wrong."""
    wrong = "| 项目 | 本年新收件数 | 上年结转件数 | 予以公开 | 部分公开 | 不予公开 | 结转下年度 | 总计 |"
    invented = "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |"
    rule = "|---|---|---|---|---|---|---|---|"
    proactive, requests, _ = drawn.grids()
    lines = []
    for row in requests.rows[3:]:
        label = next(cell.text for cell in reversed(row) if cell.header)
        values = [cell.text for cell in row if not cell.header]
        header = wrong if drawn.random.random() < 0.1 else invented
        lines += [f"### {label}", header, rule, bars([re.sub("^[一二四]、", "", label), *values]), ""]
    remedies = []
    for group in REMEDY_GROUPS:
        cells = drawn.tables.remedies[group.id].values()
        remedies += [
            f"### {group.group}（{group.label}）",
            bars([column.label for column in REMEDY_COLUMNS]),
            "|---|---|---|---|---|",
            bars(["" if value is None else str(value) for value in cells]),
            "",
        ]
    first = "\n".join(map(bars, own_lines(proactive)))
    return text_file(drawn, [first, "\n".join(lines), "\n".join(remedies)]).encode()


def in_a_layout_table(drawn):
    page = page_of()(drawn).decode()
    return (
        page.replace("<body>", "<body><table><tr><td>", 1)
        .replace("</body>", "</td></tr></table></body>")
        .encode()
    )


def wide_bars(grid):
    return [["", "", *line, "", "", ""] for line in full_lines(grid)]


TRADITIONAL = str.maketrans(
    "数请结转开区处别计这种于属国护权类内务过执询无机关术现办制补确认缴纳费总规范许罚强业购项报复议讼维纠审诉访举获经营"
    "当条采额单标个号负与对发级续",
    "數請結轉開區處別計這種於屬國護權類內務過執詢無機關術現辦製補確認繳納費總規範許罰強業購項報復議訟維糾審訴訪舉獲經營"
    "當條採額單標個號負與對發級續",
)


def read_in_the_wrong_code_page(drawn):
    return page_of()(drawn).decode("gb18030", errors="replace").encode("utf-8")


def read_in_the_wrong_code_page_with_losses(drawn):
    return (
        page_of()(drawn).decode("utf-8").encode("gb18030").decode("utf-8", errors="replace").encode("utf-8")
    )


def picture(drawn):
    from PIL import Image

    return saved_picture(Image.new("RGB", (60, 80), "white"))


def saved_picture(image):
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


# What is printed instead of a number


def with_strokes(render, sign):
    """Print ``sign`` for every zero of some rows; what it means is not 0."""

    def rendered(drawn):
        for row, cells in drawn.tables.requests.items():
            if drawn.random.random() < 0.3:
                for column, value in cells.items():
                    if value == 0:
                        cells[column] = None
                        drawn.tables.not_applicable.add(("requests", row, column))
                        drawn.said["requests", row, column] = sign
        return render(drawn)

    return rendered


def with_words(render):
    """Print numbers as offices write them: with signs, words, units, commas and remarks."""

    def rendered(drawn):
        said, tables = drawn.said, drawn.tables
        for row, cells in tables.proactive.items():
            for column, value in cells.items():
                said["proactive", row, column] = _in_words(drawn.random, tables.form, row, column, value)
        for column, value in tables.requests["new"].items():
            if value:
                said["requests", "new", column] = f"{value:,}"
        return render(drawn)

    return rendered


def _in_words(random, form, row, column, value):
    block = next(block for block in form.proactive if row.startswith(f"{block.id}."))
    kind = next(each.type for each in block.columns if each.id == column)
    if kind is CellType.MONEY_WAN:
        return random.choice([f"{value}万元", f"{value * 10000:f}元"])
    if kind is CellType.SIGNED:
        return random.choice([f"+{value}", f"增加{value}", f"增{value}"])
    return random.choice([f"{value}个", f"{value:,}", f"{value}（其中修订16件）", f" {value} "])


Render = Callable[[Drawn], bytes]
FAMILIES: dict[str, list[Render]] = {
    "1 merged header": [
        page_of("whole"),
        page_of("empty below"),
        page_of("none"),
        page_of("short"),
        text_of(full_lines),
        text_of(filled_up_lines),
        sheet_without_merging,
        office("xlsx"),
        plain_word,
        office("pdf"),
    ],
    "2 blank and zero": [
        page_of(value=lambda text: text or NBSP),
        page_of(value=lambda text: text or WIDE),
        page_of(value=lambda text: text or "?"),
        page_of(cell=lambda text: html.escape(text) or "<p><o:p> </o:p></p>"),
        text_of(own_lines, value=lambda text: f"{WIDE}{text}{NBSP}"),
        text_of(own_lines, join=one_a_line),
        text_of(full_lines, join="\t".join),
        office("xlsx", value=lambda text: text or NBSP),
        office("docx", value=lambda text: text or WIDE),
        page_of(value=full_width),
    ],
    "3 blanks without a trace": [
        text_of(own_lines, join=without_trace),
        text_of(own_lines, join=one_a_line_without_trace),
        repeated_dropped,
        text_of(own_lines, join=" ".join),
        text_of(full_lines, join=without_trace),
    ],
    "4 not applicable": [
        with_strokes(page_of(), "/"),
        with_strokes(page_of("empty below"), "-"),
        with_strokes(text_of(own_lines), "无"),
        with_strokes(text_of(own_lines, join=one_a_line), "/"),
        with_strokes(sheet_without_merging, "／"),
        with_strokes(plain_word, "—"),
    ],
    "5 words in cells": [
        with_words(page_of()),
        with_words(text_of(own_lines)),
        with_words(text_of(own_lines, join=one_a_line)),
        with_words(plain_word),
        with_words(sheet_without_merging),
    ],
    "6 split digits": [
        page_of(cell=spans_of),
        page_of(value=full_width, cell=spans_of),
        lambda drawn: plain_word(drawn, runs=list),
        page_of(cell=lambda text: html.escape(text).replace("1", "1<br>")),
        digits_below_each_other,
        extra_cell,
    ],
    "7 lost digits in dates": [
        lambda drawn: page_of()(drawn).replace(
            b"</body>", "<p>统计期限自20251月1日至202511日</p></body>".encode()
        ),
        lambda drawn: text_of(own_lines)(drawn).replace("年政府信息".encode(), "政府信息".encode(), 1),
        page_of(
            label=lambda text: text.replace("本年制发件数", "本年发件").replace("现行有效件数", "现行有效")
        ),
    ],
    "8 labels": [
        page_of(label=spaced),
        text_of(own_lines, label=spaced),
        page_of(label=other_brackets),
        page_of(label=short),
        text_of(full_lines, label=short),
        text_of(own_lines, label=short, join=one_a_line),
        page_of(label=full_width, cell=spans_of),
        without_sublabels,
        page_without_sublabels,
        lambda drawn: plain_word(drawn, runs=lambda text: re.findall(".{1,3}", text)),
    ],
    "9 variants of the form": [
        single_other(page_of()),
        single_other(text_of(own_lines, join=one_a_line)),
        single_other(sheet_without_merging),
        with_local_rows,
        renumbered,
    ],
    "10 pages of a PDF": [
        over_pages,
        dump_of_a_pdf,
        inline_lines,
        last_cell_lost,
        dump_of_a_pdf,
    ],
    "11 recognised pages": [recognised],
    "12 whole page in a table": [
        in_a_layout_table,
        text_of(wide_bars),
        text_of(wide_bars, join="|".join),
    ],
    "13 other characters and code pages": [
        page_of(label=lambda text: text.translate(TRADITIONAL)),
        text_of(own_lines, label=lambda text: text.translate(TRADITIONAL), join=one_a_line),
        page_of(encoding="gb18030"),
        lambda drawn: text_of(own_lines)(drawn).decode().encode("utf-16-le"),
        lambda drawn: text_of(own_lines)(drawn).decode().encode("utf-16"),
        read_in_the_wrong_code_page,
        read_in_the_wrong_code_page_with_losses,
    ],
    "14 files": [
        page_of(),
        text_of(own_lines),
        lambda drawn: written(drawn.report, "html"),
        plain_word,
        picture,
    ],
}
# What cannot be read without guessing: it has to be refused, and may be read only if every cell is right.
MAY_BE_REFUSED: frozenset[Render] = frozenset(
    (
        *FAMILIES["3 blanks without a trace"],
        extra_cell,
        digits_below_each_other,
        last_cell_lost,
        read_in_the_wrong_code_page,
        read_in_the_wrong_code_page_with_losses,
        picture,
    )
)
