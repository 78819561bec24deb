"""Wagtail's own searches: what is typed to choose a column, an image or a document."""

import pytest
from django.core.management import call_command

from gongkai.publishing import columns
from gongkai.units.models import User


@pytest.fixture
def editor(world, client):
    columns.install()
    client.force_login(User.objects.create_superuser("editor", name="编辑"))
    return client


@pytest.fixture(params=["modelsearch.backends.database.fallback", "gongkai.search.backend"])
def backend(request, settings, tmp_path):
    """Every backend an operator may choose that needs no server."""
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {"BACKEND": request.param, "PATH": tmp_path / "search-workbench"}
    }


def test_a_column_is_found_by_words_of_its_title(backend, editor):
    call_command("update_index", verbosity=0)
    assert "财政预决算" in editor.get("/workbench/choose-page/search/?q=财政").content.decode()


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_an_image_or_document_can_be_looked_for(backend, editor, kind):
    assert editor.get(f"/workbench/{kind}/chooser/results/?q=财政").status_code == 200
