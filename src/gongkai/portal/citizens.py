"""Optional sign-in of applicants (统一身份认证, OpenID Connect): all of a person's cases in one place (我的申请).

A citizen is no user of Django: her cookie is signed apart from the sessions of staff and opens nothing but her own
cases. Without ``GONGKAI_OIDC_ISSUER`` there is no sign-in and no trace of it.
"""

import logging
from datetime import timedelta
from functools import wraps
from typing import Any, Protocol

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from joserfc.errors import JoseError
from requests import RequestException

from gongkai.disclosure import actions
from gongkai.disclosure.models import Citizen
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import OUTCOMES
from gongkai.portal import lookup, pages
from gongkai.units.identity import base_url

COOKIE = "gk_citizen"
SALT = "gongkai.citizen"
LIFE = timedelta(hours=2)
PATIENCE = 10
log = logging.getLogger("gongkai.portal")


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def label() -> str:
    """Return the name of the identity service, empty where there is none."""
    return settings.CITIZEN_SERVICE_NAME if settings.CITIZEN_ISSUER else ""


def signed_in(request: HttpRequest) -> Citizen | None:
    """Return the citizen of this browser, if she signed in within the last two hours."""
    if not settings.CITIZEN_ISSUER:
        return None
    try:
        pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Citizen.objects.filter(pk=pk, issuer=settings.CITIZEN_ISSUER).first()


def where_there_is_a_service(view: View) -> View:
    """Let the address exist only where an identity service is configured."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CITIZEN_ISSUER:
            raise Http404
        return view(request, *args, **kwargs)

    return answer


@where_there_is_a_service
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the identity service; state, nonce and PKCE bind its answer to this browser."""
    try:
        answer: HttpResponse = _service().authorize_redirect(request, f"{base_url()}{reverse('my_callback')}")
    except (RequestException, ValueError, KeyError) as error:
        return _failed(request, "身份认证服务现在不能使用", error)
    return answer


@where_there_is_a_service
def callback(request: HttpRequest) -> HttpResponse:
    """Take the answer of the identity service. What is not signed by it, for us, now, is no sign-in."""
    try:
        claims = _service().authorize_access_token(request).get("userinfo") or {}
    except (OAuthError, JoseError, RequestException, ValueError, KeyError) as error:
        return _failed(request, "身份认证没有完成", error)
    if claims.get("iss") != settings.CITIZEN_ISSUER or not claims.get("sub"):
        return _failed(request, "身份认证服务的回答不完整", claims.get("iss"))
    citizen = actions.welcome(
        issuer=settings.CITIZEN_ISSUER,
        subject=str(claims["sub"]),
        name=str(claims.get("name", ""))[:60],
        at=timezone.now(),
    )
    answer = redirect("my_cases")
    answer.set_cookie(
        COOKIE,
        signing.dumps(citizen.pk, salt=SALT),
        max_age=int(LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@where_there_is_a_service
def mine(request: HttpRequest) -> HttpResponse:
    """List a citizen's cases, the open ones due first on top."""
    citizen = signed_in(request)
    return _page(request, _list(citizen) if citizen else {})


@where_there_is_a_service
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put an earlier request with its number and code on the citizen's list."""
    citizen = signed_in(request)
    if citizen is None:
        return redirect("my_cases")
    number = request.POST.get("number", "").strip()[:60]
    try:
        case = lookup.find(request, number, request.POST.get("code", "")[:40])
    except Refusal as refusal:
        return _page(request, _list(citizen) | {"number": number, "error": str(refusal)}, status=422)
    actions.keep_case(citizen, case, at=timezone.now())
    return redirect("my_cases")


@where_there_is_a_service
@require_POST
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one of the citizen's own cases as if she had typed its number and code."""
    citizen = signed_in(request)
    if citizen is None:
        return redirect("my_cases")
    kept = get_object_or_404(citizen.cases.select_related("case"), case=pk)
    return lookup.remember(redirect("track_case"), kept.case)


@where_there_is_a_service
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    answer = lookup.forget(redirect("my_cases"))
    answer.delete_cookie(COOKIE)
    return answer


def _service() -> Any:
    return OAuth().register(
        "citizens",
        client_id=settings.CITIZEN_CLIENT_ID,
        client_secret=settings.CITIZEN_CLIENT_SECRET,
        server_metadata_url=f"{settings.CITIZEN_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def _list(citizen: Citizen) -> dict[str, Any]:
    cases = [kept.case for kept in citizen.cases.select_related("case__unit")]
    cases.sort(key=lambda case: (case.closed_on is not None, case.due_on is None, case.due_on))
    rows = [(case, DISCLOSURE.stage(case.stage).public_label, OUTCOMES.get(case.outcome)) for case in cases]
    return {"citizen": citizen, "rows": rows}


def _failed(request: HttpRequest, what: str, why: object) -> HttpResponse:
    log.warning("申请人登录：%s（%r）", what, why)
    return _page(request, {"error": f"{what}，请稍后再试。不登录也可以凭编号和查询码查询进度。"}, status=502)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(pages.render("mine.html", {"sign_in": label(), **context}, request), status=status)
