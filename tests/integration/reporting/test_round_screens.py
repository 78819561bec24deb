"""The screens of rounds: what they show, keep and refuse."""

import json
import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.reporting.rounds import actions, exchange
from gongkai.reporting.rounds.filled import form_of
from gongkai.reporting.rounds.models import FormReturn, FormVersion, StatForm
from tests.conftest import PDF
from tests.integration.reporting.rounds import (
    DECIDED,
    FORM,
    GOOD,
    accepted,
    handed_in,
    of,
    office,
    published_form,
    saved,
)
from tests.integration.reporting.test_rounds_exchange import form_book


def log_in(client, world, name):
    client.force_login(world.people[name])
    return client


def page(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response
    return response.content.decode()


def fields(**cells):
    return {f"cell.{key}": text for key, text in cells.items()}


def send(client, name, row, **data):
    return client.post(reverse(name, args=[row.pk]), data, follow=True).content.decode()


def test_each_sees_only_what_is_hers(client, world, round_, row):
    log_in(client, world, "吴镇")
    assert "四龙镇" in page(client, "round_index")
    assert client.get(reverse("round_return", args=[row.pk])).status_code == 404
    assert client.get(reverse("round_board", args=[round_.pk])).status_code == 404
    assert client.get(reverse("round_form", args=[round_.version_id])).status_code == 404
    log_in(client, world, "何审计")
    assert "财政局" in page(client, "round_board", round_.pk)
    assert "签字报送" not in page(client, "round_return", row.pk)


def test_a_unit_fills_saves_and_sees_what_is_wrong(client, world, row):
    log_in(client, world, "张财")
    shown = page(client, "round_return", row.pk)
    assert "空格不等于零" in shown
    assert "2020-01-10 24时前报送" in shown
    said = send(client, "round_return", row, revision="0", save="1", **fields(**GOOD | {"T1.R2C1": "约20"}))
    assert "已保存" in said
    assert 'value="约20"' in said
    assert "是约数" in said


def test_checking_while_typing_saves_nothing_and_marks_the_cell(client, world, row):
    log_in(client, world, "张财")
    answer = send(client, "round_check", row, revision="0", **fields(**GOOD | {"T1.R2C2": "99"}))
    assert re.search(r'id="msg-T1-R2C2"[^>]*>T1-1', answer)
    assert re.search(r'<output id="out-T1-R4C1"[^>]*>42<', answer)
    row.refresh_from_db()
    assert (row.cells, row.stage) == ({}, "not_started")


def test_two_officers_lose_nothing(client, world, row):
    log_in(client, world, "张财")
    saved(world, row)
    said = send(
        client,
        "round_return",
        row,
        revision="0",
        save="1",
        note="第二人",
        **fields(**GOOD | {"T1.R2C1": "77"}),
    )
    assert "已被张财修改" in said
    assert 'value="77"' in said
    assert "最新：30" in said
    assert ">第二人</textarea>" in said
    row.refresh_from_db()
    assert row.cells["T1.R2C1"] == "30"


def test_errors_keep_the_return_here_and_an_explanation_is_kept(client, world, row):
    log_in(client, world, "张财")
    bad = send(client, "round_return", row, revision="0", ask="1", **fields(**GOOD | {"T1.R1C1": "5"}))
    assert "还有1处问题，不能报送" in bad
    row.refresh_from_db()
    assert row.stage == "drafting"
    good = send(
        client, "round_return", row, revision=str(row.revision), ask="1",
        **fields(**GOOD | {"T1.R1C1": "5"}), **{"explain.记录@T1.R1C1": "部门网站另有5条"},
    )  # fmt: skip
    assert "请负责人核对并签字" in good
    log_in(client, world, "黄局长")
    row.refresh_from_db()
    assert "已签字报送（第1次）" in send(client, "round_return", row, revision=str(row.revision), sign="1")
    assert "部门网站另有5条" in page(client, "round_return", row.pk)


def test_a_double_click_on_signing_is_a_sentence(client, world, row):
    handed_in(world, row)
    log_in(client, world, "黄局长")
    said = send(client, "round_return", row, revision="3", sign="1")
    assert "不必重复报送" in said
    assert row.versions.count() == 1


def test_the_office_returns_cell_by_cell_and_the_difference_is_shown(client, world, row):
    handed_in(world, row)
    log_in(client, world, "郑公开")
    said = send(client, "round_return", row, number="1", send_back="1", **{"remark.T1.R2C1": "与台账不符"})
    assert "已退回财政局" in said
    log_in(client, world, "张财")
    assert "退回意见：与台账不符" in page(client, "round_return", row.pk)
    handed_in(world, row, GOOD | {"T1.R2C1": "31"})
    shown = page(client, "round_differences", row.pk)
    assert re.search(
        r"政策咨询 × 本季度</td>.*?30</td>.*?<strong>31</strong></td>.*?与台账不符", shown, re.DOTALL
    )


def test_a_remark_is_not_lost_when_somebody_was_faster(client, world, row):
    handed_in(world, row)
    log_in(client, world, "郑公开")
    said = send(client, "round_return", row, number="9", send_back="1", **{"remark.T1.R2C1": "与台账不符"})
    assert "报送已有变化" in said
    assert 'value="与台账不符"' in said


def test_a_sheet_is_taken_or_refused_as_a_whole(client, world, row):
    log_in(client, world, "张财")
    response = client.get(reverse("round_download", args=[row.pk]))
    book = load_workbook(BytesIO(response.content))

    def upload(revision):
        content = BytesIO()
        book.save(content)
        file = SimpleUploadedFile("a.xlsx", content.getvalue())
        return send(client, "round_upload", row, sheet=file, revision=revision)

    book["表1"]["C8"] = 25
    assert "已导入1格" in upload("0")
    row.refresh_from_db()
    assert row.cells == {"T1.R2C1": "25"}
    assert "已被张财修改" in upload("0")
    book["表1"]["C9"] = "=1+1"
    book["表1"]["C8"] = 26
    assert "表1!C9是公式" in upload("1")
    row.refresh_from_db()
    assert row.cells == {"T1.R2C1": "25"}


def test_a_program_hands_in_cells_under_the_same_rules(client, world, row):
    log_in(client, world, "张财")
    address = reverse("round_data", args=[row.pk])

    def post(body):
        return client.post(address, body, content_type="application/json")

    said = post(json.dumps({"revision": 0, "cells": GOOD | {"T1.R2C2": "31"}})).json()
    assert [finding["cell"] for finding in said["findings"]] == ["T1.R2C2"]
    assert said["values"]["T1.R4C1"] == "42"
    assert post(json.dumps({"revision": 0, "cells": {}})).status_code == 409
    strange = post(json.dumps({"revision": 1, "cells": {"T9.R1C1": "1"}}))
    assert (strange.status_code, "没有可填的单元格" in strange.json()["error"]) == (400, True)
    for bad in ("[]", "{", '{"cells": []}', '{"revision": "x", "cells": {}}'):
        assert post(bad).status_code == 400
    assert client.get(address).json()["revision"] == 1


def test_a_total_opens_into_units_and_a_unit_into_who_when_and_papers(client, world, round_, row):
    log_in(client, world, "张财")
    paper = SimpleUploadedFile("台账.pdf", PDF)
    assert "已上传依据材料" in send(client, "round_attach", row, paper=paper, paper_note="来访台账")
    accepted(world, row)
    handed_in(world, of(round_, world.silong))
    log_in(client, world, "郑公开")
    total = page(client, "round_total", round_.pk)
    assert "3个单位中1个审核通过" in total
    assert re.search(r"四龙镇</a>（已报送）", total)
    assert re.search(r"政府办</a>（未开始）", total)
    opened_ = page(client, "round_total_cell", round_.pk, "T1.R2C1")
    address = re.search(r'href="([^"]*/cells/T1\.R2C1/)"', opened_)[1]
    cell = client.get(address).content.decode()
    for said in ("张财 2020-01-06 10:00", "黄局长 2020-01-06 15:00", "台账.pdf", "来访台账"):
        assert said in cell
    download = client.get(re.search(r'href="([^"]*/attachments/\d+/)"', cell)[1])
    assert b"".join(download.streaming_content) == PDF
    assert client.get(reverse("round_total_cell", args=[round_.pk, "T9.R1C1"])).status_code == 404


def test_a_counted_cell_opens_into_the_records_of_its_quarter(client, world, round_, row):
    from tests.integration.reporting.conftest import published

    published(world, "四季度公告", "2019-11-05")
    published(world, "三季度公告", "2019-08-05")
    log_in(client, world, "张财")
    address = re.search(
        r'href="([^"]*figures/publications\.total[^"]*)"', page(client, "round_return", row.pk)
    )[1]
    records = client.get(address.replace("&amp;", "&")).content.decode()
    assert "四季度公告" in records
    assert "三季度公告" not in records


def test_a_form_is_built_in_the_browser(client, world):
    log_in(client, world, "郑公开")
    client.post(reverse("round_form_new"), {"title": "月报", "key": "yuebao"})
    version = FormVersion.objects.get(form__key="yuebao")
    address = reverse("round_form", args=[version.pk])
    typed = {
        "revision": "0", "title": "月报", "notes": "说明", "t0.code": "1", "t0.title": "表一",
        "t0.r0.code": "1", "t0.r0.label": "新收", "t0.r1.code": "2", "t0.r1.label": "合计", "t0.r1.rule": "=R1+R9",
        "t0.c0.code": "1", "t0.c0.label": "件数", "t0.c0.type": "count",
        "t0.k0.text": "R1≤R2", "t0.k0.severity": "warning",
    }  # fmt: skip
    said = client.post(address, {**typed, "publish": "1"}, follow=True).content.decode()
    assert "R9不存在" in said
    assert 'value="=R1+R9"' in said
    version.refresh_from_db()
    client.post(address, {**typed, "revision": str(version.revision), "t0.r1.rule": "=R1", "add": "0.row"})
    version.refresh_from_db()
    assert [row.code for row in form_of(version).tables[0].rows] == [1, 2, 3]
    again = {
        **typed,
        "revision": str(version.revision),
        "t0.r1.rule": "=R1",
        "t0.r2.code": "3",
        "t0.r2.drop": "on",
    }
    assert "已发布" in client.post(address, {**again, "publish": "1"}, follow=True).content.decode()
    version.refresh_from_db()
    assert (version.stage, len(form_of(version).tables[0].rows)) == ("published", 2)
    client.post(reverse("round_form_revise", args=[version.pk]))
    assert StatForm.objects.get(key="yuebao").versions.count() == 2


def test_an_editor_who_was_slower_keeps_what_she_typed(client, world):
    version = actions.create_form("slow", FORM, by=office(world), at=DECIDED)
    actions.save_form(version, FORM, expected_revision=0, by=office(world), at=DECIDED)
    log_in(client, world, "郑公开")
    typed = {"revision": "0", "title": "我改的名称", "t0.code": "1", "t0.title": "表", "save": "1"}
    said = client.post(reverse("round_form", args=[version.pk]), typed).content.decode()
    assert "已被郑公开修改" in said
    assert 'value="我改的名称"' in said


def test_a_form_is_imported_after_a_preview(client, world):
    log_in(client, world, "郑公开")
    file = SimpleUploadedFile("季报.xlsx", form_book())
    preview = client.post(reverse("round_form_import"), {"file": file}).content.decode()
    assert "季报!D9" in preview
    assert not StatForm.objects.exists()
    proposed = re.search(r'name="proposed" value="([^"]+)"', preview)[1]
    client.post(reverse("round_form_new"), {"proposed": proposed, "title": "季报", "key": "jibao"})
    assert len(form_of(FormVersion.objects.get(form__key="jibao")).tables[0].rows) == 4
    twice = client.post(reverse("round_form_new"), {"proposed": proposed, "title": "季报二", "key": "jibao"})
    assert "代号“jibao”已用于" in twice.content.decode()
    assert 'value="季报二"' in twice.content.decode()
    client.post(reverse("round_form_new"), {"proposed": proposed + "x", "title": "季报", "key": "forged"})
    assert not StatForm.objects.filter(key="forged").exists()


def test_a_round_is_opened_on_the_screen_and_errors_keep_what_was_chosen(client, world):
    version = published_form(world)
    log_in(client, world, "郑公开")
    address = reverse("round_open", args=[version.pk])
    typed = {
        "kind": "quarterly", "title": "四季度", "since": "2019-10-01", "until": "2019-12-31", "due_on": "2019-12-01", "units": ["czj"],
    }  # fmt: skip
    said = client.post(address, typed).content.decode()
    assert "期限不成立" in said
    assert 'value="czj" checked' in said
    assert 'value="silong" checked' not in said
    assert "不是日期" in client.post(address, {**typed, "since": "去年"}).content.decode()
    client.post(address, {**typed, "due_on": "2020-01-10"})
    assert list(FormReturn.objects.values_list("unit__code", flat=True)) == ["czj"]


def test_more_time_for_one_unit(client, world, row):
    log_in(client, world, "郑公开")
    assert "延至2020-01-20" in send(client, "round_extend", row, due_on="2020-01-20", reason="系统故障")
    assert "已延期：系统故障" in page(client, "round_return", row.pk)
    assert "不是日期" in send(client, "round_extend", row, due_on="下周", reason="x")


def test_files_between_instances_on_the_screen(client, world, round_, row, monkeypatch):
    accepted(world, row)
    below = exchange.Identity("平川区人民政府", "11620403000000001F")
    log_in(client, world, "郑公开")
    own = re.search(r"<code>([^<]+)</code>", page(client, "round_senders"))[1]
    wrong = client.post(reverse("round_senders"), {"name": "本区", "uscc": "x", "key": own}).content.decode()
    assert 'value="本区"' in wrong
    client.post(
        reverse("round_senders"), {"name": "平川区", "uscc": below.uscc, "key": own.replace("&#x27;", "'")}
    )
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(exchange, "own_identity", lambda: below)
        file = client.post(reverse("round_export", args=[round_.pk])).content
    upload = lambda: send(client, "round_take_in", round_, file=SimpleUploadedFile("a.json", file))  # noqa: E731
    assert "签名有效，已接收平川区的报送" in upload()
    assert "不重复计入" in upload()
    imported = page(client, "round_imported", round_.imported.get().pk)
    assert "财政局 30" in imported
    assert "政府办、四龙镇" in imported or "四龙镇、政府办" in imported
