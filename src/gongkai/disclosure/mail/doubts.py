"""What must be doubted of a message: who sent it, and whether a person did.

The From line proves nothing. What the receiving server found out stands in its own Authentication-Results (RFC
8601); only the topmost is its own, those below came with the message. A good result is no proof of identity either.
"""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses

from gongkai.disclosure.mail.words import header, headers
from gongkai.law.identifiers import mask_email

_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(\w+)", re.IGNORECASE)
_BAD = {"fail", "softfail", "permerror", "policy"}
_BULK = {"bulk", "junk", "list", "auto_reply"}


def addresses(message: EmailMessage, name: str) -> list[str]:
    """Return the bare addresses of a header, in small letters."""
    return [address.lower() for _, address in getaddresses([header(message, name)]) if "@" in address]


def forgery(message: EmailMessage) -> Iterator[str]:
    """Yield why the sender may not be who the From line says; first what the receiving server found."""
    results = headers(message, "Authentication-Results")[:1]
    found = {kind.lower(): result.lower() for line in results for kind, result in _RESULT.findall(line)}
    failed = [f"{kind.upper()} {result}" for kind, result in found.items() if result in _BAD]
    if failed:
        yield f"发件人可能是伪造的：收信服务器核验未通过（{'、'.join(failed)}）"
    senders = addresses(message, "From")
    if len(senders) != 1:
        yield "邮件没有写明发件人" if not senders else "邮件写了不止一个发件人"
    answers = addresses(message, "Reply-To")
    if senders and answers and answers[0] != senders[0]:
        yield f"回复地址（{mask_email(answers[0])}）与发件人地址不同"


def was_refuted(message: EmailMessage) -> bool:
    """Tell whether the receiving server found the sender's address to be false."""
    return any("核验未通过" in said for said in forgery(message))


def automatic(message: EmailMessage, own: frozenset[str]) -> str:
    """Return why no person wrote this message, or nothing. ``own`` are the addresses of the platform itself."""
    if header(message, "Auto-Submitted").lower() not in ("", "no"):
        return "标明为自动发送（Auto-Submitted）"
    if set(addresses(message, "From")) & own:
        return "由本平台的邮箱发出"
    if header(message, "Precedence").lower() in _BULK:
        return "标明为批量邮件（Precedence）"
    if header(message, "List-Id") or header(message, "List-Unsubscribe"):
        return "来自邮件列表（List-Id）"
    if header(message, "X-Auto-Response-Suppress") or header(message, "X-Autoreply"):
        return "标明为自动回复（X-Auto-Response-Suppress）"
    if message.get_content_type() == "multipart/report" or header(message, "Return-Path") == "<>":
        return "是退信或者投递报告"
    return ""
