"""The frame of every public page, and writing one."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from gongkai.portal import files
from gongkai.publishing.models import Part
from gongkai.units.identity import base_url, site_identity
from gongkai.voice.warnings.models import Alert

# The main navigation: address and label.
NAVIGATION = (
    ("/", "首页"), ("/column/xxgk/", "政府信息公开"), ("/policy/", "政策文件库"), ("/column/jiedu/", "政策解读"),
    ("/apply/", "依申请公开"), ("/column/zhengji/", "征集调查"), ("/column/huiying/", "回应关切"),
    ("/column/shuju/", "数据发布"), ("/unit/", "各单位公开"), ("/statistics/", "公开统计"),
)  # fmt: skip
ASSETS = ("portal.css", "portal.js")


@cache
def assets() -> dict[str, str]:
    """Return the address of the style sheet and of the script, which change with their content."""
    addresses = {}
    for name in ASSETS:
        content = Path(str(finders.find(f"portal/{name}"))).read_bytes()
        stem, _, suffix = name.partition(".")
        path = f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        files.write(path, content)
        addresses[suffix] = f"/{path}"
    return addresses


def render(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> bytes:
    """Return a page in the site's frame; ``request`` for pages that answer one."""
    frame = {
        "site": site_identity(),
        "base_url": base_url(),
        "assets": assets(),
        "parts": _parts(),
        "navigation": _navigation(context),
        # Pages that lie on disk show the warnings by the banner's style sheet.
        "signals": None if request is None else list(Alert.objects.in_force(timezone.now())),
    }
    return render_to_string(f"portal/{template}", {**frame, **context}, request).encode()


def _navigation(context: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the main navigation, each entry with whether the page of a list stands below it."""
    places = [f"/{context['folder']}/"] if context.get("folder") else []
    places += [f"/column/{column.code}/" for column in context.get("crumbs", ())]
    return [
        (address, label, address != "/" and any(place.startswith(address) for place in places))
        for address, label in NAVIGATION
    ]


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"/column/{part.value}/" if part is not Part.APPLY else "/apply/", part.label)
        for part in Part
        if part is not Part.OTHER
    )
