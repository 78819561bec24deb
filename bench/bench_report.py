"""Time to compile the district's annual report, against the bare SQL counts it needs; the limit is 3×.

20,000 publications and 2,000 requests of 50 units with their returns, in a database of its own.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

UNITS = 49
PUBLICATIONS = 20_000
REQUESTS = 2_000
REMEDIES = 40
LIMIT = 3
ROUNDS = 15
SHANGHAI = ZoneInfo("Asia/Shanghai")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))

IN_2019 = "published_at >= '2019-01-01 00:00+08' AND published_at < '2020-01-01 00:00+08'"
COUNTS = (
    f"""SELECT count(*), count(*) FILTER (WHERE u.kind = 'township'), count(*) FILTER (WHERE u.kind <> 'township'),
        count(*) FILTER (WHERE c.in_disclosure), count(*) FILTER (WHERE c.in_disclosure AND key_area <> ''),
        count(*) FILTER (WHERE interpretation_kind <> ''), count(*) FILTER (WHERE interpretation_kind = 'leader'),
        count(*) FILTER (WHERE interpretation_kind = 'unit'),
        count(*) FILTER (WHERE interpretation_kind = 'reposted'), count(*) FILTER (WHERE genre = 'normative')
        FROM publishing_publication p JOIN units_unit u ON u.id = p.unit_id
        JOIN publishing_column c ON c.page_ptr_id = p.column_id WHERE {IN_2019}""",
    """SELECT count(*) FROM publishing_publication
        WHERE genre = 'normative' AND created_on BETWEEN '2019-01-01' AND '2019-12-31'""",
    """SELECT count(*) FROM publishing_publication WHERE genre = 'normative'
        AND published_at < '2020-01-01 00:00+08'
        AND (withdrawn_at IS NULL OR withdrawn_at >= '2020-01-01 00:00+08')""",
    *(
        f"""SELECT r.applicant_kind, c.outcome, count(*) FROM cases_case c
        JOIN disclosure_request r ON r.case_id = c.id WHERE c.procedure = 'disclosure' AND {when} GROUP BY 1, 2"""
        for when in (
            "received_on BETWEEN '2019-01-01' AND '2019-12-31'",
            "received_on < '2019-01-01' AND (closed_on IS NULL OR closed_on >= '2019-01-01')",
            "closed_on BETWEEN '2019-01-01' AND '2019-12-31'",
            "received_on <= '2019-12-31' AND (closed_on IS NULL OR closed_on > '2019-12-31')",
        )
    ),
    """SELECT kind, CASE WHEN decided_on > '2019-12-31' THEN 'pending' ELSE result END, count(*)
        FROM disclosure_remedy WHERE accepted_on <= '2019-12-31'
        AND (decided_on IS NULL OR decided_on >= '2019-01-01') GROUP BY 1, 2""",
    """SELECT figure, sum(value) FROM reporting_unitreturn
        WHERE year = 2019 AND signed_at IS NOT NULL AND superseded_by_id IS NULL GROUP BY 1""",
    """SELECT kind, count(*) FROM units_unit WHERE kind <> 'government'
        AND valid_from <= '2019-12-31' AND (valid_to IS NULL OR valid_to > '2019-12-31') GROUP BY 1""",
)


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        measure(connection)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill():
    from gongkai.publishing import columns
    from gongkai.publishing.models import Column
    from gongkai.units.models import User

    random = Random(2019)
    columns.install()
    units = fill_units()
    people = [User.objects.create_user(f"bench{n}", name=f"测试{n}") for n in range(4)]
    fill_publications(random, units, people, list(Column.objects.exclude(code="site")))
    fill_requests(random, units)
    fill_returns(units)


def fill_units():
    from gongkai.law.identifiers import uscc_check_character
    from gongkai.units.models import Unit, UnitKind

    def unit(n):
        first17 = f"11620402{n:09d}"
        kind = UnitKind.GOVERNMENT if n == 0 else UnitKind.TOWNSHIP if n <= 10 else UnitKind.DEPARTMENT
        return Unit(
            code=f"u{n}", name=f"第{n}单位" if n else "白银区人民政府", short_name=f"单位{n}", kind=kind,
            uscc=first17 + uscc_check_character(first17), agency_code=f"第{n}发", sort=n,
            reviewed_by="白银区人民政府", valid_from=date(2008, 1, 1),
        )  # fmt: skip

    return Unit.objects.bulk_create([unit(n) for n in range(UNITS + 1)])


def fill_publications(random, units, people, columns):
    from gongkai.publishing.models import Genre, Publication, Stage

    drafter, checker, reviewer, approver = people
    start = datetime(2018, 12, 25, 9, tzinfo=SHANGHAI)

    def item(n):
        at = start + timedelta(minutes=random.randrange(372 * 24 * 60))
        return Publication(
            unit=random.choice(units), owner_unit=units[0], column=random.choice(columns),
            genre=Genre.NORMATIVE if n % 500 == 0 else Genre.NEWS, title=f"白银区2019年政务公开第{n}项", summary="摘要",
            body="<p>" + "按照政务公开工作要求，现将有关事项通知如下。" * 20 + "</p>", created_on=at.date(), due_on=at.date(),
            key_area=random.choice(["", "财政预算"]), interpretation_kind=random.choice(["", "", "leader", "unit"]),
            stage=Stage.PUBLISHED, stage_at=at, published_at=at, drafter=drafter, checker=checker,
            secrecy_reviewer=reviewer, approver=approver, index_no=f"bench/2019-{n:06d}",
            content_sha256=f"{n:064x}", public_change=n,
        )  # fmt: skip

    Publication.objects.bulk_create([item(n) for n in range(PUBLICATIONS)], batch_size=1000)


def fill_requests(random, units):
    from gongkai.cases.models import Case
    from gongkai.disclosure.models import Remedy, Request
    from gongkai.disclosure.procedure import KEY
    from gongkai.law.annual_report import KIND_COLUMNS
    from gongkai.law.regulation import OUTCOMES

    def case(n):
        received = date(2018, 12, 1) + timedelta(days=random.randrange(390))
        closed = received + timedelta(days=random.randrange(5, 30))
        is_open = closed > date(2020, 1, 20)
        return Case(
            number=f"依申请公开〔2019〕{n}号", procedure=KEY, procedure_version="2019-05-15",
            unit=random.choice(units), title=f"申请公开第{n}项", channel="in_person",
            stage="handling" if is_open else "closed",
            arrived_at=datetime(received.year, received.month, received.day, 9, tzinfo=SHANGHAI),
            received_on=received, closed_on=None if is_open else closed, due_on=received + timedelta(days=28),
            outcome="" if is_open else random.choice(list(OUTCOMES)),
        )  # fmt: skip

    cases = Case.objects.bulk_create([case(n) for n in range(REQUESTS)], batch_size=1000)
    Request.objects.bulk_create(
        [
            Request(
                case=each,
                applicant_kind=random.choice(KIND_COLUMNS),
                name="测试",
                id_type="id_card",
                applicant_key=f"{n}",
            )
            for n, each in enumerate(cases)
        ],
        batch_size=1000,
    )
    reviews = Case.objects.bulk_create(
        [
            Case(
                number=f"复议应对〔2019〕{n}号", procedure="review", procedure_version="2019-05-15", unit=asked.unit,
                title=asked.title, channel="notice", stage="closed", arrived_at=asked.arrived_at, parent=asked,
            )
            for n, asked in enumerate(cases[:REMEDIES])
        ]
    )  # fmt: skip
    Remedy.objects.bulk_create(
        [
            Remedy(
                case=review, request=review.parent, kind=random.choice(Remedy.Kind.values), body="白银市人民政府",
                result=Remedy.Result.UPHELD, number=f"复议{n}", accepted_on=date(2019, 3, 1),
                notified_on=date(2019, 3, 1), decided_on=date(2019, 4, 1 + n % 28),
            )
            for n, review in enumerate(reviews)
        ]
    )  # fmt: skip


def fill_returns(units):
    from gongkai.reporting import figures
    from gongkai.reporting.models import UnitReturn

    at = datetime(2020, 1, 8, 9, tzinfo=SHANGHAI)
    UnitReturn.objects.bulk_create(
        [
            UnitReturn(
                unit=unit, figure=name, year=2019, value=7, entered_by="填报", entered_at=at,
                signed_by="签字", signed_at=at,
            )
            for unit in units
            for name in figures.RETURNED
        ]
    )  # fmt: skip


def measure(connection):
    from django.test.utils import CaptureQueriesContext

    from gongkai.reporting.annual.beginnings import SECTIONS_TO_BEGIN_WITH
    from gongkai.reporting.annual.compile import compile_report
    from gongkai.reporting.models import AnnualReport
    from gongkai.units.models import Unit, UnitKind

    district = Unit.objects.get(kind=UnitKind.GOVERNMENT)
    report = AnnualReport(unit=district, year=2019, form="2019", sections=SECTIONS_TO_BEGIN_WITH)
    with CaptureQueriesContext(connection) as asked:
        tables = compile_report(report).tables
    assert tables.get("requests", "new", "total"), "the report counts nothing"
    compiled = statistics.median(timed(lambda: compile_report(report)) for _ in range(ROUNDS))
    bare = statistics.median(timed(lambda: bare_counts(connection)) for _ in range(ROUNDS))
    print(f"bare SQL counts       {bare * 1000:>8.1f} ms in {len(COUNTS)} statements")
    print(f"compile the report    {compiled * 1000:>8.1f} ms in {len(asked)} statements")
    print(f"  to the bare counts  {compiled / bare:>8.2f} × (limit {LIMIT})")
    if compiled > LIMIT * bare:
        sys.exit("compiling is slower than its limit")


def bare_counts(connection):
    with connection.cursor() as cursor:
        for statement in COUNTS:
            cursor.execute(statement)
            cursor.fetchall()


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
