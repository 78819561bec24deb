"""What the public search keeps of an item, with the columns above its own, so that a column finds all below it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gongkai.portal.pages import Folders
from gongkai.publishing.models import Publication
from gongkai.publishing.searched import document
from gongkai.search.index import Document


def documents(items: Iterable[Publication]) -> Iterator[Document]:
    """Yield what is searched of items read with their files."""
    lines = Folders().lines
    for item in items:
        yield replace(document(item), within=tuple(lines[item.column_id]))
