"""The values letters are made with (文书字段值): what the platform knows of a case, and what a reply says."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from gongkai.cases.letter_layout import arabic_day
from gongkai.cases.models import Case, Letter
from gongkai.disclosure import related
from gongkai.disclosure.letter_texts import Text
from gongkai.disclosure.models import Reply, Request
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.letters import LetterKind
from gongkai.law.regulation import GROUNDS, OUTCOMES, ApplicantKind, Channel
from gongkai.law.remedies import RemedyDuty, ReviewBodies, paragraph_of
from gongkai.units.models import Unit, User

DEFAULT_COURT = ReviewBodies("").court


def known_of(case: Case, kind: LetterKind, *, signed_by: str, on: date) -> dict[str, str]:
    """Return what a letter of ``kind`` may say without being told. A case without a request has a title all the same."""
    request: Request | None = getattr(case, "request", None)
    known = {
        "organ": case.unit.name,
        "contact": f"{case.unit.office_name} {case.unit.phone}",
        "signer": signed_by,
        "today": arabic_day(on),
        "ended": arabic_day(on),
        "asking": "征求第三方或者其他机关的意见",
        "number": case.number,
        "subject": request.subject if request else case.title,
        "applicant": request.name if request else "",
        "received": arabic_day(case.received_on) if case.received_on else "",
        "due": arabic_day(case.due_on) if case.due_on else "",
    }
    if request and kind.form:
        known |= _register(case, request)
    return known


def _register(case: Case, request: Request) -> dict[str, str]:
    """Return what the forms copy from the application and the history (申请表、登记表)."""
    return {
        "handler": str(User.objects.get(pk=case.handler_id)) if case.handler_id else "",
        "channel": Channel(case.channel).label,
        "applicant_kind": ApplicantKind(request.applicant_kind).label,
        "id_type": request.get_id_type_display(),
        "id_number": request.id_number,
        "contact_person": request.contact_person,
        "phone": request.phone,
        "email": request.email,
        "postal_address": request.postal_address,
        "info_title": request.info_title,
        "doc_number": request.doc_number,
        "features": request.feature_description,
        "form_required": request.get_form_required_display(),
        "delivery_channel": request.get_delivery_channel_display(),
        "assistance": "需要阅读、书写或者视听方面的帮助" if request.needs_assistance else "不需要",
        "submitted": f"{timezone.localtime(case.arrived_at):%Y年%-m月%-d日 %H:%M}",
        "stage_dates": "\n".join(
            f"{arabic_day(event.happened_on)} {DISCLOSURE.action(event.action).label}（{event.actor_name}）"
            for event in case.events.order_by("seq")
        ),
    }


def reply_values(case: Case, reply: Reply) -> dict[str, str]:
    """Return the values of a reply letter: decision, basis and reasons."""
    outcome = OUTCOMES[reply.outcome]
    ground = GROUNDS.get(reply.ground or outcome.ground or "")
    earlier = earlier_letter(reply.earlier_case)
    return {
        "article": outcome.article,
        "ground": ground.label if ground else "",
        "ground_article": ground.article if ground else "",
        "reasons": sentence(reply.reasons),
        "information": sentence(reply.information),
        "referral": sentence(reply.referral),
        "separation": _separation(reply),
        "searches": "；".join(
            f"{s.searched_on:%Y-%m-%d}在{s.place}以“{s.keywords}”检索"
            for s in case.searches.all()  # type: ignore[attr-defined]
        ),
        "earlier_on": arabic_day(earlier.sent_on) if earlier and earlier.sent_on else "",
        "earlier_number": earlier.number if earlier else "",
        "counts": _counts(case),
    }


def _separation(reply: Reply) -> str:
    """Say how the parts were parted (art. 37): in the file that is enclosed, or in the officer's words."""
    if reply.rendition:
        return (
            f"随附的文件中已遮盖{reply.rendition.black}处，各处的页码和依据见遮盖清单。"
            f"{sentence(reply.separation)}"
        )
    return sentence(reply.separation)


def _counts(case: Case) -> str:
    month = timezone.localtime(case.arrived_at)
    return f"您于{month.year}年{month.month}月向本机关提出政府信息公开申请{related.requests_in_month(case)}件"


def earlier_letter(case: Case | None) -> Letter | None:
    return case.letters.filter(template__startswith="R").last() if case else None


def bodies_of(unit: Unit) -> ReviewBodies:
    """Return who reviews the acts of a unit (行政复议机关), and which court."""
    return ReviewBodies(
        government=unit.reviewed_by,
        superior_department=unit.superior_department,
        vertical=unit.vertical,
        court=unit.court or DEFAULT_COURT,
    )


def remedy(kind: LetterKind, text: Text, unit: Unit, on: date) -> str:
    """Return the paragraph on remedies: by law, and where the law leaves it open as the office's text says (1.14)."""
    if kind.remedy is RemedyDuty.OPTIONAL and not text.prints_remedy:
        return ""
    return paragraph_of(kind.remedy, on, bodies_of(unit))


def lacking(kind: LetterKind, values: Mapping[str, str]) -> list[str]:
    """Return the fields a letter must print a value for and has none."""
    may = (*kind.may_be_empty, "remedy") if kind.remedy is RemedyDuty.OPTIONAL else kind.may_be_empty
    return [field for field in kind.fields if field not in may and not values.get(field, "").strip()]


def sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(("。", "！", "？", "!", "?")) else f"{text}。"
