"""Telling people from programs without a third party (验证): a small computation, or a question for who has no scripts.

The challenge is signed, holds for two hours, and its number becomes the token of the message: it cannot be used
for a second one. Nothing is stored before a message is taken.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core import signing

from gongkai.cases.actions import local_day
from gongkai.law.refusal import Refusal
from gongkai.units import parameters

SALT = "gongkai.voice.challenge"
LIFE = timedelta(hours=2)
DIGITS = "零一二三四五六七八九十"
WORDS = "山河云树花鸟石桥"
ADVICE = "您填写的内容还在下面，请重新提交。"


@dataclass(frozen=True)
class Challenge:
    """What stands in the form: the signed ``token``, its ``nonce``, the work to do in bits, the question instead."""

    token: str
    nonce: str
    bits: int
    question: str


def new(at: datetime) -> Challenge:
    """Return a challenge made now."""
    nonce = token_hex(12)
    bits = int(parameters.value("message_proof_bits", local_day(at)))
    token = signing.dumps({"n": nonce, "b": bits, "t": int(at.timestamp())}, salt=SALT)
    return Challenge(token, nonce, bits, _question(nonce)[0])


def again(token: str, at: datetime) -> Challenge:
    """Return the challenge of a form that is shown once more, or a new one where it cannot be used any more."""
    made = _read(token)
    if made is None or at - made.at > LIFE:
        return new(at)
    return Challenge(token, made.nonce, made.bits, _question(made.nonce)[0])


def passed(token: str, *, proof: str, answer: str, at: datetime) -> str:
    """Return the number of a challenge that was met, by proof of work or by the answer.

    Raises:
        Refusal: it is forged or too old, or neither the proof nor the answer is right.
    """
    made = _read(token)
    if made is None:
        raise Refusal("验证信息不完整。", article="", advice=ADVICE)
    if not timedelta(minutes=-1) <= at - made.at <= LIFE:
        raise Refusal("页面打开已超过两小时，需要重新验证。", article="", advice=ADVICE)
    if not (_proves(made.nonce, proof, made.bits) or _answers(made.nonce, answer)):
        wrong = "验证问题答得不对。" if answer.strip() else "还没有通过验证。"
        raise Refusal(wrong, article="", advice="请回答页面下方的验证问题后提交；您填写的内容还在。")
    return made.nonce


def nonce_of(token: str) -> str:
    """Return the number of a challenge of ours, empty for anything else."""
    made = _read(token)
    return made.nonce if made else ""


def shown(posted: Mapping[str, str] | None, at: datetime) -> dict[str, Any]:
    """Return what a form shows of its challenge: the same one again, with the proof it has, or a new one."""
    made = again(posted.get("token", ""), at) if posted is not None else new(at)
    proof = posted.get("proof", "") if posted is not None and made.token == posted.get("token") else ""
    return {"challenge": made, "proof": proof}


def passed_by(posted: Mapping[str, str], at: datetime) -> str:
    """Return the number of the challenge a form has met."""
    return passed(
        posted.get("token", ""), proof=posted.get("proof", ""), answer=posted.get("answer", ""), at=at
    )


def sender_of(address: str) -> str:
    """Return the keyed digest of a network address, by which a flood is noticed."""
    return hmac.new(settings.SECRET_KEY.encode(), f"sender|{address}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class _Made:
    nonce: str
    bits: int
    at: datetime


def _read(token: str) -> _Made | None:
    try:
        held = signing.loads(token, salt=SALT)
        return _Made(held["n"], held["b"], datetime.fromtimestamp(held["t"]).astimezone())
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def _proves(nonce: str, proof: str, bits: int) -> bool:
    """Tell whether ``proof`` is a number whose digest with the nonce begins with so many zero bits."""
    if not proof.isascii() or not proof.isdecimal() or len(proof) > 12:
        return False
    digest = hashlib.sha256(f"{nonce}:{proof}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _question(nonce: str) -> tuple[str, int]:
    """Return the question a nonce stands for and its answer; nobody without the key can tell it beforehand."""
    seed = hmac.new(settings.SECRET_KEY.encode(), f"question|{nonce}".encode(), hashlib.sha256).digest()
    random = Random(seed)  # noqa: S311 -- the seed is secret
    first, second = random.randint(2, 10), random.randint(2, 9)
    words = random.sample(WORDS, 3)
    shown = f"{words[0]}、{DIGITS[first]}、{words[1]}、{DIGITS[second]}、{words[2]}"
    if first > second and random.random() < 0.5:
        return f"在“{shown}”里，前一个数字比后一个数字大多少？", first - second
    return f"在“{shown}”里，两个数字相加等于多少？", first + second


def _answers(nonce: str, answer: str) -> bool:
    right = _question(nonce)[1]
    given = answer.strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    return given in (str(right), _in_words(right))


def _in_words(number: int) -> str:
    """Return a number below a hundred as it is said."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
