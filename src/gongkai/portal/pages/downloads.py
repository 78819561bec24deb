"""The files of an item on the public site: its attachments, those of former versions, and its text to take away."""

import hashlib
import re
import shutil

from django.utils import timezone
from lxml import html as markup

from gongkai.portal import files
from gongkai.publishing.models import Publication, PublicationFile
from gongkai.units.identity import base_url

TEXT = "text.txt"
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "caption", "blockquote", "pre", "dt", "dd"}
_SPACE = re.compile(r"[^\S\n]+")


def folder(publication: Publication) -> str:
    return f"files/{publication.slug}"


def shown_files(publication: Publication) -> list[PublicationFile]:
    """Return the attachments of an item read with its files; pictures of the text are none."""
    present: list[PublicationFile] = publication.present_files  # type: ignore[attr-defined]
    return [file for file in present if not file.in_text and f"/~/{file.name}" not in publication.body]


def expected(publication: Publication) -> dict[str, str]:
    """Return the files an item should have below its folder, each with its digest; the text's is not known."""
    found = {file.name: file.sha256 for file in publication.present_files}  # type: ignore[attr-defined]
    if publication.versions.all():  # read with the item: most have none, and need not ask for their files
        former = publication.all_files.filter(version__withheld_because="").values_list(
            "version__number", "name", "sha256"
        )
        found |= {f"v{number}/{name}": sha256 for number, name, sha256 in former}
    return found if shown_files(publication) else found | {TEXT: ""}


def write(publication: Publication) -> None:
    """Put the files of the present version in place."""
    for attached in publication.present_files:  # type: ignore[attr-defined]
        copy(attached, f"{folder(publication)}/{attached.name}")
    if not shown_files(publication):
        files.write(f"{folder(publication)}/{TEXT}", text_of(publication).encode("utf-8-sig"))


def copy(attached: PublicationFile, path: str) -> None:
    """Put an attachment at ``path``, unless just this content is there."""
    if digest_at(path) == attached.sha256:
        return
    with attached.file.open("rb") as content:
        files.write(path, content.read())


def digest_at(path: str) -> str:
    """Return the SHA-256 of a file of the site; empty where there is none."""
    try:
        with (files.root() / path).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def names_at(path: str) -> set[str]:
    """Return the names of all files below a folder of the site, without compressed twins."""
    root = files.root() / path
    found = {file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()}
    return {name for name in found if not (name.endswith(".gz") and name.removesuffix(".gz") in found)}


def remove_all_but(publication: Publication, names: set[str]) -> None:
    """Take away what a revision has removed."""
    for name in names_at(folder(publication)) - names:
        files.remove(f"{folder(publication)}/{name}")


def remove(publication: Publication) -> None:
    """Take all files of an item from the public site, those of former versions too."""
    assert publication.slug
    shutil.rmtree(files.root() / folder(publication), ignore_errors=False, onerror=_missing_is_fine)


def _missing_is_fine(
    function: object, path: str, error: tuple[type[BaseException], BaseException, object]
) -> None:
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]


def text_of(publication: Publication) -> str:
    """Return an item as plain text with its metadata, to keep or print without the site around it."""
    assert publication.published_at is not None
    facts = {
        "索引号": publication.index_no,
        "文号": publication.doc_number,
        "发布机构": publication.unit.name,
        "生成日期": publication.created_on.isoformat(),
        "发布日期": f"{timezone.localtime(publication.published_at):%Y-%m-%d %H:%M}",
        "有效性": publication.get_validity_display(),
        "网址": f"{base_url()}{publication.public_url}",
        "内容摘要值（SHA-256）": publication.content_sha256,
    }
    lines = [publication.title, "", *(f"{name}：{value}" for name, value in facts.items() if value), ""]
    return "\r\n".join([*lines, *blocks(publication.body)]) + "\r\n"


def blocks(body: str) -> list[str]:
    """Return the text of ``body``, one block a line, the cells of a table divided by tabs."""
    if not body.strip():
        return []
    found = []
    for element in markup.fragment_fromstring(body, create_parent=True).iter():
        if element.tag == "tr":
            found.append("\t".join(_words(cell) for cell in element.iter("th", "td")))
        elif element.tag in _BLOCKS and not any(each.tag in {"td", "th"} for each in element.iterancestors()):
            # A block that holds others is told by them.
            if not any(each.tag in _BLOCKS for each in element.iterdescendants()):
                found.append(_words(element))
        elif element.tag == "div" and (element.text or "").strip():
            found.append(_SPACE.sub(" ", element.text).strip())
    return [line for line in found if line]


def _words(element: markup.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())
