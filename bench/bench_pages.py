"""Pages a second: nginx with the shipped configuration against nginx on the bare directory (≥ 0.95), the embedded
server against nginx (≥ 0.10), and both against Django rendering the same page at each request (≥ 50). Before, every
file of the site is asked of nginx while no application runs: all must come, byte for byte.
"""

import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from many_items import district_with_items

ITEMS = 200
ROUNDS = 3
SECONDS = 4
WRK = ["wrk", "-t1", "-c32", f"-d{SECONDS}s"]
SHIPPED = Path(__file__).parent.parent / "deploy" / "nginx.conf"
PROGRAMS = {"nginx": "nginx-light", "wrk": "wrk"}
HTTP = """
worker_processes 2;
pid {folder}/{port}.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; {server} }}
"""
BARE = "types {{ text/html html; }} server {{ listen {port}; root {site}; sendfile on; tcp_nopush on; }}"


def main():
    install_what_is_missing()
    with district_with_items(ITEMS) as folder:
        address = publish()
        site = folder / "site"
        own = SHIPPED.read_text().replace("/srv/gongkai/var/site", str(site))
        with (
            nginx(folder, lambda port: BARE.format(port=port, site=site)) as bare,
            nginx(folder, lambda port: own.replace("listen 80;", f"listen {port};").replace("listen [::]:80;", ""))
            as shipped,
        ):  # fmt: skip
            same_page(bare, shipped, address)
            came, of = every_file(shipped, site)
            pairs = [(rate(bare, address), rate(shipped, address)) for _ in range(ROUNDS)]
        bare_rate, shipped_rate = (statistics.median(column) for column in zip(*pairs, strict=True))
        with granian(folder, "gongkai.conf.wsgi:application") as embedded:
            embedded_rate = statistics.median(rate(embedded, address) for _ in range(ROUNDS))
        with granian(folder, "rendered_pages:application") as rendered:
            rendered_rate = statistics.median(rate(rendered, address) for _ in range(ROUNDS))
    print(f"nginx, no application {came:>8,} of {of:,} files of the site")
    said = [
        came == of,
        verdict("nginx, shipped conf", shipped_rate, bare_rate, "nginx on the bare directory", 0.95),
        verdict("embedded server", embedded_rate, shipped_rate, "nginx, shipped conf", 0.10),
        verdict("embedded server", embedded_rate, rendered_rate, "Django rendering each time", 50),
        verdict("nginx, shipped conf", shipped_rate, rendered_rate, "Django rendering each time", 50),
    ]
    if not all(said):
        sys.exit("published pages are missing or slower than their limits")


def install_what_is_missing():
    """Install nginx and wrk where we may, and fail otherwise: a measurement left out proves nothing."""
    packages = [package for program, package in PROGRAMS.items() if find(program) is None]
    if packages and os.geteuid() == 0 and find("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", *packages],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    missing = [package for program, package in PROGRAMS.items() if find(program) is None]
    if missing:
        sys.exit(
            f"not measured: install {' and '.join(missing)} first (on Debian: apt install {' '.join(missing)})"
        )


def verdict(name, got, reference, against, limit):
    print(
        f"{name:<22}{got:>8,.0f} pages/s = {got / reference:>7.2f} × {against} ({reference:,.0f}), limit {limit}"
    )
    return got / reference >= limit


def publish():
    from django.utils import timezone

    from gongkai.portal import site
    from gongkai.publishing.models import Publication

    site.rebuild(timezone.now())
    return Publication.objects.order_by("pk")[ITEMS // 2].public_url


def same_page(bare, shipped, address):
    pages = [urllib.request.urlopen(f"http://127.0.0.1:{port}{address}").read() for port in (bare, shipped)]
    assert pages[0] == pages[1], "the two servers serve different pages"


def every_file(port, site):
    """Return how many files of the site come as they are on disk, and how many there are."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    files = [file for file in site.rglob("*") if file.is_file() and file.suffix not in (".gz", ".br")]
    came = 0
    for file in files:
        address = f"/{file.relative_to(site)}".removesuffix("index.html")
        connection.request("GET", urllib.parse.quote(address))
        answer = connection.getresponse()
        came += answer.read() == file.read_bytes() and answer.status == 200
        if answer.status != 200:
            print(f"{answer.status} {address}")
    return came, len(files)


def rate(port, address):
    """Return the requests a second that wrk counts; any answer but 200 is an error."""
    said = subprocess.run(
        [*WRK, f"http://127.0.0.1:{port}{address}"], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in said.stdout:
        sys.exit(f"port {port} did not serve {address}:\n{said.stdout}")
    return float(said.stdout.split("Requests/sec:")[1].split()[0])


@contextmanager
def nginx(folder, server):
    port = free_port()
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(HTTP.format(folder=folder, port=port, server=server(port)))
    command = [
        find("nginx"),
        "-c",
        str(configuration),
        "-p",
        str(folder),
        "-e",
        str(folder / "nginx-error.log"),
    ]
    with running([*command, "-g", "daemon off;"], port):
        yield port


@contextmanager
def granian(folder, application):
    """Serve as ``gongkai run`` does, from the site and the database of the measurement."""
    from django.db import connection

    port = free_port()
    database = connection.settings_dict
    environment = os.environ | {
        "GONGKAI_VAR": str(folder),
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    serve = f"from gongkai.conf.server import serve; serve({application!r}, '127.0.0.1', {port})"
    with running([sys.executable, "-c", serve], port, environment):
        yield port


@contextmanager
def running(command, port, environment=None):
    """Run a server in a process group of its own until the measurement is over."""
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for(port)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def wait_for(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1)
                return
        time.sleep(0.1)
    sys.exit(f"nothing answers on port {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find(program):
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")


if __name__ == "__main__":
    main()
