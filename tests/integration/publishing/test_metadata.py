"""Metadata taken from the text stands beside its field until it is confirmed; what is printed twice can be dropped."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.law.refusal import Refusal
from gongkai.publishing import actions
from gongkai.publishing.checks import findings
from gongkai.publishing.documents.heads import without_head
from gongkai.publishing.documents.suggestions import suggest
from gongkai.publishing.models import Publication
from tests.conftest import at
from tests.integration.publishing.test_desk import sign_in, typed  # noqa: F401
from tests.integration.publishing.test_import import a_notice, import_page

NOW, TODAY = at("2019-06-03 09:30"), date(2019, 6, 3)
MEASURES = (
    "<p>为规范补贴发放，制定本办法。补贴发放补贴发放。</p><p>本办法自2019年7月1日起施行，有效期五年。</p>"
    '<p class="gk-right">白银区财政局</p><p class="gk-right">2019年6月3日</p>'
)


def test_every_value_taken_from_a_word_file_is_shown_beside_its_field(desk, sign_in):  # noqa: F811
    page = import_page(sign_in("张财"), desk, a_notice()).content.decode()
    draft = Publication.objects.get()
    assert draft.issuing_body == "白银区财政局"
    assert {name for name, _ in draft.proposed} >= {"title", "doc_number", "created_on", "issuing_body"}
    assert page.count('class="pb-proposed"') == len(draft.proposed)
    assert "还没有核对" in next(each for each in findings(draft, TODAY) if each.place == "元数据").message


def test_what_is_confirmed_or_written_anew_is_no_longer_marked(desk, sign_in):  # noqa: F811
    draft = desk.draft(
        body=MEASURES, issuing_body="", proposed=[["title", "甲"], ["keywords", "乙"], ["summary", "丙"]]
    )
    sent = typed(
        desk,
        seen=draft.revision,
        title=draft.title,
        summary=draft.summary,
        keywords="新的关键词",
        confirmed="title",
    )
    sign_in("张财").post(reverse("publishing_edit", args=[draft.pk]), sent)
    draft.refresh_from_db()
    assert draft.proposed == [["summary", "丙"]]


def test_empty_metadata_is_filled_from_the_text_at_a_click(desk, sign_in):  # noqa: F811
    draft = desk.draft(body=MEASURES, summary="已有概述")
    page = sign_in("张财").post(reverse("publishing_propose", args=[draft.pk]), follow=True).content.decode()
    draft.refresh_from_db()
    assert (draft.effective_on, draft.valid_until) == (date(2019, 7, 1), date(2024, 6, 30))
    assert draft.issuing_body == "白银区财政局"
    assert draft.summary == "已有概述"
    assert "自2019年7月1日起施行" in page


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("本办法自2020年1月1日起施行，有效期至2024年12月31日。", date(2020, 1, 1), date(2024, 12, 31)),
        ("本办法自二〇二〇年三月一日起实施，有效期3年。", date(2020, 3, 1), date(2023, 2, 28)),
        ("本办法自发布之日起施行，有效期五年。", None, None),
        ("本办法自2020年2月30日起施行。", None, None),
    ],
)
def test_days_of_validity_are_read(words, begins, ends):
    found = suggest(f"<p>{words}</p>")
    assert (found.effective_on, found.valid_until) == (begins, ends)


TITLE, NUMBER = "白银区财政局关于做好绩效评价工作的通知", "白区财发〔2019〕12号"


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"<p>{TITLE}</p><p>{NUMBER}</p><p>各科室：</p>", "<p>各科室：</p>"),
        (
            f"<p>{NUMBER}</p><p>白银区财政局</p><p>关于做好绩效评价工作的通知</p><p>各科室：</p>",
            "<p>各科室：</p>",
        ),
        ("<p>白银区财政局文件</p><p>各科室：</p>", "<p>白银区财政局文件</p><p>各科室：</p>"),
        ("<p>白银区财政局</p><p>各科室：</p>", "<p>白银区财政局</p><p>各科室：</p>"),
        ("<p>各科室：</p>", "<p>各科室：</p>"),
    ],
)
def test_title_and_number_at_the_head_are_dropped_and_nothing_else(html, left):
    assert without_head(html, TITLE, NUMBER) == left


def test_a_repeated_head_is_dropped_at_a_click(desk, sign_in):  # noqa: F811
    draft = desk.draft(title=TITLE, body=f"<p>{TITLE}</p><p>各科室：</p>")
    finding = next(each for each in findings(draft, TODAY) if each.mend)
    sign_in("张财").post(reverse("publishing_fix", args=[draft.pk]), {"finding": finding.key})
    draft.refresh_from_db()
    assert draft.body == "<p>各科室：</p>"


def test_an_index_number_of_the_former_site_is_given_once(desk):
    desk.draft(legacy_index_no="OLD-1")
    with pytest.raises(Refusal, match="原索引号“OLD-1”已用于财政局"):
        desk.draft(title="另一件", legacy_index_no=" OLD-1 ")


def test_number_brackets_of_any_kind_name_the_document_to_interpret(desk, sign_in):  # noqa: F811
    document = desk.draft(doc_number="白区财发〔2019〕7号")
    text = desk.draft(title="解读")
    sent = typed(desk, seen=text.revision, interprets_number="白区财发[2019]07号")
    sign_in("张财").post(reverse("publishing_edit", args=[text.pk]), sent)
    text.refresh_from_db()
    assert text.interprets == document


def test_a_return_quotes_only_what_the_text_says(desk):
    checking = desk.submitted()
    with pytest.raises(Refusal, match="正文里没有“没写过的话”"):
        actions.send_back(
            checking, by=desk.checker, at=NOW, note="", comments=[{"quote": "没写过的话", "text": "改"}]
        )
    actions.send_back(
        checking, by=desk.checker, at=NOW, note="", comments=[{"quote": "有关事项", "text": "改"}]
    )


def test_each_reviewer_has_a_due_day_of_her_own(desk, sign_in):  # noqa: F811
    from gongkai.publishing.deadlines import stage_due

    checking = desk.submitted()
    assert stage_due(checking) == date(2019, 6, 5)
    assert "本环节" in sign_in("刘核").get(reverse("publishing_detail", args=[checking.pk])).content.decode()


def test_a_merged_revision_still_shows_its_pictures(desk, sign_in):  # noqa: F811
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    public = desk.published()
    fresh = actions.amend(public, by=desk.officer, at=NOW, changed_on=TODAY, change_note="加图")
    actions.attach(fresh, by=desk.officer, at=NOW, name="a.png", content=picture.getvalue())
    for verb, by in (
        (actions.submit, desk.officer), (actions.check, desk.checker), (actions.pass_secrecy, desk.secrecy),
        (actions.sign, desk.approver),
    ):  # fmt: skip
        verb(fresh, by=by, at=at("2019-06-04 09:00"))
    assert fresh.stage == "merged"
    shown = sign_in("张财").get(reverse("publishing_picture", args=[fresh.pk, "a.png"]))
    assert shown.status_code == 200


def a_picture():
    from io import BytesIO

    from PIL import Image

    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    content.seek(0)
    content.name = "a.png"
    return content


def test_a_picture_put_into_the_text_is_no_act_of_somebody_else(desk, sign_in):  # noqa: F811
    draft = desk.draft()
    client = sign_in("张财")
    answer = client.post(reverse("publishing_picture_upload", args=[draft.pk]), {"file": a_picture()}).json()
    assert answer["was"] == draft.revision
    draft.refresh_from_db()
    assert answer["seen"] == draft.revision


def test_a_picture_the_text_does_not_show_is_no_attachment_and_goes(desk, sign_in):  # noqa: F811
    from gongkai.portal.pages import downloads
    from gongkai.publishing.searched import with_files

    draft = desk.draft()
    sign_in("张财").post(reverse("publishing_picture_upload", args=[draft.pk]), {"file": a_picture()})
    assert downloads.shown_files(with_files(Publication.objects.all()).get()) == []
    draft.refresh_from_db()
    actions.submit(draft, by=desk.officer, at=NOW)
    assert not draft.files.exists()
    assert draft.file_parts == []


def test_a_revision_may_take_its_former_version_from_the_site(desk, sign_in, tmp_path, settings):  # noqa: F811
    from gongkai.portal.pages.items import write_version
    from gongkai.publishing import checks

    settings.SITE_ROOT = tmp_path
    public = desk.draft(body="<p>请联系张某13909431234。</p>")
    actions.submit(public, by=desk.officer, at=at("2019-06-03 09:10"), release_reason="本人同意公示")
    actions.check(public, by=desk.checker, at=at("2019-06-03 10:00"))
    keys = [each["key"] for each in public.held]
    actions.pass_secrecy(public, by=desk.secrecy, at=at("2019-06-03 11:00"), released=keys)
    actions.sign(public, by=desk.approver, at=at("2019-06-03 15:00"))
    fresh = actions.amend(public, by=desk.officer, at=NOW, changed_on=TODAY, change_note="删去手机号码")
    fresh = actions.revise(
        fresh, by=desk.officer, at=NOW, expected_revision=fresh.revision, body="<p>请联系办公室。</p>"
    )
    (warned,) = [each for each in checks.findings(fresh, TODAY) if each.place == "原版本不再提供的理由"]
    assert "含有手机号码" in warned.message
    fresh = actions.revise(
        fresh, by=desk.officer, at=NOW, expected_revision=fresh.revision, withhold_former="含有个人信息"
    )
    for verb, by in (
        (actions.submit, desk.officer), (actions.check, desk.checker), (actions.pass_secrecy, desk.secrecy),
        (actions.sign, desk.approver),
    ):  # fmt: skip
        verb(fresh, by=by, at=at("2019-06-04 09:00"))
    public.refresh_from_db()
    version = public.versions.get()
    write_version(public, version)
    page = (tmp_path / version.public_url.lstrip("/")).read_text()
    assert "第1版不再提供：含有个人信息" in page
    assert "13909431234" not in page


def test_a_substitute_checker_is_not_offered_acts_on_her_own_draft(desk, sign_in):  # noqa: F811
    from gongkai.units.models import Post

    Post.objects.create(
        user=desk.world.people["张财"], unit=desk.world.finance, role="checker", since=date(2019, 1, 1)
    )
    page = sign_in("张财").get(reverse("publishing_detail", args=[desk.submitted().pk])).content.decode()
    assert "退回…" not in page
    assert "请示主管部门…" not in page
