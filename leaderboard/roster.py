"""Who the team numbers of a contest are: written by its engine, read by REST. In Redis, rebuilt from the log."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from realtime.runtime import ids
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Command


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """`n` is the team's number in board frames."""

    n: int
    id: str
    name: str
    organization: str = ""
    groups: tuple[str, ...] = ()
    hidden: bool = False
    disqualified: bool = False


_decoder = msgspec.json.Decoder(Member)


def _key(contest: str) -> str:
    return f"roster:{{{contest}}}"


def _version_key(contest: str) -> str:
    return f"roster:{{{contest}}}:version"


async def write(redis: Redis, contest: str, members: Iterable[Member], *, whole: bool = False) -> None:
    """Adds members or changes them; with `whole`, they are the only ones.

    The version is a random id and no counter: a counter would start anew in a Redis that lost its data, and repeat.
    """
    lines = {str(member.n): msgspec.json.encode(member) for member in members}
    writes: list[Command[object]] = [commands.delete(_key(contest))] if whole else []
    if lines:
        writes.append(commands.hset(_key(contest), lines))
    await redis.transaction(*writes, commands.set(_version_key(contest), ids.new()))


async def version(redis: Redis, contest: str) -> str | None:
    """Another one after every write; None for a roster that was never written. What is read after it is this version or newer."""
    held = await redis.run(commands.get(_version_key(contest)))
    return None if held is None else held.decode()


async def read(redis: Redis, contest: str) -> list[Member]:
    """All members by number."""
    lines = await redis.run(commands.hvals(_key(contest)))
    return sorted((_decoder.decode(line) for line in lines), key=lambda member: member.n)
