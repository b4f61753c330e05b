"""Streams and buckets of a real NATS server follow the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from realtime.backbone.nats import NatsBackbone
from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import Settings
from tests.nats_server import NatsServer


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[NatsServer]:
    server = NatsServer(tmp_path, tmp_path / "nats.log")
    await server.start()
    yield server
    server.stop()


async def test_a_changed_limit_is_applied_by_the_role_that_manages(nats: NatsServer) -> None:
    small, large = (Settings(nats_url=nats.url, log_max_bytes=size * 2**20) for size in (32, 64))
    first = await NatsBackbone.open(small, "first")
    assert (await first.usage()).limit == 32 * 2**20
    sequence = await first.append("contest.c.log", b"kept")
    other = await NatsBackbone.open(large, "gateway")
    assert (await first.usage()).limit == 32 * 2**20, "a role that does not manage changes nothing"
    engine = await NatsBackbone.open(large, "engine", manages=True)
    assert (await first.usage()).limit == 64 * 2**20
    assert await first.last("contest.c.log") == sequence
    assert await first.append("contest.c.log", b"more") == sequence + 1
    lease = await engine.claim("c", "engine")
    assert lease is not None
    await NatsBackbone.open(small, "engine", manages=True)
    assert (await first.usage()).limit == 32 * 2**20
    for backbone in (first, other, engine):
        await backbone.close()


async def test_what_the_server_refuses_names_the_setting(nats: NatsServer) -> None:
    await (await NatsBackbone.open(Settings(nats_url=nats.url), "first")).close()
    with pytest.raises(BadSetting) as refused:
        await NatsBackbone.open(Settings(nats_url=nats.url, nats_replicas=3), "engine", manages=True)
    assert refused.value.field == "nats_replicas"
