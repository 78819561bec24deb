"""Acts on items long public: what they touch, and that nothing of what was taken back stays."""

import errno
import hashlib
import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.urls import reverse

from gongkai.portal import comparing, files, lists, pages, site
from gongkai.portal.models import ExportToWrite, ListToWrite, PageEnd, SiteFault
from gongkai.portal.pages import downloads, open_data, paging
from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from tests.conftest import at, plan

NOW = at("2019-06-03 12:00")
LATER = at("2019-06-05 12:00")


def read(path):
    return (settings.SITE_ROOT / path).read_text()


@pytest.fixture
def revise(world):
    """Return a function that puts another text, with other files, in the place of a public one."""

    def again(item, files=(), **fields):
        draft = actions.amend(
            item, by=world.actor("张财"), at=at("2019-06-04 09:00"), changed_on=at("2019-06-04 09:00").date(), change_note="更正",
        )  # fmt: skip
        for kept in draft.files:
            actions.detach(kept, by=world.actor("张财"), at=at("2019-06-04 09:01"))
        for name, content in files:
            actions.attach(
                draft, by=world.actor("张财"), at=at("2019-06-04 09:02"), name=name, content=content
            )
        draft = Publication.objects.get(pk=draft.pk)
        actions.revise(
            draft,
            by=world.actor("张财"),
            at=at("2019-06-04 09:05"),
            expected_revision=draft.revision,
            **fields,
        )
        actions.submit(draft, by=world.actor("张财"), at=at("2019-06-04 09:10"))
        actions.check(draft, by=world.actor("刘核"), at=at("2019-06-04 09:20"))
        actions.pass_secrecy(draft, by=world.actor("陈密"), at=at("2019-06-04 09:30"))
        actions.sign(draft, by=world.actor("杨签"), at=at("2019-06-04 10:00"))
        return Publication.objects.get(pk=item.pk)

    return again


@pytest.fixture
def withdraw(world):
    def take_back(item):
        item = Publication.objects.get(pk=item.pk)
        actions.withdraw(item, by=world.actor("杨签"), at=at("2019-06-05 09:00"), reason="内容有误")

    return take_back


def test_a_file_left_out_by_a_revision_leaves_its_address_and_stays_with_the_former_version(publish, revise):
    item = publish(files=[("名单.json", b"{}"), ("说明.json", b"[]")])
    site.sweep(NOW)
    revise(item, files=[("说明.json", b"[]")], body="<p>更正后</p>")
    site.sweep(LATER)
    folder = settings.SITE_ROOT / downloads.folder(item)
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    assert names == [
        "v1/名单.json",
        "v1/名单.json.gz",
        "v1/说明.json",
        "v1/说明.json.gz",
        "说明.json",
        "说明.json.gz",
    ]
    assert comparing.differences() == []


def test_a_withdrawal_takes_every_file_away_also_those_of_former_versions(publish, revise, withdraw):
    item = publish(files=[("名单.json", b"{}")])
    site.sweep(NOW)
    revise(item, body="<p>更正后</p>")
    site.sweep(LATER)
    withdraw(item)
    site.sweep(LATER)
    assert not (settings.SITE_ROOT / downloads.folder(item)).exists()
    assert not (settings.SITE_ROOT / f"item/{item.slug}-v1.html").exists()
    assert comparing.differences() == []


def test_a_file_of_the_same_name_and_size_is_replaced(publish, revise):
    item = publish(files=[("名单.json", b"[1]")])
    site.sweep(NOW)
    revise(item, files=[("名单.json", b"[2]")], body="<p>更正后</p>")
    site.sweep(LATER)
    content = (settings.SITE_ROOT / downloads.folder(item) / "名单.json").read_bytes()
    assert content == b"[2]"
    assert hashlib.sha256(content).hexdigest() in read(pages.item_path(item))


