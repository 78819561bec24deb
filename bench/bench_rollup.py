"""Time to add up and cross-check the returns of a round: 10,000 units, 36 cells each; the limit is 5 s.

The sum is compared with one plain SQL sum for each cell; a planted contradiction in one return must be found.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

RETURNS = 10_000
ROUNDS = 3
LIMIT_SECONDS = 5.0
AT = datetime(2020, 1, 6, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(fill(Random(2019)), connection)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def the_form():
    from gongkai.reporting.rounds.forms import Column, Form, Relation, Row, Table

    rows = tuple(Row(n, f"第{n}项") for n in range(1, 9))
    total = Row(9, "合计", rule="=" + "+".join(f"R{n}" for n in range(1, 9)))
    columns = (
        Column(1, "件数"), Column(2, "其中：网上"), Column(3, "金额", type="amount"),
        Column(4, "网上占比", type="percent", rule="=C2÷C1×100"),
    )  # fmt: skip
    tables = (Table(1, "表一", (*rows, total), columns, relations=(Relation("C2≤C1"), Relation("R9≥R1"))),)
    return Form("测算用表", tables)


def fill(random):
    """Write the rows of a round that is over: this measures the sum, not the handing in."""
    from gongkai.reporting.rounds import forms, relations
    from gongkai.reporting.rounds.filled import encoded
    from gongkai.reporting.rounds.models import FormReturn, FormVersion, ReturnVersion, Round, StatForm

    form = the_form()
    prepared = relations.prepare(form)
    version = FormVersion.objects.create(
        form=StatForm.objects.create(key="bench", title=form.title), number=1, stage="published",
        content=forms.as_data(form), changed_by="测算", changed_at=AT,
    )  # fmt: skip
    row = Round.objects.create(
        version=version, kind="quarterly", title="测算", since=date(2019, 10, 1), until=date(2019, 12, 31),
        due_on=date(2020, 1, 10), opened_by="测算", opened_at=AT,
    )  # fmt: skip
    returns = FormReturn.objects.bulk_create(
        [FormReturn(round=row, unit=unit, due_on=row.due_on, stage="accepted") for unit in units()]
    )
    ReturnVersion.objects.bulk_create(
        [
            ReturnVersion(
                form_return=each, number=1, values=encoded(values_of(random, prepared, spoiled=number == 77)),
                figures={}, typed={}, explanations={}, entered_by="测算", entered_at=AT, signed_by="测算",
                signed_at=AT, decision="accepted",
            )
            for number, each in enumerate(returns)
        ],
        batch_size=1000,
    )  # fmt: skip
    return row


def units():
    from gongkai.law.identifiers import uscc_check_character
    from gongkai.units.models import Unit

    def unit(n):
        first17 = f"11620402{n:09d}"
        return Unit(
            code=f"u{n}", name=f"第{n}单位", short_name=f"单位{n}", kind="department", sort=n,
            uscc=first17 + uscc_check_character(first17), agency_code="测", reviewed_by="区人民政府",
            valid_from=date(2008, 1, 1),
        )  # fmt: skip

    return Unit.objects.bulk_create([unit(n) for n in range(RETURNS)], batch_size=1000)


def values_of(random, prepared, *, spoiled):
    from decimal import Decimal

    from gongkai.reporting.rounds import relations

    given = {}
    for line in range(1, 9):
        count = random.randrange(1, 500)
        given[f"T1.R{line}C1"] = Decimal(count)
        given[f"T1.R{line}C2"] = Decimal(random.randrange(count + 1))
        given[f"T1.R{line}C3"] = Decimal(random.randrange(10**6)) / 100
    values = relations.compute(prepared, given, {})
    if spoiled:
        values["T1.R9C1"] += 1
    return values


def recounted(connection, keys):
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT sum((values->>%s)::numeric) FROM reporting_returnversion", [key])
            yield key, cursor.fetchone()[0]


def measure(row, connection):
    from gongkai.reporting.rounds import rollup

    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        total = rollup.sum_of(row)
        times.append(time.perf_counter() - began)
    entered = [cell.key for cell in total.form.of_kind("entered")]
    assert all(total.totals[key] == value for key, value in recounted(connection, entered))
    assert [name for name, _ in total.of_units] == ["单位77"], total.of_units[:3]
    seconds = statistics.median(times)
    print(
        f"汇总并校核 {len(total.contributions)} 份报送，每份 {len(total.form.cells)} 格：{seconds:.2f} 秒"
        f"  比率 {seconds / LIMIT_SECONDS:.2f}（限 {LIMIT_SECONDS:.0f} 秒）"
    )
    sys.exit(seconds > LIMIT_SECONDS)


if __name__ == "__main__":
    main()
