"""Taking signals in (接收预警信号), and what the district advises beside them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongkai.law import warnings as law
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.models import Role, Unit, UnitKind
from gongkai.units.posts import Actor, must_be_competent
from gongkai.voice.warnings import cap
from gongkai.voice.warnings.cap import Signal, refused
from gongkai.voice.warnings.models import PROOF_LENGTH, Advice, Alert, RefusedAlert, Station, StationReading

# How far the clocks of a station and of the platform may be apart.
CLOCKS_APART = timedelta(minutes=10)
RELAYERS = (Role.OFFICER, Role.APPROVER, Role.HEAD)


@dataclass(frozen=True)
class Seal:
    """How a message that came by the interface was sealed."""

    stamp: str
    signature: str


def take_in(
    content: bytes,
    *,
    by: str,
    at: datetime,
    seal: Seal | None = None,
    proof: str = "",
    of: Station | None = None,
) -> Alert:
    """Take a signal in, unaltered. What is refused is kept in a log with the reason.

    Args:
        content: the message as it came.
        by: who handed it over.
        at: when.
        seal: of a message that came by the interface; an uploaded one has none.
        proof: how a message without a signature was proved.
        of: whose address it was read at; there nobody else's signals are taken.

    Raises:
        Refusal: the message cannot be read, is not proved, known already, past its end, or lifts what is unknown.
    """
    try:
        return _take_in(content, by=by, at=at, seal=seal, proof=proof, of=of)
    except Refusal as refusal:
        _note_refused(content, refusal, by=by, at=at)
        raise


def _take_in(
    content: bytes, *, by: str, at: datetime, seal: Seal | None, proof: str, of: Station | None
) -> Alert:
    signal = cap.read(content)
    if of is not None and signal.sender != of.sender:
        raise refused(f"在{of.name}的地址读到了另一个发布者“{signal.sender}”的报文。", law.RELAY)
    station = _station_of(signal)
    proved = _proved(content, station, seal, proof, at)
    with transaction.atomic():
        # Two deliveries of one message at a time: the second waits for the first, and finds it.
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        if Alert.objects.filter(sender=signal.sender, identifier=signal.identifier).exists():
            raise refused(f"报文 {signal.identifier} 已经接收过，没有重复接收。", advice="不需要处理。")
        first, remark = _first_of(signal)
        if signal.issued_at > at + CLOCKS_APART:
            raise refused(
                f"报文的发布时间{timezone.localtime(signal.issued_at):%Y-%m-%d %H:%M}在现在之后。",
                law.RELAY,
                "请向台站核实；核对两边的时钟。",
            )
        if signal.act != Alert.Act.CANCEL and signal.expires_at is not None and signal.expires_at <= at:
            raise refused(f"报文已于{signal.expires_at:%Y-%m-%d %H:%M}失效。", law.CHANGE)
        alert = Alert(
            **{name: value for name, value in vars(signal).items() if name != "colour"},
            colour=signal.colour.value, first_id=first, remark=remark, proof=proved, imported_at=at, imported_by=by,
        )  # fmt: skip
        alert.save()
        data = {
            "identifier": alert.identifier, "act": alert.act, "kind": alert.kind, "colour": alert.colour,
            "station": alert.station, "issued_at": alert.issued_at.isoformat(), "sha256": alert.sha256,
        }  # fmt: skip
        record_act(alert, "warnings.take_in", at=at, by=by, data=data)
    return alert


def upload(content: bytes, *, proof: str, unit: Unit, by: Actor, at: datetime) -> Alert:
    """Take in a signal that came as a file (接收文件). Towns relay what the district has taken in."""
    by.must_hold(RELAYERS, unit)
    if unit.kind not in (UnitKind.GOVERNMENT, UnitKind.DEPARTMENT):
        raise Refusal(
            f"{unit.short_name}不接收气象台站的报文。", article="", advice="请由区级部门接收后转发。"
        )
    verified = f"人工核实：{proof.strip()}" if proof.strip() else ""
    return take_in(content, by=by.name, at=at, proof=verified)


def write_advice(alert: Alert, text: str, *, unit: Unit, by: Actor, at: datetime) -> Advice:
    """Advise beside a signal (本地防范提示). The signal's own words stay as they are."""
    by.must_hold(RELAYERS, unit)
    if not text.strip():
        raise Refusal("没有写防范提示。", article="", advice="请填写。")
    with transaction.atomic():
        advice = Advice.objects.create(
            alert=alert, text=text.strip(), author=by.name, unit=unit, written_at=at
        )
        data = {"text": advice.text, "alert": alert.identifier}
        record_fact(f"advice/{advice.pk}", "warnings.advise", at=at, by=by.name, unit=unit.code, data=data)
    return advice


