"""Who the team numbers of a contest are: written by its engine, read by REST. In Redis, rebuilt from the log."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from redis.exceptions import RedisError

from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """`n` is the team's number in board frames."""

    n: int
    id: str
    name: str
    organization: str = ""
    groups: tuple[str, ...] = ()
    hidden: bool = False


_decoder = msgspec.json.Decoder(Member)


def _key(contest: str) -> str:
    return f"roster:{{{contest}}}"


async def write(redis: Redis, contest: str, members: Iterable[Member], *, whole: bool = False) -> None:
    """Adds members or changes them; with `whole`, they are the only ones."""
    lines = {str(member.n): msgspec.json.encode(member) for member in members}
    try:
        async with redis.pipeline(transaction=True) as pipe:
            if whole:
                pipe.delete(_key(contest))
            if lines:
                pipe.hset(_key(contest), mapping=lines)
            await pipe.execute()
    except RedisError as error:
        raise Unavailable(f"the roster cannot be written: {error}") from error


async def read(redis: Redis, contest: str) -> list[Member]:
    """All members by number."""
    try:
        lines = await redis.hvals(_key(contest))
    except RedisError as error:
        raise Unavailable(f"the roster cannot be read: {error}", retry_after=1) from error
    return sorted((_decoder.decode(line) for line in lines), key=lambda member: member.n)
