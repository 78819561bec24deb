"""Events verified a second by ``gongkai verify``, against the limit of 50,000 and a bare hashing loop.

The ledger has 100,000 events under 1,000 checkpoints in a database of its own, with its files published.
"""

import hashlib
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

EVENTS = 100_000
CHECKPOINTS = 1_000
LIMIT = 50_000
ROUNDS = 3
AT = datetime(2019, 6, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.SITE_ROOT = Path(folder)
            fill()
            measure()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill():
    from django.db import transaction

    from gongkai.ledger.actions import record_fact
    from gongkai.ledger.publish import publish_checkpoint

    started, slowest = time.perf_counter(), 0.0
    step = EVENTS // CHECKPOINTS
    for first in range(0, EVENTS, step):
        with transaction.atomic():
            for n in range(first, first + step):
                digest = hashlib.sha256(str(n).encode()).hexdigest()
                record_fact(
                    f"item/{n}", "publishing.sign", at=AT, by="赵签", unit="zfb",
                    data={"index_no": f"11620402015000001X/2019-{n:06d}", "title": "白银区2019年政务公开工作要点",
                          "content_sha256": digest},
                )  # fmt: skip
        published = time.perf_counter()
        publish_checkpoint(AT)
        slowest = max(slowest, time.perf_counter() - published)
    seconds = time.perf_counter() - started
    print(
        f"append + publish      {EVENTS / seconds:>10,.0f} events/s, slowest checkpoint {slowest * 1000:.0f} ms"
    )


def measure():
    from gongkai.ledger.models import Event
    from gongkai.ledger.verify import verify

    seconds = statistics.median(timed(verify) for _ in range(ROUNDS))
    report = verify()
    assert report.ok, report.findings
    assert report.events == EVENTS
    leaves = [leaf.encode() for leaf in Event.objects.values_list("leaf", flat=True)]
    bare = statistics.median(timed(lambda: hash_all(leaves)) for _ in range(ROUNDS))
    rate = EVENTS / seconds
    size = sum(map(len, leaves)) / EVENTS
    print(
        f"verify                {rate:>10,.0f} events/s ({size:.0f} bytes each, {report.checkpoints} checkpoints)"
    )
    print(f"  to the limit        {rate / LIMIT:>10.2f} × {LIMIT:,} events/s")
    print(f"  to a hashlib loop   {bare / seconds:>10.2f} × {EVENTS / bare:,.0f} events/s")
    if rate < LIMIT:
        sys.exit("verify is slower than its limit")


def hash_all(leaves):
    for leaf in leaves:
        hashlib.sha256(b"\x00" + leaf).digest()


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
