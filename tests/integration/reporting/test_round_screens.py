"""The screens of rounds: what they show, keep and refuse."""

import json
import re
from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from gongkai.publishing import columns
from gongkai.reporting.rounds import actions, exchange, rollup
from gongkai.reporting.rounds.filled import form_of
from gongkai.reporting.rounds.models import FormReturn, FormVersion, StatForm
from gongkai.reporting.rounds.work import reminders
from tests.conftest import PDF
from tests.integration.reporting.conftest import published
from tests.integration.reporting.rounds import (
    DECIDED,
    FORM,
    GOOD,
    accepted,
    handed_in,
    of,
    office,
    opened,
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


def test_a_file_taken_in_by_mistake_leaves_the_sum_and_its_key_is_stopped(
    client, world, round_, row, monkeypatch
):
    accepted(world, row)
    below = exchange.Identity("平川区人民政府", "11620403000000001F")
    sender = exchange.register_sender(
        below.name, below.uscc, exchange.signer().verifier.text, by=office(world), at=DECIDED
    )
    log_in(client, world, "郑公开")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(exchange, "own_identity", lambda: below)
        file = client.post(reverse("round_export", args=[round_.pk])).content
    upload = lambda: send(client, "round_take_in", round_, file=SimpleUploadedFile("a.json", file))  # noqa: E731
    upload()
    assert rollup.sum_of(round_).totals["T1.R2C1"] == 60
    taken = round_.imported.get()
    assert "没有写明撤回的理由" in send(client, "round_withdraw", taken, reason=" ")
    assert "不再计入汇总" in send(client, "round_withdraw", taken, reason="试报的文件")
    assert rollup.sum_of(round_).totals["T1.R2C1"] == 30
    assert "试报的文件" in page(client, "round_imported", taken.pk)
    assert "接收后已由郑公开撤回" in upload()
    assert "已停用平川区人民政府的公钥" in send(client, "round_stop_sender", sender)
    assert "已经停用" in send(client, "round_stop_sender", sender)
    assert "不是登记的下级报送单位" in upload()


def test_the_records_a_head_signed_for_stay_to_be_opened(client, world, row):
    first = published(world, "四季度公告", "2019-11-05")
    handed_in(world, row)
    published(world, "补发的公告", "2019-12-05")
    log_in(client, world, "郑公开")
    cell = page(client, "round_cell", row.pk, "T1.R1C1")
    signed = client.get(re.search(r'href="([^"]*/cells/T1\.R1C1/signed/1/)"', cell)[1]).content.decode()
    assert "签字时统计的记录" in signed
    assert first.title in signed
    assert "补发的公告" not in signed
    assert client.get(reverse("round_signed_records", args=[row.pk, "T1.R2C1", 1])).status_code == 404
    assert client.get(reverse("round_signed_records", args=[row.pk, "T1.R1C1", 2])).status_code == 404


def test_a_total_says_what_the_district_counts_beside_it(client, world):
    columns.install()
    published(world, "四季度公告", "2019-11-05")
    round_ = opened(world, units=[world.silong])
    accepted(world, of(round_, world.silong))
    log_in(client, world, "郑公开")
    total = page(client, "round_total", round_.pk)
    assert "本轮1个单位全部计入" in total
    assert re.search(r"没有要求报送的\d+个单位不在汇总中：[^。]*财政局", total)
    cell = page(client, "round_total_cell", round_.pk, "T1.R1C1")
    assert "平台现在统计的全区数为<strong>1</strong>，比汇总多1" in cell
    assert "没有要求报送的单位：财政局 1" in cell


def test_the_sum_leaves_as_a_sheet_with_every_units_part(client, world, round_, row):
    accepted(world, row)
    log_in(client, world, "郑公开")
    book = load_workbook(BytesIO(client.get(reverse("round_total_sheet", args=[round_.pk])).content))
    assert book.sheetnames == ["表1", "表2", "表1各单位", "表2各单位"]
    lines = {line[0].value: [cell.value for cell in line] for line in book["表1各单位"].iter_rows()}
    place = lines["单位"].index("政策咨询 × 本季度")
    assert (lines["财政局"][place], lines["汇总"][place]) == (30, 30)
    assert lines["四龙镇"][1:] == ["未开始，没有计入", *[None] * (len(lines["单位"]) - 2)]
    log_in(client, world, "张财")
    assert client.get(reverse("round_total_sheet", args=[round_.pk])).status_code == 404


def test_the_office_urges_who_it_chooses_once_a_day(client, world, round_, row):
    log_in(client, world, "郑公开")
    other = of(round_, world.silong)
    urge = lambda: send(client, "round_urge", round_, returns=[row.pk, other.pk])  # noqa: E731
    assert "已催报2个单位：财政局、四龙镇" in urge()
    assert "今天已由郑公开催报过财政局" in urge()
    assert "没有选择单位" in send(client, "round_urge", round_)
    clerk = world.people["张财"]
    assert any("郑公开" in notice.text for notice in reminders(clerk, timezone.localdate()))
    log_in(client, world, "张财")
    assert client.post(reverse("round_urge", args=[round_.pk])).status_code == 404


def test_a_round_is_proposed_for_the_period_of_its_kind(client, world, monkeypatch):
    version = published_form(world)
    log_in(client, world, "郑公开")
    address = reverse("round_open", args=[version.pk])
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2020, 1, 6))
    for kind, since, until, named in (
        ("annual", "2019-01-01", "2019-12-31", "2019年度"),
        ("quarterly", "2019-10-01", "2019-12-31", "2019年第4季度"),
        ("monthly", "2019-12-01", "2019-12-31", "2019年12月"),
        ("ad_hoc", "2020-01-01", "2020-01-05", "截至2020年1月5日的"),
        ("nonsense", "2019-10-01", "2019-12-31", "2019年第4季度"),
    ):
        said = client.get(address, {"kind": kind}).content.decode()
        for name, value in (("since", since), ("until", until)):
            assert re.search(rf'name="{name}" required value="{value}"', said), (kind, name)
        assert f'value="{named}政务公开' in said


