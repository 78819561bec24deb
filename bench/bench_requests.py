"""The register with 10,000 requests, one synchronous worker over HTTP: list, submission, memory, each to its limit.

The limits: list 60 ms median, submission with its ledger event 120 ms, worker 200 MB.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

REQUESTS = 10_000
LISTS, SUBMISSIONS = 60, 40
LIMITS = {"list": 60.0, "submit": 120.0, "memory": 200.0}
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
    """Put 10,000 requests into the register through the verbs' own door."""
    from django.core.management import call_command
    from django.db import transaction

    from gongkai.conf.install import install
    from gongkai.disclosure import actions
    from gongkai.disclosure.actions import Application
    from gongkai.units.models import Unit

    call_command("createcachetable", verbosity=0)
    install()
    unit = Unit.objects.get(code="czj")
    at = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    with transaction.atomic():
        for number in range(REQUESTS):
            application = Application(
                "natural",
                f"申请人{number}",
                "other",
                f"证件{number}",
                info_title=f"第{number}项信息",
                phone="13900000000",
            )
            actions.submit(application, unit=unit, at=at + timedelta(minutes=number), token=f"bench-{number}")


def start_worker(database):
    parts = urllib.parse.urlsplit(database_url(database))
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "1",
        "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "gongkai.conf.wsgi:application",
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


def timed(work, times):
    seconds = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        seconds.append(time.perf_counter() - began)
    return 1000 * statistics.median(seconds)


def session():
    response, page = get("/workbench/login/")
    csrf = response.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = urllib.parse.urlencode(
        {"username": "czj.officer", "password": "gongkai-2019", "csrfmiddlewaretoken": token}
    )
    response, _ = get("/workbench/login/", csrf, form)
    return "; ".join(cookie.split(";")[0] for cookie in response.headers.get_all("Set-Cookie"))


def report(worker):
    signed_in = session()

    def see_list(number):
        response, page = get(f"/workbench/requests/?p={1 + number % 50}", signed_in)
        assert response.status == 200, response.status
        assert "依申请公开〔2026〕" in page

    _, page = get("/apply/")
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

    timed(see_list, 5)
    show("list", timed(see_list, LISTS), "ms")
    show("submit", timed(submit, SUBMISSIONS), "ms")
    show("memory", memory(worker.pid), "MB")


def memory(pid):
    import psutil

    return max(child.memory_info().rss for child in psutil.Process(pid).children(recursive=True)) / 1e6


def show(name, value, unit):
    print(
        f"{name:<8}{value:8.1f} {unit}   limit {LIMITS[name]:.0f} {unit}   ratio {value / LIMITS[name]:.2f}"
    )


if __name__ == "__main__":
    main()
