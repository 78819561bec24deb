"""The terms a request is found by: any part of its subject, whatever else stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.disclosure.terms import name_key, pairs_of, telling_words

SUBJECTS = st.text(alphabet="征地补偿款发放明细AaBb2018年〔〕", min_size=2, max_size=30)


@given(SUBJECTS, st.data())
def test_every_part_of_a_subject_is_found_in_it(subject, data):
    first = data.draw(st.integers(0, len(subject) - 2))
    last = data.draw(st.integers(first + 2, len(subject)))
    assert pairs_of(subject[first:last].upper()) <= pairs_of(subject)


def test_what_does_not_stand_there_is_not_found():
    assert not pairs_of("补征") <= pairs_of("征地补偿")


def test_words_that_stand_everywhere_tell_nothing():
    assert telling_words("申请公开关于公园路房屋征收的文件") == telling_words("公园路房屋征收")


def test_a_name_is_found_whole_and_cannot_be_read_back():
    assert name_key(" 张三 ") == name_key("张三") != name_key("张")
    assert "张三" not in name_key("张三")
