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
from realtime.errors import Fenced, Unavailable
from realtime.redis import Redis

_UPDATE = """
local order, lines, members, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, since, sequence, last = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4] == '1'
local held = redis.call('HMGET', meta, 'epoch', 'sequence')
if tonumber(held[1] or 0) > epoch then return -1 end
if since == 'whole' then
  redis.call('DEL', order, lines, members)
  redis.call('HSET', meta, 'sequence', 'unfinished')
elseif (held[2] or '0') ~= since then
  return 0
end
redis.call('HSET', meta, 'epoch', ARGV[1])
if last then redis.call('HSET', meta, 'sequence', sequence) end
local changed = tonumber(ARGV[5])
for i = 0, changed - 1 do
  local team, score, member, line = ARGV[6 + i * 4], ARGV[7 + i * 4], ARGV[8 + i * 4], ARGV[9 + i * 4]
  local old = redis.call('HGET', members, team)
  if old and old ~= member then redis.call('ZREM', order, old) end
  redis.call('ZADD', order, score, member)
  redis.call('HSET', members, team, member)
  redis.call('HSET', lines, team, line)
end
for i = 6 + changed * 4, #ARGV do
  local old = redis.call('HGET', members, ARGV[i])
  if old then
    redis.call('ZREM', order, old)
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
        self._keys = [f"{base}:order", f"{base}:lines", f"{base}:members", f"{base}:meta"]
        self._update = redis.register_script(_UPDATE)

    async def update(self, epoch: int, since: int | None, sequence: int, changed: Sequence[Entry], removed: Sequence[str] = ()) -> bool:
        at: str | int = "whole" if since is None else since
        start = 0
        while True:
            part, start = changed[start : start + CHUNK], start + CHUNK
            last = start >= len(changed)
            args: list[str | bytes | int | float] = [epoch, at, sequence, int(last), len(part)]
            for entry in part:
                args += [entry.team, pack(entry.key), _member(entry), _encode(entry)]
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
        order, lines, _, meta = self._keys
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hget(meta, "sequence").zcard(order).zrange(order, start, stop - 1)
                sequence, total, members = await pipe.execute()
            at = int(sequence) if sequence and sequence.isdigit() else 0
            if not members:
                return Page(at, total, [])
            teams = [member.rsplit(b"\n", 1)[1] for member in members]
            found = await self._redis.hmget(lines, teams)
            first = await self._first(members[0])
        except RedisError as error:
            raise Unavailable(f"the board cannot be read: {error}") from error
        entries: list[tuple[int, Entry]] = []
        for position, line in enumerate(found, start):
            if line is None:
                continue  # it left the board between the two reads
            entry = _decoder.decode(line)
            if entries and entries[-1][1].key == entry.key:
                rank = entries[-1][0]
            else:
                rank = position + 1 if entries else first + 1
            entries.append((rank, entry))
        return Page(at, total, entries)

    async def rank(self, team: str) -> int | None:
        try:
            member = await self._redis.hget(self._keys[2], team)
            return None if member is None else await self._first(member) + 1
        except RedisError as error:
            raise Unavailable(f"the board cannot be read: {error}") from error

    async def _first(self, member: bytes) -> int:
        """The position of the first line with the same key."""
        order = self._keys[0]
        key = member.split(b"\n", 1)[0]
        score = await self._redis.zscore(order, member)
        if score is None:
            return 0
        at = int(await self._redis.zcount(order, "-inf", f"({score!r}"))
        same = await self._redis.zrange(order, score, score, byscore=True, offset=0, num=1)
        while same and not same[0].startswith(key + b"\n"):  # keys that share a packed score: rare
            at += 1
            same = await self._redis.zrange(order, at, at)
        return at


def _member(entry: Entry) -> str:
    return f"{sortable(entry.key)}\n{entry.name.casefold()}\n{entry.team}"
