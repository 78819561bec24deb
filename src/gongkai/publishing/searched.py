"""What is searched of a publication."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from gongkai.publishing.models import Publication, PublicationFile
from gongkai.publishing.passages import plain_text
from gongkai.search.index import Document


def with_files(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Read with ``rows`` their files, which the search needs."""
    present = Prefetch("all_files", PublicationFile.objects.filter(version=None), to_attr="present_files")
    return rows.prefetch_related(present)


def document(publication: Publication) -> Document:
    """Return what is searched of an item read by :func:`with_files`."""
    moment = publication.published_at or publication.stage_at
    return Document(
        id=str(publication.pk),
        url=publication.public_url,
        title=publication.title,
        body=" ".join(
            f"{publication.summary} {plain_text(publication.body)} {_attached(publication)}".split()
        ),
        published_on=timezone.localtime(moment).date(),
        unit=publication.unit.code,
        unit_name=publication.unit.name,
        column=publication.column.code,
        column_name=publication.column.title,
        doc_number=publication.doc_number,
        index_no=publication.index_no or "",
        genre=publication.genre,
        validity=publication.validity,
        key_area=publication.key_area,
    )


def _attached(publication: Publication) -> str:
    """Return the names and words of the files, so that what stands only in them is found too."""
    files: list[PublicationFile] = publication.present_files  # type: ignore[attr-defined]
    return " ".join(f"附件 {file.name} {file.text}" for file in files)
