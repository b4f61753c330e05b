"""The web page, as Vite built it. Addresses of the page's own router get its index.

Its files are kept in memory, compressed once, and read again when they change on disk.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

from aiohttp import web

from gateway.edge.compression import SMALLEST, accepts_gzip
from realtime.protocol import etags

DIST = Path(__file__).parent.parent / "web" / "dist"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No inline style and no inline script: what somebody gets into the page as text stays text."""
VIEWS = ("contests", "problems", "users", "teams", "submissions", "account", "admin", "overlay")
"""First parts of the addresses that the page's own router knows."""
ROOT_FILES = (
    "favicon.svg",
    "manifest.webmanifest",
    "sw.js",
    "offline.html",
    "offline.css",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable.png",
    "apple-touch-icon.png",
)
"""Files beside the index, whose names stay: they are asked for again before each use."""
FRESH = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""An asset's name changes with its content."""
_TYPES = {".webmanifest": "application/manifest+json"}
"""That Python does not know."""
ONLY_WORTH_IT = 0.9
"""A compressed form is kept that is smaller than this share: images are not."""


class _File:
    """A file of the page, as it was on disk at `changed`."""

    def __init__(self, path: Path, changed: int) -> None:
        self.changed = changed
        self.plain = path.read_bytes()
        compressed = gzip.compress(self.plain, 9, mtime=0) if len(self.plain) >= SMALLEST else self.plain
        self.gzipped = compressed if len(compressed) < ONLY_WORTH_IT * len(self.plain) else None
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        self.etag = f'W/"{hashlib.sha256(self.plain).hexdigest()[:16]}"'

    def answer(self, request: web.Request, headers: dict[str, str]) -> web.Response:
        headers = {**headers, "ETag": self.etag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        if etags.holds(request.headers.get("If-None-Match"), self.etag):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = self.content_type
        if self.gzipped is None or not accepts_gzip(request.headers.get("Accept-Encoding", "")):
            return web.Response(body=self.plain, headers=headers)
        return web.Response(body=self.gzipped, headers={**headers, "Content-Encoding": "gzip"})


class Page:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, _File] = {}
        """No more than there are files in the folder: a name that is not there is not kept."""

    async def index(self, request: web.Request) -> web.Response:
        if not (self._folder / "index.html").is_file():
            return web.Response(status=503, text="The page has not been built: run ./podium once, or npm run build in gateway/web.")
        return self._file(self._folder, "index.html").answer(request, FRESH)

    async def root_file(self, request: web.Request) -> web.Response:
        return self._file(self._folder, request.match_info["name"]).answer(request, FRESH)

    async def asset(self, request: web.Request) -> web.Response:
        return self._file(self._folder / "assets", request.match_info["name"]).answer(request, FOR_EVER)

    def _file(self, folder: Path, name: str) -> _File:
        """Raises `HTTPNotFound` for what is no file directly in its folder."""
        try:
            path = (folder / name).resolve()
            if path.parent != folder.resolve() or not path.is_file():
                raise web.HTTPNotFound
            changed = path.stat().st_mtime_ns
            held = self._files.get(path)
            if held is None or held.changed != changed:
                held = self._files[path] = _File(path, changed)
        except (OSError, ValueError):
            raise web.HTTPNotFound from None
        return held


def add_routes(app: web.Application, folder: Path = DIST) -> None:
    page = Page(folder)
    app.router.add_get("/assets/{name}", page.asset)
    app.router.add_get("/", page.index)
    app.router.add_get(f"/{{view:{'|'.join(VIEWS)}}}{{rest:(/.*)?}}", page.index)
    app.router.add_get(f"/{{name:{'|'.join(map(re.escape, ROOT_FILES))}}}", page.root_file)
