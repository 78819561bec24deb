"""Who may see a case on the site: whoever has its number and lookup code (编号和查询码), for half an hour.

The permission is a signed cookie of its own, never part of an address and no session of staff.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases import numbers
from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.disclosure.correction_procedure import KEY as CORRECTION
from gongkai.disclosure.models import LookupFailure
from gongkai.disclosure.procedure import KEY as REQUEST
from gongkai.law.refusal import Refusal
from gongkai.voice.hotline.procedure import HOTLINE
from gongkai.voice.messages.procedure import MESSAGE

COOKIE = "gk_case"
SALT = "gongkai.track"
LIFE = timedelta(minutes=30)
# Of one number; and from one address, behind which a whole office or service hall may sit.
FAILURES_ALLOWED = {"number": 5, "address": 50}
WITHIN = timedelta(hours=1)
_SHORT = re.compile(r"(?P<year>20\d\d)\s*[-/〕\s]\s*(?P<serial>\d{1,6})")
# What somebody outside may follow by number and code.
FOLLOWED = (REQUEST, CORRECTION, MESSAGE.key, HOTLINE.key)


class TooManyFailures(Refusal):
    """Wrong codes too often: even the right one waits."""


def find(request: HttpRequest, number: str, code: str) -> Case:
    """Return the case of a number and its lookup code; wrong ones are counted and slowed down.

    Raises:
        TooManyFailures: too many wrong codes within the hour, for the number or from the address.
        Refusal: number or code is wrong.
    """
    now, number = timezone.now(), numbers.as_printed(number)
    # A wrong code counts against every number that may be meant, however it was written.
    meant = _meant(number)
    asked = [("address", request.META.get("REMOTE_ADDR", "")), *(("number", each) for each in meant)]
    keys = [(kind, _key(kind, value)) for kind, value in asked]
    if any(_failures(key, now) >= FAILURES_ALLOWED[kind] for kind, key in keys):
        raise TooManyFailures(
            "查询码输错次数过多，请一小时后再试。",
            article="",
            advice="如遗失查询码，请联系受理单位，说明编号并核对身份。",
        )
    rows = Case.objects.select_related("unit", "request").filter(procedure__in=FOLLOWED)
    case = rows.filter(number__in=meant, lookup_hash=cases.hash_code(code)).first()
    if case is None:
        LookupFailure.objects.bulk_create(LookupFailure(key=key, at=now) for _, key in keys)
        LookupFailure.objects.filter(at__lt=now - WITHIN).delete()
        raise Refusal("编号或查询码不对。", article="", advice="请核对回执。")
    return case


def _meant(number: str) -> list[str]:
    """Return the numbers somebody may mean: the one typed, or with year and serial alone (``2026-19``) each that has them."""
    short = _SHORT.fullmatch(number)
    if short is None:
        return [number]
    return [
        procedures.get(key).number_pattern.format(year=int(short["year"]), serial=int(short["serial"]))
        for key in FOLLOWED
    ]


def remember(response: HttpResponse, case: Case) -> HttpResponse:
    """Let the browser show this case until half an hour has passed."""
    response.set_cookie(
        COOKIE,
        signing.dumps([case.pk, case.lookup_hash[:16]], salt=SALT),
        max_age=int(LIFE.total_seconds()),
        path="/track/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def remembered(request: HttpRequest) -> Case | None:
    """Return the case the browser may see, or ``None`` when the half hour is over."""
    try:
        pk, code = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.select_related("unit", "request").filter(pk=pk, procedure__in=FOLLOWED).first()
    return case if case is not None and case.lookup_hash[:16] == code else None


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path="/track/")
    return response


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}|{value}".encode()).hexdigest()


def _failures(key: str, now: datetime) -> int:
    return LookupFailure.objects.filter(key=key, at__gte=now - WITHIN).count()
