"""Reports as Word, Excel and PDF files: real tables survive each, what cannot be read is refused, many files at once."""

import io
import json
import sys
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from PIL import Image

from gongkai.law import relations
from gongkai.law.annual_report import SECTIONS
from gongkai.law.characters import unified
from gongkai.reporting.published import command, reader
from gongkai.reporting.published.report import Unreadable
from tests.report_files import as_pdf, scanned, written

DATA = Path(__file__).parents[2] / "data"
REAL = [DATA / "baiyin-2019.txt", *sorted((DATA / "reports").glob("*.json"))]
TABLES = ("proactive", "requests", "remedies")


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_cell_of_a_real_report_is_read_again_blanks_and_zeros_apart(path, kind):
    report = reader.read(path)
    again = reader.read_bytes(written(report, kind))
    assert again.form.id == report.form.id
    for table in TABLES:
        assert again.tables.table(table) == report.tables.table(table)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_the_text_is_read_in_whole_paragraphs(kind):
    report = reader.read(REAL[0])
    again = reader.read_bytes(written(report, kind))
    assert (again.issuer, again.year) == (report.issuer, report.year)
    assert "".join(again.paragraphs).count("公开政府信息19758条") == 6 * len(SECTIONS)
    headings = [f"{section.number}、{section.heading}" for section in SECTIONS]
    assert [text for text in again.paragraphs if text in headings] == headings
    assert max(len(text) for text in again.paragraphs) > 50, "lines are put together again"


def test_radicals_that_a_printer_put_in_the_place_of_characters_are_read_as_these():
    assert unified("宿迁市人\u2ea0政府，\u2f00\u2ed3（一）") == "宿迁市人民政府，一长（一）"


def test_scanned_pages_are_recognised_to_the_last_cell_and_said_to_be():
    report = reader.read(REAL[0])
    again = reader.read_bytes(as_pdf(scanned(report)))
    for table in TABLES:
        assert again.tables.table(table) == report.tables.table(table)
    assert (again.issuer, again.year) == (report.issuer, report.year)
    assert "".join(again.paragraphs).count("公开政府信息19758条") == 6 * len(SECTIONS)
    (said,) = [each for each in again.oddities if each.check == "OCR"]
    assert said.message.startswith("第1页、第2页")
    assert "请与原件对照" in said.message


def test_a_photographed_page_without_the_request_table_is_refused_for_what_it_lacks():
    target = io.BytesIO()
    scanned(reader.read(REAL[0]))[1].save(target, "JPEG")
    with pytest.raises(Unreadable, match="没有找到"):
        reader.read_bytes(target.getvalue())


def test_a_smudged_number_is_refused_with_its_place_on_the_page():
    second = scanned(reader.read(REAL[0]), tilt=0, smudged="171")[1]
    with pytest.raises(Unreadable, match=r"第1页是扫描图，距上边53%、左边50%处的一格看不清"):
        reader.read_bytes(as_pdf([second]))


def test_a_coarse_scan_is_refused_before_rows_are_lost():
    with pytest.raises(Unreadable, match=r"第1页是扫描图，分辨率太低（宽99\d点）"):
        reader.read_bytes(as_pdf(scanned(reader.read(REAL[0]), dots=120)[:1]))
    with pytest.raises(Unreadable, match="第1页是扫描图，分辨率太低，"):
        reader.read_bytes(as_pdf(scanned(reader.read(REAL[0]), dots=120)[:1], dots=120))


def test_without_character_recognition_a_scan_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "gongkai.reporting.published.scan", None)
    with pytest.raises(Unreadable, match=r"没有安装文字识别（gongkai\[ocr\]）"):
        reader.read_bytes(as_pdf(scanned(reader.read(REAL[0]))[:1]))


def test_a_bundle_of_scans_is_refused_before_it_is_read():
    page = Image.new("L", (1654, 2339), 255)
    with pytest.raises(Unreadable, match="有13页是扫描图，一次最多识别12页"):
        reader.read_bytes(as_pdf([page] * 13))


def test_a_word_file_laid_out_in_a_table_is_read_by_its_inner_tables():
    report = reader.read(REAL[1])
    document = Document(io.BytesIO(written(report, "docx")))
    outer = document.add_table(1, 1)
    for element in list(document.element.body):
        if element is not outer._tbl and element.tag.endswith(("}p", "}tbl")):
            outer._tbl.tr_lst[0].tc_lst[0].append(element)
    target = io.BytesIO()
    document.save(target)
    again = reader.read_bytes(target.getvalue())
    assert again.tables == report.tables
    assert again.year == report.year


def test_a_sheet_with_notes_beside_its_table_is_read_by_the_table_alone():
    report = reader.read(REAL[1])
    book = load_workbook(io.BytesIO(written(report, "xlsx")))
    for sheet in book.worksheets:
        for row in range(12, sheet.max_row + 1):
            sheet.cell(row, 20).value = 7
    target = io.BytesIO()
    book.save(target)
    assert reader.read_bytes(target.getvalue()).tables == report.tables


