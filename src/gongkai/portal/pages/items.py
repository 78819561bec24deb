"""The pages of an item: the text with its metadata, its former versions, and what remains of one withdrawn."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from gongkai.cases.chart import lying_bars
from gongkai.portal import files, qr
from gongkai.portal.pages import downloads
from gongkai.portal.pages.frame import render
from gongkai.publishing import comparing, surveys
from gongkai.publishing.content import with_pictures_at
from gongkai.publishing.key_areas import CODES
from gongkai.publishing.models import Publication, PublicationFile, Stage, Version
from gongkai.publishing.searched import with_files
from gongkai.units.identity import base_url

TYPES = {
    "pdf": "PDF 文档", "doc": "Word 文档", "docx": "Word 文档", "xls": "Excel 表格", "xlsx": "Excel 表格", "csv": "CSV 表格",
    "ofd": "OFD 版式文档", "txt": "文本文件", "zip": "ZIP 压缩包", "jpg": "JPEG 图片", "jpeg": "JPEG 图片", "png": "PNG 图片",
    "gif": "GIF 图片", "json": "JSON 数据", "xml": "XML 数据",
}  # fmt: skip


def with_everything(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Read with ``rows`` all that their pages show."""
    public = Publication.objects.public().only("title", "index_no", "stage", "interprets_id", "published_at")
    results = Publication.objects.public().only("title", "index_no", "stage", "result_of_id")
    return (
        with_files(rows)
        .select_related(
            "unit", "owner_unit", "column", "interprets", "changed_by", "result_of", "standard__field"
        )
        .prefetch_related(
            "versions",
            Prefetch("interpretations", public, to_attr="public_interpretations"),
            Prefetch("results", results, to_attr="public_results"),
        )
    )


def item_path(publication: Publication) -> str:
    return publication.public_url.lstrip("/")


def write_item(publication: Publication) -> None:
    """Write an item read by :func:`with_everything`, or the tombstone of one withdrawn (title, index number, reason,
    digest remain).
    """
    if publication.stage == Stage.WITHDRAWN:
        remove_files(publication)
        files.write(item_path(publication), render("tombstone.html", {"item": publication}))
        return
    # The files first: a page never names one that is not there.
    downloads.write(publication)
    for version in publication.versions.all():
        write_version(publication, version)
    files.write(item_path(publication), item_page(publication))
    downloads.remove_all_but(publication, set(downloads.expected(publication)))


def item_page(publication: Publication, files_at: str = "", **more: Any) -> bytes:
    """Return the page of an item; also what the desk shows before it is public, with its files at another address."""
    context = {
        "item": publication,
        "body": with_pictures_at(publication.body, f"/files/{publication.slug}/"),
        "files": [(file, type_of(file)) for file in downloads.shown_files(publication)],
        "files_at": files_at or f"/{downloads.folder(publication)}/",
        "text_file": downloads.TEXT,
        "documents": [each for each in (publication.interprets,) if _is_public(each)],
        "changed_by": publication.changed_by if _is_public(publication.changed_by) else None,
        "result_of": publication.result_of if _is_public(publication.result_of) else None,
        "interpretations": publication.public_interpretations,  # type: ignore[attr-defined]
        "results": publication.public_results,  # type: ignore[attr-defined]
        "versions": publication.versions.all(),
        "survey": _survey(publication),
        "area_code": CODES.get(publication.key_area),
        "qr": qr.svg(f"{base_url()}{publication.public_url}", "本页网址二维码"),
    }
    return render("item.html", context | more)


def _survey(publication: Publication) -> dict[str, Any] | None:
    """Return how a survey was answered, once it has ended."""
    if not publication.questions or publication.comments_closed_on is None:
        return None
    answers = list(publication.answers.values_list("given", flat=True))
    tallies = surveys.tallied(publication.questions, answers)
    charts = [
        (tally, lying_bars(tally.text, [(choice, "#", n) for choice, n, _ in tally.choices]))
        for tally in tallies
    ]
    return {"total": len(answers), "questions": charts}


def _is_public(linked: Publication | None) -> bool:
    return linked is not None and linked.stage == Stage.PUBLISHED


def type_of(file: PublicationFile) -> str:
    """Return what kind of file an attachment is, as people call it."""
    suffix = file.name.rpartition(".")[2].lower()
    return TYPES.get(suffix, suffix.upper())


def write_version(publication: Publication, version: Version) -> None:
    """Write a former version: its text, and what the next one changed in it."""
    later = publication.versions.filter(number=version.number + 1).first()
    next_body = later.body if later else publication.body
    if version.withheld_because:
        said = render("version.html", {"item": publication, "version": version, "title": publication.title})
        files.write(version.public_url.lstrip("/"), said)
        return
    attached = list(PublicationFile.objects.filter(version=version))
    at = f"{downloads.folder(publication)}/v{version.number}"
    for file in attached:
        downloads.copy(file, f"{at}/{file.name}")
    context = {
        "item": publication,
        "version": version,
        "title": version.title,
        # Pictures stand in the text.
        "files": [(file, type_of(file)) for file in attached if f"/~/{file.name}" not in version.body],
        "files_at": f"/{at}/",
        "body": with_pictures_at(version.body, f"/files/{publication.slug}/v{version.number}/"),
        # What was taken from the site is not to be read in what the version before has not.
        "differences": "" if later and later.withheld_because else comparing.texts(version.body, next_body),
        "next": version.number + 1,
    }
    files.write(version.public_url.lstrip("/"), render("version.html", context))


def remove_files(publication: Publication) -> None:
    """Take the files and former versions of a withdrawn item from the public site."""
    downloads.remove(publication)
    for version in publication.versions.all():
        files.remove(version.public_url.lstrip("/"))
