"""What every letter must contain, against the table of section 2.2 of the domain facts; service; remedies."""

from datetime import date

import pytest

from gongkai.law.letter_fields import BY_NAME, ENCRYPTED, FIELDS
from gongkai.law.letters import EVERY_REPLY, KINDS, To, usable_fields
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from gongkai.law.remedies import RemedyDuty, ReviewBodies, paragraph_of
from gongkai.law.service import Manner, Service, must_be_lawful

# The column "required variable content": fields by their id, statements by a word they must contain.
REQUIRED = {
    "L01": "applicant_kind applicant id_type id_number contact_person phone email postal_address info_title doc_number"
    " features form_required delivery_channel assistance organ submitted channel",
    "L02": "number received channel applicant_kind subject handler stage_dates",
    "L03": "number received receipt_rule due",
    "L04": "what limit 一次性 视为放弃",
    "L05": "counts limit",
    "L06": "reasons due head",
    "L07": "delayed_until",
    "L08": "subject 15个工作日 由本机关",
    "L09": "opinion reasons",
    "L10": "suspended_from 不计算在",
    "L11": "disclosed reasons",
    "L12": "15个工作日 视为同意",
    "L13": "reply_by",
    "L14": "fee_basis fee_standard fee_amount fee_way 20个工作日 不再处理",
    "L15": "reviewers review_grounds",
    "L16": "manner served_on recipient",
    "R01": "information",
    "R02": "information",
    "R03": "information ground ground_article reasons",
    **{f"R{number:02}": "ground article reasons" for number in range(4, 11)},
    "R11": "referral",
    "R12": "searches",
    "R13": "reasons referral",
    "R14": "article",
    "R15": "reasons",
    "R16": "referral",
    "R17": "earlier_on earlier_number",
    "R18": "referral",
    "R19": "counts article",
    "R20": "",
    "R21": "correction",
    "R22": "reasons ended",
}


def test_there_are_sixteen_notices_and_forms_and_twenty_two_replies():
    assert list(KINDS) == [f"L{n:02}" for n in range(1, 17)] + [f"R{n:02}" for n in range(1, 23)]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_item_of_the_table_is_asked_for(kind):
    words = {word for statement in kind.says for word in statement.words}
    for item in REQUIRED[kind.id].split():
        assert item in kind.fields or item in words


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_reply], ids=lambda kind: kind.id)
def test_every_reply_says_receipt_subject_decision_article_reasons_and_remedy(kind):
    assert set(EVERY_REPLY) <= set(kind.fields)
    assert kind.says[0].what == "所作的决定"
    assert kind.remedy is not RemedyDuty.NONE
    assert kind.to is To.APPLICANT


def test_fields_are_known_by_one_name_each():
    assert len(BY_NAME) == len(FIELDS)
    for kind in KINDS.values():
        assert set(usable_fields(kind)) <= set(FIELDS)
        assert set(kind.may_be_empty) <= set(kind.fields)
    assert all(FIELDS[field].personal for field in ENCRYPTED)


def test_a_series_of_numbers_is_shared_only_by_letters_of_one_sort():
    shared = {}
    for kind in KINDS.values():
        shared.setdefault(kind.series, []).append(kind.id)
    assert {series: ids for series, ids in shared.items() if len(ids) > 1} == {
        "公征": ["L08", "L12"],
        "公复": [f"R{n:02}" for n in range(1, 21)],
    }


BODIES = ReviewBodies(government="白银区人民政府", superior_department="白银市财政局")


@pytest.mark.parametrize(
    ("outcomes", "duty"),
    [
        ("O_PARTIAL", RemedyDuty.REVIEW_FIRST),
        (
            "O_GRANT O_PUBLISHED O_NOTEXIST O_NOTOURS O_UNCLEAR O_EXCESS O_ABANDON_CORR O_ABANDON_FEE",
            RemedyDuty.CHOICE,
        ),
        ("O_QUERY O_CREATE O_DUPLICATE O_PETITION O_PUBLICATION", RemedyDuty.OPTIONAL),
    ],
)
def test_the_duty_of_each_outcome_is_that_of_the_table_of_remedies(outcomes, duty):
    for outcome in outcomes.split():
        assert KINDS[OUTCOMES[outcome].letter].remedy is duty


def test_the_paragraph_changes_on_the_day_the_revision_came_into_force():
    last, first = (
        paragraph_of(RemedyDuty.REVIEW_FIRST, day, BODIES) for day in (date(2023, 12, 31), date(2024, 1, 1))
    )
    assert "白银区人民政府或者白银市财政局" in last
    assert "6个月内" in last
    assert "先向白银区人民政府申请行政复议" in first
    assert "15日内" in first
    assert "财政局" not in first
    assert paragraph_of(RemedyDuty.NONE, date(2024, 1, 1), BODIES) == ""


@pytest.mark.parametrize("carrier", ["顺丰速运", "京东快递", "EMS代理"])
def test_only_china_post_carries_official_letters(carrier):
    with pytest.raises(Refusal, match="中国邮政"):
        must_be_lawful(Service(Manner.POST, date(2025, 5, 6), carrier=carrier, proof="1"))
    must_be_lawful(Service(Manner.POST, date(2025, 5, 6), carrier="中国邮政挂号信", proof="1"))


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner.is_electronic])
def test_an_electronic_service_is_proven_by_a_record_or_a_file(manner):
    with pytest.raises(Refusal, match="凭证"):
        must_be_lawful(Service(manner, date(2025, 5, 6)))
    must_be_lawful(Service(manner, date(2025, 5, 6), proof="记录"))
    must_be_lawful(Service(manner, date(2025, 5, 6), proven_by_file=True))


def test_what_is_handed_over_is_signed_for_by_somebody():
    with pytest.raises(Refusal, match="签收人"):
        must_be_lawful(Service(Manner.COUNTER, date(2025, 5, 6)))
