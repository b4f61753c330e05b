"""Sends any endpoint's requests as a caller whom the route x role table lets in, and notes answers that are wrong whatever was sent."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest

from core_api.api import ROUTES
from core_api.domains.accounts import links
from core_api.router.endpoint import JSON, endpoints
from core_api.router.limits import Quota
from realtime.runtime.errors import Limited
from tests.api.harness import Answer
from tests.api.test_access import TABLE, address
from tests.api.world import World

ENDPOINTS = {str(endpoint): endpoint for endpoint in endpoints(ROUTES)}


def lift_limits_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits are counted, but would hide what is behind them; answers whose time must not tell anything would take a minute in all."""
    monkeypatch.setattr(links, "EVEN_SECONDS", 0)
    counted, counted_general = Quota.take, Quota.take_general

    async def take(quota: Quota) -> None:
        with contextlib.suppress(Limited):
            await counted(quota)

    def take_general(quota: Quota) -> None:
        with contextlib.suppress(Limited):
            counted_general(quota)

    monkeypatch.setattr(Quota, "take", take)
    monkeypatch.setattr(Quota, "take_general", take_general)


class Prober:
    def __init__(self, world: World, route: str) -> None:
        self.world, self.endpoint, self.line = world, ENDPOINTS[route], TABLE[route]
        self.api = world.api
        accepted = [role for role, status in self.line.statuses.items() if status < 300] or ["admin"]
        self.caller = world.callers["admin" if "admin" in accepted else accepted[0]]
        self.failed: list[str] = []
        self.sent = 0

    @property
    def address(self) -> tuple[str, str]:
        return address(self.world, str(self.endpoint))

    async def send(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> None:
        answer = await self.api.call(self.endpoint.method, path, data=body, headers=headers or {}, by=self.caller)
        self.note(answer, f"{path[:200]} {(body or b'')[:300]!r}")

    def note(self, answer: Answer, what: str) -> None:
        self.sent += 1
        if "x-injected" in {name.lower() for name in answer.headers}:
            self.failed.append(f"a header of the attacker's: {what}")
        if answer.status >= 500 and not (answer.status == 503 and answer.json["code"] == "unavailable"):
            self.failed.append(f"{answer.status} {what}")
        elif answer.status >= 400:
            assert answer.json["code"], what

    def body(self) -> Any:
        """One that is accepted; its parts as JSON or MessagePack has them."""
        made = self.line.body(self.world) if self.line.body is not None else None
        return msgspec.msgpack.decode(made) if isinstance(made, bytes) else made

    def encoded(self, body: Any) -> bytes:
        return msgspec.json.encode(body) if self.endpoint.body_media_type == JSON else _packed(body)


def _packed(body: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(body)
    except OverflowError:  # MessagePack has no such number
        return b"\xc1"