def test_the_title_of_what_is_withdrawn_leaves_the_pages_linked_with_it(publish, world, withdraw):
    old = publish(title="旧办法", column="gfxwj", genre="normative", **plan("2019-06-03"))
    new = publish(title="新办法（被撤回的）", column="gfxwj", genre="normative", **plan("2019-06-03"))
    reading = publish(title="新办法解读", column="jiedu", genre="interpretation", interprets=new, interpretation_kind="unit", body="<p>为什么这样规定。</p>")  # fmt: skip
    call = publish(title="征求意见（被撤回的）", column="zhengji", comment_kind="decision", comment_until=at("2019-12-01 09:00").date())  # fmt: skip
    result = publish(title="意见采纳情况", column="zhengji", result_of=call)
    actions.mark_validity(
        old, by=world.actor("杨签"), at=at("2019-06-03 11:00"), validity="repealed", on=NOW.date(), note="", changed_by=new,
    )  # fmt: skip
    site.sweep(NOW)
    linked = {reading: new, old: new, result: call}
    for item, named in linked.items():
        assert named.title in read(pages.item_path(item)), item.title
    withdraw(new)
    withdraw(call)
    site.sweep(LATER)
    for item, named in linked.items():
        assert named.title not in read(pages.item_path(item)), item.title
        assert named.slug not in read(pages.item_path(item)), item.title


@pytest.fixture
def written(monkeypatch):
    paths = []
    whole = files.write
    monkeypatch.setattr(files, "write", lambda path, content: (paths.append(path), whole(path, content)))
    return paths


def pages_in(written, folder):
    return sorted(
        path.removeprefix(folder) for path in written if path.startswith(folder) and path.endswith(".html")
    )


def test_a_mark_on_the_oldest_item_writes_only_the_pages_that_hold_it(publish, world, written):
    items = [
        publish(title=f"第{number}件", column="gfxwj", genre="normative", **plan("2019-06-03"))
        for number in range(101)
    ]
    site.install()
    site.sweep(NOW)
    written.clear()
    actions.mark_validity(
        items[0],
        by=world.actor("杨签"),
        at=at("2019-06-04 09:00"),
        validity="repealed",
        on=NOW.date(),
        note="清理公告",
    )
    site.sweep(LATER)
    html = {path for path in written if path.endswith(".html")} - {
        "statistics/index.html",
        "standard/index.html",
        "voice/index.html",
        "voice/statistics/index.html",
    }
    page = {"column/gfxwj/p1.html", "column/P01/p1.html", "column/statutory/p1.html", "column/xxgk/p1.html"}
    page |= {
        "unit/czj/p1.html",
        "unit/czj/gfxwj/p1.html",
        "unit/czj/P01/p1.html",
        "archive/2019-06/p1.html",
        "policy/p1.html",
    }
    page |= {"policy/in_force/p1.html", "policy/year-2019/p1.html", "policy/unit-czj/p1.html"}
    came = {"column/gfxwj/former/index.html", "column/P01/former/index.html", "policy/repealed/index.html"}
    assert html == page | came | {pages.item_path(items[0]), "index.html"}
    assert items[0].slug not in read("column/gfxwj/p1.html")
    assert "已废止" in read("unit/czj/p1.html")
    assert comparing.differences() == []


def test_a_new_document_writes_no_list_of_another_validity(publish, written):
    site.install()
    site.sweep(NOW)
    written.clear()
    publish(title="新办法", column="gfxwj", genre="normative", **plan("2019-06-03"))
    site.sweep(NOW)
    assert "policy/in_force/index.html" in written
    assert not any("former" in path or "repealed" in path for path in written)


def test_open_data_that_cannot_be_written_is_a_fault_and_made_good(publish, monkeypatch):
    publish()
    site.sweep(NOW)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")
        yield

    with monkeypatch.context() as broken:
        broken.setattr(open_data, "write_whole", full)
        site.sweep(NOW + lists.EXPORTS_EVERY)
    assert SiteFault.objects.filter(path="column/P07/all.json").exists()
    later = NOW + lists.EXPORTS_EVERY + timedelta(minutes=1)
    site.sweep(later)
    site.sweep(later)
    assert (settings.SITE_ROOT / "column/P07/all.json").exists()
    assert not SiteFault.objects.exists()


def test_a_withdrawal_of_an_old_item_leaves_a_gap_and_moves_no_other(publish, withdraw, written):
    items = [publish(title=f"第{number}件") for number in range(3 * pages.PER_PAGE + 1)]
    site.install()
    site.sweep(NOW)
    second = read("column/P07/p2.json")
    written.clear()
    withdraw(items[3])
    site.sweep(LATER)
    assert pages_in(written, "column/P07/") == ["p1.html"]
    assert len(json.loads(read("column/P07/p1.json"))["items"]) == pages.PER_PAGE - 1
    assert read("column/P07/p2.json") == second
    assert comparing.differences() == []


