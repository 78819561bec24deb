"""What the applicant does herself after looking her case up (申请人在网上办理). The actor is the applicant.

Each verb takes the ``token`` of the form it came with: the same form sent twice is one act.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Case, CaseEvent
from gongkai.disclosure import letters
from gongkai.disclosure.actions.correction import append_correction
from gongkai.disclosure.models import NoticeChoice, Satisfaction
from gongkai.disclosure.models.applicant import BEST, WORST
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from gongkai.units.posts import PLATFORM, Actor, applicant

ONLINE = ("online", "email")
WITHDRAWN = "O_OTHER"
_MOBILE = re.compile(r"1[3-9]\d{9}")


def correct_online(
    case: Case, *, text: str, files: Iterable[CheckedFile] = (), token: str, at: datetime
) -> CaseEvent:
    """网上补正: hand in the corrected application; the period begins anew from this day (art. 30)."""
    files = tuple(files)
    if not text.strip() and not files:
        raise Refusal(
            "没有填写补正的内容。", article="《条例》第三十条", advice="请写明补正的内容，或者上传文件。"
        )
    with transaction.atomic():
        by = _lock(case)
        if done := _done_before(case, "correct_online", token):
            return done

        def papers(corrected: Case) -> None:
            for file in files:
                cases.attach(corrected, file, kind="补正材料", by=by, at=at)

        append_correction(case, text or "见补正材料")
        return cases.act(
            case, "correct_online", by=by, at=at, note="收到补正", data={"token": token}, papers=papers
        )


def withdraw_online(case: Case, *, reason: str, token: str, at: datetime) -> CaseEvent:
    """网上撤回: end the request on the applicant's own wish, before it is answered."""
    today = local_day(at)
    why = reason.strip().rstrip("。")
    reasons = f"申请人在网上撤回申请{f'：{why}' if why else ''}。"
    values = {"reasons": reasons, "article": OUTCOMES[WITHDRAWN].article}
    with transaction.atomic():
        by = _lock(case)
        action = "withdraw_early" if case.stage == "unconfirmed" else "withdraw_online"
        if done := _done_before(case, "withdraw_online", token) or _done_before(
            case, "withdraw_early", token
        ):
            return done
        if case.received_on is None:
            values["received"] = letters.chinese_date(local_day(case.arrived_at))
        return cases.act(
            case,
            action,
            by=by,
            at=at,
            note=reasons,
            data={"token": token},
            changes={"outcome": WITHDRAWN, "closed_on": today},
            public={"outcome": WITHDRAWN},
            papers=lambda ended: letters.issue(ended, "R22", values, signed_by=PLATFORM.name, on=today),
        )


def confirm_receipt(case: Case, *, token: str, at: datetime) -> CaseEvent:
    """确认收到: the applicant's word is the proof of service of a reply sent online (送达凭证)."""
    with transaction.atomic():
        by = _lock(case)
        if done := case.events.filter(action="confirm_receipt").first():
            return done
        letter = (
            case.letters.select_for_update(no_key=True)
            .filter(manner__in=ONLINE, template__startswith="R")
            .last()
        )
        if letter is None:
            raise Refusal(
                "没有在网上送达的答复，不需要确认。",
                article="《条例》第四十五条",
                advice="邮寄或者当面领取的答复，以签收为准。",
            )
        said = f"申请人于{local_day(at)}在网上确认收到"
        letter.proof = f"{letter.proof}；{said}" if letter.proof else said
        letter.save(update_fields=["proof"])
        return cases.act(case, "confirm_receipt", by=by, at=at, note=said, data={"token": token})


def rate(case: Case, *, score: int, text: str = "", token: str, at: datetime) -> CaseEvent:
    """满意度评价: once, after the end, one to five."""
    if not WORST <= score <= BEST:
        raise Refusal("评价应为1至5分。", article="满意度评价", advice="请重新选择。")
    with transaction.atomic():
        by = _lock(case)
        if done := _done_before(case, "rate", token):
            return done
        if Satisfaction.objects.filter(case=case).exists():
            raise Refusal("这件申请已经评价过。", article="满意度评价", advice="每件申请评价一次。")
        Satisfaction.objects.create(case=case, score=score, text=text.strip(), rated_at=at)
        return cases.act(case, "rate", by=by, at=at, note=f"{score}分", data={"token": token})


def choose_notices(
    case: Case, *, by_email: bool, email: str, by_sms: bool, phone: str, token: str, at: datetime
) -> CaseEvent:
    """选择通知方式: agree to be told by e-mail or SMS, or take the consent back; the address is kept encrypted."""
    if by_email and "@" not in email:
        raise Refusal("没有填写电子邮箱。", article="", advice="请填写收通知的邮箱，或者取消邮件通知。")
    if by_sms and not _MOBILE.fullmatch(phone.strip()):
        raise Refusal("手机号码应为11位。", article="", advice="请填写收短信的手机号码，或者取消短信通知。")
    with transaction.atomic():
        by = _lock(case)
        if done := _done_before(case, "choose_notices", token):
            return done
        NoticeChoice.objects.update_or_create(
            case=case,
            defaults={
                "by_email": by_email,
                "email": email.strip() if by_email else "",
                "by_sms": by_sms,
                "phone": phone.strip() if by_sms else "",
                "agreed_at": at,
            },
        )
        return cases.act(
            case,
            "choose_notices",
            by=by,
            at=at,
            data={"token": token, "by_email": by_email, "by_sms": by_sms},
        )


def _lock(case: Case) -> Actor:
    """Hold the case until the act is done, and return the applicant as its actor."""
    row = Case.objects.select_for_update(of=("self",), no_key=True).select_related("request").get(pk=case.pk)
    case.stage, case.received_on = row.stage, row.received_on
    return applicant(row.request.name)  # type: ignore[attr-defined]


def _done_before(case: Case, action: str, token: str) -> CaseEvent | None:
    return case.events.filter(action=action, data__token=token).first()
