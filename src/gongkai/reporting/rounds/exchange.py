"""Handing a district's sum on (报送上级): one signed JSON file, and what is looked at before one is taken in.

The file says which form, version and period, whose it is, every sum and every unit's part of it. It is signed with a
key of its own (Ed25519, as notes of the ledger are), which the office above has registered beforehand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone
from gongkai.law.identifiers import uscc_fault
from gongkai.law.refusal import Refusal
from gongkai.ledger import notes
from gongkai.ledger.actions import record_act
from gongkai.ledger.canonical import canonical
from gongkai.ledger.notes import BadNote, Signer
from gongkai.reporting.rounds import relations, rollup
from gongkai.reporting.rounds.actions.building import digest
from gongkai.reporting.rounds.filled import decoded, encoded, prepared_of
from gongkai.reporting.rounds.forms import Form
from gongkai.reporting.rounds.models import FormReturn, FormVersion, ImportedReturn, Round, Sender
from gongkai.reporting.rounds.rollup import Contribution, Sum
from gongkai.reporting.rounds.state import sha256
from gongkai.units.models import Unit, UnitKind
from gongkai.units.posts import Actor, must_be_competent

RULE = "上下级报送规则"
FORMAT = "gongkai-round/1"
KEY_FILE = "return-signing-key"
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class Identity:
    """Whose return a file is: the government of the district."""

    name: str
    uscc: str


def own_identity() -> Identity:
    government = Unit.objects.filter(kind=UnitKind.GOVERNMENT).first()
    if government is None:
        raise Refusal("平台没有登记区人民政府。", article=RULE, advice="请先登记区人民政府，再导出报送文件。")
    return Identity(government.name, government.uscc)


def signer() -> Signer:
    """Return the key with which this instance signs returns; its public half is registered above."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc
    return notes.read_or_create_signer(settings.VAR / KEY_FILE, f"{host}/returns")


def export(row: Round, *, by: Actor, at: datetime) -> str:
    """导出报送文件: sign the sum of a round as it is now. A later file takes the place of an earlier one.

    Raises:
        Refusal: nothing is accepted yet, or a relation of the sum is broken.
    """
    must_be_competent(by)
    total = rollup.sum_of(row)
    if not total.contributions:
        raise Refusal(
            "还没有审核通过的报送，没有可以汇总的数。", article=RULE, advice="请先审核各单位的报送。"
        )
    wrong = [finding for finding in total.findings if finding.severity == "error"]
    if wrong:
        raise Refusal(
            f"汇总数勾稽不符：{wrong[0].message}。", article=RULE, advice="请退回有关单位改正后再导出。"
        )
    with transaction.atomic():
        serial = record_act(row, "round.export", at=at, by=by.name, data={"title": row.title})
    return signed(content_of(row, total, own_identity(), serial=serial, by=by.name, at=at), signer())


def content_of(
    row: Round, total: Sum, identity: Identity, *, serial: int, by: str, at: datetime
) -> dict[str, Any]:
    """Return what a file says."""
    stages = dict(row.returns.values_list("unit__short_name", "stage"))
    return {
        "format": FORMAT,
        "form": row.version.form.key,
        "version": row.version.number,
        "form_sha256": digest(row.version),
        "kind": row.kind,
        "period": [str(row.since), str(row.until)],
        "from": {"name": identity.name, "uscc": identity.uscc},
        "serial": serial,
        "made_by": by,
        "made_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "values": encoded(total.totals),
        "units": [
            {
                "name": each.name,
                "values": encoded(each.values),
                "signed_by": each.signed_by,
                "signed_at": each.signed_at.isoformat(timespec="seconds") if each.signed_at else None,
            }
            for each in total.contributions
        ],
        "missing": sorted(name for name, stage in stages.items() if stage != FormReturn.Stage.ACCEPTED.value),
    }


def signed(content: Mapping[str, Any], key: Signer) -> str:
    """Return a file: the content and the signature over its canonical text."""
    signature = key.sign(canonical(content) + "\n").rpartition("\n\n")[2].strip()
    return json.dumps({"content": content, "signature": signature}, ensure_ascii=False, indent=1)


def register_sender(name: str, uscc: str, key: str, *, by: Actor, at: datetime) -> Sender:
    """登记下级报送单位: with the key it signs with; a new key takes the place of the old one."""
    must_be_competent(by)
    fault = uscc_fault(uscc.strip()) if uscc.strip() else "没有填写统一社会信用代码。"
    if fault or not name.strip():
        raise Refusal(fault or "没有填写名称。", article=RULE, advice="请核对后重新填写。")
    try:
        notes.parse_verifier(key)
    except BadNote as error:
        raise Refusal(
            "验证公钥的格式不对。", article=RULE, advice="请从下级平台“上下级报送”页面完整复制。"
        ) from error
    with transaction.atomic():
        for old in Sender.objects.select_for_update(no_key=True).filter(uscc=uscc.strip(), replaced_at=None):
            old.replaced_at = at
            old.save(update_fields=["replaced_at"])
            record_act(old, "sender.replace", at=at, by=by.name, data={"name": old.name})
        sender = Sender.objects.create(
            name=name.strip()[:100],
            uscc=uscc.strip(),
            key=key.strip(),
            registered_by=by.name,
            registered_at=at,
        )
        record_act(
            sender, "sender.register", at=at, by=by.name, data={"name": sender.name, "key": sender.key}
        )
    return sender


