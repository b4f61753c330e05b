"""What the public port tells, and whom it believes."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web, web_response

from gateway import app as gateway_role
from gateway.edge import page
from realtime.backbone.memory import MemoryBackbone
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import server_header, service
from realtime.runtime.settings import Settings
from realtime.security import addresses
from realtime.security.addresses import Trusted
from tests.conftest import eventually
from tests.security.edge import running
from tests.workers import free_port

PROOF = "proof of the gateway"


@pytest.fixture
async def role(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, str]]:
    """The role `gateway` as it starts, on a backbone in memory: URLs of its public port and of its health port."""

    async def open_backbone(*_: object) -> MemoryBackbone:
        return MemoryBackbone()

    monkeypatch.setattr(NatsBackbone, "open", open_backbone)
    async with AsyncExitStack() as stack:

        async def serve(request: web.Request) -> web.Response:
            return web.json_response(
                {"asked_by": request.headers.getall("X-Forwarded-For"), "proof": request.headers.getall(addresses.PROOF_HEADER)}
            )

        api = web.Application()
        api.router.add_route("*", "/{tail:.*}", serve)
        port, health_port = free_port(), free_port()
        api_port = await service.listen(stack, api, "127.0.0.1", 0)
        await gateway_role.start(
            stack,
            Settings(
                port=port,
                health_port=health_port,
                nats_url="memory",
                api_url=f"http://127.0.0.1:{api_port}",
                proxy_secret=PROOF,
            ),
        )
        yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{health_port}"


async def test_metrics_and_readiness_have_a_port_of_their_own(role: tuple[str, str]) -> None:
    public, health = role
    async with aiohttp.ClientSession() as http:
        for path in ("/metrics", "/readyz", "/healthz", "/api/../metrics", "/api/%2e%2e/metrics"):
            async with http.get(public + path) as answer:
                assert "podium_" not in (text := await answer.text())
                assert "checks" not in text
                assert answer.status == 404
        async with http.get(f"{health}/metrics") as answer:
            assert "podium_gateway_connections" in await answer.text()
        async with http.get(f"{health}/readyz") as answer:
            assert set((await answer.json())["checks"]) == {"nats", "api", "keys", "private contests"}


async def test_nobody_says_where_he_comes_from_unless_trusted(role: tuple[str, str]) -> None:
    public, _ = role
    assert Settings().trusted_proxies == ""
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{public}/api/v1/x", headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
            assert (await answer.json())["asked_by"] == ["127.0.0.1"]
    assert Trusted(Settings().trusted_proxies).client("127.0.0.1", "203.0.113.9") == "127.0.0.1"


@pytest.mark.parametrize("also", [{}, {"Connection": f"close, {addresses.PROOF_HEADER}, X-Forwarded-For"}])
async def test_proof_of_a_gateway_is_its_own(role: tuple[str, str], also: dict[str, str]) -> None:
    public, _ = role
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{public}/api/v1/x", headers={addresses.PROOF_HEADER: "guessed", **also}) as answer:
            assert await answer.json() == {"asked_by": ["127.0.0.1"], "proof": [PROOF]}


async def test_no_answer_names_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_response, "SERVER_SOFTWARE", "Python aiohttp")
    server_header.hide_versions()
    async with running() as gateway:
        for request in (
            b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
            b"no HTTP\r\n\r\n",
            b"GET /api/v1/contests/c/live HTTP/1.1\r\nHost: x\r\n\r\n",
        ):
            client = await gateway.connect()
            client.writer.write(request)
            head = await asyncio.wait_for(client.reader.readuntil(b"\r\n\r\n"), 10)
            assert b"aiohttp" not in head
            assert b"Python" not in head
            client.close()


async def test_pages_are_compressed_for_those_who_ask(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    script = b"console.log(1);\n" * 1000
    (tmp_path / "assets" / "index.js").write_bytes(script)
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path.parent / "secret.txt").write_text("secret")
    (tmp_path / "assets" / "link.js").symlink_to(tmp_path.parent / "secret.txt")
    app = web.Application()
    page.add_routes(app, tmp_path)
    async with running(app=app) as gateway, aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=("Accept-Encoding",)) as http:
        asset = f"{gateway.url}/assets/index.js"
        for offered in (None, "br", "gzip;q=0"):
            async with http.get(asset, headers={} if offered is None else {"Accept-Encoding": offered}) as answer:
                assert (await answer.read(), answer.headers.get("Content-Encoding")) == (script, None)
                assert answer.headers["Vary"] == "Accept-Encoding"
        async with http.get(asset, headers={"Accept-Encoding": "br, gzip"}) as answer:
            body = await answer.read()
            assert (gzip.decompress(body), answer.headers["Content-Encoding"]) == (script, "gzip")
            assert len(body) < len(script) / 10
            tag = answer.headers["ETag"]
        async with http.get(asset, headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
        for name in ("link.js", "..%2findex.html", "nothing", "a%00b", "x" * 300):
            async with http.get(f"{gateway.url}/assets/{name}") as answer:
                assert (answer.status, b"secret" in await answer.read()) == (404, False), name
        script = b"console.log(2);\n" * 1000
        (tmp_path / "assets" / "index.js").write_bytes(script)

        async def changed() -> bool:
            async with http.get(asset) as answer:
                return await answer.read() == script

        await eventually(changed)
        async with http.get(gateway.url + "/") as answer:
            assert "default-src" in answer.headers["Content-Security-Policy"]
