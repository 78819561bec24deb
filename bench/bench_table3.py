"""Time to count Table 3 and Table 4 out of the year of a capital city: 14,069 requests; the limit is 1 s.

Every cell is compared with a naive recount: one plain ``SELECT count(*)`` for each. 49 units, a year as of 30 June and
as of its end, the district and one unit; one request in forty was answered anew by order of a decision on review.
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

REQUESTS = 14_069
UNITS = 49
YEAR = 2024
LIMIT_SECONDS = 1.0
ROUNDS = 9
SHANGHAI = ZoneInfo("Asia/Shanghai")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill(Random(YEAR))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        measure(connection)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill(random):
    units = fill_units()
    requests = fill_requests(random, units)
    fill_remedies(random, random.sample(requests, REQUESTS // 40))


def fill_units():
    from gongkai.law.identifiers import uscc_check_character
    from gongkai.units.models import Unit, UnitKind

    def unit(n):
        first17 = f"11620402{n:09d}"
        return Unit(
            code=f"u{n}", name=f"第{n}单位", short_name=f"单位{n}", kind=UnitKind.DEPARTMENT,
            uscc=first17 + uscc_check_character(first17), agency_code=f"第{n}发", sort=n,
            reviewed_by="区人民政府", valid_from=date(2008, 1, 1),
        )  # fmt: skip

    return Unit.objects.bulk_create([unit(n) for n in range(UNITS)])


def case_of(number, procedure, unit, day, **given):
    from gongkai.cases.models import Case

    arrived = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    return Case(
        number=number, procedure=procedure, procedure_version="2019-05-15", unit=unit, title="申请公开信息",
        channel="in_person", arrived_at=arrived, received_on=day, **given,
    )  # fmt: skip


def fill_requests(random, units):
    from gongkai.cases.models import Case, CaseEvent
    from gongkai.disclosure.models import Request
    from gongkai.disclosure.procedure import KEY
    from gongkai.law.annual_report import KIND_COLUMNS
    from gongkai.law.regulation import OUTCOMES

    def case(n):
        day = date(YEAR - 1, 12, 1) + timedelta(days=random.randrange(396))
        closed = day + timedelta(days=random.randrange(3, 40))
        still_open = closed > date(YEAR, 12, 31) or n % 37 == 0
        return case_of(
            f"依申请公开〔{YEAR}〕{n}号", KEY, random.choice(units), day, due_on=day + timedelta(days=28),
            stage="handling" if still_open else "closed", closed_on=None if still_open else closed,
            outcome="" if still_open else random.choice(list(OUTCOMES)),
            **({} if still_open or n % 40 else {"first_closed_on": closed - timedelta(days=2), "first_outcome": "O_NOTEXIST"}),
        )  # fmt: skip

    cases = Case.objects.bulk_create([case(n) for n in range(REQUESTS)], batch_size=1000)
    Request.objects.bulk_create(
        [
            Request(
                case=each, applicant_kind=random.choice(KIND_COLUMNS), name="测试", id_type="other",
                applicant_key=f"{n}",
            )
            for n, each in enumerate(cases)
        ],
        batch_size=1000,
    )  # fmt: skip
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case=each, seq=1, action="assign", at=each.arrived_at, actor_name="测试", actor_post="",
                happened_on=each.received_on + timedelta(days=1), from_stage="registered", to_stage="registered",
                data={"from": random.choice(units).code, "to": each.unit.code},
            )
            for n, each in enumerate(cases)
            if n % 5 == 0
        ],
        batch_size=1000,
    )  # fmt: skip
    return cases


def fill_remedies(random, requests):
    from gongkai.cases.models import Case
    from gongkai.disclosure.models import Remedy

    opened = Case.objects.bulk_create(
        [
            case_of(
                f"复议应对〔{YEAR}〕{n}号",
                "review",
                each.unit,
                each.received_on,
                parent=each,
                stage="awaiting",
            )
            for n, each in enumerate(requests)
        ]
    )
    Remedy.objects.bulk_create(
        [
            Remedy(
                case=case, request=case.parent, kind=random.choice(Remedy.Kind.values), body="复议机关", number=f"{n}",
                accepted_on=case.received_on, notified_on=case.received_on,
                **({"result": random.choice(["upheld", "corrected", "other"]),
                    "decided_on": case.received_on + timedelta(days=random.randrange(20, 90))} if n % 4 else {}),
            )
            for n, case in enumerate(opened)
        ]
    )  # fmt: skip


def measure(connection):
    from gongkai.reporting.request_tables import compile_tables
    from gongkai.reporting.scope import Scope
    from gongkai.units.models import Unit

    unit, worst, cells = Unit.objects.get(code="u7"), 0.0, 0
    for whose in (None, unit):
        for until in (date(YEAR, 6, 30), date(YEAR, 12, 31)):
            scope = Scope(YEAR, whose, until)
            for form in ("2019", "2021"):
                cells += compare(connection, scope, compile_tables(scope, form).tables)
            seconds = statistics.median(timed(lambda: compile_tables(scope, "2021")) for _ in range(ROUNDS))  # noqa: B023
            worst = max(worst, seconds)
            name = f"{'one unit' if whose else 'district'} as of {until}"
            print(
                f"{name:<28}{seconds * 1000:>8.1f} ms   ratio {seconds / LIMIT_SECONDS:.2f} of {LIMIT_SECONDS:.0f} s"
            )
    print(f"{cells} cells of {REQUESTS} requests equal the naive recount")
    if worst > LIMIT_SECONDS:
        sys.exit("counting is slower than its limit")


def compare(connection, scope, tables):
    """Count every cell by a statement of its own, and stop at the first that differs."""
    compared = 0
    for table, statement in (("requests", request_sql), ("remedies", remedy_sql)):
        for row, cells in tables.table(table).items():
            for column, value in cells.items():
                with connection.cursor() as cursor:
                    cursor.execute(statement(scope, row, column))
                    (counted,) = cursor.fetchone()
                if counted != value:
                    sys.exit(f"{table} {row} {column} {scope}: {value} on the page, {counted} counted")
                compared += 1
    return compared


def request_sql(scope, row, column):
    from gongkai.law.regulation import OUTCOMES

    start, end = f"'{scope.start}'", f"'{scope.end}'"
    closed = "CASE WHEN c.first_closed_on IS NOT NULL THEN c.first_closed_on ELSE c.closed_on END"
    outcome = "CASE WHEN c.first_closed_on IS NOT NULL THEN c.first_outcome ELSE c.outcome END"
    where = {
        "new": f"c.received_on BETWEEN {start} AND {end}",
        "carried_in": f"c.received_on < {start} AND ({closed} IS NULL OR {closed} >= {start})",
        "carried_out": f"c.received_on <= {end} AND ({closed} IS NULL OR {closed} > {end})",
        "result_total": f"{closed} BETWEEN {start} AND {end}",
    }.get(row)
    if where is None:
        meant = [f"'{each.id}'" for each in OUTCOMES.values() if row in (each.row_2019, each.row_2021)]
        where = f"{closed} BETWEEN {start} AND {end} AND {outcome} IN ({', '.join(meant)})"
    kind = "" if column == "total" else f" AND r.applicant_kind = '{column}'"
    return f"""SELECT count(*) FROM cases_case c JOIN disclosure_request r ON r.case_id = c.id
        JOIN units_unit u ON u.id = c.unit_id WHERE c.procedure = 'disclosure' AND {where}{kind}{of_unit(scope)}"""


def of_unit(scope):
    """The unit of a request on the day: where the first assignment afterwards took it from, else where it is."""
    if scope.unit is None:
        return ""
    later = f"""e.case_id = c.id AND e.action = 'assign' AND e.happened_on > '{scope.end}'"""
    taken = f"SELECT e.data->>'from' FROM cases_caseevent e WHERE {later} ORDER BY e.seq LIMIT 1"
    return f" AND COALESCE(({taken}), u.code) = '{scope.unit.code}'"


def remedy_sql(scope, row, column):
    end = f"'{scope.end}'"
    pending = f"(m.decided_on IS NULL OR m.decided_on > {end})"
    where = {"total": f"({pending} OR m.decided_on >= '{scope.start}')", "pending": pending}.get(
        column, f"m.decided_on BETWEEN '{scope.start}' AND {end} AND m.result = '{column}'"
    )
    unit = f" AND u.code = '{scope.unit.code}'" if scope.unit else ""
    return f"""SELECT count(*) FROM disclosure_remedy m JOIN cases_case c ON c.id = m.case_id
        JOIN units_unit u ON u.id = c.unit_id WHERE m.kind = '{row}' AND m.accepted_on <= {end} AND {where}{unit}"""


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
