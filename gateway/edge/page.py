"""The web page, as Vite built it. Addresses of the page's own router get its index."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

DIST = Path(__file__).parent.parent / "web" / "dist"
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none';"
    " base-uri 'none'"
)


def add_routes(app: web.Application) -> None:
    async def index(_: web.Request) -> web.StreamResponse:
        page = DIST / "index.html"
        if not page.exists():
            return web.Response(status=503, text="The page has not been built: run ./podium once, or npm run build in gateway/web.")
        return web.FileResponse(
            page, headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
        )

    async def asset(request: web.Request) -> web.StreamResponse:
        path = (DIST / "assets" / request.match_info["name"]).resolve()
        if path.parent != (DIST / "assets").resolve() or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"})

    app.router.add_get("/assets/{name}", asset)
    app.router.add_get("/", index)
    app.router.add_get("/contests/{contest}", index)
    app.router.add_get("/favicon.svg", lambda _: _file("favicon.svg"))


async def _file(name: str) -> web.StreamResponse:
    path = DIST / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path)
