"""Two versions side by side: words marked, tables kept, what stayed folded."""

from gongkai.publishing import comparing


def test_what_went_and_what_came_is_marked_word_by_word():
    assert comparing.texts("<p>办公时间：8:30</p>", "<p>办公时间：9:00</p>") == (
        "<p>办公时间：<del>8</del><ins>9</ins>:<del>30</del><ins>00</ins></p>"
    )


def test_a_table_is_compared_cell_by_cell_and_stays_a_table():
    old = "<table><tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>100</td></tr></table>"
    assert comparing.texts(old, old.replace("100", "200")) == (
        "<table><tbody><tr><td>项目</td><td>金额</td></tr>"
        "<tr><td>甲</td><td><del>100</del><ins>200</ins></td></tr></tbody></table>"
    )


def test_paragraphs_that_stayed_are_folded():
    stayed = "".join(f"<p>第{number}段</p>" for number in range(9))
    assert comparing.texts(stayed + "<p>旧</p>", stayed + "<p>旧的</p>").startswith(
        "<details><summary>未变动的8段</summary>"
    )


def test_passages_that_share_nothing_are_one_gone_and_one_come():
    assert (
        comparing.texts("<p>甲乙丙</p>", "<p>子丑寅</p>")
        == "<p><del>甲乙丙</del></p><p><ins>子丑寅</ins></p>"
    )


def test_words_of_the_text_are_never_markup():
    assert "<script>" not in comparing.texts("<p>甲</p>", "<p>甲&lt;script&gt;</p>")


def test_texts_that_differ_in_markup_alone_do_not_differ():
    assert comparing.texts("<p>甲<b>乙</b></p>", "<p>甲乙</p>") == ""


def test_a_passage_put_in_before_another_leaves_that_one_compared_with_its_own_former_form():
    assert comparing.texts("<p>自八月一日起施行</p>", "<p>标题</p><p>自七月一日起施行</p>") == (
        "<p><ins>标题</ins></p><p>自<del>八</del><ins>七</ins>月一日起施行</p>"
    )


def test_a_table_with_merged_cells_keeps_its_columns():
    table = '<table><tr><td rowspan="2">低保</td><td>城镇</td><td>700</td></tr><tr><td>农村</td><td>{}</td></tr></table>'
    assert comparing.texts(table.format(500), table.format(520)) == (
        "<table><tbody><tr><td>低保</td><td>城镇</td><td>700</td></tr>"
        "<tr><td></td><td>农村</td><td><del>500</del><ins>520</ins></td></tr></tbody></table>"
    )
