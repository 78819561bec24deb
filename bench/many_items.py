"""Published items, one every 26 minutes until today, in a database of its own, for the measurements of the portal."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))

EVERY = timedelta(minutes=26)
SENTENCE = "为做好本单位政务公开工作，保障公民、法人和其他组织依法获取政府信息，现将第{n}项有关事项公布如下。"


@contextmanager
def district_with_items(count: int) -> Iterator[Path]:
    """Give a database and an empty site folder with the demo district and ``count`` items; remove both after."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)  # nginx reads it as another user
            settings.SITE_ROOT, settings.SEARCH_ROOT = Path(folder) / "site", Path(folder) / "search"
            _fill(count)
            yield Path(folder)
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def _fill(count: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from gongkai.conf.install import install
    from gongkai.publishing.models import Column, Publication
    from gongkai.units.models import Post, Role, Unit

    install()
    units = list(Unit.objects.assessed())
    columns = list(Column.objects.filter(takes_items=True).order_by("sort"))
    staff = {(post.unit_id, post.role): post.user_id for post in Post.objects.all()}
    began = timezone.now() - EVERY * (count + 1)
    rows = []
    for n in range(count):
        unit, at = units[n % len(units)], began + EVERY * n
        rows.append(
            Publication(
                unit=unit, owner_unit=unit, column=columns[n % len(columns)], genre="notice", source=unit.name,
                title=f"{unit.short_name}关于第{n}号事项的公告", summary=f"公布第{n}号事项。",
                body="".join(f"<p>{SENTENCE.format(n=n) * 4}</p>" for _ in range(4)), created_on=at.date(),
                stage="published", stage_at=at, published_at=at, due_on=at.date() + timedelta(days=28),
                index_no=f"{unit.uscc}/{at.year}-{n:06d}", content_sha256=f"{n:064x}", public_change=n,
                drafter_id=staff[unit.pk, Role.OFFICER], checker_id=staff[unit.pk, Role.CHECKER],
                secrecy_reviewer_id=staff[unit.pk, Role.SECRECY], approver_id=staff[unit.pk, Role.APPROVER],
            )
        )  # fmt: skip
    Publication.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        for _ in range(0, count, 1000):
            cursor.execute(
                'SELECT count(ledger_append(\'{"data":{},"subject":"item"}\')) FROM generate_series(1, %s)',
                [min(1000, count)],
            )
        cursor.execute("ANALYZE")
