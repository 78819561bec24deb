"""What the public will see, shown to the people who write and review it: on a wide screen and on a phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.auth import require_admin_access

from gongkai.portal import pages
from gongkai.publishing.content import with_pictures_at
from gongkai.publishing.models import Publication
from gongkai.units.models import User


@require_admin_access
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of a text twice: as on a desk and as on a phone."""
    return render(request, "portal/preview.html", {"publication": _visible(request, pk)})


@require_admin_access
@xframe_options_sameorigin
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the public page of a text as it would be published now."""
    item = _visible(request, pk)
    pictures = reverse("publishing_pictures", args=[pk])
    item.published_at = item.published_at or timezone.now()
    return HttpResponse(pages.item_page(item, body=with_pictures_at(item.body, pictures)))


def _visible(request: HttpRequest, pk: int) -> Publication:
    assert isinstance(request.user, User)
    rows = Publication.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(pages.with_everything(rows), pk=pk)
