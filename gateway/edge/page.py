"""The web page, as Vite built it. Addresses of the page's own router get its index.

Its files are kept in memory, compressed once, and read again when they change on disk.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path

from aiohttp import web

from gateway.edge.compression import SMALLEST, accepts_gzip

DIST = Path(__file__).parent.parent / "web" / "dist"
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none';"
    " base-uri 'none'"
)
FRESH = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""An asset's name changes with its content."""
ONLY_WORTH_IT = 0.9
"""A compressed form is kept that is smaller than this share: images are not."""


class _File:
    """A file of the page, as it was on disk at `changed`."""

    def __init__(self, path: Path, changed: int) -> None:
        self.changed = changed
        self.plain = path.read_bytes()
        compressed = gzip.compress(self.plain, 9, mtime=0) if len(self.plain) >= SMALLEST else self.plain
        self.gzipped = compressed if len(compressed) < ONLY_WORTH_IT * len(self.plain) else None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        self.etag = f'W/"{hashlib.sha256(self.plain).hexdigest()[:16]}"'

    def answer(self, request: web.Request, headers: dict[str, str]) -> web.Response:
        headers = {**headers, "ETag": self.etag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        if self.etag in request.headers.get("If-None-Match", ""):
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

    async def icon(self, request: web.Request) -> web.Response:
        return self._file(self._folder, "favicon.svg").answer(request, {})

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
    app.router.add_get("/contests/{contest}", page.index)
    app.router.add_get("/favicon.svg", page.icon)
