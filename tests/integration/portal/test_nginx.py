"""The shipped nginx configuration with the application stopped: what is published is read, what is not is said in Chinese."""

import http.client
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings

from gongkai.portal import pages, site
from tests.conftest import at

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SHIPPED = Path(__file__).parents[3] / "deploy" / "nginx.conf"
MAIN = "user root; pid {0}/pid; error_log {0}/error.log; events {{}} http {{ access_log off; {1} }}"

# tests/install-browser installs it before all tests.
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def nginx(world, columns_installed, tmp_path):
    """Serve the site as nginx does, with nothing at the application's address; return a function that asks it."""
    site.install()
    port, application = free_port(), free_port()
    own = SHIPPED.read_text().replace("/srv/gongkai/var/site", str(settings.SITE_ROOT))
    own = own.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("listen [::]:80;", "")
    own = own.replace("127.0.0.1:8000", f"127.0.0.1:{application}")
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(MAIN.format(tmp_path, own))
    command = [NGINX, "-c", configuration, "-p", tmp_path, "-e", tmp_path / "error.log", "-g", "daemon off;"]
    server = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)

        def ask(path, method="GET", body=None, **headers):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer

        yield ask
    finally:
        server.terminate()
        server.wait(20)


def test_a_published_page_is_read(nginx, publish):
    item = publish()
    site.sweep(at("2019-06-03 12:00"))
    status, page, _ = nginx(item.public_url)
    assert status == 200
    assert page == (settings.SITE_ROOT / pages.item_path(item)).read_text()


@pytest.mark.parametrize("path", ["/nowhere/", "/item/1-2019-000001.html", "/column/nowhere/", "/.hidden"])
def test_a_wrong_address_gets_the_page_that_helps(nginx, path):
    status, page, _ = nginx(path)
    assert status == 404
    if path != "/.hidden":
        assert "没有找到这个页面" in page


@pytest.mark.parametrize(
    "path", ["/search/?q=a", "/apply/", "/track/", "/comment/x/", "/policy/find/", "/workbench/"]
)
def test_what_needs_the_application_says_that_it_pauses(nginx, path):
    status, page, answer = nginx(path)
    assert status == 503
    assert "正在维护" in page
    assert answer.getheader("Retry-After")


@pytest.mark.parametrize("path", ["/apply/", "/correct/", "/workbench/publishing/1/files/"])
def test_an_upload_that_is_too_large_is_refused_in_chinese(nginx, path):
    status, page, _ = nginx(path, "POST", b"x" * 1000, **{"Content-Length": str(65 * 1024 * 1024)})
    assert status == 413
    assert "文件过大" in page


def test_an_upload_of_some_megabytes_is_not_refused(nginx):
    body = b"x" * (3 * 1024 * 1024)
    status, page, _ = nginx("/apply/", "POST", body)
    assert status == 503
    assert "正在维护" in page


def test_an_ofd_file_says_what_it_is(nginx):
    (settings.SITE_ROOT / "files").mkdir()
    (settings.SITE_ROOT / "files" / "a.ofd").write_bytes(b"PK")
    assert nginx("/files/a.ofd")[2].getheader("Content-Type") == "application/ofd"
