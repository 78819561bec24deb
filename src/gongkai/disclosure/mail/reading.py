"""A message as it is understood (来信): sender, subject, text, attachments, warnings."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from gongkai.cases.files import MEGABYTE, CheckedFile
from gongkai.disclosure.mail import doubts
from gongkai.disclosure.mail.attached import Attached, judged
from gongkai.disclosure.mail.words import cleaned, decoded, header, text_of_html

# Above this, only the head of a message is fetched; the message itself stays on its server.
LIMIT = 60 * MEGABYTE
MOST_PARTS = 200
_IDENTIFIER = re.compile(r"<[^<>\s]{1,290}>")


@dataclass(frozen=True)
class Letter:
    """What was read of a message. ``automatic`` says why no person wrote it; empty when one did."""

    key: str
    message_id: str
    answers: tuple[str, ...]
    sender: str
    subject: str
    text: str
    attached: tuple[Attached, ...]
    warnings: tuple[str, ...]
    automatic: str
    is_refuted: bool

    @property
    def files(self) -> tuple[CheckedFile, ...]:
        """Return the attachments that may be kept with a case."""
        return tuple(each.file for each in self.attached if each.file is not None)


def read(raw: bytes, own: frozenset[str] = frozenset(), *, whole: bool = True) -> Letter:
    """Understand as much of a message as can be; ``whole`` is false when only its head is there."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    parts = list(_parts(message))
    text, faults = _text(parts)
    attached = tuple(_attached(parts))
    warnings = [*doubts.forgery(message), *faults]
    if any(part.defects for part in message.walk()):
        warnings.append("邮件结构有缺陷，可能没有读全，请对照原件")
    refused = sum(each.file is None for each in attached)
    if refused:
        warnings.append(f"{len(attached)} 个附件中有 {refused} 个不能接收，已随原件保存")
    if not whole:
        warnings.append(
            f"邮件超过 {LIMIT // MEGABYTE} MB，只读取了邮件头；全文在邮箱服务器上，请登录邮箱查看"
        )
    elif not text and not attached:
        warnings.append("这是一封空邮件")
    senders = doubts.addresses(message, "From")
    return Letter(
        key=_key(message, raw),
        message_id=_identifier(header(message, "Message-ID")),
        answers=tuple(
            _IDENTIFIER.findall(f"{header(message, 'In-Reply-To')} {header(message, 'References')}")
        ),
        sender=senders[0][:320] if senders else "",
        subject=header(message, "Subject")[:500],
        text=text,
        attached=attached,
        warnings=tuple(warnings),
        automatic=doubts.automatic(message, own),
        is_refuted=doubts.was_refuted(message),
    )


def unreadable(raw: bytes, error: Exception) -> Letter:
    """Return what is kept of a message that could not be understood at all."""
    key = hashlib.sha256(raw).hexdigest()
    said = f"邮件无法解析（{type(error).__name__}），请下载原件查看"
    return Letter(key, "", (), "", "", "", (), (said,), "", is_refuted=True)


def _key(message: EmailMessage, raw: bytes) -> str:
    """Return what is the same in every copy of a message and differs between messages.

    The lines that servers put on top differ from copy to copy; a Message-ID alone anybody can repeat.
    """
    body = raw.partition(b"\r\n\r\n")[2] or raw.partition(b"\n\n")[2]
    lines = [header(message, name) for name in ("Message-ID", "From", "Date", "Subject")]
    return hashlib.sha256("\n".join(lines).encode() + b"\n\n" + body).hexdigest()


def _identifier(line: str) -> str:
    found = _IDENTIFIER.search(line)
    return found.group() if found else ""


def _parts(message: EmailMessage) -> Iterator[Message]:
    """Yield the parts that hold something. A message inside the message is one part, an attachment."""
    waiting: list[Message] = [message]
    count = 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        if part.get_content_maintype() == "multipart":
            waiting = [*(each for each in part.get_payload() if isinstance(each, Message)), *waiting]
            if isinstance(part.get_payload(), str):
                yield part
        else:
            yield part


def _text(parts: list[Message]) -> tuple[str, list[str]]:
    """Return the words of the message, and what was wrong with them; plain text before HTML."""
    plain: list[str] = []
    rich: list[str] = []
    faults: list[str] = []
    for part in parts:
        if _is_attachment(part):
            continue
        words, fault = decoded(_content(part), _charset(part))
        faults += [fault] if fault else []
        (rich if part.get_content_type() == "text/html" else plain).append(words)
    text = "\n".join(plain).strip() or "\n".join(text_of_html(words) for words in rich).strip()
    return cleaned(text), list(dict.fromkeys(faults))


def _attached(parts: list[Message]) -> Iterator[Attached]:
    unnamed = 0
    for part in parts:
        if _is_attachment(part):
            name = _filename(part)
            if not name:
                unnamed += 1
                name = f"未命名附件{unnamed}"
            yield judged(name, _content(part))


def _is_attachment(part: Message) -> bool:
    if _filename(part) or str(part.get("Content-Disposition", "")).lower().startswith("attachment"):
        return True
    return part.get_content_maintype() not in ("text", "multipart")


def _filename(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError):
        name = ""
    if name.startswith("=?") or any("\udc80" <= letter <= "\udcff" for letter in name):
        holder = EmailMessage(policy.compat32)
        holder["Subject"] = name
        name = header(holder, "Subject")
    return cleaned(name)


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError):
        return None


def _content(part: Message) -> bytes:
    """Return the bytes of a part; of a message within the message, the message."""
    if part.get_content_type() == "message/rfc822" or isinstance(part.get_payload(), list):
        return b"".join(each.as_bytes(policy=policy.compat32) for each in part.get_payload())  # type: ignore[union-attr]
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
