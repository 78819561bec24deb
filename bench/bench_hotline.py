"""The hotline: proposals of tickets alike and of units while a call is typed; the screens under a mixed load over HTTP.

    python bench/bench_hotline.py [tickets] [seconds]

The limits: a proposal of duplicates 50 ms, of a unit 20 ms, 95 of 100 requests for any screen 150 ms at 20 requests a second.
"""

import os
import random
import re
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bench_requests as http
import hotline_fill

TICKETS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 30
A_SECOND, PROPOSALS, MATTERS = 20, 200, 500
WARM_UP = 8
LIMITS = {"duplicates": 50.0, "dispatch": 20.0, "screen": 150.0}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill()
        proposals()
        if SECONDS:
            worker = http.start_worker(database, workers=2, threads=4)
            try:
                screens()
            finally:
                worker.terminate()
                worker.wait()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill():
    from django.core.management import call_command
    from django.utils import timezone

    from gongkai.conf.install import install
    from gongkai.demo import hotline
    from gongkai.demo.cast import Cast

    began = time.monotonic()
    call_command("createcachetable", verbosity=0)
    install()
    today = hotline_fill.today_of_the_machine()
    hotline.install(Cast.load(today), timezone.now())
    hotline_fill.fill_directory(MATTERS, today)
    hotline_fill.fill(TICKETS, today)
    print(f"{TICKETS} tickets in {time.monotonic() - began:.0f} s", flush=True)


def proposals():
    from gongkai.units.models import Unit
    from gongkai.voice.hotline import directory, similar

    today = hotline_fill.today_of_the_machine()
    typed = list(hotline_fill.calls_typed(PROPOSALS))
    town = Unit.objects.filter(kind="township").first()
    keys = _caller_keys()

    def alike(number):
        text, caller, place = typed[number]
        similar.duplicates(
            *text.split(" ", 1),
            caller_key=keys[caller % len(keys)],
            place_key=f"town{caller % 10}/{place}",
            on=today,
        )

    def unit(number):
        directory.suggest(typed[number][0], town, today)

    for name, work in (("duplicates", alike), ("dispatch", unit)):
        http.measured(work, 10)
        show(name, http.measured(work, PROPOSALS))


def _caller_keys():
    from gongkai.voice.hotline.models import Ticket

    return list(Ticket.objects.order_by("-pk").values_list("caller_key", flat=True)[:1000])


def screens():
    """Ask for screens at a steady pace, whether the answers come or not, as two hundred people would."""
    office, clerk = http.session("zfb.gongkai"), http.session("czj.officer")
    kinds = mixed(office, clerk)
    # Every process of the server has to have made each page once.
    for work in list(kinds.values()) * WARM_UP:
        work()
    taken = {name: [] for name in kinds}
    lock = threading.Lock()
    drawn = random.Random(3)
    names = drawn.choices(list(kinds), (30, 15, 35, 12, 4, 4), k=A_SECOND * SECONDS)

    def ask(name, due):
        kinds[name]()
        with lock:
            taken[name].append(1000 * (time.perf_counter() - due))

    began = time.perf_counter()
    with ThreadPoolExecutor(40) as people:
        for number, name in enumerate(names):
            due = began + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            people.submit(ask, name, due)
    for name, times in taken.items():
        show(f"screen, {name}", sorted(times), "screen")
    show("screen, all", sorted(each for times in taken.values() for each in times), "screen")


def mixed(office, clerk):
    from gongkai.cases.models import Case
    from gongkai.units.models import Unit

    drawn = random.Random(9)
    pks = list(Case.objects.filter(procedure="hotline").order_by("-pk").values_list("pk", flat=True)[:20000])
    own = list(Case.objects.filter(unit__code="czj", procedure="hotline").values_list("pk", flat=True)[:500])
    units = list(Unit.objects.assessed().values_list("pk", flat=True))
    today = hotline_fill.today_of_the_machine()
    typed = list(hotline_fill.calls_typed(500))
    _, page = http.get("/workbench/voice/hotline/new/", office)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def see(path, who, **query):
        response, page = http.get(f"/workbench/voice/hotline/{path}?{urllib.parse.urlencode(query)}", who)
        assert response.status == 200, (response.status, path, query)
        return page

    def typing():
        text, caller, place = drawn.choice(typed)
        body = urllib.parse.urlencode(
            {"csrfmiddlewaretoken": token, "phone": f"1390000{caller % 10000:04}", "text": text, "place": place,
             "kind": "help", "origin": "own", "title": text[:20]}
        )  # fmt: skip
        response, _ = http.get("/workbench/voice/hotline/new/beside/", office, body)
        assert response.status == 200, response.status

    filters = (
        {"stage": "handling"}, {"light": "overdue"}, {"kind": "complaint"}, {"q": "停水"}, {"q": "电梯故障"}, {"unit": 0},
        {"since": f"{today.year}-01-01"}, {"stage": "closed", "p": 3}, {"satisfaction": "satisfied"}, {},
    )  # fmt: skip

    def listed():
        chosen = dict(drawn.choice(filters))
        if "unit" in chosen:
            chosen["unit"] = drawn.choice(units)
        see("", office, **chosen)

    return {
        "list": listed,
        "own list": lambda: see("", clerk, **drawn.choice(filters[:5])),
        "detail": lambda: see(f"{drawn.choice(pks)}/", office) if drawn.random() < 0.6 else see(f"{drawn.choice(own)}/", clerk),
        "typing": typing,
        "board": lambda: see("board/", drawn.choice((office, clerk))),
        "dashboard": lambda: see("dashboard/", office),
    }  # fmt: skip


def show(name, taken, limit=""):
    bound = LIMITS[limit or name]
    p95 = http.p95(taken)
    print(
        f"{name:<20}p95 {p95:8.1f} ms   median {taken[len(taken) // 2]:7.1f} ms   limit {bound:.0f} ms   ratio {p95 / bound:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