def take_in(row: Round, file: bytes, *, by: Actor, at: datetime) -> ImportedReturn:
    """接收下级报送: take a signed file into a round, as one contribution.

    Raises:
        Refusal: no such file, an unknown or wrong district, a changed content, another form, version or period,
            sums that do not fit.
        AlreadyDone: the file, or a newer one, was taken in before.
    """
    must_be_competent(by)
    content, signature = _opened(file)
    sender = _sender_of(content, signature)
    _must_be_for(row, content)
    _must_add_up(row, content)
    fingerprint = sha256(canonical(content).encode())
    with transaction.atomic():
        locked = Round.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.cancelled_at is not None:
            raise Refusal(f"“{locked.title}”已撤销。", article=RULE, advice="请在重新开展的轮次中接收。")
        _must_be_new(row, sender, content, fingerprint)
        made = ImportedReturn.objects.create(
            round=row,
            sender=sender,
            serial=content["serial"],
            content=content,
            signature=signature,
            sha256=fingerprint,
            received_by=by.name,
            received_at=at,
        )
        data = {"round": row.title, "from": sender.name, "sha256": fingerprint}
        record_act(made, "round.take_in", at=at, by=by.name, data=data)
    return made


def _opened(file: bytes) -> tuple[dict[str, Any], str]:
    strange = Refusal(
        "这不是平台导出的报送文件。",
        article=RULE,
        advice="请使用下级平台“导出报送文件”得到的JSON文件，不要改动。",
    )
    if len(file) > LARGEST:
        raise strange
    try:
        data = json.loads(file)
        content, signature = data["content"], data["signature"]
        if content["format"] != FORMAT or not isinstance(signature, str):
            raise strange
        canonical(content)
        datetime.fromisoformat(content["made_at"])
        complete = (
            isinstance(content["serial"], int)
            and isinstance(content["made_by"], str)
            and all(isinstance(content["from"][part], str) for part in ("name", "uscc"))
            and all(value is None or isinstance(value, str) for value in content["values"].values())
            and all(isinstance(unit["values"], dict) for unit in content["units"])
            and all(isinstance(unit["name"], str) for unit in content["units"])
            and isinstance(content["missing"], list)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise strange from error
    if not complete:
        raise strange
    return content, signature


def _sender_of(content: Mapping[str, Any], signature: str) -> Sender:
    """Return the registered sender that signed the file."""
    said = content["from"]["name"]
    if content["from"]["uscc"] == own_identity().uscc:
        raise Refusal(
            "这是本平台自己导出的报送文件，接收它会把同一批数计两次。",
            article=RULE,
            advice="请把它交给上级平台接收。",
        )
    sender = Sender.objects.filter(uscc=content["from"]["uscc"], replaced_at=None).first()
    if sender is None:
        raise Refusal(
            f"“{said[:60]}”不是登记的下级报送单位。",
            article=RULE,
            advice="请核对是否选错了文件；确是下级的，请先登记它的验证公钥。",
        )
    note = f"{canonical(content)}\n\n{signature}\n"
    if _signed_by(sender, note):
        return sender
    other = next(
        (
            each
            for each in Sender.objects.filter(replaced_at=None).exclude(pk=sender.pk)
            if _signed_by(each, note)
        ),
        None,
    )
    if other:
        raise Refusal(
            f"文件写明是{sender.name}的，签名却是{other.name}的。",
            article=RULE,
            advice="请退回报送单位核实。",
        )
    raise Refusal(
        f"签名与{sender.name}登记的公钥不符：文件在签名后被改动，或者不是由它签名的。",
        article=RULE,
        advice="请向报送单位索取原文件；对方更换过密钥的，请先重新登记公钥。",
    )


def _signed_by(sender: Sender, note: str) -> bool:
    try:
        notes.parse_verifier(sender.key).open(note)
    except BadNote:
        return False
    return True


def _must_be_for(row: Round, content: Mapping[str, Any]) -> None:
    form, number = content.get("form"), content.get("version")
    if form != row.version.form.key:
        raise Refusal(
            f"文件是另一张报表（{str(form)[:40]}），本轮次是《{row.version.form.title}》。",
            article=RULE,
            advice="请在该报表的轮次中接收。",
        )
    if number != row.version.number:
        age = "旧" if isinstance(number, int) and number < row.version.number else "不同"
        raise Refusal(
            f"文件用的是{age}版报表（第{number}版），本轮次用第{row.version.number}版。",
            article=RULE,
            advice="请下级采用本轮次的报表后重新报送。",
        )
    if content.get("form_sha256") != digest(row.version):
        raise Refusal(
            "文件所用报表的内容与本轮次不同。", article=RULE, advice="请下级采用本轮次的报表后重新报送。"
        )
    if content.get("period") != [str(row.since), str(row.until)]:
        said = "至".join(map(str, content.get("period") or ["?"]))
        raise Refusal(
            f"文件的统计期是{said}，本轮次是{row.since}至{row.until}。", article=RULE, advice="请核对轮次。"
        )


def _must_add_up(row: Round, content: Mapping[str, Any]) -> None:
    """Refuse a file whose sums break a relation, or are not the sums of its units."""
    prepared = prepared_of(row.version)
    said = _numbers(prepared.form, content["values"])
    units = [
        Contribution("", str(unit["name"]), _numbers(prepared.form, unit["values"]), "", None)
        for unit in content["units"]
    ]
    total = rollup.add_up(prepared, [Contribution("", "", said, "", None)])
    wrong = [finding for finding in total.findings if finding.severity == "error"]
    if wrong:
        raise Refusal(
            f"文件的汇总数勾稽不符：{wrong[0].message}。", article=RULE, advice="请退回报送单位改正。"
        )
    parts = rollup.add_up(prepared, units)
    for cell in prepared.form.of_kind("entered"):
        if cell.type in rollup.ADDED and parts.totals.get(cell.key) != said.get(cell.key):
            raise Refusal(
                f"{cell.label}：汇总数与各单位之和不符。", article=RULE, advice="请退回报送单位改正。"
            )


def _numbers(form: Form, values: Mapping[str, Any]) -> relations.Values:
    """Return the values of a foreign file, read with suspicion."""
    try:
        read = decoded(form, values)
        if all(
            value.is_finite() and abs(value) < 10**15 for value in read.values() if isinstance(value, Decimal)
        ):
            return read
    except (ArithmeticError, TypeError, ValueError, AttributeError):
        pass
    raise Refusal("文件里有不能读的数。", article=RULE, advice="请下级重新导出。")


def _must_be_new(row: Round, sender: Sender, content: Mapping[str, Any], fingerprint: str) -> None:
    same = ImportedReturn.objects.filter(sha256=fingerprint).first()
    if same and same.withdrawn_at:
        raise AlreadyDone(
            f"这份文件接收后已由{same.withdrawn_by}撤回：{same.withdrawn_because}。",
            article=RULE,
            advice="请下级更正后重新导出。",
        )
    if same:
        raise AlreadyDone(
            f"这份文件已于{timezone.localtime(same.received_at):%Y-%m-%d %H:%M}接收，不重复计入。",
            article=RULE,
            advice="需要更正的，请下级重新导出。",
        )
    taken = row.imported.filter(sender__uscc=sender.uscc, withdrawn_at=None)
    newer = taken.filter(serial__gte=content["serial"]).first()
    if newer:
        raise AlreadyDone(
            f"已接收{sender.name}更新的报送，这份较旧，不再接收。",
            article=RULE,
            advice="请核对是否选错了文件。",
        )


def withdraw(row: ImportedReturn, *, reason: str, by: Actor, at: datetime) -> ImportedReturn:
    """撤回下级报送: take a file that should not have been taken in out of the sum; the file itself is kept."""
    must_be_competent(by)
    if not reason.strip():
        raise Refusal("没有写明撤回的理由。", article=RULE, advice="请写明为什么不应计入。")
    with transaction.atomic():
        locked = (
            ImportedReturn.objects.select_for_update(of=("self",), no_key=True)
            .select_related("sender", "round")
            .get(pk=row.pk)
        )
        if locked.withdrawn_at:
            raise AlreadyDone(f"已由{locked.withdrawn_by}撤回。", article=RULE, advice="不必重复办理。")
        locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_because = by.name, at, reason.strip()[:300]
        locked.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
        data = {"round": locked.round.title, "from": locked.sender.name, "reason": locked.withdrawn_because}
        record_act(locked, "round.withdraw_import", at=at, by=by.name, data=data)
    return locked


def stop_sender(sender: Sender, *, by: Actor, at: datetime) -> Sender:
    """停用公钥: nothing signed with it is taken in any more; what was taken in stays."""
    must_be_competent(by)
    with transaction.atomic():
        locked = Sender.objects.select_for_update(no_key=True).get(pk=sender.pk)
        if locked.replaced_at:
            raise AlreadyDone(f"{locked.name}的这个公钥已经停用。", article=RULE, advice="")
        locked.replaced_at = at
        locked.save(update_fields=["replaced_at"])
        record_act(locked, "sender.stop", at=at, by=by.name, data={"name": locked.name})
    return locked


def form_file(version: FormVersion) -> str:
    """Return a published form for the districts below to adopt."""
    data = {"form": version.form.key, "version": version.number, "content": version.content}
    return json.dumps(data, ensure_ascii=False, indent=1)