def test_a_formula_without_its_result_is_refused_and_named():
    book = load_workbook(io.BytesIO(written(reader.read(REAL[1]), "xlsx")))
    sheet = book.worksheets[1]
    sheet["J6"].value = "=SUM(D6:I6)"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Unreadable, match="J6 是公式"):
        reader.read_bytes(target.getvalue())


def test_a_date_in_the_place_of_a_number_is_an_error_and_its_cell_unknown():
    from datetime import date

    book = load_workbook(io.BytesIO(written(reader.read(REAL[1]), "xlsx")))
    book.worksheets[1]["E6"].value = date(2020, 1, 3)
    target = io.BytesIO()
    book.save(target)
    report = reader.read_bytes(target.getvalue())
    (cell,) = report.tables.unknown
    (odd,) = [odd for odd in report.oddities if odd.severity == "error"]
    assert (odd.where.table, odd.where.row, odd.where.column) == cell
    assert "2020-01-03" in odd.message
    found = relations.check(report.tables)
    assert not any(f.where.row == cell[1] and f.check == "T3-R1" for f in found)
    assert ("T3-R1", cell[1]) in [(u.check, u.where.row) for u in relations.unchecked(report.tables)]


def packed(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def encrypted_pdf():
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("geheim")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def empty_pdf():
    from pypdf import PdfWriter

    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(target)
    return target.getvalue()


def empty_sheet():
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.4 broken", "损坏或者已加密"),
        (empty_pdf(), "没有文字"),
        (encrypted_pdf(), "已加密，需要密码"),
        (packed(a="b"), "压缩文件"),
        (packed(**{"word/document.xml": b"0" * 300_000_000}), "过大"),
        (packed(**{"word/document.xml": b"not xml"}), "打不开"),
        (packed(**{"xl/workbook.xml": b"not xml"}), "打不开"),
        (empty_sheet(), "没有找到"),
    ],
    ids=[
        "broken pdf",
        "empty pdf",
        "encrypted pdf",
        "zip",
        "bomb",
        "broken docx",
        "broken xlsx",
        "empty xlsx",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        reader.read_bytes(content)


def test_a_web_archive_is_read_by_its_page():
    report = reader.read(REAL[1])
    archive = MIMEMultipart("related")
    archive.attach(MIMEText(written(report, "html").decode(), "html", "utf-8"))
    assert reader.read_bytes(archive.as_bytes()).tables == report.tables
    with pytest.raises(Unreadable, match="MHTML"):
        reader.read_bytes(MIMEMultipart("related").as_bytes())


def test_a_huge_file_and_a_folder_are_refused_without_reading(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"0" * 100)
    monkeypatch.setattr(reader, "MOST_BYTES", 99)
    for each, sentence in ((path, "文件超过"), (tmp_path, "文件夹")):
        with pytest.raises(Unreadable, match=sentence):
            reader.read(each)


def test_what_cannot_be_read_is_told_in_the_json_too(tmp_path, capsys):
    (tmp_path / "a.json").write_bytes(REAL[-1].read_bytes())
    (tmp_path / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0 doc")
    assert command.main([str(tmp_path), "--json"]) == 2
    read, unread = json.loads(capsys.readouterr().out)
    assert "findings" in read
    assert "旧版" in unread["error"]


def test_results_that_cannot_be_written_are_one_sentence(tmp_path, capsys):
    assert command.main([str(REAL[1]), "--junit", str(tmp_path / "no" / "a.xml")]) == 2
    assert "不能写入结果" in capsys.readouterr().err


def test_a_folder_is_checked_file_by_file_with_a_summary_and_junit(tmp_path, capsys):
    folder = tmp_path / "2023" / "单位"
    folder.mkdir(parents=True)
    (folder / "a.json").write_bytes(REAL[-1].read_bytes())
    (folder / "b.docx").write_bytes(written(reader.read(REAL[0]), "docx"))
    (folder / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "d.mp4").write_bytes(b"no report")
    xml = tmp_path / "result.xml"
    assert command.main([str(tmp_path), "--junit", str(xml)]) == 2
    printed = capsys.readouterr()
    assert "共核对3份" in printed.out
    assert "不能读取\t" in printed.out
    assert "c.pdf: 打不开" in printed.err
    suites = ET.parse(xml).getroot().findall("testsuite")
    assert [suite.get("errors") for suite in suites] == ["0", "0", "1"]
    failures = suites[1].findall(".//failure")
    assert len(failures) == int(suites[1].get("failures")) > 0
    assert any(
        "不符" in failure.text or "不等" in failure.text or "≠" in failure.text for failure in failures
    )


def test_a_pattern_in_quotes_and_an_empty_folder(tmp_path, capsys):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(REAL[-1].read_bytes())
    command.main([str(tmp_path / "*.json"), "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 2
    (tmp_path / "leer").mkdir()
    assert command.main([str(tmp_path / "leer")]) == 2
    assert "没有找到报告文件" in capsys.readouterr().err
