"""Reading a message of the Common Alerting Protocol (CAP 1.2, OASIS), and proving who signed it.

Nothing of a stranger's XML is fetched or expanded. What is missing, unknown or contradictory is refused with the
reason; nothing is guessed.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree
from signxml.exceptions import InvalidCertificate, InvalidDigest, InvalidInput, InvalidSignature
from signxml.verifier import XMLVerifier

from gongkai.cases.guard.xml import declares_type
from gongkai.law import warnings as law
from gongkai.law.refusal import Refusal
from gongkai.law.warnings import Colour

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
REFERENCE = "{http://www.w3.org/2000/09/xmldsig#}Reference"
LONGEST = 1024 * 1024
ACTS = ("Alert", "Update", "Cancel")
CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True)
class Signal:
    """What a message says, word for word."""

    identifier: str
    sender: str
    act: str
    follows: str
    kind: str
    colour: Colour
    headline: str
    description: str
    instruction: str
    area: str
    station: str
    issued_at: datetime
    starts_at: datetime
    expires_at: datetime | None
    raw: str
    sha256: str

    @property
    def followed(self) -> list[tuple[str, str]]:
        """Return sender and identifier of each message this one refers to."""
        parts = [reference.split(",") for reference in self.follows.split()]
        return [(part[0], part[1]) for part in parts if len(part) == 3]


def refused(sentence: str, article: str = "", advice: str = "请向气象台站核实后重新接收。") -> Refusal:
    return Refusal(sentence, article=article, advice=advice)


def root_of(content: bytes) -> etree._Element:
    """Return the root of a message, or refuse what is none."""
    if len(content) > LONGEST:
        raise refused("报文超过1 MB。")
    if declares_type(content):
        raise refused("报文含有文档类型声明（DTD），可能有害，没有读取。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused("不是 XML 报文，或者已损坏。") from error
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise refused(f"不是 CAP 1.2 报文（根元素是 {etree.QName(root).localname[:40]}）。")
    return root


def read(content: bytes) -> Signal:
    """Return what a message says.

    Raises:
        Refusal: not CAP 1.2, an exercise, an unknown event, a contradiction in colour, something missing.
    """
    root = root_of(content)
    status, act = _text(root, "status"), _text(root, "msgType")
    if status != "Actual":
        raise refused(f"报文状态是“{status[:20]}”，不是实际发布（演练、测试报文不接收）。")
    if act not in ACTS:
        raise refused(f"报文类型“{act[:20]}”不是发布、变更或者解除。")
    info = _info(root)
    event = _text(info, "event")
    kind = law.kind_of(event)
    if kind is None:
        raise refused(f"未知的预警种类“{event[:30]}”。", law.KINDS_SOURCE)
    severity = _text(info, "severity")
    issued_at = _moment(_text(root, "sent"), "sent")
    starts_at = _text(info, "onset") or _text(info, "effective")
    expires = _text(info, "expires")
    stated = {
        "kind": kind,
        "severity": severity,
        "starts_at": starts_at,
        "area": "、".join(_text(area, "areaDesc") for area in _all(info, "area")).strip("、"),
        "description": _text(info, "description"),
        "instruction": _text(info, "instruction"),
        "station": _text(info, "senderName"),
        "issued_at": issued_at,
    }
    missing = law.not_stated(stated, lifts=act == "Cancel")
    if missing:
        raise refused(f"报文没有写明{'、'.join(missing)}。", law.CONTENT)
    headline = _text(info, "headline")
    raw = content.decode("utf-8", "replace").replace("\0", "")
    return Signal(
        identifier=_named(root, "identifier"),
        sender=_named(root, "sender"),
        act=act,
        follows=_text(root, "references")[:2000],
        kind=kind,
        colour=_colour(severity, f"{event} {headline}"),
        headline=(headline or event)[:300],
        description=str(stated["description"]),
        instruction=str(stated["instruction"]),
        area=str(stated["area"]),
        station=str(stated["station"])[:100],
        issued_at=issued_at,
        starts_at=_moment(starts_at, "onset") if starts_at else issued_at,
        expires_at=_moment(expires, "expires") if expires else None,
        raw=raw,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def is_message(content: bytes) -> bool:
    """Tell whether this is a message at all, whatever may be wrong with it."""
    try:
        root_of(content)
    except Refusal:
        return False
    return True


def identifier_of(content: bytes) -> str:
    """Return the identifier of a message that was refused, as far as it can be read, for the log."""
    try:
        return _text(root_of(content), "identifier")[:200]
    except Refusal:
        return ""


def is_signed(content: bytes) -> bool:
    return root_of(content).find(SIGNATURE) is not None


def must_be_signed_by(content: bytes, certificate: str) -> None:
    """Refuse a message whose XML signature is missing, wrong, or of somebody else's key.

    The signature must cover the whole message: a signed part inside of something else proves nothing.
    """
    root = root_of(content)
    signature = root.find(SIGNATURE)
    if signature is None:
        raise refused("报文没有签名，而这个来源要求签名。")
    if [each.get("URI") for each in signature.iter(REFERENCE)] != [""]:
        raise refused("报文签名没有覆盖整份报文。", law.RELAY)
    try:
        XMLVerifier().verify(root, x509_cert=certificate)
    except (InvalidSignature, InvalidDigest, InvalidCertificate, InvalidInput, ValueError) as error:
        raise refused("报文签名不符：内容被改动，或者不是该台站签发。", law.RELAY) from error


def signature_of(content: bytes, secret: str, stamp: str) -> str:
    """Return the HMAC-SHA256, in hex, of the stamp (Unix seconds), a full stop, and the message."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + content, hashlib.sha256).hexdigest()


