"""A report with everything it needs, and a year with something in every set of records that a report counts."""

from datetime import date

import pytest

from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Decision, Notice, Ruling
from gongkai.law.regulation import Channel
from gongkai.publishing import actions as publishing
from gongkai.publishing import columns
from gongkai.publishing.models import Column
from gongkai.reporting import actions, figures
from gongkai.reporting.annual import chain
from gongkai.reporting.annual.beginnings import SECTIONS_TO_BEGIN_WITH
from gongkai.units.models import Post, Role
from tests.conftest import at, plan
from tests.integration.disclosure.conftest import application
from tests.integration.reporting import rounds

NOW = at("2020-01-20 09:00")
STAFF = {"czj": ("张财", "黄局长"), "silong": ("吴镇", "朱镇长"), "zfb": ("王办", "钱主任")}


def answered(world, when, **changes):
    """A request handed in and granted within two days."""
    case = disclosure.register(
        application(**changes),
        unit=world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor("张财"),
        at=at(f"{when} 09:00"),
    ).case
    disclosure.accept(case, by=world.actor("张财"), at=at(f"{when} 10:00"))
    disclosure.draft_reply(
        case, Decision("O_GRANT", information="附表"), by=world.actor("张财"), at=at(f"{when} 10:30")
    )
    disclosure.pass_review(case, by=world.actor("陈密"), at=at(f"{when} 10:45"))
    disclosure.approve_reply(case, by=world.actor("杨签"), at=at(f"{when} 11:00"))
    disclosure.serve(case, manner="counter", by=world.actor("张财"), at=at(f"{when} 15:00"))
    return case


def give(world, name, value, unit=None):
    unit = unit or world.finance
    clerk, head = STAFF[unit.code]
    entry = actions.enter_return(unit, name, 2019, value, by=world.actor(clerk), at=NOW)
    return actions.sign_return(entry, by=world.actor(head), at=NOW)


def ask(world, when, *, unit=None, by="张财", **changes):
    """A request handed in and not yet answered."""
    return disclosure.register(
        application(**changes),
        unit=unit or world.finance,
        channel=Channel.IN_PERSON,
        by=world.actor(by),
        at=at(f"{when} 09:00"),
    ).case


def published(world, title, when, *, column="P07", genre="announcement", body="<p>全文。</p>", **fields):
    """A text of 财政局 taken through its whole review."""
    item = publishing.draft(
        world.finance, by=world.actor("张财"), at=at(f"{when} 09:00"), title=title, body=body,
        column=Column.objects.get(code=column), genre=genre, created_on=at(f"{when} 09:00").date(), summary=title, **fields,
    )  # fmt: skip
    publishing.submit(item, by=world.actor("张财"), at=at(f"{when} 09:10"))
    publishing.check(item, by=world.actor("刘核"), at=at(f"{when} 09:20"))
    publishing.pass_secrecy(item, by=world.actor("陈密"), at=at(f"{when} 09:30"))
    return publishing.sign(item, by=world.actor("杨签"), at=at(f"{when} 10:00"))


def save(report, world, **changes):
    given = {
        "sections": report.sections,
        "entered": report.entered,
        "explanations": report.explanations,
        **changes,
    }
    return actions.save_report(
        report, **given, expected_revision=report.revision, by=world.actor("郑公开"), at=NOW
    )


@pytest.fixture
def report(world):
    for name in ("王办", "李核", "周密", "赵签", "钱主任", "郑公开"):
        for role in {
            "王办": [Role.OFFICER],
            "李核": [Role.CHECKER],
            "周密": [Role.SECRECY],
            "赵签": [Role.APPROVER],
            "钱主任": [Role.HEAD],
            "郑公开": [Role.OFFICER],
        }[name]:
            Post.objects.create(
                user=world.people[name], unit=world.district, role=role, since=date(2015, 1, 1)
            )
    return actions.open_report(
        world.district, 2019, by=world.actor("郑公开", NOW.date()), at=NOW, sections=SECTIONS_TO_BEGIN_WITH
    )


@pytest.fixture
def complete(world, report):
    """Everything the report needs: two requests answered in the year, all returns signed."""
    answered(world, "2019-06-03")
    answered(
        world,
        "2019-07-03",
        applicant_kind="org_business",
        id_type="uscc",
        id_number=world.finance.uscc,
        name="某公司",
    )
    for name in figures.RETURNED:
        give(
            world,
            name,
            {"services.online": "517", "services.items": "523"}.get(name, "0"),
        )
    for unit in (world.office, world.silong):
        give(world, "other_matters", "0", unit)
    return report


def submitted(report, world, *, by="郑公开", when=NOW):
    return chain.submit_report(
        report, expected_revision=report.revision, by=world.actor(by, when.date()), at=when
    )


def file_through(report, world, *, by="郑公开", when=NOW):
    """Take the district's report through its review: another than its writer passes it, the leader files it."""
    row = submitted(report, world, by=by, when=when)
    row = chain.pass_report(
        row, expected_revision=row.revision, by=world.actor("钱主任", when.date()), at=when
    )
    return actions.file_report(
        row, expected_revision=row.revision, by=world.actor("赵签", when.date()), at=when
    )


@pytest.fixture
def filed(complete, world):
    return file_through(complete, world)


def make_public(report, world, *, by="郑公开", when=NOW):
    """Publish the district's filed report through the whole review of a publication."""
    item = actions.prepare_publication(report, by=world.actor(by, when.date()), at=when)
    publishing.check(item, by=world.actor("李核", when.date()), at=when)
    publishing.pass_secrecy(item, by=world.actor("周密", when.date()), at=when)
    return publishing.sign(item, by=world.actor("赵签", when.date()), at=when)


@pytest.fixture
def mixed_year(world):
    """Publications, documents, requests open and closed across both ends of 2019, a review, returns."""
    columns.install()
    published(world, "2018年底的公告", "2018-12-31")
    published(world, "区财政预算公开", "2019-01-01", key_area="财政预算")
    document = published(world, "财政补贴办法", "2019-03-04", genre="normative", **plan("2019-03-04"))
    published(
        world, "补贴办法解读", "2019-03-05", column="jiedu", interprets=document, interpretation_kind="unit"
    )
    withdrawn = published(world, "误发的通知", "2019-12-31")
    publishing.withdraw(withdrawn, by=world.actor("杨签"), at=at("2020-01-02 09:00"), reason="内容有误")
    answered(world, "2018-12-28")
    first = answered(world, "2019-06-03")
    answered(
        world,
        "2019-07-03",
        applicant_kind="org_law",
        id_type="uscc",
        id_number=world.finance.uscc,
        name="某律师事务所",
    )
    ask(world, "2018-12-20", name="赵一")
    ask(world, "2019-12-30", name="孙六", unit=world.silong, by="吴镇")
    notice = Notice("review", "白银区人民政府", "白区复〔2019〕1号", date(2019, 7, 1), date(2019, 7, 1))
    review = disclosure.enter_remedy(first, notice, by=world.actor("郑公开"), at=at("2019-07-01 09:00"))
    disclosure.decide_remedy(
        review.case, Ruling("终止", date(2019, 8, 1)), by=world.actor("郑公开"), at=at("2019-08-01 09:00")
    )
    give(world, "licences.decisions", "6000")
    give(world, "licences.decisions", "473", unit=world.silong)
    give(world, "gov_procurement.amount", "16744.15")
    return world


@pytest.fixture
def round_(world):
    columns.install()
    return rounds.opened(world)


@pytest.fixture
def row(world, round_):
    return rounds.of(round_, world.finance)
