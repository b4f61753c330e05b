"""Redis commands that Podium uses, each with the type of its answer. They are values: `realtime.storage.redis` sends them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)
Argument: TypeAlias = str | bytes | int | float


@dataclass(frozen=True)
class Command(Generic[T_co]):
    arguments: tuple[Argument, ...]
    read: Callable[[Any], T_co]
    """Makes the typed answer of what the library has parsed."""


@dataclass(frozen=True)
class Script:
    """A Lua script; it runs alone, as a transaction does."""

    text: str

    @cached_property
    def sha1(self) -> str:
        """Its name in Redis (EVALSHA)."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _bytes(answer: Any) -> bytes | None:
    return None if answer is None else bytes(answer)


def _list(answer: Any) -> list[bytes]:
    return list(answer)


def _optional_list(answer: Any) -> list[bytes | None]:
    return list(answer)


def _dict(answer: Any) -> dict[bytes, bytes]:
    return dict(answer)


PING: Command[bool] = Command(("PING",), bool)


def get(key: str) -> Command[bytes | None]:
    return Command(("GET", key), _bytes)


def mget(keys: Sequence[str]) -> Command[list[bytes | None]]:
    return Command(("MGET", *keys), _optional_list)


def set(key: str, value: Argument, seconds: int | None = None) -> Command[bool]:
    """`seconds`: until it expires."""
    return Command(("SET", key, value) if seconds is None else ("SET", key, value, "EX", seconds), bool)


def set_new(key: str, value: Argument, seconds: int) -> Command[bool]:
    """False, and nothing is changed, for a key that exists."""
    return Command(("SET", key, value, "EX", seconds, "NX"), bool)


def delete(*keys: str) -> Command[int]:
    return Command(("DEL", *keys), int)


def incr(key: str) -> Command[int]:
    return Command(("INCR", key), int)


def expire(key: str, seconds: int) -> Command[bool]:
    return Command(("EXPIRE", key, seconds), bool)


def scan(cursor: int, pattern: str, count: int) -> Command[tuple[int, list[str]]]:
    """A step of a scan: the next cursor, 0 at the end, and the keys found."""
    return Command(("SCAN", cursor, "MATCH", pattern, "COUNT", count), lambda answer: (int(answer[0]), [key.decode() for key in answer[1]]))


def hget(key: str, field: str) -> Command[bytes | None]:
    return Command(("HGET", key, field), _bytes)


def hmget(key: str, fields: Sequence[str | bytes]) -> Command[list[bytes | None]]:
    return Command(("HMGET", key, *fields), _optional_list)


def hgetall(key: str) -> Command[dict[bytes, bytes]]:
    return Command(("HGETALL", key), _dict)


def hvals(key: str) -> Command[list[bytes]]:
    return Command(("HVALS", key), _list)


def hset(key: str, fields: Mapping[str, Argument]) -> Command[int]:
    return Command(("HSET", key, *(part for field in fields.items() for part in field)), int)


def zcard(key: str) -> Command[int]:
    return Command(("ZCARD", key), int)


def zcount(key: str, low: Argument, high: Argument) -> Command[int]:
    """Members with a score from `low` to `high`; `(` before a score leaves it out."""
    return Command(("ZCOUNT", key, low, high), int)


def zrange(key: str, first: int, last: int) -> Command[list[bytes]]:
    """Members at the positions first … last."""
    return Command(("ZRANGE", key, first, last), _list)


def zrange_by_score(key: str, low: float, high: float, limit: int) -> Command[list[bytes]]:
    return Command(("ZRANGE", key, low, high, "BYSCORE", "LIMIT", 0, limit), _list)
