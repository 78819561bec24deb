"""Fifty people register at once, each over a connection of her own: fifty numbers without a gap, and how long it took.

The limit: 10 seconds for all of them, receipts in PDF and Word and ledger events included.
"""

import os
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

AT_ONCE = 50
LIMIT = 10.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        taken = register_at_once()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
    print(f"{AT_ONCE} registrations{taken:8.2f} s   limit {LIMIT:.0f} s   ratio {taken / LIMIT:.2f}")


def register_at_once():
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from gongkai.cases.models import Case
    from gongkai.conf.install import install
    from gongkai.disclosure import actions
    from gongkai.disclosure.actions import Application
    from gongkai.law.regulation import Channel
    from gongkai.units import posts
    from gongkai.units.models import Unit, User

    call_command("createcachetable", verbosity=0)
    install()
    unit = Unit.objects.get(code="czj")
    clerk = posts.actor(User.objects.get(username="czj.officer"), timezone.localdate())
    at = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    start, errors = threading.Barrier(AT_ONCE + 1), []

    def register(number):
        connection.ensure_connection()
        start.wait()
        application = Application(
            "natural",
            f"申请人{number}",
            "other",
            f"{number}",
            info_title=f"第{number}项信息",
            phone="13900000000",
        )
        try:
            actions.register(application, unit=unit, channel=Channel.IN_PERSON, by=clerk, at=at)
        except Exception as error:  # noqa: BLE001 -- told after all are done
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    numbers = {int(number[11:-1]) for number in Case.objects.values_list("number", flat=True)}
    if errors or numbers != set(range(1, AT_ONCE + 1)):
        sys.exit(f"Not fifty gapless numbers: {sorted(numbers)}, {errors}")
    return taken


if __name__ == "__main__":
    main()
