"""How much of one text stands in another."""

from gongkai.law.likeness import LEAST, letters_of, likeness, prepared

TEXT = (
    "全年通过门户网站和公示栏主动公开信息1024条，其中惠民补贴发放结果公开到户；"
    "组织业务培训2次，财政局逐单位核对部门预算后统一上网，群众来电咨询当日答复。"
)


def share(one, other, names=("财政局",), other_names=("教育局",)):
    return likeness(prepared(one, names), letters_of(other, other_names)).share


def test_the_same_text_is_the_same_whatever_its_figures_names_and_punctuation():
    copied = (
        TEXT.replace("1024", "7").replace("2次", "11次").replace("财政局", "教育局").replace("；", "。\n")
    )
    assert share(TEXT, copied) == 1.0


def test_a_bound_figure_is_the_same_as_a_number():
    assert share(TEXT, TEXT.replace("1024", "{{figure:publications.total}}"), other_names=("财政局",)) == 1.0


def test_texts_about_the_same_in_other_words_are_not_alike():
    other = (
        "本年度公开了各类政府信息三百余条，重点公开村务和低保名单，开展培训，接受群众监督，做到应公开尽公开。"
    )
    assert share(TEXT, other) == 0.0


def test_half_a_text_is_half_a_copy_and_the_passage_is_shown():
    own = "学校招生划片、学位分配和收费标准在入学前一个月公开，家长可以在平台上查询，对结果有异议的可以申请复核。"
    half = TEXT.split("；", maxsplit=1)[0]
    found = likeness(prepared(half + "；" + own), letters_of(TEXT))
    assert 0.4 < found.share < 0.6
    assert found.passages == (half + "；",)


def test_a_prescribed_sentence_is_nobodys_to_copy():
    assert len("主动公开政府信息的数量见下表。") < LEAST
    assert share("主动公开政府信息的数量见下表。", "主动公开政府信息的数量见下表。") == 0.0


def test_a_share_that_cannot_be_reached_is_not_looked_for_and_one_that_can_is():
    half = (
        TEXT.split("；", maxsplit=1)[0]
        + "；学校招生划片、学位分配和收费标准在入学前一个月公开，家长可以在平台上查询结果和申请复核。"
    )
    assert (
        likeness(prepared(half), letters_of(TEXT), 0.4).share
        == likeness(prepared(half), letters_of(TEXT)).share
    )
    assert likeness(prepared(TEXT * 3), letters_of(TEXT), 0.9).share == 1.0
