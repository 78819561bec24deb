"""Where the city's hotline hands its tickets on (市12345转办接口): one address, JSON, signed; a replay is refused."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongkai.law.refusal import Refusal
from gongkai.voice.hotline import city, table


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Take a delivery: an array of tickets in the headings of the file, signed in three headers.

    ``X-Timestamp`` in seconds, ``X-Nonce`` used once, ``X-Signature`` as :func:`gongkai.voice.hotline.city.signature`
    says. Answers 403 for what is not signed, 409 for a replay, 413 for too much, 422 for a faulty row.
    """
    if int(request.headers.get("Content-Length") or 0) > table.LARGEST:
        return _said("传送超过10 MB。", 413)
    try:
        made, tickets = city.take_delivery(
            request.body,
            timestamp=request.headers.get("X-Timestamp", ""),
            nonce=request.headers.get("X-Nonce", ""),
            signed=request.headers.get("X-Signature", ""),
            at=timezone.now(),
        )
    except city.Unsigned as refusal:
        return _said(str(refusal), 403)
    except city.Repeated as refusal:
        return _said(str(refusal), 409)
    except Refusal as refusal:
        return _said(str(refusal), 422)
    return JsonResponse({"made": made, "tickets": tickets}, json_dumps_params={"ensure_ascii": False})


def _said(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status, json_dumps_params={"ensure_ascii": False})
