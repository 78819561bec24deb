"""The desk in the workbench: list, form, review page."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from tests.conftest import PDF, at


@pytest.fixture
def sign_in(client, world):
    def sign_in_as(name):
        client.force_login(world.people[name])
        return client

    return sign_in_as


def typed(desk, **changes):
    return {
        "title": "关于绩效评价的通知", "body": "<p>正文第一段</p>", "summary": "部署绩效评价。",
        "column": desk.columns["tongzhi"].pk, "genre": "notice", "created_on": "2019-06-03", "mode": "proactive",
        "unit": desk.world.finance.pk, "draft_key": "0f3c",
    } | changes  # fmt: skip


def act(client, publication, verb, **fields):
    publication.refresh_from_db()
    data = {"seen": publication.revision} | fields
    return client.post(reverse("publishing_act", args=[publication.pk, verb]), data, follow=True)


def test_a_text_goes_from_form_to_public_through_four_people(desk, sign_in):
    client = sign_in("张财")
    client.post(reverse("publishing_new"), typed(desk))
    publication = Publication.objects.get()
    assert "<p>正文第一段</p>" in publication.body
    for name, verb in (("张财", "submit"), ("刘核", "check"), ("陈密", "pass_secrecy"), ("杨签", "sign")):
        page = act(sign_in(name), publication, verb)
        assert page.status_code == 200
    publication.refresh_from_db()
    assert publication.stage == "published"
    assert publication.index_no in page.content.decode()


def test_the_same_form_sent_twice_makes_one_draft(desk, sign_in):
    client = sign_in("张财")
    first = client.post(reverse("publishing_new"), typed(desk))
    second = client.post(reverse("publishing_new"), typed(desk))
    assert Publication.objects.count() == 1
    assert first.url == second.url


def test_an_error_keeps_everything_typed(desk, sign_in):
    page = sign_in("张财").post(
        reverse("publishing_new"), typed(desk, created_on="", summary="写了很久的概述")
    )
    text = page.content.decode()
    assert "您填写的内容都还在" in text
    assert "写了很久的概述" in text
    assert "&lt;p&gt;正文第一段&lt;/p&gt;" in text
    assert not Publication.objects.exists()


def test_a_refused_mode_is_explained_at_the_form(desk, sign_in):
    page = sign_in("张财").post(reverse("publishing_new"), typed(desk, mode="on_request"))
    assert "必须写明理由" in page.content.decode()


def test_an_older_page_saves_nothing_and_loses_nothing(desk, sign_in):
    draft = desk.draft()
    actions.revise(draft, by=desk.officer, at=at("2019-06-03 10:00"), expected_revision=1, title="同事改过的")
    fields = typed(desk, title="我改的标题", seen=1)
    page = sign_in("张财").post(reverse("publishing_edit", args=[draft.pk]), fields)
    draft.refresh_from_db()
    assert draft.title == "同事改过的"
    assert page.status_code == 409
    assert "已由张财于2019-06-03 10:00" in page.content.decode()
    assert "我改的标题" in page.content.decode()


def test_findings_stand_beside_the_text_with_their_words(desk, sign_in):
    draft = desk.draft(body="<p>请联系经办人王某，电话13909431234，谢谢。</p>")
    page = sign_in("张财").get(reverse("publishing_detail", args=[draft.pk])).content.decode()
    assert "含有手机号码" in page
    assert "139****1234" in page


def test_a_second_click_shows_who_was_first(desk, sign_in):
    submitted = desk.submitted()
    url = reverse("publishing_act", args=[submitted.pk, "check"])
    client = sign_in("刘核")
    assert client.post(url, {"seen": submitted.revision}).status_code == 302
    again = client.post(url, {"seen": submitted.revision, "note": "我的意见"})
    assert again.status_code == 409
    assert "您的“核稿通过”没有执行" in again.content.decode()
    assert submitted.acts.filter(act="check").count() == 1


@pytest.mark.parametrize(
    ("so_far", "who", "shown", "hidden"),
    [
        ("draft", "张财", ["提交核稿", "修改"], ["核稿通过"]),
        ("submitted", "张财", [], ["核稿通过", "提交核稿"]),
        ("submitted", "刘核", ["核稿通过", "退回"], ["签发公开"]),
        ("cleared", "杨签", ["签发公开", "退回"], ["保密审查通过"]),
        ("published", "杨签", ["撤回"], ["签发公开"]),
        ("published", "张财", [], ["撤回…"]),
    ],
)
def test_each_person_sees_exactly_her_buttons(desk, sign_in, so_far, who, shown, hidden):
    publication = getattr(desk, so_far)()
    page = sign_in(who).get(reverse("publishing_detail", args=[publication.pk])).content.decode()
    todo = page[page.index('id="todo"') : page.index("</section>", page.index('id="todo"'))]
    assert all(label in todo for label in shown)
    assert not any(label in todo for label in hidden)


@pytest.mark.parametrize("name", ["publishing_detail", "publishing_edit"])
def test_another_units_text_does_not_exist(desk, sign_in, name):
    assert sign_in("吴镇").get(reverse(name, args=[desk.draft().pk])).status_code == 404


@pytest.mark.parametrize("verb", ["submit", "check", "pass_secrecy", "sign", "send_back", "withdraw"])
def test_another_units_text_cannot_be_acted_on(desk, sign_in, verb):
    draft = desk.draft()
    assert sign_in("吴镇").post(reverse("publishing_act", args=[draft.pk, verb])).status_code == 404
    draft.refresh_from_db()
    assert draft.revision == 1


def test_files_of_another_unit_cannot_be_fetched(desk, sign_in):
    draft = desk.draft()
    file = actions.attach(draft, by=desk.officer, at=at("2019-06-03 09:05"), name="a.pdf", content=PDF)
    url = reverse("publishing_file", args=[draft.pk, file.pk])
    assert sign_in("吴镇").get(url).status_code == 404
    assert b"".join(sign_in("刘核").get(url).streaming_content) == PDF


def test_an_upload_joins_the_draft_and_a_foreign_one_is_named(desk, sign_in):
    draft = desk.draft()
    files = [SimpleUploadedFile("好.pdf", PDF), SimpleUploadedFile("坏.pdf", b"MZ")]
    page = sign_in("张财").post(reverse("publishing_attach", args=[draft.pk]), {"files": files}, follow=True)
    assert [file.name for file in draft.files.all()] == ["好.pdf"]
    assert "附件“坏.pdf”的内容不是可接收的类型，而是 Windows 程序" in page.content.decode()


def test_the_list_shows_the_units_own_texts_what_is_due_first_on_top(desk, sign_in):
    desk.draft(title="后到期的", created_on=date(2019, 6, 3))
    desk.draft(title="先到期的", created_on=date(2019, 5, 6))
    page = sign_in("张财").get(reverse("publishing_list")).content.decode()
    assert page.index("先到期的") < page.index("后到期的")
    assert "后到期的" not in sign_in("吴镇").get(reverse("publishing_list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "12号"}, ["甲"]),
        ({"column": "jiedu"}, ["乙"]),
        ({"since": "2019-06-01"}, ["乙"]),
        ({"stage": "published"}, ["丙"]),
    ],
)
def test_filters_of_the_list_stand_in_its_address(desk, sign_in, query, found):
    desk.draft(title="甲信息", doc_number="白区财发〔2019〕12号", created_on=date(2019, 5, 6))
    desk.draft(title="乙信息", column=desk.columns["jiedu"])
    desk.published(title="丙信息")
    if "column" in query:
        query = {"column": desk.columns[query["column"]].pk}
    page = sign_in("张财").get(reverse("publishing_list"), query).content.decode()
    assert [name for name in "甲乙丙" if f"{name}信息" in page] == found


def test_a_late_item_says_how_late(desk, sign_in):
    publication = desk.published(created_on=date(2019, 4, 30))
    page = sign_in("张财").get(reverse("publishing_detail", args=[publication.pk])).content.decode()
    assert "迟公开 2 个工作日" in page


def test_a_body_with_a_table_is_edited_without_loss(desk, sign_in):
    draft = desk.draft(body="<table><tr><td>甲</td></tr></table>")
    page = sign_in("张财").get(reverse("publishing_edit", args=[draft.pk])).content.decode()
    assert "&lt;table&gt;" in page


def test_a_stranger_signs_in_first(desk, client):
    assert client.get(reverse("publishing_list")).status_code == 302


def test_the_editor_hands_over_every_keystroke_at_once(desk, sign_in):
    page = sign_in("张财").get(reverse("publishing_new")).content.decode()
    assert "&quot;setup&quot;: &quot;gkEditor&quot;" in page
