"""The demo district: the government, its 49 assessed units, and the people in their posts.

The ten towns and streets bear their real names; the names of most departments are demonstration names and
say so wherever they are shown. Codes, addresses and telephone numbers are made up.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from gongkai.law.identifiers import uscc_check_character
from gongkai.units.models import Post, Role, Unit, UnitKind, User

DATA = Path(__file__).parent / "data"
PASSWORD = "gongkai-2019"  # noqa: S105 -- the demo accounts are public by design
STAFF_GROUP = "工作人员"
SINCE = date(2015, 1, 1)
DIVISION = "620402"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
GIVEN = "建国志强秀英丽华文博海燕晓东雪梅永红玉兰春生明辉佳宁思远立新振华瑞芳国栋雅琴"
# Where cases can be handed to a colleague of the same post.
TWO_OFFICERS = ("czj", "jyj")
ROLES = (Role.OFFICER, Role.CHECKER, Role.SECRECY, Role.APPROVER, Role.HEAD)


@dataclass(frozen=True)
class Profile:
    """What a unit publishes about: its own subjects, and the columns of art. 20 and 21 it fills."""

    code: str
    kind: str
    topics: tuple[str, ...]
    columns: tuple[str, ...]


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / "units.json").read_text("utf-8"))
    return rows


def profiles() -> tuple[Profile, ...]:
    """Return the profile of every unit, in their order."""
    return tuple(
        Profile(row["code"], row["kind"], tuple(row["topics"]), tuple(row["columns"])) for row in _rows()
    )


def install() -> None:
    """Put the district in place; does nothing when it is there."""
    if Unit.objects.exists():
        return
    with transaction.atomic():
        units = Unit.objects.bulk_create(_unit(sort, row) for sort, row in enumerate(_rows(), start=1))
        _staff({unit.code: unit for unit in units})


def _unit(sort: int, row: dict[str, Any]) -> Unit:
    kind = UnitKind(row["kind"])
    category = "12" if kind is UnitKind.PUBLIC_BODY else "11"
    first17 = f"{category}{DIVISION}99{sort:06d}0"
    short = row["short"]
    return Unit(
        code=row["code"],
        name=row["name"],
        short_name=short,
        kind=kind,
        sort=sort,
        uscc=first17 + uscc_check_character(first17),
        agency_code=row.get(
            "agency",
            f"白区{short.removesuffix('局').removesuffix('街道').removesuffix('镇').removesuffix('乡')}",
        ),
        name_source=row.get("source", "演示名称"),
        office_name=f"{short}政府信息公开办公室"
        if kind is not UnitKind.GOVERNMENT
        else "白银区人民政府办公室政务公开办",
        office_head="（演示）",
        address=f"白银市白银区演示路{sort}号",
        hours="工作日 8:30–12:00、14:30–18:00",
        phone=f"0943-0000{sort:03d}",
        email=f"{row['code']}@example.gov.cn",
        reviewed_by="白银市人民政府" if kind is UnitKind.GOVERNMENT else "白银区人民政府",
        valid_from=date(2008, 5, 1),
    )


def _staff(units: dict[str, Unit]) -> None:
    names = _names()
    password = make_password(PASSWORD)
    group, _ = Group.objects.get_or_create(name=STAFF_GROUP)
    users: list[User] = []
    posts: list[Post] = []

    def person(username: str, *held: tuple[Unit, Role]) -> None:
        user = User(username=username, name=next(names), password=password)
        users.append(user)
        posts.extend(Post(user=user, unit=unit, role=role, since=SINCE) for unit, role in held)

    district, office = units["qzf"], units["zfb"]
    for unit in units.values():
        if unit is district:
            continue
        for role in ROLES:
            # The government's own publications and reports are handled by the staff of its office.
            also = [(district, role)] if unit is office else []
            person(f"{unit.code}.{role.value}", (unit, role), *also)
    person("zfb.gongkai", (office, Role.COMPETENT), (district, Role.OFFICER))
    person("zfb.kaohe", (office, Role.ASSESSOR))
    person("zfb.shenji", (office, Role.AUDITOR))
    for code in TWO_OFFICERS:
        person(f"{code}.officer2", (units[code], Role.OFFICER))
    User.objects.bulk_create(users)
    for post in posts:
        post.user_id = post.user.pk
    Post.objects.bulk_create(posts)
    group.user_set.add(*users)


def _names() -> Iterator[str]:
    random = Random(49)  # noqa: S311 -- made-up names, the same in every installation
    given = [GIVEN[at : at + 2] for at in range(0, len(GIVEN), 2)]
    full = [surname + name for surname in SURNAMES for name in given]
    random.shuffle(full)
    yield from full
