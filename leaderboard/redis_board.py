"""The standings in Redis: a sorted set for the order, a hash for the lines, written by one script that fences old owners.

A member of the sorted set is `sortable key \\n folded name \\n team`: members with equal packed scores are ordered by
it, so the order is exact even where a key does not fit a double.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from redis.exceptions import RedisError

from leaderboard.board import Entry, Page
from leaderboard.keys import pack, sortable
from leaderboard.order import Key
from realtime.runtime.errors import Fenced, Unavailable
from realtime.storage.redis import Redis

_UPDATE = """
local order, lines, members, meta, ranked = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local epoch, since, sequence, last = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4] == '1'
local held = redis.call('HMGET', meta, 'epoch', 'sequence')
if tonumber(held[1] or 0) > epoch then return -1 end
if since == 'whole' then
  redis.call('DEL', order, lines, members, ranked)
  redis.call('HSET', meta, 'sequence', 'unfinished')
elseif (held[2] or '0') ~= since then
  return 0
end
redis.call('HSET', meta, 'epoch', ARGV[1])
if last then redis.call('HSET', meta, 'sequence', sequence) end
local changed = tonumber(ARGV[5])
local function drop(member)
  redis.call('ZREM', order, member)
  redis.call('ZREM', ranked, member)
end
local at = 6
for _ = 1, changed do
  local team, score, member, line, counts = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  at = at + 5
  local old = redis.call('HGET', members, team)
  if old then drop(old) end
  redis.call('ZADD', order, score, member)
  if counts == '1' then redis.call('ZADD', ranked, score, member) end
  redis.call('HSET', members, team, member)
  redis.call('HSET', lines, team, line)
end
for i = at, #ARGV do
  local old = redis.call('HGET', members, ARGV[i])
  if old then
    drop(old)
    redis.call('HDEL', members, ARGV[i])
    redis.call('HDEL', lines, ARGV[i])
  end
end
return 1
"""

CHUNK = 500
"""Lines written by one call: a script holds up everybody else."""

_encode = msgspec.json.encode
_decoder = msgspec.json.Decoder(Entry)


class RedisBoard:
    """One audience's board of one contest. Keys: `board:{contest}:audience:…`, all in one cluster slot."""

    def __init__(self, redis: Redis, contest: str, audience: str) -> None:
        self._redis = redis
        base = f"board:{{{contest}}}:{audience}"
        self._keys = [f"{base}:{name}" for name in ("order", "lines", "members", "meta", "ranked")]
        self._update = redis.register_script(_UPDATE)

    async def update(self, epoch: int, since: int | None, sequence: int, changed: Sequence[Entry], removed: Sequence[str] = ()) -> bool:
        at: str | int = "whole" if since is None else since
        start = 0
        while True:
            part, start = changed[start : start + CHUNK], start + CHUNK
            last = start >= len(changed)
            args: list[str | bytes | int | float] = [epoch, at, sequence, int(last), len(part)]
            for entry in part:
                args += [entry.team, pack(entry.key), _member(entry), _encode(entry), int(entry.ranked)]
            try:
                done = int(await self._update(keys=self._keys, args=[*args, *(removed if last else ())]))
            except RedisError as error:
                raise Unavailable(f"the board cannot be written: {error}") from error
            if done < 0:
                raise Fenced(f"epoch {epoch} has been followed by a newer one")
            if not done or last:
                return bool(done)
            if since is None:
                at = "unfinished"  # a board cut off here is at no sequence, so the next update replaces it

    async def page(self, start: int, stop: int) -> Page:
        if stop <= start:
            return Page(0, 0, [])
        order, lines, _, meta, _ = self._keys
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hget(meta, "sequence").zcard(order).zrange(order, start, stop - 1)
                sequence, total, members = await pipe.execute()
            at = int(sequence) if sequence and sequence.isdigit() else 0
            if not members:
                return Page(at, total, [])
            teams = [member.rsplit(b"\n", 1)[1] for member in members]
            found = await self._redis.hmget(lines, teams)
            decoded = [_decoder.decode(line) for line in found if line is not None]  # None: it left between the two reads
            ranks = await self._ranks({entry.key for entry in decoded})
        except RedisError as error:
            raise Unavailable(f"the board cannot be read: {error}") from error
        return Page(at, total, [(ranks[entry.key] if entry.ranked else 0, entry) for entry in decoded])

    async def rank(self, team: str) -> int | None:
        try:
            line = await self._redis.hget(self._keys[1], team)
            if line is None:
                return None
            entry = _decoder.decode(line)
            return (await self._ranks({entry.key}))[entry.key] if entry.ranked else 0
        except RedisError as error:
            raise Unavailable(f"the board cannot be read: {error}") from error

    async def _ranks(self, keys: set[Key]) -> dict[Key, int]:
        """1 + how many ranked members have a smaller key, for each of the keys."""
        ranked, ordered = self._keys[4], list(keys)
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in ordered:
                packed = pack(key)
                pipe.zcount(ranked, "-inf", f"({packed!r}").zcount(ranked, "-inf", packed)
                pipe.zrange(ranked, packed, packed, byscore=True, offset=0, num=1)
            answers = await pipe.execute()
        ranks = {}
        for number, key in enumerate(ordered):
            low, high, first = answers[3 * number : 3 * number + 3]
            prefix = sortable(key).encode()
            if first and first[0].split(b"\n", 1)[0] < prefix:  # other keys share the packed number
                low = await self._search(ranked, prefix, low, high)
            ranks[key] = int(low) + 1
        return ranks

    async def _search(self, ranked: str, prefix: bytes, low: int, high: int) -> int:
        """The first position from `low` to `high` whose key is not smaller."""
        while low < high:
            middle = (low + high) // 2
            held = await self._redis.zrange(ranked, middle, middle)
            if held and held[0].split(b"\n", 1)[0] < prefix:
                low = middle + 1
            else:
                high = middle
        return low


def _member(entry: Entry) -> str:
    return f"{sortable(entry.key)}\n{entry.name.casefold()}\n{entry.team}"
