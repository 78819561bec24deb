"""Asking a provider's interface over HTTP, and what an answer or its absence leaves certain."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests

from gongkai.cases.notices import Attempt, Result
from gongkai.exchange.models import ChannelSetting

PATIENCE = (3, 6)
AT_A_TIME = 32
LONGEST_ANSWER = 256 * 1024
TRY_LATER = (429, 503)
Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True)
class NoAnswer(Exception):
    """No usable answer came: ``attempt`` says what is certain of the message."""

    attempt: Attempt


def post(
    url: str, body: dict[str, Any], *, query: dict[str, str] | None = None, **options: Any
) -> dict[str, Any]:
    """Return the JSON a provider answers.

    Raises:
        NoAnswer: not reached, out of time, busy, or an answer that is no JSON object.
    """
    address = f"{url}?{urlencode(query)}" if query else url
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", **options.pop("headers", {})}
    return _answered(
        lambda: requests.post(address, data=data, headers=headers, timeout=PATIENCE, allow_redirects=False)
    )


def get(url: str, query: dict[str, str]) -> dict[str, Any]:
    return _answered(lambda: requests.get(url, params=query, timeout=PATIENCE, allow_redirects=False))


def _answered(ask: Callable[[], requests.Response]) -> dict[str, Any]:
    try:
        answer = ask()
    except requests.exceptions.ConnectTimeout as error:
        raise NoAnswer(Attempt(Result.NOT_SENT, fault="不能连接服务商接口")) from error
    except requests.exceptions.ConnectionError as error:
        raise NoAnswer(_of_broken_line(error)) from error
    except requests.exceptions.RequestException as error:
        raise NoAnswer(_unknown(type(error).__name__)) from error
    if answer.status_code in TRY_LATER:
        raise NoAnswer(Attempt(Result.NOT_SENT, fault=f"服务商接口忙（{answer.status_code}）"))
    if answer.status_code != 200:
        result = Result.UNKNOWN if answer.status_code >= 500 else Result.REFUSED
        raise NoAnswer(Attempt(result, fault=f"服务商接口回复 {answer.status_code}"))
    try:
        content = json.loads(answer.content[:LONGEST_ANSWER])
    except ValueError as error:
        raise NoAnswer(_unknown("回复不是 JSON")) from error
    if not isinstance(content, dict):
        raise NoAnswer(_unknown("回复不是 JSON 对象"))
    return content


def _of_broken_line(error: requests.exceptions.ConnectionError) -> Attempt:
    """A line that was never there carried nothing; one that broke may have."""
    if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error):
        return Attempt(Result.NOT_SENT, fault="不能连接服务商接口")
    return _unknown(type(error).__name__)


def _unknown(what: str) -> Attempt:
    return Attempt(Result.UNKNOWN, fault=f"服务商接口没有应答（{what}），不知道是否已经发出")


def each(batch: Sequence[Item], do: Callable[[Item], Made]) -> list[Made]:
    """Do one thing for each of a batch, some at a time; ``do`` asks no database."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(do, batch))


_tokens: dict[tuple[int, str], tuple[str, datetime]] = {}


def token(setting: ChannelSetting, at: datetime, fetch: Callable[[], dict[str, Any]]) -> str:
    """Return the access token of an account, fetched anew five minutes before it ends.

    Raises:
        NoAnswer: the provider gives none; nothing was sent then.
    """
    key = (setting.pk, setting.channel)
    known = _tokens.get(key)
    if known is None or known[1] <= at:
        try:
            answer = fetch()
        except NoAnswer as none:
            raise NoAnswer(
                Attempt(Result.NOT_SENT, fault=f"不能取得访问凭证：{none.attempt.fault}")
            ) from none
        if not answer.get("access_token"):
            fault = f"不能取得访问凭证：{answer.get('errcode')} {answer.get('errmsg', '')}"
            raise NoAnswer(Attempt(Result.NOT_SENT, fault=fault[:300]))
        lasting = timedelta(seconds=max(60, int(answer.get("expires_in", 7200)) - 300))
        known = _tokens[key] = (str(answer["access_token"]), at + lasting)
    return known[0]


def forget_token(setting: ChannelSetting) -> None:
    _tokens.pop((setting.pk, setting.channel), None)
