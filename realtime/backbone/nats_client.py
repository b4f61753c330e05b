"""The client of nats-py, without losing a cancellation: see `realtime.runtime.cancellation`.

Whatever is asked of NATS goes through these, but for reading a subscription.
"""

from __future__ import annotations

from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

from realtime.runtime.cancellation import cancellation_kept


class NatsClient(Client):
    async def request(self, *arguments: Any, **named: Any) -> Msg:
        with cancellation_kept():
            return await super().request(*arguments, **named)

    async def close(self) -> None:
        with cancellation_kept():
            await super().close()

    async def _flush_pending(self, force_flush: bool = False) -> None:
        if self.is_closed:  # by `close`, which has to come to its end
            await super()._flush_pending(force_flush)
            return
        with cancellation_kept():
            await super()._flush_pending(force_flush)
