"""Level 1: values of one cache in the process, for seconds, bounded by their encoded bytes."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")
ENTRY_BYTES = 700
"""Of an entry beside its encoded value: key, tags, the objects around them."""


class _Entry(NamedTuple, Generic[V]):
    value: V
    until: float
    tags: tuple[str, ...]
    bytes: int


class Local(Generic[V]):
    """The least recently used values go first. `clock`: the monotonic clock."""

    def __init__(self, max_bytes: int, clock: Callable[[], float]) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._entries: OrderedDict[str, _Entry[V]] = OrderedDict()
        self._by_tag: defaultdict[str, set[str]] = defaultdict(set)
        self.bytes = 0

    def get(self, key: str) -> V | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock() >= entry.until:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.value

    def put(self, key: str, value: V, tags: tuple[str, ...], size: int, seconds: float) -> None:
        """`size`: bytes of the encoded value. One that is larger than the whole cache is not kept."""
        self._drop(key)
        size += ENTRY_BYTES
        if size > self._max_bytes or seconds <= 0:
            return
        self._entries[key] = _Entry(value, self._clock() + seconds, tags, size)
        for tag in tags:
            self._by_tag[tag].add(key)
        self.bytes += size
        while self.bytes > self._max_bytes:
            self._drop(next(iter(self._entries)))

    def forget(self, tags: Iterable[str]) -> None:
        for tag in tags:
            for key in list(self._by_tag.get(tag, ())):
                self._drop(key)

    def clear(self) -> None:
        self._entries.clear()
        self._by_tag.clear()
        self.bytes = 0

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self.bytes -= entry.bytes
        for tag in entry.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
