"""The embedded server gives out the public site, and nothing beside it."""

import gzip
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from gongkai.portal.static_front import StaticFront


@pytest.fixture
def front(tmp_path):
    """A site with a home page, a compressed page and an attachment; a key lies beside its folder."""
    site = tmp_path / "site"
    (site / "unit").mkdir(parents=True)
    (site / "files").mkdir()
    (site / "index.html").write_text("首页")
    (site / "unit" / "index.html").write_text("单位")
    (site / "unit" / "index.html.gz").write_bytes(gzip.compress("单位".encode()))
    (site / ".index.html.42").write_text("half a page")
    (site / "files" / "附表.json").write_text("{}")
    (tmp_path / "secret-key").write_text("the key")
    return StaticFront(application, site)


def application(_environ, start):
    start("404 Not Found", [])
    return []


def get(front, path, method="GET", **headers):
    """Return status, headers and content. ``path`` has its percent signs undone, as a server hands it over."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1"), **headers}
    setup_testing_defaults(environ)
    said = {}

    def start(status, sent, *rest):
        said.update(status=status, headers=dict(sent))

    content = BytesIO(b"".join(front(environ, start))).getvalue()
    return said["status"][:3], said["headers"], content


def test_a_folder_is_its_index_page(front):
    status, headers, content = get(front, "/")
    assert (status, content.decode()) == ("200", "首页")
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_folder_without_its_stroke_is_sent_to_the_address_with_it(front):
    status, headers, _ = get(front, "/unit", QUERY_STRING="a=1")
    assert (status, headers["Location"]) == ("301", "/unit/?a=1")


def test_a_folder_of_another_host_is_not_redirected_to(front):
    assert get(front, "//unit")[0] == "404"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret-key",
        "/unit/../../secret-key",
        "/%2e%2e/secret-key",
        "/..%2fsecret-key",
        "//../secret-key",
        "/.index.html.42",
        "/\x00",
    ],
)
def test_nothing_outside_the_site_and_nothing_half_written_is_given_out(front, path):
    assert get(front, path)[0] == "404"


def test_a_file_with_a_chinese_name_is_found(front):
    assert get(front, "/files/附表.json")[2] == b"{}"


def test_a_reader_who_takes_gzip_gets_the_compressed_twin(front):
    _, headers, content = get(front, "/unit/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content).decode() == "单位"


def test_a_page_that_the_reader_has_is_not_sent_again(front):
    etag = get(front, "/")[1]["ETag"]
    status, _, content = get(front, "/", HTTP_IF_NONE_MATCH=etag)
    assert (status, content) == ("304", b"")


def test_head_says_the_length_and_sends_nothing(front):
    status, headers, content = get(front, "/", method="HEAD")
    assert (status, headers["Content-Length"], content) == ("200", "6", b"")


def test_what_is_sent_to_the_site_goes_to_the_application(front):
    assert get(front, "/", method="POST")[0] == "404"