def must_be_sealed(content: bytes, secret: str, *, stamp: str, signature: str, at: datetime) -> None:
    """Refuse what came by the interface without the seal of the shared secret, or with an old one."""
    if not hmac.compare_digest(signature_of(content, secret, stamp), signature):
        raise refused("接口签名不符。", advice="请核对接口密钥。")
    age = at.timestamp() - int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 12 else None
    if age is None or abs(age) > CLOCKS_DIFFER.total_seconds():
        raise refused("接口签名的时间不在十分钟以内。", advice="请核对双方时钟；旧的请求不能重放。")


def _info(root: etree._Element) -> etree._Element:
    """Return the block in Chinese, or the only one."""
    blocks = _all(root, "info")
    if not blocks:
        raise refused("报文没有内容（info）。", law.CONTENT)
    chinese = [block for block in blocks if _text(block, "language").lower().startswith("zh")]
    return (chinese or blocks)[0]


def _colour(severity: str, named: str) -> Colour:
    colour = law.colour_of(severity)
    if colour is None:
        raise refused(f"级别“{severity[:20]}”不是红橙黄蓝四级之一。", law.CONTENT)
    contrary = law.colours_named(named) - {colour}
    if contrary:
        told = "、".join(sorted(each.label for each in contrary))
        raise refused(f"标题写的是{told}，级别却是{colour.label}（{severity}）。", law.RELAY)
    return colour


def _named(root: etree._Element, name: str) -> str:
    text = _text(root, name)
    if not text or len(text) > 200 or any(mark in text for mark in " ,<&\n"):
        raise refused(f"报文的 {name} 缺失或者不合规定。")
    return text


def _moment(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise refused(f"{name} 不是时间：{text[:40]}。", law.CONTENT) from error
    if moment.tzinfo is None:
        raise refused(f"{name} 没有时区：{text[:40]}。", law.CONTENT)
    return moment


def _all(parent: etree._Element, name: str) -> list[etree._Element]:
    return parent.findall(f"{{{NAMESPACE}}}{name}")


def _text(parent: etree._Element, name: str) -> str:
    found = parent.find(f"{{{NAMESPACE}}}{name}")
    return "" if found is None or found.text is None else found.text.replace("\0", "").strip()
