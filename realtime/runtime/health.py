"""/healthz, /readyz and /metrics, the same on every role."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], Awaitable[bool]]
CHECK_SECONDS = 2.0


def add_routes(app: web.Application, role: str, checks: Mapping[str, Check]) -> None:
    """`/healthz`: the process runs. `/readyz`: everything it depends on answers, else 503 and which part does not."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"role": role, "status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        results = dict(zip(checks, await asyncio.gather(*map(passes, checks.values())), strict=True))
        good = all(results.values())
        body = msgspec.json.encode({"role": role, "status": "ready" if good else "not ready", "checks": results})
        return web.Response(body=body, status=200 if good else 503, content_type="application/json")

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)


async def passes(check: Check) -> bool:
    """Whether it says yes within `CHECK_SECONDS`."""
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:
        return False
