"""A Tantivy backend for ``modelsearch`` (Wagtail's search): the index is a folder, and Chinese text is cut into words.

It knows nothing of this platform and serves any Django project::

    MODELSEARCH_BACKENDS = {"default": {"BACKEND": "gongkai.search.backend", "PATH": BASE_DIR / "index"}}

``PATH`` is a folder of the backend's own on a local disk, shared by all processes of the machine. ``WORDS`` may name
another function from a text to its words and their places, like the default ``gongkai.search.words.placed_words``.
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import import_string
from modelsearch.backends.base import BaseSearchBackend, get_model_root

from gongkai.search.backend.columns import Words
from gongkai.search.backend.compiler import AutocompleteCompiler, Compiler
from gongkai.search.backend.index import Index, IndexOutOfDate, Rebuilder
from gongkai.search.backend.results import Results

__all__ = ["IndexOutOfDate", "SearchBackend"]

DEFAULT_WORDS = "gongkai.search.words.placed_words"


class SearchBackend(BaseSearchBackend):
    """One index for each root model, which holds its children too; decision record 0011 says why."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results
    rebuilder_class = Rebuilder
    # The index is outside the transaction: a full disk must not keep anybody from saving a page.
    catch_indexing_errors = True

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        if not params.get("PATH"):
            raise ImproperlyConfigured("The Tantivy search backend needs PATH, the folder of its indexes.")
        self.folder = Path(params["PATH"]).absolute()
        self.words: Words = import_string(params.get("WORDS", DEFAULT_WORDS))

    def get_index_for_model(self, model: type[Model]) -> Index:
        return Index(self, get_model_root(model))
