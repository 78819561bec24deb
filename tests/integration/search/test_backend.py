"""The backend in a Django project that is not this platform: modelsearch's tests for every backend, and our own.

Models of modelsearch cannot be loaded beside those of the platform. So all these tests run once, in a process with
settings of its own, and are reported here one by one.
"""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

# Where tests are divided among processes, one of them gets all: they are run together.
pytestmark = pytest.mark.xdist_group("search-backend")

ELSEWHERE = Path(__file__).parent / "elsewhere"
UPSTREAM = Path(find_spec("modelsearch").origin).parent / "tests" / "test_backends.py"
NOT_APPLICABLE = {
    "test_order_by_expression": "The index orders by its columns; where empty values stand is not for the caller to say.",
}


def functions(path, inside=None):
    """Return the names of the test functions of a file, or of one class of it."""
    body = ast.parse(path.read_text("utf-8")).body
    if inside:
        body = next(each for each in body if isinstance(each, ast.ClassDef) and each.name == inside).body
    return [each.name for each in body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return what went wrong in each test, by name; an empty text where nothing did."""
    folder = tmp_path_factory.mktemp("elsewhere")
    report = folder / "report.xml"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--noconftest", "-c", os.devnull, f"--rootdir={ELSEWHERE}",
         "--import-mode=prepend", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junitxml={report}",
         "upstream_cases.py", "own_cases.py"],
        cwd=ELSEWHERE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "elsewhere_settings", "PYTHONPATH": str(ELSEWHERE),
             "INDEXES": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )  # fmt: skip
    assert report.exists(), run.stdout
    found = {}
    for case in ET.parse(report).iter("testcase"):
        name = case.get("name").split("[")[0]
        found[name] = found.get(name, "") + "".join(
            each.text or "" for each in case if each.tag in ("failure", "error")
        )
    return found


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=NOT_APPLICABLE[name], strict=True))
        if name in NOT_APPLICABLE
        else name
        for name in functions(UPSTREAM, inside="BackendTests")
    ],
)
def test_modelsearchs_tests_for_every_backend(outcomes, name):
    assert not outcomes[name]


@pytest.mark.parametrize("name", functions(ELSEWHERE / "own_cases.py"))
def test_our_own_tests(outcomes, name):
    assert not outcomes[name]
