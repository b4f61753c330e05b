"""The Redis client of every role: typed commands in, their answers out, `Unavailable` when Redis cannot serve them.

    await redis.run(commands.get(key))                                  bytes | None
    await redis.transaction(commands.incr(key), commands.expire(key, 60))   (int, bool), all or nothing
    await redis.pipeline([commands.get(key) for key in keys])           list[bytes | None], one round trip

The library's own methods are typed as either the answer or an awaitable of it, which no caller can use.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, overload

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, NoScriptError, RedisError, TimeoutError

from realtime.runtime.errors import Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis_commands import Argument, Command, Script

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

CALL_SECONDS = 5.0
"""Longest wait for one answer. A call that timed out is not sent again: it may have been done."""
PROBE_SECONDS = 1.0
"""How often a stalled server is tried again."""
RECONNECTS = 1
"""Connections of the pool are dead after a restart of Redis: each is opened again once."""
SCAN_KEYS = 1000
"""Keys that one step of a scan looks at."""


class Redis:
    """A client with a connection pool.

    When a call times out, the server may be stalled for long: until a call is answered again, one tries in every
    `PROBE_SECONDS` and all others fail at once, so that callers with a fall-back are not held up.
    """

    def __init__(self, url: str, call_seconds: float = CALL_SECONDS) -> None:
        retry = Retry(NoBackoff(), RECONNECTS, (ConnectionError,))
        self._client = redis.asyncio.Redis.from_url(url, socket_timeout=call_seconds, socket_connect_timeout=call_seconds, retry=retry)
        self._call_seconds = call_seconds
        self._stalled = False
        self._next_probe = 0.0
        """When the next call may try, by the monotonic clock, while the server is stalled."""
        self._execute: Callable[..., Awaitable[Any]] = self._client.execute_command

    async def run(self, command: Command[T]) -> T:
        with self._guard():
            return command.read(await self._execute(*command.arguments))

    @overload
    async def transaction(self, first: Command[A], second: Command[B], /) -> tuple[A, B]: ...
    @overload
    async def transaction(self, first: Command[A], second: Command[B], third: Command[C], /) -> tuple[A, B, C]: ...
    @overload
    async def transaction(self, *given: Command[T]) -> tuple[T, ...]: ...
    async def transaction(self, *given: Command[T]) -> tuple[T, ...]:
        """Runs all commands without others in between (MULTI)."""
        return tuple(await self._send(given, transaction=True))

    async def pipeline(self, given: Sequence[Command[T]]) -> list[T]:
        """Sends all commands in one round trip; others may run in between."""
        return await self._send(given, transaction=False) if given else []

    async def _send(self, given: Sequence[Command[T]], *, transaction: bool) -> list[T]:
        with self._guard():
            async with self._client.pipeline(transaction=transaction) as pipe:
                for command in given:
                    pipe.execute_command(*command.arguments)  # only queues it
                answers = await pipe.execute()
        return [command.read(answer) for command, answer in zip(given, answers, strict=True)]

    async def script(self, script: Script, keys: Sequence[str], arguments: Iterable[Argument]) -> int:
        """Runs a Lua script that answers with a number; its text is sent when Redis does not have it."""
        return int(await self._evaluate(script, keys, arguments))

    async def script_numbers(self, script: Script, keys: Sequence[str], arguments: Iterable[Argument]) -> list[int]:
        """Runs a Lua script that answers with several numbers."""
        return [int(number) for number in await self._evaluate(script, keys, arguments)]

    async def _evaluate(self, script: Script, keys: Sequence[str], arguments: Iterable[Argument]) -> Any:
        given = (len(keys), *keys, *arguments)
        with self._guard():
            try:
                return await self._execute("EVALSHA", script.sha1, *given)
            except NoScriptError:
                return await self._execute("EVAL", script.text, *given)

    async def scan(self, pattern: str) -> AsyncIterator[str]:
        """Keys that match a glob pattern; one that comes or goes meanwhile may be missed."""
        cursor = 0
        while True:
            cursor, keys = await self.run(commands.scan(cursor, pattern, SCAN_KEYS))
            for key in keys:
                yield key
            if cursor == 0:
                return

    async def ready(self) -> bool:
        return await self.run(commands.PING)

    async def close(self) -> None:
        await self._client.aclose()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Errors of Redis as `Unavailable`, without addresses: the text reaches clients."""
        if self._stalled:
            if time.monotonic() < self._next_probe:
                raise Unavailable("Redis does not answer; retry", retry_after=PROBE_SECONDS)
            self._next_probe = time.monotonic() + self._call_seconds + PROBE_SECONDS
        try:
            yield
            self._stalled = False
        except (ConnectionError, TimeoutError, OSError) as error:
            self._stalled = isinstance(error, TimeoutError)  # a refused connection fails fast by itself
            self._next_probe = time.monotonic() + PROBE_SECONDS
            raise Unavailable(f"Redis cannot be reached ({type(error).__name__}); retry", retry_after=1) from error
        except RedisError as error:  # loading, read-only, out of memory, disk full: the server says which
            self._stalled = False
            raise Unavailable(f"Redis refuses: {error}", retry_after=1) from error
