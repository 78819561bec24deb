"""What the file of a request holds, read for the checklist of its outcome (办结核对清单)."""

from gongkai.cases.models import Case
from gongkai.disclosure.models import Consultation, Reply
from gongkai.law.checklist import OnFile

PAPER_KINDS = ("检索截图或清单", "第三方意见回执", "送达回证", "审查呈批单", "其他材料")


def on_file(case: Case, reply: Reply | None) -> OnFile:
    """Return what is on file for a case and the last draft of its reply."""
    done = set(case.events.values_list("action", flat=True))
    asked = list(case.consultations.all())  # type: ignore[attr-defined]
    third = [one for one in asked if one.kind == Consultation.Kind.THIRD_PARTY]
    letter = case.letters.filter(template__startswith="R").last()
    return OnFile(
        ground=bool(reply and reply.ground),
        reasons=bool(reply and reply.reasons.strip()),
        information=bool(reply and reply.information.strip()),
        referral=bool(reply and reply.referral.strip()),
        searches=case.searches.count(),  # type: ignore[attr-defined]
        earlier_reply=bool(reply and reply.earlier_case and reply.earlier_case.closed_on),
        correction_asked="ask_correction" in done,
        correction_received="receive_correction" in done,
        third_party_asked=bool(third),
        third_party_open=any(one.closed_on is None for one in third),
        third_party_objects=any(one.answer == Consultation.Answer.OBJECTION for one in third),
        third_party_told="tell_third_party" in done,
        joint_maker_open=any(one.closed_on is None for one in asked if one not in third),
        evidence=bool(reply and reply.evidence.strip()),
        separation=bool(reply and (reply.rendition_id or reply.separation.strip())),
        reasons_judged=case.events.filter(action="judge_reasons", data__reasonable=False).exists(),
        secrecy_review=bool(reply and reply.reviewed_by),
        drafted=reply is not None,
        approved=bool(reply and reply.approved_by),
        letter=letter is not None,
        served=bool(letter and letter.sent_on),
        service_proof=bool(letter and letter.proof.strip()),
    )
