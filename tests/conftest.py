"""The test world: a real PostgreSQL, a small district, files in a folder of the test's own."""

import os
import tempfile
from pathlib import Path

# Tests keep their database, files and keys apart from the platform's own var/.
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def files_of_its_own(request, tmp_path_factory, settings):
    """Give every test that touches Django its own public site, search index and file store."""
    root = tmp_path_factory.mktemp("var")
    settings.SITE_ROOT = root / "site"
    settings.SEARCH_ROOT = root / "search"
    settings.MEDIA_ROOT = root / "files"
    return root
