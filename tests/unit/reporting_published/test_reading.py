"""Published reports in the shapes and encodings they come in, and what is refused."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.law.annual_report import FORM_2021, REQUEST_COLUMNS, CellType
from gongkai.reporting.published import cells, command, json_cells, reader
from gongkai.reporting.published.report import Unreadable

SEED = Path(__file__).parents[2] / "data" / "baiyin-2019.txt"


def table_html(cell="0"):
    rows = "".join(
        f"<tr><td>{row.group}</td><td> {row.label[:3]} {row.label[3:]}</td>"
        + f"<td>{cell}</td>" * 7
        + "</tr>"
        for row in FORM_2021.request_rows
    )
    return (
        "<html><head><title>平川区教育局2023年政府信息公开工作年度报告</title></head><body>"
        "<table><tr><td><p>平川区教育局2023年政府信息公开工作年度报告</p><p>一、总体情况</p>"
        f"<table><tr><td colspan=7>申请人情况</td></tr>{rows}</table></td></tr></table></body></html>"
    )


def test_a_page_laid_out_in_a_table_is_read_by_its_inner_table():
    report = reader.read_bytes(table_html("&nbsp;0").encode())
    assert report.issuer == "平川区教育局"
    assert (report.year, report.form) == (2023, FORM_2021)
    assert report.tables.get("requests", "other.misc", "total") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding):
    report = reader.read_bytes(SEED.read_text("utf-8").encode(encoding))
    assert report.tables.get("requests", "new", "total") == 11


@pytest.mark.parametrize("cell", ["", "&nbsp;", "\u3000", "<o:p> </o:p>"])
def test_a_blank_cell_is_not_zero(cell):
    assert reader.read_bytes(table_html(cell).encode()).tables.get("requests", "granted", "natural") is None


def test_a_declaration_and_control_characters_do_not_stop_the_reading():
    page = '<?xml version="1.0" encoding="GBK"?>' + table_html("0").replace("<p>", "<p>\x01")
    assert reader.read_bytes(page.encode()).tables.get("requests", "new", "total") == 0


def test_an_amount_under_a_heading_that_states_its_unit_is_complete():
    fees = "<tr><td>行政事业性收费</td><td>7730.28</td></tr>"
    page = table_html().replace("</table></td>", f"{fees}</table></td>")
    report = reader.read_bytes(page.encode())
    assert report.tables.get("proactive", "art20_8.admin_fees", "amount_wan") == Decimal("7730.28")
    assert report.oddities == []


def test_an_amount_in_yuan_is_brought_to_ten_thousands():
    assert cells.read_cell("152790元", CellType.MONEY_WAN).value == Decimal("15.279")


def test_single_numbers_of_a_table_of_figures_are_read():
    report = reader.read(SEED.parent / "reports" / "hongze-2023.json")
    assert report.tables.get("proactive", "art20_5.licences", "decisions") == 550


def test_a_stroke_is_neither_zero_nor_a_number_and_is_said():
    report = reader.read_bytes(table_html("/").encode())
    assert report.tables.get("requests", "granted", "natural") is None
    assert "填写为“/”" in report.oddities[0].message


def test_full_width_digits_and_thousands_are_read():
    assert (
        reader.read_bytes(table_html("１,１１３").encode()).tables.get("requests", "new", "natural") == 1113
    )


@pytest.mark.parametrize("cell", ["约20", "3.5", "二十", "12,34", "5万元"])
def test_what_is_no_count_is_never_guessed(cell):
    page = table_html().replace("<td>0</td>", f"<td>{cell}</td>", 1)
    try:
        report = reader.read_bytes(page.encode())
    except Unreadable:
        return
    assert report.tables.get("requests", "new", "natural") is None
    assert any(finding.severity == "error" for finding in report.oddities)


def test_a_row_with_a_lost_cell_is_refused_instead_of_shifted():
    page = table_html().replace("<td>0</td>", "", 1)
    with pytest.raises(Unreadable, match="有6格，应为7格"):
        reader.read_bytes(page.encode())


def test_a_table_that_is_not_there_is_not_written_as_blank():
    report = reader.read_bytes(table_html().encode())
    written = json_cells.to_json(report)
    assert written["tables"]["proactive"] is None
    assert json_cells.read(written).present == report.present == {"requests"}


def test_rows_of_plain_text_with_spaces_are_read():
    lines = [f"{row.group} {row.label} 0 0 0 0 0 0 0" for row in FORM_2021.request_rows]
    report = reader.read_bytes("\n".join(lines).encode())
    assert report.tables.get("requests", "result_total", "total") == 0


def test_rows_between_bars_are_read():
    lines = [f"| {row.group} | {row.label} | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" for row in FORM_2021.request_rows]
    assert reader.read_bytes("\n".join(lines).encode()).tables.get("requests", "new", "natural") == 0


def test_one_value_a_line_is_read():
    lines = [line for row in FORM_2021.request_rows for line in (row.label, *"0123456")]
    report = reader.read_bytes("\n".join(lines).encode())
    assert list(report.tables.requests["new"].values()) == [0, 1, 2, 3, 4, 5, 6]


def test_the_product_reads_what_it_writes():
    report = reader.read(SEED)
    again = json_cells.read(json.loads(json.dumps(json_cells.to_json(report))))
    assert again.tables == report.tables
    assert (again.issuer, again.year) == (report.issuer, report.year)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"  \n ", "空的"),
        (b"%PDF-1.4 broken", "打不开这份文件"),
        (b"PK\x03\x04 docx", "已损坏"),
        (b"\xd0\xcf\x11\xe0 doc", "旧版"),
        (b"\x89PNG\r\n\x1a\n", "打不开"),
        (b"\xff\x00\x81\x00\x00\x9f", "编码"),
        ("没有表格的一篇文章。".encode(), "没有找到"),
        (b'{"a": 1}', "JSON"),
        (b'{"a": ', "JSON 格式有误"),
        (b"[" * 100_000, "嵌套过深"),
        (b'{"tables": [], "form": "2019"}', "应为对象"),
        (b'{"tables": {"requests": 3}, "form": "2019"}', "应为对象"),
        (b'{"tables": {"requests": {"rows": {"new": [1]}}}, "form": "2019"}', "应有7个值"),
        (b'{"table_requests": {"rows": [1]}}', "应为对象"),
        (b'{"table_requests": {"rows": {}}}', "应为数组"),
        (b"<html><!-- <table> --></html>", "没有找到"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path, capsys, content, sentence):
    path = tmp_path / "report"
    path.write_bytes(content)
    assert command.main([str(path)]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_a_missing_file_is_one_sentence(capsys):
    assert command.main(["/nowhere/report.txt"]) == 2
    assert "打不开文件" in capsys.readouterr().err


def test_exit_status_says_clean_or_findings(tmp_path, capsys):
    clean = tmp_path / "clean.html"
    clean.write_text(
        table_html().replace(
            "<p>一、总体情况</p>",
            "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
            "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p>",
        )
    )
    assert command.main([str(clean)]) == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert command.main([str(SEED)]) == 1


def test_json_has_the_documented_shape(capsys):
    command.main([str(SEED), "--json"])
    data = json.loads(capsys.readouterr().out)
    assert (data["form"], data["year"], data["issuer"]) == ("2019", 2019, "白银市白银区人民政府")
    assert data["tables"]["requests"]["columns"] == [column.id for column in REQUEST_COLUMNS]
    assert data["tables"]["requests"]["rows"]["new"] == [8, 2, None, None, 1, None, 11]
    first = data["findings"][0]
    assert set(first) == {"check", "severity", "where", "message", "expected", "actual"}
    assert first["where"] == {"table": "requests", "row": "result_total", "column": "natural"}


def test_json_of_several_files_names_each(capsys):
    other = SEED.parent / "reports" / "hongze-2023.json"
    command.main([str(SEED), str(other), "--json"])
    assert [each["file"] for each in json.loads(capsys.readouterr().out)] == [str(SEED), str(other)]


def test_previous_year_is_held_against_this_one(capsys):
    folder = SEED.parent / "reports"
    command.main([str(folder / "suqian-2024.json"), "--previous", str(folder / "suqian-2023.json")])
    out = capsys.readouterr().out
    assert "T3-Y" not in out
    assert "T2-2" not in out


def test_check_report_loads_neither_django_nor_a_database():
    code = (
        "import sys; from gongkai.reporting.published import command; command.main(sys.argv[1:]);"
        "sys.exit(any(name.split('.')[0] in ('django', 'psycopg', 'lxml') for name in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code, str(SEED)], capture_output=True, check=False).returncode
        == 0
    )
