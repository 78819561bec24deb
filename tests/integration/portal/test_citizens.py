"""Sign-in of applicants through an identity service, over real HTTP with signed tokens."""

import time
from urllib.parse import urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey

from gongkai.disclosure import actions
from gongkai.disclosure.models import Citizen, CitizenCase
from gongkai.portal import citizens
from gongkai.units.models import User
from tests.conftest import at
from tests.integration.disclosure.conftest import application
from tests.integration.portal.identity_service import CLIENT, SECRET, IdentityService
from tests.integration.portal.test_requests import ONLINE


@pytest.fixture
def service(settings, world):
    service = IdentityService()
    settings.CITIZEN_ISSUER, settings.CITIZEN_CLIENT_ID, settings.CITIZEN_CLIENT_SECRET = (
        service.issuer,
        CLIENT,
        SECRET,
    )
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    yield service
    service.stop()


def sign_in(client):
    """Go to the service and come back, as a browser does."""
    there = client.get("/my/sign-in/")
    back = requests.get(there["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def test_without_configuration_there_is_no_sign_in(client, world):
    for address in ("/my/", "/my/sign-in/", "/my/callback/"):
        assert client.get(address).status_code == 404
    assert "/my/" not in client.get("/track/").content.decode()
    assert "/my/" not in client.get("/apply/").content.decode()


def test_a_citizen_signs_in_and_is_no_user_of_the_workbench(client, service):
    users = User.objects.count()
    assert sign_in(client).status_code == 302
    page = client.get("/my/").content.decode()
    assert "张三，已用统一身份认证登录" in page
    assert Citizen.objects.get().subject == "3701"
    assert User.objects.count() == users
    assert "_auth_user_id" not in client.session
    assert client.get("/workbench/").status_code == 302, "the workbench still asks who is there"


def test_the_same_person_is_known_again(client, service):
    sign_in(client)
    client.post("/my/sign-out/")
    assert "登录后，您的申请列在一处" in client.get("/my/").content.decode()
    sign_in(client)
    assert Citizen.objects.count() == 1


def test_what_she_sends_while_signed_in_is_hers_and_opens_without_a_code(client, service):
    sign_in(client)
    client.post("/apply/", {**ONLINE, "send": "1"})
    kept = CitizenCase.objects.get()
    assert "2018年度部门决算" in client.get("/my/").content.decode()
    page = client.post(f"/my/{kept.case_id}/", follow=True).content.decode()
    assert kept.case.number in page


def test_an_earlier_request_is_added_with_number_and_code(client, service, world):
    opened = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="early")
    sign_in(client)
    wrong = client.post("/my/add/", {"number": opened.case.number, "code": "WRONG"})
    assert wrong.status_code == 422
    assert "编号或查询码不对" in wrong.content.decode()
    for _ in range(2):
        client.post("/my/add/", {"number": opened.case.number, "code": opened.code})
    assert CitizenCase.objects.get().case == opened.case


def test_nobody_opens_the_case_of_another(client, service, world):
    other = actions.submit(application(), unit=world.finance, at=at("2025-04-21 09:00"), token="other").case
    sign_in(client)
    assert client.post(f"/my/{other.pk}/").status_code == 404
    client.cookies[citizens.COOKIE] = "forged"
    assert client.post(f"/my/{other.pk}/")["Location"] == "/my/"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://evil.example"},
        {"aud": "somebody else"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "replayed"},
        {"sub": ""},
    ],
)
def test_a_token_for_others_replayed_or_expired_is_no_sign_in(client, service, claims):
    service.claims |= claims
    answer = sign_in(client)
    assert answer.status_code == 502
    assert "请稍后再试" in answer.content.decode()
    assert not Citizen.objects.exists()


def test_a_token_signed_by_another_key_is_no_sign_in(client, service):
    service.published = RSAKey.generate_key(2048, {"kid": "k1"})
    assert sign_in(client).status_code == 502
    assert not Citizen.objects.exists()


def test_an_answer_nobody_asked_for_is_no_sign_in(client, service):
    assert client.get("/my/callback/", {"code": "code-1", "state": "made up"}).status_code == 502
    assert client.get("/my/callback/", {"error": "access_denied"}).status_code == 502


def test_a_service_that_is_down_leaves_the_other_ways_open(client, service, settings):
    settings.CITIZEN_ISSUER = "http://127.0.0.1:9"
    answer = client.get("/my/sign-in/")
    assert answer.status_code == 502
    assert "不登录也可以凭编号和查询码查询进度" in answer.content.decode()


def test_the_way_back_is_the_platforms_own_address(client, service):
    there = urlsplit(client.get("/my/sign-in/")["Location"])
    assert "redirect_uri=http%3A%2F%2Ftestserver%2Fmy%2Fcallback%2F" in there.query
    assert "code_challenge_method=S256" in there.query
    assert "nonce=" in there.query
