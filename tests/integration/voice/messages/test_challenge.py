"""Telling people from programs: a challenge is signed, dated, answered in words or digits, and of one use."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.refusal import Refusal
from gongkai.voice.messages import challenge
from tests.conformance.test_messages import proof_for
from tests.conftest import at

NOW = at("2025-09-24 09:00")

pytestmark = pytest.mark.django_db


def answer_of(made):
    return challenge._question(made.nonce)[1]


def test_the_proof_of_work_passes_and_no_other_number_does():
    made = challenge.new(NOW)
    proof = proof_for(made.nonce, made.bits)
    assert challenge.passed(made.token, proof=proof, answer="", at=NOW) == made.nonce
    for wrong in (str(int(proof) + 1), "", "-1", "١", "9" * 40, f" {proof}"):
        with pytest.raises(Refusal, match="还没有通过验证"):
            challenge.passed(made.token, proof=wrong, answer="", at=NOW)


def test_the_answer_may_be_written_in_digits_of_any_width_or_in_words():
    made = challenge.new(NOW)
    right = answer_of(made)
    wide = str(right).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for said in (str(right), wide, f" {right} ", challenge._in_words(right)):
        assert challenge.passed(made.token, proof="", answer=said, at=NOW) == made.nonce
    with pytest.raises(Refusal, match="答得不对"):
        challenge.passed(made.token, proof="", answer=str(right + 1), at=NOW)


def test_a_challenge_holds_for_two_hours_and_is_not_made_by_others():
    made = challenge.new(NOW)
    right = str(answer_of(made))
    assert challenge.passed(made.token, proof="", answer=right, at=NOW + timedelta(hours=2))
    with pytest.raises(Refusal, match="超过两小时"):
        challenge.passed(made.token, proof="", answer=right, at=NOW + timedelta(hours=2, seconds=1))
    for forged in ("", "x", made.token[:-1], made.token[::-1], "\x00"):
        with pytest.raises(Refusal, match="验证信息不完整"):
            challenge.passed(forged, proof="", answer=right, at=NOW)


def test_a_form_shown_again_keeps_its_challenge_until_it_is_too_old():
    made = challenge.new(NOW)
    assert challenge.again(made.token, NOW + timedelta(hours=1)) == made
    assert challenge.again(made.token, NOW + timedelta(hours=3)).nonce != made.nonce
    assert challenge.again("forged", NOW).nonce != made.nonce


@given(st.integers(0, 19))
def test_numbers_are_said_as_people_say_them(number):
    said = challenge._in_words(number)
    assert said == "零一二三四五六七八九"[number] if number < 10 else said.startswith("十")
