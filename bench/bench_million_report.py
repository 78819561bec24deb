"""The annual report over 1,000,000 cases and 1,000,000 publications of 49 units, in a database of its own.

All figures together against the minimal SQL that counts the same (limit 2×), and opening every cell of the tables: its
value and the first page of its records (limit 300 ms). A first argument gives another size: ``50000``.
"""

import os
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
LIMIT = 2
OPENED_WITHIN = 0.3
ROUNDS = 5
REMEDIES = 2_000


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        started = time.perf_counter()
        fill(connection)
        print(f"{SIZE} cases and {SIZE} publications written in {time.perf_counter() - started:.0f} s")
        measure(connection)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill(connection):
    """Write one row of each kind through the models, and the others from it in the database."""
    from random import Random

    import bench_report

    from gongkai.cases.models import Case
    from gongkai.disclosure.models import Request
    from gongkai.publishing import columns
    from gongkai.publishing.models import Column, Publication
    from gongkai.units.models import User

    random = Random(2019)
    columns.install()
    units = bench_report.fill_units()
    people = [User.objects.create_user(f"bench{n}", name=f"测试{n}") for n in range(4)]
    tree = list(Column.objects.exclude(code="site"))
    bench_report.PUBLICATIONS = 1
    bench_report.REQUESTS = bench_report.REMEDIES = min(REMEDIES, SIZE // 10)
    bench_report.fill_publications(random, units, people, tree)
    bench_report.fill_requests(random, units)
    bench_report.fill_returns(units)
    publication = Publication.objects.get()
    request = Request.objects.order_by("case_id").first()
    keys = ",".join(str(unit.pk) for unit in units)
    at = "timestamptz '2018-12-25 09:00+08' + random() * interval '372 days'"
    spread(
        connection, Publication, publication,
        unit_id=f"(ARRAY[{keys}])[1 + n % {len(units)}]",
        column_id=f"(ARRAY[{','.join(str(column.pk) for column in tree)}])[1 + n % {len(tree)}]",
        genre="CASE WHEN n % 500 = 0 THEN 'normative' ELSE 'news' END", title="'白银区2019年政务公开第' || n || '项'",
        key_area="CASE WHEN n % 2 = 0 THEN '财政资金' ELSE '' END",
        interpretation_kind="(ARRAY['', '', '', 'leader', 'unit'])[1 + n % 5]", published_at=at,
        index_no="'bench/2019-' || n", public_change="n",
    )  # fmt: skip
    case = Case.objects.get(pk=request.case_id)
    outcomes = "'" + "','".join(outcomes_of()) + "'"
    received = "date '2018-12-01' + n % 390"
    closed = f"{received} + 5 + n % 25"
    done = f"{closed} <= date '2020-01-20'"
    first = Case.objects.order_by("-pk").first().pk + 1
    spread(
        connection, Case, case,
        id=f"{first} + n", number="'依申请公开〔2019〕' || 10000 + n || '号'",
        unit_id=f"(ARRAY[{keys}])[1 + n % {len(units)}]", title="'申请公开第' || n || '项'", received_on=received,
        due_on=f"{received} + 28", closed_on=f"CASE WHEN {done} THEN {closed} END",
        stage=f"CASE WHEN {done} THEN 'closed' ELSE 'handling' END",
        outcome=f"CASE WHEN {done} THEN (ARRAY[{outcomes}])[1 + n % {len(outcomes_of())}] ELSE '' END",
    )  # fmt: skip
    kinds = "ARRAY['natural','org_business','org_research','org_welfare','org_law','org_other']"
    spread(
        connection, Request, request,
        case_id=f"{first} + n", applicant_kind=f"({kinds})[1 + n % 6]", applicant_key="'k' || n",
        form_token="'t' || n",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def outcomes_of():
    from gongkai.law.regulation import OUTCOMES

    return list(OUTCOMES)


def spread(connection, model, row, **changed):
    """Copy ``row`` SIZE times; ``changed`` gives expressions of ``n``, the number of the copy."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (not field.primary_key or field.column in changed)
    ]
    names = [field.column for field in fields]
    values = [f"({changed[name]})" if name in changed else f't."{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} t, generate_series(1, {SIZE}) n"
            f' WHERE t."{key}" = {row.pk}'
        )


def measure(connection):
    import bench_report

    from gongkai.reporting import figures
    from gongkai.reporting.annual.compile import tables_of
    from gongkai.reporting.scope import Scope

    scope = Scope(2019)
    values = figures.values(scope)
    assert values["publications.total"] > SIZE // 2
    assert values["requests.new.total"] > SIZE // 2
    together = statistics.median(timed(lambda: figures.values(scope)) for _ in range(ROUNDS))
    bare = statistics.median(timed(lambda: bench_report.bare_counts(connection)) for _ in range(ROUNDS))
    print(f"minimal SQL    {bare * 1000:>9.1f} ms in {len(bench_report.COUNTS)} statements")
    print(f"all figures    {together * 1000:>9.1f} ms   ratio {together / bare:.2f} (limit {LIMIT})")
    cells = {
        figures.cell_figure(table, row, column)
        for form in ("2019", "2021")
        for table in ("proactive", "requests", "remedies")
        for row, each in tables_of(values, form).table(table).items()
        for column in each
    } - {""}
    opened = sorted(
        ((timed(partial(open_cell, figures.get(name), scope)), name) for name in cells), reverse=True
    )
    slowest, name = opened[0]
    print(
        f"opening a cell {slowest * 1000:>9.1f} ms for {name}, the slowest of {len(opened)} (limit {OPENED_WITHIN * 1000:.0f})"
    )
    for seconds, each in opened[1:6]:
        print(f"               {seconds * 1000:>9.1f} ms for {each}")
    print(f"  the median   {statistics.median(seconds for seconds, _ in opened) * 1000:>9.1f} ms")
    if together > LIMIT * bare or slowest > OPENED_WITHIN:
        sys.exit("a report over a million cases is slower than its limit")


def open_cell(figure, scope):
    """Do what the page of a figure does before it is rendered."""
    from gongkai.reporting.figure_views import opened

    value, page = opened(figure, figure.records(scope), scope, 1)
    return value, list(page)


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
