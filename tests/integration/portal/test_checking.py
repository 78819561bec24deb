"""Checking a published report on the public site and by the interface: the same findings, nothing stored."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.portal import checking
from gongkai.reporting.published import reader
from gongkai.reporting.published.checker import check_report

DATA = Path(__file__).parents[2] / "data"
SEED = DATA / "baiyin-2019.txt"

pytestmark = pytest.mark.django_db


def sent(path):
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_the_page_marks_every_finding_in_its_cell_and_shows_the_row_it_was_read_from(client):
    page = client.post("/check/", {"file": sent(SEED)}).content.decode()
    report = reader.read(SEED)
    findings = check_report(report)
    assert findings
    for number, finding in enumerate(findings, 1):
        assert f'id="f{number}"' in page
        if finding.where.row and finding.where.column:
            assert f'href="#f{number}"' in page
    assert " ┃ ".join(text.strip() for text in report.sources["requests", "new"]) in page


def test_blank_unknown_stroke_and_zero_are_shown_as_four_different_things(client):
    page = SEED.read_text("utf-8").replace("\t5\n\t1\n\t0\n", "\t约5\n\t/\n\t0\n", 1)
    sent_page = SimpleUploadedFile("a.txt", page.encode())
    answer = client.post("/api/v1/check-report", {"file": sent_page}).json()
    assert answer["tables"]["requests"]["rows"]["granted"][:3] == ["约5", "/", 0]
    assert answer["tables"]["requests"]["rows"]["new"][2] is None
    assert "T3-R1" in [each["check"] for each in answer["not_checked"]]
    sent_page.seek(0)
    shown = client.post("/check/", {"file": sent_page}).content.decode()
    assert "（一）予以公开 ┃ 约5 ┃ / ┃ 0" in shown
    assert "本年新收政府信息公开申请数量 ┃ 8 ┃ 2 ┃ （空）" in shown
    assert "未核对：" in shown


@pytest.mark.parametrize(("table", "rows"), [("proactive", 8), ("requests", 23), ("remedies", 3)])
def test_the_row_each_row_was_read_from_is_answered_for_every_table(client, table, rows):
    sources = client.post("/api/v1/check-report", {"file": sent(SEED)}).json()["sources"]
    assert len(sources[table]) == rows
    page = client.post("/check/", {"file": sent(SEED)}).content.decode()
    for row in sources[table].values():
        assert " ┃ ".join(text.strip() for text in row) in page


def test_the_interface_answers_what_the_command_prints(client):
    answer = client.post("/api/v1/check-report", {"file": sent(SEED)})
    assert answer.status_code == 200
    checks = [finding["check"] for finding in json.loads(answer.content)["findings"]]
    assert checks == [finding.check for finding in check_report(reader.read(SEED))]


def test_last_years_report_is_compared_when_it_is_sent_too(client):
    new, old = (DATA / "reports" / f"suqian-{year}.json" for year in (2024, 2023))
    alone = client.post("/api/v1/check-report", {"file": sent(new)}).json()["findings"]
    both = client.post("/api/v1/check-report", {"file": sent(new), "previous": sent(old)}).json()["findings"]
    expected = check_report(reader.read(new), reader.read(old))
    assert len(both) == len(expected)
    assert len(alone) == len(check_report(reader.read(new)))


@pytest.mark.parametrize(
    ("sending", "sentence"),
    [
        ({}, "没有选择文件"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 broken")}, "打不开这份文件"),
        ({"file": SimpleUploadedFile("a.txt", "没有表格。".encode())}, "没有找到"),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(client, sending, sentence):
    for address in ("/check/", "/api/v1/check-report"):
        for file in sending.values():
            file.seek(0)
        answer = client.post(address, sending)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_a_file_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 10)
    assert client.post("/check/", {"file": sent(SEED)}).status_code == 422


def test_the_interface_takes_no_reading(client):
    assert client.get("/api/v1/check-report").status_code == 405
    assert "年度报告核对" in client.get("/check/").content.decode()
