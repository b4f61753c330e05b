"""NATS with JetStream, embedded."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import nats.errors
from nats.js import JetStreamContext

from deploy.local.servers.base import Part, write_private
from realtime.backbone import LogUsage, stream_health
from realtime.runtime.cancellation import cancellation_kept
from realtime.runtime.errors import Unavailable

STORE = "1TB"
"""JetStream reserves what streams may grow to; the settings bound them (`log_max_bytes`), so this only has to be more."""


class Nats(Part):
    name = "nats"
    setting = "nats_url"

    @property
    def url(self) -> str:
        return f"nats://{self.password}@127.0.0.1:{self.port}"

    def prepare(self) -> None:
        super().prepare()
        write_private(
            self.folder / "server.conf",
            f'server_name: podium\nlisten: "127.0.0.1:{self.port}"\nmax_payload: 1MB\nmax_pending: 64MB\n'
            f'authorization {{ token: "{self.password}" }}\n'
            f'jetstream {{ store_dir: "{self.folder}", max_memory_store: 256MB, max_file_store: {STORE}, sync_interval: always }}\n',
        )

    def command(self) -> list[str | Path]:
        return [Path(sys.executable).parent / "nats-server", "-c", self.folder / "server.conf"]

    async def answers(self) -> bool:
        try:
            async with self._jetstream() as stream:
                await stream.account_info()
        except (nats.errors.Error, OSError, TimeoutError):
            return False
        return True

    async def check_writable(self) -> None:
        """Raises `Unwritable` when a stream takes no writes, `Unavailable` when the server does not answer."""
        try:
            async with self._jetstream() as stream:
                await stream_health.check_writable(stream)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise Unavailable(f"nats does not answer: {error!r}") from error

    async def usage(self) -> LogUsage:
        try:
            async with self._jetstream() as stream:
                return await stream_health.usage(stream)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise Unavailable(f"nats does not answer: {error!r}") from error

    @asynccontextmanager
    async def _jetstream(self) -> AsyncIterator[JetStreamContext]:
        """JetStream over a connection of its own, so that a server that hangs or restarts is noticed."""

        async def ignore(_: Exception) -> None:
            pass  # raised to the caller as well

        with cancellation_kept():
            client = await nats.connect(self.url, connect_timeout=1, max_reconnect_attempts=0, allow_reconnect=False, error_cb=ignore)
            try:
                yield client.jetstream(timeout=2)
            finally:
                await client.close()
