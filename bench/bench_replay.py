"""A capital city's year: 14,069 requests from receipt to archive, replayed through the verbs.

Limits: five minutes for all of them; Table 3 from them within a second and equal to a recount in SQL. Two processes,
as the replay of a year is spread by unit. `--requests 500` measures a part and says what the whole would take.
"""

import argparse
import os
import random
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

REQUESTS, LIMIT, TABLE_LIMIT = 14_069, 300.0, 1.0
SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = 2025

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    requests = parser.parse_args().requests
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        from gongkai.conf.install import install

        install()
        connection.close()
        processes = os.cpu_count() or 1
        shares = [range(first, requests, processes) for first in range(processes)]
        began = time.perf_counter()
        with ProcessPoolExecutor(processes) as pool:
            list(pool.map(replay, shares, [database] * processes))
        seconds = (time.perf_counter() - began) * REQUESTS / requests
        print(
            f"{requests:,} requests replayed; {REQUESTS:,} take {seconds:.0f} s: {seconds / LIMIT:.2f} × {LIMIT:.0f} s"
        )
        table(requests)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def replay(numbers, database):
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    from gongkai.units.models import Unit

    units = list(Unit.objects.order_by("sort")[:40])
    for number in numbers:
        one(number, units[number % len(units)])


def one(number, unit):
    """Play one request: handed in, accepted, answered, served, archived; one in ten is corrected first."""
    from gongkai.cases.models import Case
    from gongkai.disclosure import actions
    from gongkai.disclosure.actions import Application, Decision
    from gongkai.law.regulation import Channel
    from gongkai.units.models import Role
    from gongkai.units.posts import Actor

    drawn = random.Random(number)
    day = date(YEAR, 1, 6) + timedelta(days=drawn.randrange(300))

    def by(role):
        return Actor(f"{unit.short_name}{role.label}", role.label, roles=frozenset({(role.value, unit.code)}))

    def at(days, hour):
        moment = day + timedelta(days=days)
        return datetime(moment.year, moment.month, moment.day, hour, tzinfo=SHANGHAI)

    officer = by(Role.OFFICER)
    application = Application(
        applicant_kind=drawn.choice(("natural", "natural", "natural", "org_business")),
        name=f"申请人{number}", id_type="other", id_number=f"证件{number}", info_title=f"第{number}号信息",
        phone="13900000000",
    )  # fmt: skip
    case = actions.register(application, unit=unit, channel=Channel.IN_PERSON, by=officer, at=at(0, 9)).case
    case = Case.objects.select_related("unit", "request").get(pk=case.pk)
    actions.accept(case, by=officer, at=at(0, 10))
    if number % 10 == 0:
        actions.ask_correction(case, what="写明年度", by=officer, at=at(1, 9))
        actions.receive_correction(case, text="2024年", by=officer, at=at(3, 9))
    decision = drawn.choice(
        (
            Decision("O_GRANT", information="随信附表"),
            Decision("O_PUBLISHED", information="见门户网站政策文件库"),
            Decision("O_NOTOURS", reasons="由其他机关制作"),
            Decision("O_REFUSE_PROCESS", reasons="属于讨论记录"),
        )
    )
    actions.draft_reply(case, decision, by=officer, at=at(8, 9))
    if case.stage == "reviewing":
        actions.pass_review(case, by=by(Role.SECRECY), at=at(8, 10))
    actions.approve_reply(case, by=by(Role.APPROVER), at=at(8, 11))
    actions.serve(case, manner="counter", recipient="本人", by=officer, at=at(9, 9))
    actions.archive(case, by=officer, at=at(12, 9))


def table(requests):
    """Count Table 3 by the figures and by plain SQL, and compare."""
    from django.db import connection

    from gongkai.reporting import figures
    from gongkai.reporting.scope import Scope

    began = time.perf_counter()
    values = figures.values(Scope(YEAR))
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.applicant_kind, c.outcome, count(*) FROM cases_case c JOIN disclosure_request r ON r.case_id = c.id"
            " WHERE c.closed_on BETWEEN %s AND %s GROUP BY 1, 2",
            [date(YEAR, 1, 1), date(YEAR, 12, 31)],
        )
        recounted = cursor.fetchall()
    total = sum(count for *_, count in recounted)
    granted = sum(count for _, outcome, count in recounted if outcome in ("O_GRANT", "O_PUBLISHED"))
    assert values["requests.result_total.total"] == total == requests, (
        values["requests.result_total.total"],
        total,
    )
    assert values["requests.granted.total"] == granted
    print(
        f"Table 3 in {seconds:.2f} s: {seconds / TABLE_LIMIT:.2f} × {TABLE_LIMIT:.0f} s; equal to the recount"
    )


if __name__ == "__main__":
    main()
