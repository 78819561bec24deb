"""What a document prints above its text and the page prints again: its title, its number, the name of its maker."""

import re

from bs4 import BeautifulSoup, Tag

from gongkai.publishing.passages import plain_text

_LETTERHEAD = re.compile(r"[\u4e00-\u9fa5、]{2,60}文件")
# How many blocks a head has at the most.
_HEAD = 8


def without_head(html: str, title: str, doc_number: str) -> str:
    """Return ``html`` without the title and the number repeated at its head; the same where they are not."""
    tree = BeautifulSoup(html, "html.parser")
    wanted, number = _compact(title), _compact(doc_number)
    gone: list[Tag] = []
    read, found = "", False
    for block in [each for each in tree.children if isinstance(each, Tag)][:_HEAD]:
        text = _compact(plain_text(str(block)))
        if not text or (number and text == number) or _LETTERHEAD.fullmatch(text):
            found = found or bool(number and text == number)
        elif wanted.startswith(read + text):
            read += text
            found = found or read == wanted
        else:
            break
        if not block.find("img"):
            gone.append(block)
    if not found or (read and read != wanted):
        return html
    for block in gone:
        block.decompose()
    return str(tree).strip()


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)