def test_a_page_whose_items_were_all_withdrawn_says_so(publish, withdraw):
    items = [publish(title=f"第{number}件") for number in range(2 * pages.PER_PAGE)]
    site.sweep(NOW)
    for item in items[: pages.PER_PAGE]:
        withdraw(item)
    site.sweep(LATER)
    assert "都已撤回" in read("column/P07/p1.html")
    assert 'href="p1.html"' in read("column/P07/index.html")


def test_a_page_that_grows_too_long_is_divided(publish, monkeypatch):
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    monkeypatch.setattr(paging, "MOST_ON_PAGE", 3)
    for number in range(4):
        publish(title=f"第{number}件", when="2019-06-02")
    site.sweep(NOW)
    for number in range(2):
        publish(title=f"早第{number}件", when="2019-06-01")
        site.sweep(LATER)
    assert len(json.loads(read("column/P07/p1.json"))["items"]) == 2
    assert (settings.SITE_ROOT / "column/P07/p3.html").exists()
    assert comparing.differences() == []


def test_a_revision_that_changes_the_key_area_leaves_the_list_it_was_in(publish, revise):
    item = publish(key_area="教育")
    site.sweep(NOW)
    assert item.slug in read("topic/education/index.html")
    revise(item, key_area="", body="<p>更正后</p>")
    site.sweep(LATER)
    assert item.slug not in read("topic/education/index.html")


def test_a_list_is_written_some_pages_at_a_time(publish):
    for number in range(3 * pages.PER_PAGE):
        publish(title=f"第{number}件")
    site.sweep(NOW, budget=0.0)
    assert PageEnd.objects.count() == 1
    assert ListToWrite.objects.count() > 3
    for number in range(200):
        if not ListToWrite.objects.exists():
            break
        site.sweep(NOW + timedelta(seconds=number), budget=0.0)
    assert comparing.differences() == []


def test_pages_lead_to_the_newer_the_older_the_first_and_the_last(publish):
    for number in range(3 * pages.PER_PAGE + 1):
        publish(title=f"第{number}件")
    site.sweep(NOW)
    page = read("column/P07/p2.html")
    for way in ('href="./">最新', 'href="p3.html"', 'href="p1.html">最早', 'rel="next" href="p1.html"'):
        assert way in page
    assert 'href="p2.html"' in read("column/P07/index.html")


@pytest.mark.parametrize(
    ("page", "leads"), [("1", "/p1.html"), ("2", "/p2.html"), ("99", "/"), ("x", "/"), ("0", "/")]
)
def test_the_jump_leads_to_the_page_asked_for_or_the_newest(client, publish, page, leads):
    for number in range(2 * pages.PER_PAGE):
        publish(title=f"第{number}件")
    site.sweep(NOW)
    answer = client.get(reverse("list_jump"), {"list": "column/P07", "page": page})
    assert answer.status_code == 302
    assert answer["Location"] == f"/column/P07{leads}"


@pytest.mark.parametrize(
    "folder", ["", "//evil.example", "../../etc", "column/nowhere", "https://evil.example"]
)
def test_the_jump_leads_nowhere_else(client, world, folder):
    assert client.get(reverse("list_jump"), {"list": folder, "page": "1"}).status_code == 404


def test_a_whole_list_is_open_data_and_holds_nothing_withdrawn(publish, withdraw):
    items = [publish(title=f"第{number}件") for number in range(25)]
    site.sweep(NOW)
    site.sweep(NOW + lists.EXPORTS_EVERY)
    whole = json.loads(read("column/P07/all.json"))["items"]
    assert [row["index_no"] for row in whole] == [item.index_no for item in items]
    assert read("unit/czj/all.csv").count("\n") == 26
    withdraw(items[0])
    lists.remove_exports_with([Publication.objects.get(pk=items[0].pk)], LATER)
    assert not (settings.SITE_ROOT / "column/P07/all.json").exists()
    site.sweep(LATER)
    assert items[0].index_no not in read("column/P07/all.json")
    assert len(json.loads(read("column/P07/all.json"))["items"]) == 24
    assert not ExportToWrite.objects.filter(due_at__lte=LATER).exists()
    assert [path for path in settings.SITE_ROOT.rglob(".*") if path.is_file()] == []


