"""The register with 100,000 requests, one synchronous worker over HTTP: every kind of page, submission, memory.

The limits: 95 of 100 requests for any page within 150 ms, submission with its ledger event 120 ms (median), worker 200 MB.
"""

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import date, timedelta
from pathlib import Path

REQUESTS = 100_000
TIMES, SUBMISSIONS = 40, 40
LIMITS = {"page": 150.0, "submit": 120.0, "memory": 200.0}
PORT = 8197

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill()
        worker = start_worker(database)
        try:
            report(worker)
        finally:
            worker.terminate()
            worker.wait()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def fill():
    import register_fill
    from django.core.management import call_command

    from gongkai.conf.install import install

    call_command("createcachetable", verbosity=0)
    install()
    register_fill.fill(REQUESTS, date.today())  # noqa: DTZ011 -- the worker's day is the machine's


def start_worker(database, workers=1, threads=1):
    parts = urllib.parse.urlsplit(database_url(database))
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", str(workers),
        "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning", "gongkai.conf.wsgi:application",
    ]  # fmt: skip
    worker = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": parts.geturl()})
    for _ in range(300):
        try:
            get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return worker
    raise RuntimeError("The worker does not answer.")


def database_url(database):
    from django.db import connection

    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{database}?host={settings['HOST'] or settings['OPTIONS'].get('host', '')}"


def get(path, cookies="", body=None):
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Cookie": cookies} if cookies else {}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    link.request("POST" if body is not None else "GET", path, body, headers)
    response = link.getresponse()
    return response, response.read().decode()


def measured(work, times):
    """Return how many milliseconds each of ``times`` runs took, sorted."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        taken.append(1000 * (time.perf_counter() - began))
    return sorted(taken)


def p95(taken):
    return taken[min(len(taken) - 1, int(0.95 * len(taken)))]


def session(username):
    response, page = get("/workbench/login/")
    csrf = response.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = urllib.parse.urlencode(
        {"username": username, "password": "gongkai-2019", "csrfmiddlewaretoken": token}
    )
    response, _ = get("/workbench/login/", csrf, form)
    return "; ".join(cookie.split(";")[0] for cookie in response.headers.get_all("Set-Cookie"))


def choices():
    """Return values for each condition of the register, as a person of the competent office may choose them."""
    from register_fill import CHANNELS, CLOSED_OUTCOMES, KINDS_OF_APPLICANT, PLACES, TOPICS

    from gongkai.disclosure.register import LIGHTS, SORTS
    from gongkai.units.models import Post, Role, Unit

    days = [str(date.today() - timedelta(days=back)) for back in range(0, 2500, 90)]  # noqa: DTZ011
    officers = Post.objects.filter(role=Role.OFFICER).values_list("user", flat=True)
    return {
        "q": [*TOPICS, *PLACES, "征地补偿 名单", "材料", "2023年", "15", "2024-60000", "实施方案"],
        "light": list(LIGHTS),
        "handler": ["none", *map(str, officers)],
        "unit": [str(pk) for pk in Unit.objects.values_list("pk", flat=True)],
        "channel": CHANNELS,
        "outcome": [outcome for outcome, _ in CLOSED_OUTCOMES],
        "kind": KINDS_OF_APPLICANT,
        "since": days,
        "until": days,
        "received_from": days,
        "received_to": days,
        "due_from": days,
        "due_to": days,
        "closed_from": days,
        "closed_to": days,
        "used_from": ["0", "5", "20", "35"],
        "used_to": ["0", "5", "20", "35"],
        "unclocked": ["on"],
        "help": ["on"],
        "remedy": ["on"],
        "stage": ["", "handling", "closed", "archived", "unconfirmed"],
        "sort": [sign + sort for sort in SORTS for sign in ("", "-")],
        "p": ["1", "2", "30", "2000"],
    }


def report(worker):
    from gongkai.cases.models import Case

    office, clerk = session("zfb.gongkai"), session("czj.officer")
    drawn = random.Random(7)
    every = choices()
    pks = list(Case.objects.filter(pk__in=range(1, REQUESTS, 331)).values_list("pk", flat=True))
    own = list(
        Case.objects.filter(unit__code="czj", procedure="disclosure").values_list("pk", flat=True)[:300]
    )

    def see(path, who, **query):
        response, page = get(f"/workbench/requests/{path}?{urllib.parse.urlencode(query)}", who)
        assert response.status == 200, (response.status, path, query)
        return page

    def combined(number):
        names = drawn.sample(sorted(every), drawn.randint(2, 4))
        see("", office, **{name: drawn.choice(every[name]) for name in names})

    for name, values in every.items():
        show_page(
            f"by {name}",
            lambda n, name=name, values=values: see("", office, **{name: values[n % len(values)]}),
        )
    show_page("combined", combined, 5 * TIMES)
    show_page("own unit", lambda n: see("", clerk, p=1 + n, stage=drawn.choice(every["stage"])))
    show_page("board", lambda n: see("board/", office, unit=drawn.choice(["", *every["unit"]])))
    show_page("board, own", lambda n: see("board/", clerk))
    year = date.today().year  # noqa: DTZ011
    show_page(
        "statistics",
        lambda n: see(
            "statistics/",
            office,
            part=("closed", "received")[n % 2],
            since=f"{year - n % 7}-01-01",
            until=f"{year - n % 7}-12-31",
        ),
    )
    show_page(
        "all years", lambda n: see("statistics/", office, since="2019-01-01", until=f"{year}-12-31"), 10
    )
    show_page("detail", lambda n: see(f"{drawn.choice(pks)}/", office))
    show_page("detail, own", lambda n: see(f"{drawn.choice(own)}/", clerk))
    show("submit", statistics.median(measured(submission(), SUBMISSIONS)), "ms")
    show("memory", memory(worker.pid), "MB")


def show_page(name, work, times=TIMES):
    measured(work, 3)
    taken = measured(work, times)
    print(
        f"{name:<18}p95 {p95(taken):7.1f} ms   median {statistics.median(taken):6.1f} ms   limit {LIMITS['page']:.0f} ms"
        f"   ratio {p95(taken) / LIMITS['page']:.2f}",
        flush=True,
    )


def submission():
    response, page = get("/apply/")
    csrf = response.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def submit(number):
        form = {
            "csrfmiddlewaretoken": token, "token": f"new-{number}", "unit": "czj", "send": "1", "applicant_kind": "natural",
            "name": "测量", "id_type": "other", "id_number": "1", "phone": "13900000000", "info_title": f"新申请{number}",
            "form_required": "paper", "delivery_channel": "counter",
        }  # fmt: skip
        response, _ = get("/apply/", csrf, urllib.parse.urlencode(form))
        assert response.status == 302, response.status

    return submit


def memory(pid):
    import psutil

    return max(child.memory_info().rss for child in psutil.Process(pid).children(recursive=True)) / 1e6


def show(name, value, unit):
    print(
        f"{name:<18}{value:11.1f} {unit}   limit {LIMITS[name]:.0f} {unit}   ratio {value / LIMITS[name]:.2f}"
    )


if __name__ == "__main__":
    main()
