"""What is handed over holds nothing of what was blacked out, whatever the source looked like."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from gongkai.disclosure.redaction import paper, rendition, tokens, verify
from gongkai.disclosure.redaction.regions import Region
from tests.unit.disclosure.redaction import papers
from tests.unit.disclosure.redaction.papers import (
    EVERYWHERE,
    ID_NUMBER,
    LIST,
    PHONE,
    extracted,
    region_over,
    typeset,
)

WHITE = "1 1 1 rg BT /Helv 14 Tf 100 400 Td (SECRET42) Tj ET"
UNDER_A_BAR = "0 0 0 rg BT /Helv 14 Tf 100 400 Td (SECRET42) Tj ET 95 390 120 30 re f"
PLAIN = "0 0 0 rg BT /Helv 14 Tf 100 400 Td (SECRET42) Tj ET"


def made(content, *regions):
    """Make and check the rendition, as the verb does."""
    result = rendition.made(content, regions)
    verify.must_be_clean(result)
    return result


def test_words_under_a_region_are_gone_and_the_others_stay():
    source = typeset(LIST)
    result = made(source, *region_over(source, "张三丰"), *region_over(source, ID_NUMBER))
    for text in extracted(result.content):
        assert "张三丰" not in text
        assert ID_NUMBER not in text
        assert "补助对象名单收款人" in text
        assert f"电话{PHONE}" in text
        assert "经办人李四，合同金额320000元。" in text


def test_a_number_covered_in_part_is_gone_as_a_whole():
    source = typeset(LIST)
    (whole,) = region_over(source, ID_NUMBER)
    middle = Region(
        1, (whole.left * 2 + whole.right) // 3, whole.top, (whole.left + whole.right * 2) // 3, whole.bottom
    )
    for text in extracted(made(source, middle).content):
        assert not any(part in text for part in (ID_NUMBER[:6], ID_NUMBER[-4:]))


def test_the_region_is_black_and_the_rest_is_as_it_was():
    source = typeset(LIST)
    regions = region_over(source, ID_NUMBER)
    result = made(source, *regions)
    pictures = []
    for content in (source, result.content):
        with paper.opened(content) as document, paper.page_of(document, 1) as page:
            pictures.append(paper.picture_of(page, 100).convert("L"))
    before, after = pictures
    box = regions[0].on(before.size)
    inside = tuple(map(round, (box.left + 2, box.top + 2, box.right - 2, box.bottom - 2)))
    assert after.crop(inside).getextrema()[1] < 30
    below = (0, round(box.bottom + 10), *before.size)
    assert abs(sum(before.crop(below).histogram()[200:]) - sum(after.crop(below).histogram()[200:])) < 4000


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_is_blacked_out_where_it_is_shown(degrees):
    source = papers.changed(typeset(LIST), papers.turned(degrees))
    regions = region_over(source, "张三丰")
    assert len(regions) >= 1
    for text in extracted(made(source, *regions).content):
        assert not {"三", "丰"} & set(text)
        assert {"李", "四", "经"} <= set(text)


def test_a_region_is_measured_on_the_turned_page():
    source = papers.changed(typeset(LIST), papers.turned(180))
    upper_half, lower_half = Region(1, 0, 0, 10_000, 5_000), Region(1, 0, 5_000, 10_000, 10_000)
    assert all("张" in text for text in extracted(made(source, upper_half).content))
    assert not any("张" in text for text in extracted(made(source, lower_half).content))


def test_what_the_crop_cuts_off_does_not_go_out():
    source = papers.changed(typeset(LIST), papers.cropped(0, 0, 595, 740))
    shown = "".join(extracted(made(source).content))
    assert "张三丰" not in shown
    source = papers.changed(typeset(LIST), papers.cropped(50, 600, 500, 800))
    result = made(source, *region_over(source, "张三丰"))
    assert all("张三丰" not in text and "李四" in text for text in extracted(result.content))


@pytest.mark.parametrize(
    "change",
    [
        papers.drawing_more(WHITE),
        papers.drawing_more(UNDER_A_BAR),
        papers.drawing_more("BT 3 Tr /Helv 14 Tf 100 400 Td (SECRET42) Tj ET"),
        papers.drawing_more("BT /Helv 14 Tf 100 2000 Td (SECRET42) Tj ET"),
        papers.on_hidden_layer(PLAIN),
        papers.drawing_more("/Span <</ActualText (SECRET42)>> BDC BT /Helv 14 Tf 100 400 Td (X) Tj ET EMC"),
    ],
    ids=["white", "under a bar", "unseen", "off the page", "hidden layer", "replacement text"],
)
def test_what_cannot_be_seen_does_not_go_out_even_on_a_page_without_regions(change):
    source = papers.changed(typeset(LIST, LIST), change, number=1)
    result = made(source, EVERYWHERE)
    assert result.sheets[1].becomes_picture
    assert not any("SECRET42" in text for text in extracted(result.content, 2))
    assert all("张三丰" in text for text in extracted(result.content, 2))
    assert b"SECRET42" not in papers.every_stream(result.content)


def test_the_letters_of_a_ligature_stay_readable():
    glyph = "/Span <</ActualText (fi)>> BDC BT /Helv 14 Tf 100 400 Td (X) Tj ET EMC"
    result = made(papers.changed(typeset(LIST), papers.drawing_more(glyph)))
    assert all(text.endswith("fi") for text in extracted(result.content))


def test_what_can_be_seen_stays_text_on_a_page_without_regions():
    source = papers.changed(typeset(LIST, LIST), papers.drawing_more(PLAIN), number=1)
    result = made(source, EVERYWHERE)
    assert not result.sheets[1].becomes_picture
    assert all("SECRET42" in text for text in extracted(result.content, 2))


@pytest.mark.parametrize(
    "change", [papers.with_note("SECRET42"), papers.with_field("SECRET42")], ids=["note", "field"]
)
def test_notes_and_fields_go_out_as_they_are_shown_or_under_a_region(change):
    source = papers.changed(typeset(LIST), change)
    place = Region(1, 1_500, 8_400, 5_200, 8_900)
    with paper.opened(source) as document, paper.page_of(document, 1) as page:
        shown = paper.picture_of(page, 100).convert("L").crop((139, 1000, 420, 1035))
        assert shown.getextrema()[0] < 100
    result = made(source, place)
    assert b"SECRET42" not in papers.every_stream(result.content)
    with paper.opened(result.content) as document, paper.page_of(document, 1) as page:
        shown = paper.picture_of(page, 100).convert("L").crop((139, 1000, 420, 1030))
        assert shown.getextrema()[1] < 60


def test_nothing_but_the_pages_goes_out():
    def change(writer, page):
        writer.add_metadata({"/Author": "张三丰", "/Title": "SECRET42"})
        writer.add_attachment("SECRET42.txt", b"SECRET42")
        writer.add_outline_item("SECRET42", page_number=0)
        script = {"/S": papers.NameObject("/JavaScript"), "/JS": papers.TextStringObject("SECRET42")}
        writer._root_object[papers.NameObject("/OpenAction")] = papers.DictionaryObject(
            {papers.NameObject(key): value for key, value in script.items()}
        )
        writer.xmp_metadata = b"<x>SECRET42</x>"

    source = papers.changed(typeset(LIST, "第二页"), change)
    result = made(source, *region_over(source, "张三丰"))
    assert b"SECRET42" not in papers.every_stream(result.content)
    reader = PdfReader(io.BytesIO(result.content))
    assert set(reader.trailer["/Root"]) <= {"/Type", "/Pages"}
    assert "/Info" not in reader.trailer


def test_an_earlier_revision_of_the_file_does_not_go_out():
    source = io.BytesIO(typeset(LIST, "第二页"))
    writer = PdfWriter(source, incremental=True)
    writer.pages[1].rotate(90)
    target = io.BytesIO()
    writer.write(target)
    result = made(target.getvalue(), EVERYWHERE)
    assert result.content.count(b"%%EOF") == 1
    assert not any("张" in text for text in extracted(result.content))


def test_pictures_of_other_pages_in_shared_resources_do_not_go_out():
    """Scanners put the pictures of all pages into one dictionary that every page refers to."""
    scans = [Image.new("RGB", (300, 400), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    scans[0].save(target, "PDF", save_all=True, append_images=scans[1:])
    writer = PdfWriter(clone_from=target)
    shared = writer.pages[0]["/Resources"]["/XObject"]
    for number, page in enumerate(writer.pages):
        (name,) = page["/Resources"]["/XObject"]
        picture = page["/Resources"]["/XObject"].raw_get(name)
        page["/Contents"].get_object().set_data(f"q 300 0 0 400 0 0 cm /Scan{number} Do Q".encode())
        shared[papers.NameObject(f"/Scan{number}")] = picture
    for page in writer.pages:
        page[papers.NameObject("/Resources")] = writer.pages[0]["/Resources"]
    result = made(papers.written(writer), EVERYWHERE)
    assert [sheet.becomes_picture for sheet in result.sheets] == [True, False, False]
    reader = PdfReader(io.BytesIO(result.content))
    assert [len(page.images) for page in reader.pages] == [1, 1, 1]
    shown = [
        picture.image.convert("RGB").getpixel((5, 5)) for page in reader.pages for picture in page.images
    ]
    assert shown[0] == (0, 0, 0)
    assert all(max(colour) == colour[place] > 100 for colour, place in zip(shown[1:], (1, 2), strict=True))


def test_what_a_camera_wrote_into_a_picture_does_not_go_out():
    exif = Image.Exif()
    exif[0x010E] = "SECRET42"
    picture, target = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "JPEG", exif=exif)
    Image.new("RGB", (300, 400), "white").save(target, "PDF")

    def change(writer, page):
        (name,) = page["/Resources"]["/XObject"]
        page["/Resources"]["/XObject"][name]._data = picture.getvalue()

    source = papers.changed(target.getvalue(), change)
    assert b"SECRET42" in source
    assert b"SECRET42" not in made(source).content


@pytest.mark.parametrize(
    "drawing, is_whole",
    [
        ("q 200 0 0 200 50 50 cm /{0} Do Q", True),
        ("q 50 50 200 200 re W n 200 0 0 200 50 50 cm /{0} Do Q", True),
        ("q 50 50 80 80 re W n 200 0 0 200 50 50 cm /{0} Do Q", False),
        ("q 900 0 0 200 50 50 cm /{0} Do Q", False),
    ],
    ids=["whole", "framed", "cut by a frame", "cut by the edge"],
)
def test_what_is_cut_off_a_picture_does_not_go_out(drawing, is_whole):
    target = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(target, "PDF")

    def change(writer, page):
        (name,) = page["/Resources"]["/XObject"]
        page["/Contents"].get_object().set_data(drawing.format(name[1:]).encode())

    (sheet,) = made(papers.changed(target.getvalue(), change)).sheets
    assert sheet.becomes_picture is not is_whole


def test_a_font_that_knows_a_hidden_character_does_not_go_out():
    """The subset of a font lists the characters of the whole document: a rare name could be read off it."""
    source = typeset("收款人张鱻龘。", "附件：收款说明张人。")
    assert not made(source, *region_over(source, "收款")).sheets[1].becomes_picture
    result = made(source, *region_over(source, "张鱻龘"))
    assert result.sheets[1].becomes_picture
    assert all("附件：收款说明张人。" in text for text in extracted(result.content, 2))
    for character in "鱻龘":
        assert (
            character.encode("utf-16-be").hex().upper().encode()
            not in papers.every_stream(result.content).upper()
        )


def test_a_scan_without_text_is_blacked_out():
    target = io.BytesIO()
    Image.new("RGB", (1654, 2339), "white").save(target, "PDF", resolution=200)
    result = made(target.getvalue(), Region(1, 1_000, 1_000, 3_000, 2_000))
    with paper.opened(result.content) as document, paper.page_of(document, 1) as page:
        picture = paper.picture_of(page, 50).convert("L")
    assert picture.getpixel((picture.width // 5, picture.height * 15 // 100)) < 30
    assert picture.getpixel((picture.width // 2, picture.height // 2)) > 240


def test_a_file_that_was_not_cleaned_is_refused():
    source = typeset(LIST)
    result = rendition.made(source, region_over(source, "张三丰"))
    careless = rendition.Rendition(source, result.sheets)
    with pytest.raises(verify.Refusal, match="没有通过核验"):
        verify.must_be_clean(careless)


def test_text_drawn_back_under_the_bar_is_refused():
    source = typeset(LIST)
    result = rendition.made(source, region_over(source, "张三丰"))
    leaking = papers.changed(result.content, papers.drawing_more(PLAIN))
    with pytest.raises(verify.Refusal, match="第1页多出了文字"):
        verify.must_be_clean(rendition.Rendition(leaking, result.sheets))


def test_a_region_that_was_not_painted_is_refused(monkeypatch):
    source = typeset(LIST)
    monkeypatch.setattr(paper, "blacked_out", lambda picture, boxes, dpi: picture)
    with pytest.raises(verify.Refusal, match="没有完全涂黑"):
        made(source, *region_over(source, "张三丰"))


@pytest.mark.parametrize("key", ["JS", "Metadata", "EmbeddedFiles"])
def test_a_file_with_anything_beside_its_pages_is_refused(key):
    source = typeset(LIST)
    result = rendition.made(source, region_over(source, "张三丰"))

    def change(writer, page):
        page[papers.NameObject(f"/{key}")] = papers.TextStringObject("x")

    with pytest.raises(verify.Refusal, match=key):
        verify.must_be_clean(rendition.Rendition(papers.changed(result.content, change), result.sheets))


SIDE = st.integers(0, 9_900)
PAGES = (
    LIST,
    "#table(columns: 3, [姓名], [账号], [金额], [王五], [6222020200098765432], [1,200], [赵六], [6222020200098765433], [80])",
    "#rotate(90deg)[横排的附表 ABC123] #lorem(60)",
)


@st.composite
def regions_on(draw, pages):
    page = draw(st.integers(1, pages))
    left, top = draw(SIDE), draw(SIDE)
    return Region(page, left, top, draw(st.integers(left + 1, 10_000)), draw(st.integers(top + 1, 10_000)))


@settings(max_examples=30, deadline=None)
@given(regions=st.lists(regions_on(3), min_size=1, max_size=5), degrees=st.sampled_from([0, 90, 180, 270]))
def test_whatever_is_marked_is_gone_and_whatever_is_not_stays(regions, degrees):
    source = papers.changed(typeset(*PAGES), papers.turned(degrees))
    result = made(source, *regions)
    with paper.opened(source) as document:
        for number in (1, 2, 3):
            with paper.page_of(document, number) as page:
                words = list(tokens.tokens_of(paper.characters_of(page)))
                boxes = [region.on(page.get_size()) for region in regions if region.page == number]
            kept = "".join(word.text for word in words if not any(box.meets(word.box) for box in boxes))
            for text in extracted(result.content, number):
                assert sorted(text) == sorted(kept)
