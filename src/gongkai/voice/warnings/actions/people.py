"""Keeping the persons to be told and their groups (接收人、接收群组)."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zipfile import BadZipFile

from django.conf import settings
from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.cases.notices import mobile
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.voice.warnings.models import Audience, Person

KEEPERS = (Role.OFFICER, Role.HEAD, Role.COMPETENT)
HEADINGS = (
    "姓名",
    "职务",
    "手机号码",
    "平台帐号",
    "微信openid",
    "企业微信帐号",
    "钉钉userid",
    "电子邮箱",
    "上一级手机号码",
)
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Entry:
    """A person as entered by the office."""

    name: str
    duty: str = ""
    phone: str = ""
    user: User | None = None
    openid: str = ""
    wecom: str = ""
    dingtalk: str = ""
    email: str = ""
    superior_phone: str = ""


@dataclass
class Imported:
    """What became of the rows of a sheet."""

    made: int = 0
    renewed: int = 0
    faults: list[str] = field(default_factory=list)


def digest(address: str) -> str:
    """Return the keyed digest by which equal addresses are found; empty for none."""
    if not address:
        return ""
    return hmac.new(settings.PERSONAL_DATA_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()


def create_audience(
    name: str, kind: str, unit: Unit | None, *, keeper: Unit, by: Actor, at: datetime
) -> Audience:
    """Begin a group."""
    by.must_hold(KEEPERS, keeper)
    if Audience.objects.filter(name=name.strip()).exists():
        raise Refusal(f"已有群组“{name.strip()}”。", article="", advice="请换一个名称，或者修改原来的群组。")
    with transaction.atomic():
        made = Audience.objects.create(name=name.strip(), kind=kind, unit=unit)
        _record(made, "create_audience", by, at, {"name": made.name, "kind": kind})
    return made


def add_person(audience: Audience, entry: Entry, *, keeper: Unit, by: Actor, at: datetime) -> Person:
    """Put a person into a group; whoever is known by the telephone number is that person, with what is new."""
    by.must_hold(KEEPERS, keeper)
    with transaction.atomic():
        person, _ = _put(entry)
        audience.people.add(person)
        _record(audience, "add_person", by, at, {"person": person.pk})
    return person


def remove_person(audience: Audience, person: Person, *, keeper: Unit, by: Actor, at: datetime) -> None:
    """Take a person out of a group."""
    by.must_hold(KEEPERS, keeper)
    with transaction.atomic():
        audience.people.remove(person)
        _record(audience, "remove_person", by, at, {"person": person.pk})


def import_people(audience: Audience, content: bytes, *, keeper: Unit, by: Actor, at: datetime) -> Imported:
    """Take persons from a sheet (XLSX) into a group: the good rows are taken, the others named with their fault."""
    by.must_hold(KEEPERS, keeper)
    rows, done = _rows(content), Imported()
    with transaction.atomic():
        people, superiors = [], []
        rows_by_phone: dict[str, int] = {}
        for number, cells in rows:
            try:
                entry = _entry(cells)
                _must_be_first(entry, number, rows_by_phone)
                person, is_new = _put(entry)
            except Refusal as refusal:
                done.faults.append(f"第{number}行：{refusal.message}")
                continue
            done.made += is_new
            done.renewed += not is_new
            people.append(person)
            if entry.superior_phone:
                superiors.append((number, person, entry.superior_phone))
        for number, person, phone in superiors:
            _set_superior(number, person, phone, done)
        audience.people.add(*people)
        data = {"made": done.made, "renewed": done.renewed, "faults": len(done.faults)}
        _record(audience, "import_people", by, at, data)
    return done


def _must_be_first(entry: Entry, number: int, rows_by_phone: dict[str, int]) -> None:
    """Refuse a second row with the telephone number of another: it would silently replace that person."""
    phone = mobile(entry.phone)
    if phone and rows_by_phone.setdefault(phone, number) != number:
        raise Refusal(f"手机号码与第{rows_by_phone[phone]}行相同。", article="", advice="请核对后改正。")


def _set_superior(number: int, person: Person, phone: str, done: Imported) -> None:
    superior = Person.objects.filter(phone_key=digest(mobile(phone))).first()
    if superior is None or superior == person:
        done.faults.append(f"第{number}行：上一级手机号码不在接收人中，没有登记上一级。")
    else:
        person.superior = superior
        person.save(update_fields=["superior"])


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise Refusal(
            "不是可以读取的 XLSX 文件。", article="", advice="请另存为 .xlsx 后重新上传。"
        ) from error
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(max_col=len(HEADINGS), max_row=MOST_ROWS + 2, values_only=True)
    head = [str(cell or "").strip() for cell in next(rows, ())]
    if head[: len(HEADINGS)] != list(HEADINGS)[: len(head)] or len(head) < 3:
        raise Refusal(
            f"第一行的表头应当依次是：{'、'.join(HEADINGS)}。", article="", advice="请下载模板，按模板填写。"
        )
    told = [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=2) if any(row)]
    if len(told) > MOST_ROWS:
        raise Refusal(f"超过{MOST_ROWS}行。", article="", advice="请分几份导入。")
    return told


def _cell(value: object) -> str:
    # A telephone number typed as a number.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _entry(cells: list[str]) -> Entry:
    name, duty, phone, username, openid, wecom, dingtalk, email, superior = [*cells, *[""] * len(HEADINGS)][
        : len(HEADINGS)
    ]
    user = User.objects.filter(username=username).first() if username else None
    if username and user is None:
        raise Refusal(f"没有平台帐号“{username}”。", article="", advice="")
    return Entry(name, duty, phone, user, openid, wecom, dingtalk, email, superior)


def _put(entry: Entry) -> tuple[Person, bool]:
    """Return the person of an entry, made or renewed, and whether it is new."""
    phone = mobile(entry.phone)
    if not entry.name.strip():
        raise Refusal("没有姓名。", article="", advice="请填写。")
    if entry.phone.strip() and not phone:
        raise Refusal(f"手机号码“{entry.phone[:20]}”不对。", article="", advice="请核对。")
    if not (phone or entry.user or entry.openid or entry.wecom or entry.dingtalk or entry.email):
        raise Refusal(f"{entry.name}没有任何联系方式。", article="", advice="至少填写一种。")
    person = _known(phone, entry.user) or Person()
    is_new = person.pk is None
    person.name, person.duty = entry.name.strip()[:50], (entry.duty or person.duty).strip()[:100]
    person.phone, person.phone_key = phone or person.phone, digest(phone) or person.phone_key
    person.openid = entry.openid or person.openid
    person.openid_key = digest(person.openid)
    person.wecom, person.dingtalk = entry.wecom or person.wecom, entry.dingtalk or person.dingtalk
    person.email, person.user = entry.email or person.email, entry.user or person.user
    person.is_active = True
    person.save()
    return person, is_new


def _known(phone: str, user: User | None) -> Person | None:
    if phone and (known := Person.objects.filter(phone_key=digest(phone)).first()):
        return known
    return Person.objects.filter(user=user).first() if user else None


def members(audiences: Iterable[Audience]) -> int:
    """Return how many different persons are in some groups."""
    return Person.objects.filter(audiences__in=list(audiences), is_active=True).distinct().count()


def _record(audience: Audience, verb: str, by: Actor, at: datetime, data: Mapping[str, object]) -> None:
    unit = audience.unit.code if audience.unit else ""
    record_fact(f"audience/{audience.pk}", f"warnings.{verb}", at=at, by=by.name, unit=unit, data=data)