def test_a_form_of_the_office_above_is_looked_at_before_it_is_adopted(client, world):
    data = json.loads(exchange.form_file(published_form(world)))
    file = SimpleUploadedFile("上级.json", json.dumps({**data, "form": "city-form"}).encode())
    log_in(client, world, "郑公开")
    preview = client.post(reverse("round_form_import"), {"file": file}).content.decode()
    assert "代号 <code>city-form</code>，第1版" in preview
    assert not StatForm.objects.filter(key="city-form").exists()
    proposed = re.search(r'name="proposed" value="([^"]+)"', preview)[1]
    said = client.post(reverse("round_form_adopt"), {"proposed": proposed}, follow=True).content.decode()
    assert "已采用" in said
    assert (
        "预览已失效"
        in client.post(reverse("round_form_adopt"), {"proposed": "x"}, follow=True).content.decode()
    )


def test_blank_cells_are_one_line_of_the_findings_and_marked_each(client, world, row):
    log_in(client, world, "张财")
    said = page(client, "round_return", row.pk)
    assert said.count("还有5格没有填写") == 1
    for place in ("T1-R2C1", "T1-R3C1", "T1-R2C2", "T1-R3C2", "T2-R1C1"):
        assert re.search(rf'id="msg-{place}"[^>]*>[^<]*没有填写', said)


def test_everything_wrong_with_a_form_is_told_at_once(client, world):
    log_in(client, world, "郑公开")
    version = actions.create_form("faulty", FORM, by=office(world), at=DECIDED)
    typed = {
        "revision": "0", "title": "月报", "t0.code": "1", "t0.title": "表一", "t0.r0.code": "1", "t0.r0.label": "新收",
        "t0.r1.code": "2", "t0.r1.rule": "=R9", "t0.c0.code": "1", "t0.c0.label": "件数", "t0.c0.type": "count",
        "t0.k0.text": "R1约等于R2", "t0.k1.text": "", "save": "1",
    }  # fmt: skip
    said = client.post(reverse("round_form", args=[version.pk]), typed, follow=True).content.decode()
    for told in ("没有名称", "R9不存在", "不是勾稽关系", "还没有写，请写上或者勾选删除"):
        assert told in said
