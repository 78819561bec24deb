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
    assert " ┃ ".join(report.sources["requests", "new"]) in page


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
