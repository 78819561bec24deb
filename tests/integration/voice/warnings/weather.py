"""A weather station, its messages, and the people of the test district who are told."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

from gongkai.voice.warnings.actions import alerts, broadcasts, people
from gongkai.voice.warnings.actions.broadcasts import Draft
from gongkai.voice.warnings.actions.people import Entry
from tests.conftest import at

SENDER = "baiyin@cma.example.cn"
STATION = "白银市气象台"
SECRET = "interface-secret"
NOW = at("2026-07-15 16:00")

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent>
  <status>{status}</status><msgType>{act}</msgType><scope>Public</scope>{references}
  <info><language>zh-CN</language><category>Met</category><event>{event}</event><urgency>Immediate</urgency>
  <severity>{severity}</severity><certainty>Likely</certainty>{starts}<expires>{expires}</expires>
  <senderName>{station}</senderName><headline>{headline}</headline><description>{description}</description>
  <instruction>{instruction}</instruction><area><areaDesc>{area}</areaDesc></area></info>
</alert>"""


def cap(identifier="62040041600000_20260715160000", **changes) -> bytes:
    """Return a message: an orange rain warning, changed as asked."""
    values = {
        "identifier": identifier, "sender": SENDER, "sent": "2026-07-15T15:50:00+08:00", "status": "Actual",
        "act": "Alert", "references": "", "event": "暴雨", "severity": "Severe",
        "starts": "<onset>2026-07-15T16:00:00+08:00</onset>", "expires": "2026-07-16T16:00:00+08:00", "station": STATION,
        "headline": "白银市气象台发布暴雨橙色预警信号", "description": "预计未来3小时四龙镇、水川镇降雨量将达50毫米以上。",
        "instruction": "转移危险地带人员，注意防范山洪。", "area": "白银区四龙镇、水川镇", **changes,
    }  # fmt: skip
    return CAP.format(**values).encode()


def following(first: str, act: str, **changes) -> bytes:
    references = f"<references>{SENDER},{first},2026-07-15T15:50:00+08:00</references>"
    return cap(changes.pop("identifier", f"{first}-{act}"), act=act, references=references, **changes)


def key_pair() -> tuple[rsa.RSAPrivateKey, str]:
    """Return a key and its certificate in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "station")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    return key, made.public_bytes(serialization.Encoding.PEM).decode()


def signed(content: bytes, key: rsa.RSAPrivateKey, certificate: str) -> bytes:
    signer = XMLSigner(method=methods.enveloped, signature_algorithm="rsa-sha256")
    return etree.tostring(signer.sign(etree.fromstring(content), key=key, cert=certificate), encoding="utf-8")


def station(world, secret=SECRET, certificate=""):
    return alerts.set_station(
        name=STATION, sender=SENDER, secret=secret, certificate=certificate, by=world.actor("郑公开"), at=NOW
    )


def taken_in(content=None, when=NOW):
    return alerts.take_in(content or cap(), by="王办", at=when, proof="电话核实")


def responsible(world, entries=None, name="四龙镇防汛责任人", kind="responsible"):
    """Return a group of 四龙镇, its people with telephones unless told otherwise."""
    keeper = {"keeper": world.office, "by": world.actor("王办"), "at": NOW}
    group = people.create_audience(name, kind, world.silong, **keeper)
    for entry in entries or [
        Entry("吴村长", "双合村", "13900000001"),
        Entry("郑组长", "民勤村", "13900000002"),
    ]:
        people.add_person(group, entry, **keeper)
    return group


def approved(world, *groups, plan=("sms",), alert=None, when=NOW, token="t1", **changes):
    """Return a job that was drafted by 王办 and approved by 赵签."""
    given = Draft(
        **{"title": "通知", "text": "明日停水。", "audiences": groups, "plan": list(plan), **changes}
    )
    job = broadcasts.draft(
        given, unit=world.office, by=world.actor("王办"), at=when, token=token, alert=alert
    )
    return broadcasts.approve(job, by=world.actor("赵签"), at=when)