def set_station(
    *, name: str, sender: str, secret: str, certificate: str, by: Actor, at: datetime, address: str = ""
) -> Station:
    """Take signals in from this station from now on. An empty secret keeps the one there is.

    ``address`` is where its signals are read each minute; without a signature the way must at least be a sealed one.
    """
    must_be_competent(by)
    if certificate.strip() and "BEGIN CERTIFICATE" not in certificate:
        raise Refusal("签名证书不是 PEM 格式。", article="", advice="请粘贴以 BEGIN CERTIFICATE 开头的文本。")
    if address and not certificate.strip() and not address.startswith("https://"):
        raise Refusal(
            "读取地址不是 https，又没有签名证书，读到的报文无法证明来自台站。",
            article=law.RELAY,
            advice="请改用 https 地址，或者填写台站的签名证书。",
        )
    former = Station.of(sender)
    with transaction.atomic():
        made = Station.objects.create(
            name=name, sender=sender, secret=secret or (former.secret if former else ""),
            certificate=certificate.strip(), address=address, entered_at=at, entered_by=by.name,
        )  # fmt: skip
        data = {"name": name, "sender": sender, **({"address": address} if address else {})}
        record_fact(f"station/{made.pk}", "warnings.set_station", at=at, by=by.name, data=data)
    return made


def note_reading(reading: StationReading, *, seen: list[str], fault: str, at: datetime) -> None:
    """Keep how a reading of a station's address went."""
    reading.tried_at, reading.fault = at, fault[:300]
    reading.read_at = reading.read_at if fault else at
    reading.seen = seen[-StationReading.MOST_SEEN :]
    reading.save()


def _station_of(signal: Signal) -> Station:
    station = Station.of(signal.sender)
    if station is None:
        raise refused(
            f"没有登记过发布者“{signal.sender}”。",
            law.RELAY,
            "只接收气象台站的信号；请政务公开办先登记信号来源。",
        )
    if station.name != signal.station:
        raise refused(f"报文的发布单位“{signal.station}”与登记的台站“{station.name}”不一致。", law.RELAY)
    return station


def _proved(content: bytes, station: Station, seal: Seal | None, proof: str, at: datetime) -> str:
    """Return how the message was proved; a signature in it is always checked when its certificate is known."""
    ways = []
    if station.certificate:
        cap.must_be_signed_by(content, station.certificate)
        ways.append("XML 签名有效")
    if seal is not None:
        if not station.secret:
            raise refused("这个来源没有设置接口密钥，不能通过接口接收。", advice="请政务公开办设置密钥。")
        cap.must_be_sealed(content, station.secret, stamp=seal.stamp, signature=seal.signature, at=at)
        ways.append("接口签名有效")
    if not ways and not proof:
        raise refused("报文没有签名。", advice="请写明向台站核实的方式，如“电话核实，值班员某某”。")
    if ways:
        return "，".join(ways)
    unchecked = "；报文带有签名，台站没有登记证书，未作核验" if cap.is_signed(content) else ""
    return proof[: PROOF_LENGTH - len(unchecked)] + unchecked


def _first_of(signal: Signal) -> tuple[int | None, str]:
    """Return the first signal of the chain a message continues, and what must be remarked."""
    if signal.act == Alert.Act.ALERT:
        return None, ""
    for sender, identifier in signal.followed:
        known = Alert.objects.filter(sender=sender, identifier=identifier).first()
        if known is not None:
            return known.first_pk(), ""
    told = signal.follows or "（没有写）"
    if signal.act == Alert.Act.CANCEL:
        raise refused(f"解除的信号没有接收过：{told[:200]}。", law.CHANGE)
    # A warning that stands is shown, whatever became of the one before.
    return None, f"变更的原信号没有接收过，按首次信号接收：{told[:200]}"


def _note_refused(content: bytes, refusal: Refusal, *, by: str, at: datetime) -> None:
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        row = RefusedAlert.objects.create(
            at=at, by=by[:60], identifier=cap.identifier_of(content), reason=str(refusal)[:500], sha256=digest
        )
        record_fact(f"refused_alert/{row.pk}", "warnings.refuse", at=at, by=by, data={"sha256": digest})
