"""我的消息: what has been sent to oneself inside the platform. Opening a message is its receipt."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from gongkai.voice.warnings.actions import broadcasts
from gongkai.voice.warnings.models import Channel, Delivery, State
from gongkai.voice.warnings.views.desk import staff, staff_only

PER_PAGE = 30
ARRIVED = (State.SENT, State.DELIVERED, State.READ, State.CONFIRMED)


def _mine(request: HttpRequest) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        channel=Channel.OA, recipient__person__user=staff(request), state__in=ARRIVED
    ).select_related("recipient__broadcast__unit", "recipient__broadcast__alert")


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """List one's messages, newest first."""
    page = Paginator(_mine(request).order_by("-pk"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "warnings/inbox.html", {"page": page})


@staff_only
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message, which makes it read; confirm it."""
    row = get_object_or_404(_mine(request), pk=pk)
    if request.method == "POST":
        if broadcasts.confirm(row.recipient, how="办公平台", at=timezone.now()):
            messages.success(request, "已确认收到。")
        return redirect("warnings_inbox")
    broadcasts.open_in_inbox(row, at=timezone.now())
    return render(
        request,
        "warnings/message.html",
        {"message": row, "job": row.recipient.broadcast, "recipient": row.recipient},
    )
