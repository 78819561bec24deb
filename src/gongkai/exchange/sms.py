"""Sending a short message by an HTTP gateway that its templates describe, and what is known afterwards."""

import hashlib
import hmac
import http.client
import json
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.models import SmsGateway

PATIENCE = 20
LONGEST_ANSWER = 64 * 1024
# The gateway says it is busy and took nothing.
TRY_LATER = (429, 503)


class _NoRedirect(HTTPRedirectHandler):
    """A message goes where the office sent it and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def send(phone: str, text: str, *, key: str, at: datetime) -> Attempt:
    """Send one short message by the gateway in force; without one it is only simulated."""
    return send_by(SmsGateway.in_force(), phone, text, key=key, at=at)


def send_by(gateway: SmsGateway | None, phone: str, text: str, *, key: str, at: datetime) -> Attempt:
    """Send one short message by a gateway; asks no database, so that many can be sent at a time."""
    if gateway is None or not gateway.url:
        return Attempt(Result.SENT, receipt=f"模拟 {key}", is_simulated=True)
    request = request_of(gateway, phone, text, key=key, at=at)
    try:
        with build_opener(_NoRedirect).open(request, timeout=PATIENCE) as answer:
            return _understood(gateway, answer.read(LONGEST_ANSWER))
    except HTTPError as error:
        return _from_status(error.code, error.read(200).decode("utf-8", "replace"))
    except URLError as error:
        # Not even a connection: nothing was sent.
        return Attempt(Result.NOT_SENT, fault=f"不能连接短信网关（{error.reason}）")
    except (OSError, http.client.HTTPException) as error:
        return Attempt(
            Result.UNKNOWN, fault=f"短信网关没有应答（{type(error).__name__}），不知道是否已经发出"
        )


def request_of(gateway: SmsGateway, phone: str, text: str, *, key: str, at: datetime) -> Request:
    """Fill the templates of a gateway; values go into the JSON as strings, whatever is in them."""
    values = {"phone": phone, "text": text, "key": key, "timestamp": str(int(at.timestamp()))}
    signed = filled(gateway.signed_text, values).encode()
    values["signature"] = hmac.new(gateway.secret.encode(), signed, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    for line in gateway.headers.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip()] = filled(value.strip(), values)
    body = json.dumps(_filled_in(json.loads(gateway.body or "{}"), values), ensure_ascii=False).encode()
    url = filled(gateway.url, {name: quote(value, safe="") for name, value in values.items()})
    return Request(url, data=body, headers=headers, method="POST")  # noqa: S310 -- the form takes http and https only


def filled(template: str, values: dict[str, str]) -> str:
    """Put values in place of their names; other braces stay as they are."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _filled_in(template: Any, values: dict[str, str]) -> Any:
    match template:
        case str():
            return filled(template, values)
        case list():
            return [_filled_in(each, values) for each in template]
        case dict():
            return {name: _filled_in(each, values) for name, each in template.items()}
        case _:
            return template


def _understood(gateway: SmsGateway, answer: bytes) -> Attempt:
    words = answer.decode("utf-8", "replace")
    try:
        content = json.loads(words)
    except ValueError:
        content = None
    path, _, wanted = gateway.success.partition("=")
    if path and str(_at(content, path.strip())) != wanted.strip():
        return Attempt(Result.REFUSED, fault=f"短信网关不接收（{words[:200]}）")
    receipt = _at(content, gateway.receipt) if gateway.receipt else words[:200]
    return Attempt(Result.SENT, receipt=str(receipt or ""))


def _from_status(code: int, words: str) -> Attempt:
    said = f"短信网关回复 {code}：{words}"
    if code in TRY_LATER:
        return Attempt(Result.NOT_SENT, fault=said)
    return Attempt(Result.UNKNOWN if code >= 500 else Result.REFUSED, fault=said)


def _at(content: Any, path: str) -> Any:
    """Return what stands at ``data.msgid`` of an answer."""
    for name in path.split("."):
        content = content.get(name) if isinstance(content, dict) else None
    return content
