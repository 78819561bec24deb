"""What offices keep beside the texts: each page opens for who may see it, each verb is reached through its form."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.publishing import duties, wordlist
from gongkai.publishing.models import Autosave, HandOver, Publication, WordRule
from gongkai.units.models import Post
from gongkai.voice.messages import challenge
from tests.conftest import at, plan

PAGES = (
    "interpretations",
    "duties",
    "words",
    "hand_over",
    "people",
    "import",
    "import_many",
    "list",
    "new",
)


@pytest.fixture
def sign_in(client, world):
    def sign_in_as(name):
        client.force_login(world.people[name])
        return client

    return sign_in_as


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["张财", "郑公开", "何审计", "黄局长"])
def test_every_page_opens_for_everybody_at_the_desk(desk, sign_in, name, who):
    assert sign_in(who).get(reverse(f"publishing_{name}")).status_code == 200


def test_the_word_list_begins_with_known_slips_and_is_kept_by_the_competent_office(desk, sign_in):
    wordlist.install(date(2019, 1, 1))
    assert WordRule.objects.get(wrong="网名留言").right == "网民留言"
    word = {"do": "add", "kind": "slip", "wrong": "试一试", "right": "试行", "source": "测试"}
    page = sign_in("张财").post(reverse("publishing_words"), word, follow=True)
    assert "不能修改" in page.content.decode()
    sign_in("郑公开").post(reverse("publishing_words"), word)
    rule = WordRule.objects.get(wrong="试一试", until=None)
    sign_in("郑公开").post(reverse("publishing_words"), {"do": "end", "word": rule.pk})
    rule.refresh_from_db()
    assert rule.until is not None


def test_items_are_handed_over_from_the_page_and_listed_in_a_table(desk, sign_in):
    desk.published()
    today = timezone.localdate().isoformat()
    handed = {
        "unit": desk.world.finance.pk,
        "receiver": "library",
        "handed_on": today,
        "received_by": "陈馆员",
    }
    page = sign_in("张财").post(reverse("publishing_hand_over"), handed, follow=True)
    assert "共1件" in page.content.decode()
    table = sign_in("张财").get(reverse("publishing_hand_over_list", args=[HandOver.objects.get().pk]))
    assert table.content.startswith(b"PK")
    assert sign_in("吴镇").get(table.wsgi_request.path).status_code == 404


def test_a_head_names_a_substitute_for_a_time_and_an_officer_does_not(desk, sign_in, world):
    today = timezone.localdate()
    asked = {
        "do": "appoint", "unit": world.finance.pk, "role": "approver", "user": world.people["刘核"].pk,
        "since": today.isoformat(), "until": (today + timedelta(days=7)).isoformat(),
    }  # fmt: skip
    page = sign_in("张财").post(reverse("publishing_people"), asked, follow=True)
    assert "不能办理此事" in page.content.decode()
    sign_in("黄局长").post(reverse("publishing_people"), asked)
    post = Post.objects.get(user=world.people["刘核"], role="approver")
    assert post.until == today + timedelta(days=7)
    sign_in("黄局长").post(reverse("publishing_people"), {"do": "end", "post": post.pk})
    post.refresh_from_db()
    assert post.until <= today


def test_what_is_typed_is_kept_for_its_author_alone_until_it_is_saved(desk, sign_in):
    draft = desk.draft()
    client = sign_in("张财")
    client.post(reverse("publishing_autosave", args=[draft.pk]), {"title": "写到一半", "seen": 1})
    assert "写到一半" in client.get(reverse("publishing_edit", args=[draft.pk])).content.decode()
    draft.refresh_from_db()
    assert draft.title != "写到一半"
    assert (
        "写到一半"
        not in sign_in("刘核").get(reverse("publishing_edit", args=[draft.pk]), follow=True).content.decode()
    )
    client = sign_in("张财")
    client.get(reverse("publishing_edit", args=[draft.pk]), {"drop": ""})
    assert not Autosave.objects.exists()


def test_a_correction_is_put_in_the_place_of_its_words(desk, sign_in):
    wordlist.install(date(2019, 1, 1))
    draft = desk.draft(body="<p>收到网名留言96条。</p>")
    client = sign_in("张财")
    page = client.get(reverse("publishing_detail", args=[draft.pk])).content.decode()
    assert "替换为“网民留言”" in page
    assert '<mark id="f-' in page
    key = page.split('name="finding" value="')[1].split('"')[0]
    client.post(reverse("publishing_fix", args=[draft.pk]), {"finding": key})
    draft.refresh_from_db()
    assert draft.body == "<p>收到网民留言96条。</p>"


def test_remarks_in_the_text_come_back_to_the_drafter_at_their_words(desk, sign_in):
    submitted = desk.submitted(body="<p>本年支出壹佰万元。</p>")
    returned = {
        "seen": submitted.revision,
        "note": "请核对",
        "quote": ["壹佰万元", ""],
        "remark": ["与附表不符", ""],
    }
    sign_in("刘核").post(reverse("publishing_act", args=[submitted.pk, "send_back"]), returned)
    page = sign_in("张财").get(reverse("publishing_detail", args=[submitted.pk])).content.decode()
    assert '<mark id="c-0" title="与附表不符">壹佰万元</mark>' in page


def test_many_texts_are_signed_in_one_go_with_a_decision_each(desk, sign_in):
    good, changed = desk.cleared(), desk.cleared(title="第二件")
    form = {
        "verb": "sign",
        "pk": [good.pk, changed.pk],
        f"seen-{good.pk}": good.revision,
        f"seen-{changed.pk}": 1,
    }
    page = sign_in("杨签").post(reverse("publishing_bulk"), form, follow=True).content.decode()
    good.refresh_from_db()
    changed.refresh_from_db()
    assert (good.stage, changed.stage) == ("published", "signing")
    assert "已对1条信息逐条办理“签发公开”" in page
    assert "《第二件》没有办理" in page


def test_document_and_interpretation_are_signed_from_one_page(desk, sign_in):
    document = desk.cleared(genre="normative", **plan(timezone.localdate().isoformat()))
    text = desk.cleared(
        title="解读",
        genre="interpretation",
        interprets=document,
        interpretation_kind="unit",
        body="<p>背景。</p>",
    )
    client = sign_in("杨签")
    assert (
        "与文件同步签发的解读"
        in client.get(reverse("publishing_detail", args=[document.pk])).content.decode()
    )
    client.post(
        reverse("publishing_act", args=[document.pk, "sign"]),
        {"seen": document.revision, "together": [text.pk]},
    )
    assert set(Publication.objects.values_list("stage", flat=True)) == {"published"}


def test_the_guide_is_written_from_the_facts_at_a_click(desk, sign_in):
    duties.install(date(2019, 1, 1))
    client = sign_in("张财")
    assert "没有公开指南" in client.get(reverse("publishing_duties")).content.decode()
    client.post(reverse("publishing_guide", args=[desk.world.finance.pk]))
    assert Publication.objects.get().title == "白银区财政局政府信息公开指南"


def test_the_preview_shows_the_public_page_of_a_draft(desk, sign_in):
    draft = desk.draft(body="<p>草稿的正文</p>")
    client = sign_in("刘核")
    assert client.get(reverse("publication_preview", args=[draft.pk])).status_code == 200
    page = client.get(reverse("publication_preview_page", args=[draft.pk]))
    assert "草稿的正文" in page.content.decode()
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert sign_in("吴镇").get(reverse("publication_preview_page", args=[draft.pk])).status_code == 404


def an_opinion(client, call, text, **changes):
    """Send an opinion as a browser without scripts does, with the answer to the question."""
    page = client.get(f"/comment/{call.slug}/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    answer = str(challenge._question(challenge.nonce_of(token))[1])
    typed = {"text": text, "token": token, "answer": answer, **changes}
    return [client.post(f"/comment/{call.slug}/", typed).content.decode() for _ in range(2)]


def test_the_public_form_tells_people_from_programs_and_one_form_makes_one_opinion(desk, client):
    from gongkai.publishing.models import Comment

    call = desk.published(comment_kind="decision", comment_until=date(2099, 7, 3))
    for page in an_opinion(client, call, "建议增加站点。", answer=""):
        assert "还没有通过验证" in page
        assert "建议增加站点。" in page
    for page in an_opinion(client, call, "建议增加站点。"):
        assert "是第1条" in page
    assert all("已经提交过同样的意见" in page for page in an_opinion(client, call, "建议增加站点。"))
    for number in range(9):
        an_opinion(client, call, f"意见{number}")
    assert "一小时内已收到多条意见" in an_opinion(client, call, "再一条")[0]
    assert Comment.objects.count() == 10


def test_an_opinion_is_weighed_at_the_desk(desk, sign_in):
    from gongkai.publishing import actions

    call = desk.published(comment_kind="decision", comment_until=date(2019, 7, 3))
    opinion = actions.receive(call, at=at("2019-06-10 09:00"), text="建议增加站点。", name="王某")
    client = sign_in("张财")
    assert "建议增加站点。" in client.get(reverse("publishing_comments", args=[call.pk])).content.decode()
    weighed = {"comment": opinion.pk, "handling": "adopted"}
    client.post(reverse("publishing_comments", args=[call.pk]), weighed)
    opinion.refresh_from_db()
    assert opinion.get_handling_display() == "采纳"
