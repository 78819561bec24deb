"""Published files first: a WSGI layer that answers from the public site's folder before Django is entered.

Stands in for nginx where there is none. Reading a page touches no database and no Django code.
"""

import mimetypes
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ofd": "application/ofd",
    "": "application/octet-stream",
}


class StaticFront:
    """Serve files below ``root``; leave everything else to ``application``."""

    def __init__(self, application: Application, root: Path) -> None:
        self.application = application
        self.root = os.path.realpath(root)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            found = self._find(environ.get("PATH_INFO", "/"))
            if found is not None:
                return self._answer(found, environ, start_response)
            if self._find(environ.get("PATH_INFO", "") + "/") is not None:
                return _to_folder(environ, start_response)
        return self.application(environ, start_response)

    def _find(self, path: str) -> tuple[str, os.stat_result] | None:
        """Return the file of an address: the folder's index for one that ends in a stroke, nothing hidden."""
        try:
            # The server has undone the percent signs once; undoing them again would let "%252e%252e" climb out.
            path = path.encode("latin-1").decode()
        except UnicodeError:
            return None
        if "/." in path or "\x00" in path or path.startswith("//"):
            return None
        name = os.path.join(self.root, path.lstrip("/"))
        if path.endswith("/"):
            name = os.path.join(name, "index.html")
        try:
            state = os.stat(name)
        except (OSError, ValueError):
            return None
        return (name, state) if (state.st_mode & 0o170000) == 0o100000 else None

    def _answer(
        self, found: tuple[str, os.stat_result], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        name, state = found
        etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        suffix = os.path.splitext(name)[1]
        kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = [
            ("Content-Type", kind),
            ("ETag", etag),
            ("Cache-Control", "max-age=31536000, immutable" if "/assets/" in name else "no-cache"),
            ("Content-Security-Policy", CSP),
            ("X-Content-Type-Options", "nosniff"),
            ("Vary", "Accept-Encoding"),
        ]
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            start_response("304 Not Modified", headers)
            return []
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and os.path.exists(f"{name}.gz"):
            name = f"{name}.gz"
            headers.append(("Content-Encoding", "gzip"))
        with open(name, "rb") as file:
            content = file.read()
        headers.append(("Content-Length", str(len(content))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def _to_folder(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Send the reader on to the folder's own address, which ends in a stroke."""
    address = quote(environ["PATH_INFO"].encode("latin-1")) + "/"
    if environ.get("QUERY_STRING"):
        address += f"?{environ['QUERY_STRING']}"
    start_response("301 Moved Permanently", [("Location", address), ("Content-Length", "0")])
    return []
