"""A real NATS server that refuses the password."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local.servers import Nats
from deploy.local.store_watch import StoreWatch
from realtime.backbone.nats import NatsBackbone
from realtime.backbone.nats_connection import connect
from realtime.protocol import subjects
from realtime.runtime.errors import BadSetting
from tests.conftest import Servers
from tests.integration.test_cli import podium
from tests.workers import free_port


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


async def can_be_stopped(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Cancels it at each of its first steps."""
    for steps in range(80):
        working = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        working.cancel()
        done, _ = await asyncio.wait({working}, timeout=20)
        assert done, f"goes on after {steps} steps"


@pytest.mark.parametrize("what", ["publish", "append", "kept", "read"])
async def test_a_loop_around_the_backbone_can_be_stopped_at_any_moment(servers: Servers, what: str) -> None:
    """Else a lost lease, or a contest that is let go, leaves its engine waiting for ever."""
    backbone, subject = await NatsBackbone.connect(servers.nats, name="test"), subjects.log(uuid.uuid4().hex)
    for _ in range(3):
        await backbone.append(subject, b"{}")

    async def read() -> None:
        async for _ in backbone.read(subject):
            break

    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "publish": lambda: backbone.publish("somewhere", b"x" * 40_000),
        "append": lambda: backbone.append(subject, b"{}"),
        "kept": lambda: backbone.kept("nothing"),
        "read": read,
    }

    async def loop() -> None:
        while True:
            await calls[what]()

    await can_be_stopped(loop)
    await backbone.close()


async def test_whoever_watches_the_server_can_be_stopped_at_any_moment(servers: Servers, tmp_path: Path) -> None:
    """nats-py swallows some cancellations; `podium up` went on for ever after a Ctrl-C at such a moment."""
    address = urlsplit(servers.nats)
    watch = StoreWatch(Nats(tmp_path, address.port or 0, address.username or ""), lambda: None, lambda _: None)
    await can_be_stopped(watch.run)