def test_each_column_and_each_unit_has_a_feed(publish, withdraw):
    item = publish()
    site.sweep(NOW)
    for path in ("column/P07/feed.xml", "unit/czj/feed.xml", "feed.xml"):
        assert item.slug in read(path), path
        ET.fromstring(read(path))
    assert 'href="/column/P07/feed.xml"' in read("column/P07/index.html")
    withdraw(item)
    site.sweep(LATER)
    assert item.slug not in read("column/P07/feed.xml")


def test_an_item_without_attachments_can_be_taken_away_as_a_text(publish, revise):
    item = publish(
        body="<h2>一、总体</h2><p>每户<b>300元</b>。</p><table><tr><td>甲</td><td>1</td></tr></table>"
    )
    site.sweep(NOW)
    text = (settings.SITE_ROOT / downloads.folder(item) / "text.txt").read_text("utf-8-sig")
    assert "一、总体\n每户300元。\n甲\t1" in text.replace("\r\n", "\n")
    assert item.index_no in text
    assert "text.txt" in read(pages.item_path(item))
    revise(item, files=[("名单.json", b"{}")], body="<p>见附件</p>")
    site.sweep(LATER)
    assert not (settings.SITE_ROOT / downloads.folder(item) / "text.txt").exists()


def test_an_attachment_says_its_type_and_its_whole_digest(publish):
    item = publish(files=[("名单.json", b"{}")])
    site.sweep(NOW)
    page = read(pages.item_path(item))
    assert "JSON 数据" in page
    assert hashlib.sha256(b"{}").hexdigest() in page


def test_the_preview_hands_out_the_files_of_a_text_not_public_yet(client, world, publish):
    item = publish(files=[("名单.json", b"[7]")])
    draft = actions.draft(
        world.finance, by=world.actor("张财"), at=NOW, title="草稿", body="<p>见附件</p>", column=item.column, genre="notice",
        created_on=NOW.date(), summary="草稿",
    )  # fmt: skip
    actions.attach(draft, by=world.actor("张财"), at=NOW, name="名单.json", content=b"[8]")
    client.force_login(world.people["张财"])
    page = client.get(reverse("publication_preview_page", args=[draft.pk])).content.decode()
    address = f"{reverse('publication_preview', args=[draft.pk])}files/"
    assert f'href="{address}%E5%90%8D%E5%8D%95.json"' in page
    assert b"".join(client.get(f"{address}名单.json").streaming_content) == b"[8]"
    client.force_login(world.people["吴镇"])
    assert client.get(f"{address}名单.json").status_code == 404


def damaged(path, content=None):
    target = settings.SITE_ROOT / path
    if content is None:
        target.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("files/{slug}/名单.json", b"[9]"), ("files/{slug}/名单.json", None), ("files/{slug}/别的.json", b"[]"),
        ("files/nobody/a.json", b"[]"), ("column/P07/index.json", b'{"items": []}'), ("column/P07/index.html", None),
        ("feed.xml", b"<feed/>"), ("unit/czj/feed.xml", b"<feed/>"), ("sitemap-2019-06.xml", b"<urlset/>"),
    ],
)  # fmt: skip
def test_the_comparison_names_what_differs_beside_the_pages_of_items(publish, path, content):
    item = publish(files=[("名单.json", b"[1]")])
    site.sweep(NOW)
    assert comparing.differences() == []
    damaged(path.format(slug=item.slug), content)
    told = comparing.differences()
    assert told
    assert path.partition("/")[0].split("-")[0].split(".")[0] in told[0]


def test_the_comparison_asks_the_search_index(publish):
    from gongkai.search import index

    item = publish()
    site.sweep(NOW)
    index.update([], remove=[str(item.pk)])
    assert any("检索" in sentence and item.public_url in sentence for sentence in comparing.differences())


def test_the_statistics_of_a_column_open_into_the_list_that_holds_as_many(publish, world):
    items = [
        publish(title=f"第{number}件", column="gfxwj", genre="normative", **plan("2019-06-03"))
        for number in range(3)
    ]
    actions.mark_validity(
        items[0], by=world.actor("杨签"), at=at("2019-06-04 09:00"), validity="repealed", on=NOW.date(), note="清理公告"
    )  # fmt: skip
    counted = {address: n for _, address, n in pages.summed_up()["by_column"]}
    assert (counted["/column/gfxwj/"], counted["/column/gfxwj/former/"]) == (2, 1)
