"""Files chosen on a page that is shown once more (附件重新选择): a browser forgets them, and nobody must lose one unawares."""

from django.http import HttpRequest

from gongkai.law.refusal import Refusal


def names(request: HttpRequest) -> str:
    """Return the names of the files that came, or came with the page before, for the next page to remember."""
    came = "、".join(file.name or "" for file in request.FILES.getlist("files"))
    return came or request.POST.get("files_chosen", "")


def must_have_come(request: HttpRequest) -> None:
    """Refuse a form whose files, chosen on the page before, are missing, unless it is to go without them."""
    chosen = request.POST.get("files_chosen")
    if chosen and not request.FILES and "without_files" not in request.POST:
        raise Refusal(
            f"您选择过附件（{chosen}），这次没有收到。",
            article="",
            advice="浏览器不保留附件，请重新选择，或者勾选“不带附件”。",
        )
