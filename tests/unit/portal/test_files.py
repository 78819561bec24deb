"""A file of the public site is there whole or not at all."""

import gzip
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from gongkai.portal import files


def test_a_page_stands_beside_its_compressed_twin():
    files.write("a/index.html", b"page")
    assert (settings.SITE_ROOT / "a/index.html").read_bytes() == b"page"
    assert gzip.decompress((settings.SITE_ROOT / "a/index.html.gz").read_bytes()) == b"page"


def test_threads_that_write_the_same_file_do_not_hinder_each_other():
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: files.write("page.css", b"x" * 20_000), range(200)))
    assert sorted(file.name for file in settings.SITE_ROOT.iterdir()) == ["page.css", "page.css.gz"]


def test_removing_what_is_not_there_is_no_error():
    files.remove("nothing.html")
    assert not (settings.SITE_ROOT / "nothing.html").exists()
