"""确认收到: one press on a page that asks for no sign-in, by the link in the message."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gongkai.portal import pages
from gongkai.voice.warnings.actions import broadcasts
from gongkai.voice.warnings.models import Recipient


# The secret is in the address; a message's link must work where cookies are refused.
@csrf_exempt
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed, and confirm it. Opening the page alone confirms nothing: phones look at links by themselves."""
    recipients = Recipient.objects.select_related("broadcast__unit", "broadcast__alert", "person")
    found = recipients.filter(token=token, broadcast__to_confirm=True).first()
    if found is not None and request.method == "POST":
        broadcasts.confirm(found, how="链接", at=timezone.now())
        found.refresh_from_db()
    answer = HttpResponse(
        pages.render(
            "confirm.html", {"recipient": found, "job": found.broadcast if found else None}, request
        ),
        status=200 if found else 404,
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer
