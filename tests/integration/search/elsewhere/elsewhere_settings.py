"""A Django project that is not this platform: modelsearch's own test models in SQLite, searched by our backend."""

import os
import tempfile
from pathlib import Path


def letters(text):
    """Cut a text into its letters, as somebody else may want it."""
    return [(letter, place) for place, letter in enumerate(text)]


SECRET_KEY = "modelsearch"
INSTALLED_APPS = [
    "modelsearch.test.testapp",
    "modelsearch",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
FIXTURE_DIRS = [Path(__file__).parent / "fixtures"]
USE_TZ = True
if "INDEXES" not in os.environ:
    os.environ["INDEXES"] = tempfile.mkdtemp()
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "gongkai.search.backend", "PATH": os.environ["INDEXES"]}}
