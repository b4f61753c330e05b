"""A connection that breaks with entries on the way: the reader of the log still gets every one, once and in order."""

from __future__ import annotations

import asyncio
import uuid
from urllib.parse import urlsplit

from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from tests.conftest import Servers, eventually
from tests.tcp_proxy import Proxy


async def test_nothing_is_lost_with_a_connection(servers: Servers) -> None:
    url = urlsplit(servers.nats)
    proxy = Proxy(url.port or 4222)
    port = await proxy.start()
    reader = await NatsBackbone.connect(f"nats://{url.username}@127.0.0.1:{port}", name="reader")
    writer = await NatsBackbone.connect(servers.nats, name="writer")
    subject, got = subjects.log(uuid.uuid4().hex), []

    async def read() -> None:
        async for entry in reader.read(subject):
            got.append(int(entry.payload))

    reading = asyncio.create_task(read())
    for number in range(60):
        await writer.append(subject, b"%d" % number)
        if number % 20 == 10:
            await eventually(lambda: len(got) and got[-1] == 20 * (len(got) // 20) + 10, 20)
            proxy.swallow = True
        if number % 20 == 15:
            await asyncio.sleep(0.05)  # the server has handed over what is swallowed
            proxy.cut()
            proxy.swallow = False
            await eventually(lambda: not reader._client.is_connected, 5)
            await eventually(reader.ready, 10)  # and its old request is still good
    await eventually(lambda: len(got) >= 60, 30)
    assert got == list(range(60))
    reading.cancel()
    await reader.close()
    await writer.close()
