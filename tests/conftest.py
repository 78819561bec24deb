"""The test world: a real PostgreSQL, one small district, files in a folder of the test's own."""

import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

# Tests keep their database, files and keys apart from the platform's own var/.
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from pypdf import PdfWriter

SHANGHAI = ZoneInfo("Asia/Shanghai")


def a_pdf() -> bytes:
    """Return a PDF of one empty page."""
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(content)
    return content.getvalue()


PDF = a_pdf()


def plan(day: str) -> dict:
    """Return a complete plan of interpretation (解读方案) for a document signed on ``day``."""
    return {
        "plan_outline": "背景依据、主要内容、适用范围",
        "plan_form": "text",
        "plan_channel": "门户网站",
        "plan_on": date.fromisoformat(day),
    }


def at(text: str) -> datetime:
    """Return a moment in Shanghai from ``2019-06-03 09:00``."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def asked_of(user, day):
    """Return what the work list asks of a person, beside the website statement that waits for the office all year."""
    from gongkai.cases.worklist import work_of

    return [item for item in work_of(user, day) if item.kind != "网站年度报表"]


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path_factory, settings):
    """Give every test its own public site, search index and file store."""
    root = tmp_path_factory.mktemp("var")
    settings.SITE_ROOT = root / "site"
    settings.SEARCH_ROOT = root / "search"
    settings.MEDIA_ROOT = root / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return root


@dataclass
class World:
    """One district, three units, and the people the tests speak of by name."""

    district: object
    office: object
    finance: object
    silong: object
    people: dict

    def actor(self, name, on=date(2019, 6, 3)):
        from gongkai.units import posts

        return posts.actor(self.people[name], on)


def plant_the_page_tree():
    """Put Wagtail's root page back: a transactional test before this one may have emptied every table."""
    from wagtail.models import Locale, Page

    Locale.objects.get_or_create(language_code="zh-hans")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")


@pytest.fixture
def world(db):
    """白银区: 政府办 (with the disclosure office), 财政局, 四龙镇, each with its five posts."""
    from django.contrib.auth.models import Group, Permission

    from gongkai.law.identifiers import uscc_check_character
    from gongkai.units.models import Post, Role, Unit, UnitKind, User

    plant_the_page_tree()
    group = Group.objects.create(name="工作人员-测试")
    group.permissions.add(Permission.objects.get(codename="access_admin"))

    def unit(sort, code, name, short, kind):
        first17 = f"11620402{sort:09d}"
        return Unit.objects.create(
            code=code, name=name, short_name=short, kind=kind, sort=sort,
            uscc=first17 + uscc_check_character(first17), agency_code=f"白区{short[:2]}发",
            name_source="测试", office_name=f"{short}办公室", office_head="测试", address="白银区人民路1号",
            hours="工作日 8:30–12:00,14:30–18:00", phone="0943-0000000", reviewed_by="白银区人民政府",
            valid_from=date(2008, 1, 1),
        )  # fmt: skip

    world = World(
        district=unit(1, "qzf", "白银区人民政府", "区政府", UnitKind.GOVERNMENT),
        office=unit(2, "zfb", "白银区人民政府办公室", "政府办", UnitKind.DEPARTMENT),
        finance=unit(3, "czj", "白银区财政局", "财政局", UnitKind.DEPARTMENT),
        silong=unit(4, "silong", "四龙镇人民政府", "四龙镇", UnitKind.TOWNSHIP),
        people={},
    )

    def person(username, name, unit, *roles):
        user = User.objects.create_user(username, password="gongkai-2019", name=name)
        user.groups.add(group)
        for role in roles:
            Post.objects.create(user=user, unit=unit, role=role, since=date(2015, 1, 1))
        world.people[name] = user

    for unit_of, names in (
        (world.office, ("王办", "李核", "周密", "赵签", "钱主任")),
        (world.finance, ("张财", "刘核", "陈密", "杨签", "黄局长")),
        (world.silong, ("吴镇", "徐核", "孙密", "胡签", "朱镇长")),
    ):
        for name, role in zip(
            names, (Role.OFFICER, Role.CHECKER, Role.SECRECY, Role.APPROVER, Role.HEAD), strict=True
        ):
            person(f"{unit_of.code}.{role.value}", name, unit_of, role)
    person("zfb.competent", "郑公开", world.office, Role.COMPETENT)
    person("zfb.auditor", "何审计", world.office, Role.AUDITOR)
    return world


@pytest.fixture(autouse=True, scope="session")
def emptying_the_test_database_is_allowed():
    """Let Django empty the tables after a transactional test: the append-only triggers sleep meanwhile."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(self, sql_list):
        return flush(
            self,
            ["SET session_replication_role = replica;", *sql_list, "SET session_replication_role = DEFAULT;"],
        )

    DatabaseOperations.execute_sql_flush = flush_without_triggers
    yield
    DatabaseOperations.execute_sql_flush = flush
