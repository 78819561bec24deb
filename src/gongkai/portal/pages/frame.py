"""The frame of every public page, and writing one."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string

from gongkai.portal import files
from gongkai.portal.identity import base_url, site_identity
from gongkai.publishing.models import Part

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
    frame = {"site": site_identity(), "base_url": base_url(), "assets": assets(), "parts": _parts()}
    return render_to_string(f"portal/{template}", {**frame, **context}, request).encode()


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"/column/{part.value}/" if part is not Part.APPLY else "/apply/", part.label)
        for part in Part
        if part is not Part.OTHER
    )
