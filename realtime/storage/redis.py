"""The Redis client of every role."""

from __future__ import annotations

from typing import Any, TypeAlias

import redis.asyncio

Redis: TypeAlias = Any
"""`redis.asyncio.Redis`: the library types its calls as either the answer or an awaitable of it, which no caller can use."""
CALL_SECONDS = 5.0


def connect(url: str) -> Redis:
    return redis.asyncio.Redis.from_url(url, socket_timeout=CALL_SECONDS)


async def answers(client: Redis) -> bool:
    return bool(await client.ping())
