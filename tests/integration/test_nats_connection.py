"""A real NATS server that refuses the password."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local.servers import Nats
from deploy.local.store_watch import StoreWatch
from realtime.backbone.nats import NatsBackbone
from realtime.backbone.nats_connection import connect
from realtime.runtime.errors import BadSetting
from tests.conftest import Servers
from tests.integration.test_cli import podium
from tests.servers import free_port


def wrong(url: str) -> str:
    return f"nats://not-the-token@127.0.0.1:{urlsplit(url).port}"


async def test_a_wrong_password_ends_the_start(servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BadSetting) as refused:
        await asyncio.wait_for(NatsBackbone.connect(wrong(servers.nats), name="test"), 30)
    assert refused.value.field == "nats_url"
    assert "PODIUM_NATS_URL" in refused.value.message
    assert "not-the-token" not in refused.value.message + caplog.text


async def test_one_server_of_a_list_is_enough(servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "realtime.backbone.nats_connection")
    for others in (wrong(servers.nats), f"nats://secret@127.0.0.1:{free_port()}"):
        client = await asyncio.wait_for(connect(f"{others}, {servers.nats}", "test"), 30)
        assert client.is_connected
        await client.close()


def test_a_role_with_a_wrong_password_says_so_and_ends(servers: Servers) -> None:
    done = podium("run", "engine", PODIUM_NATS_URL=wrong(servers.nats), PODIUM_REDIS_URL=servers.redis, PODIUM_SECRET_KEY="00" * 32)
    assert done.returncode == 2
    assert "refuses the user, password or token of nats_url" in done.stderr
    assert "not-the-token" not in done.stderr


async def test_whoever_watches_the_server_can_be_stopped_at_any_moment(servers: Servers, tmp_path: Path) -> None:
    """nats-py swallows some cancellations; `podium up` went on for ever after a Ctrl-C at such a moment."""
    address = urlsplit(servers.nats)
    watch = StoreWatch(Nats(tmp_path, address.port or 0, address.username or ""), lambda: None, lambda _: None)
    for steps in range(80):
        watching = asyncio.create_task(watch.run())
        for _ in range(steps):
            await asyncio.sleep(0)
        watching.cancel()
        done, _ = await asyncio.wait({watching}, timeout=20)
        assert done, f"goes on after {steps} steps"
