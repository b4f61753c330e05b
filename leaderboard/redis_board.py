"""The standings in Redis: a sorted set for the order, a hash for the lines, written by one script that fences old owners.

A member of the sorted set is `sortable key \\n folded name \\n team`: members with equal packed scores are ordered by
it, so the order is exact even where a key does not fit a double.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from leaderboard.board import Entry, Page
from leaderboard.keys import pack, sortable
from leaderboard.order import Key
from realtime.runtime.errors import Fenced
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Argument, Script

UPDATE = Script("""
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
""")

CHUNK = 500
"""Lines written by one call: a script holds up everybody else."""

_encode = msgspec.json.encode
_decoder = msgspec.json.Decoder(Entry)


class RedisBoard:
    """One audience's board of one contest. Keys: `board:{contest}:audience:…`, all in one cluster slot."""

    def __init__(self, redis: Redis, contest: str, audience: str) -> None:
        self._redis = redis
        base = f"board:{{{contest}}}:{audience}"
        self.keys = [f"{base}:{name}" for name in ("order", "lines", "members", "meta", "ranked")]

    async def update(self, epoch: int, since: int | None, sequence: int, changed: Sequence[Entry], removed: Sequence[str] = ()) -> bool:
        at: str | int = "whole" if since is None else since
        start = 0
        while True:
            part, start = changed[start : start + CHUNK], start + CHUNK
            last = start >= len(changed)
            args: list[Argument] = [epoch, at, sequence, int(last), len(part)]
            for entry in part:
                args += [entry.team, pack(entry.key), _member(entry), _encode(entry), int(entry.ranked)]
            done = await self._redis.script(UPDATE, self.keys, [*args, *(removed if last else ())])
            if done < 0:
                raise Fenced(f"epoch {epoch} has been followed by a newer one")
            if not done or last:
                return bool(done)
            if since is None:
                at = "unfinished"  # a board cut off here is at no sequence, so the next update replaces it

    async def version(self) -> str | None:
        epoch, sequence = await self._redis.run(commands.hmget(self.keys[3], ["epoch", "sequence"]))
        return f"{int(epoch)}.{int(sequence)}" if epoch and sequence and sequence.isdigit() else None

    async def page(self, start: int, stop: int) -> Page:
        if stop <= start:
            return Page(0, 0, [])
        order, lines, _, meta, _ = self.keys
        sequence, total, members = await self._redis.transaction(
            commands.hget(meta, "sequence"), commands.zcard(order), commands.zrange(order, start, stop - 1)
        )
        at = int(sequence) if sequence and sequence.isdigit() else 0
        if not members:
            return Page(at, total, [])
        teams = [member.rsplit(b"\n", 1)[1] for member in members]
        found = await self._redis.run(commands.hmget(lines, teams))
        decoded = [_decoder.decode(line) for line in found if line is not None]  # None: it left between the two reads
        ranks = await self._ranks({entry.key for entry in decoded})
        return Page(at, total, [(ranks[entry.key] if entry.ranked else 0, entry) for entry in decoded])

    async def rank(self, team: str) -> int | None:
        line = await self._redis.run(commands.hget(self.keys[1], team))
        if line is None:
            return None
        entry = _decoder.decode(line)
        return (await self._ranks({entry.key}))[entry.key] if entry.ranked else 0

    async def _ranks(self, keys: set[Key]) -> dict[Key, int]:
        """1 + how many ranked members have a smaller key, for each of the keys."""
        ranked, ordered = self.keys[4], list(keys)
        packed = [pack(key) for key in ordered]
        below = await self._redis.pipeline([commands.zcount(ranked, "-inf", f"({score!r}") for score in packed])
        first = await self._redis.pipeline([commands.zrange_by_score(ranked, score, score, 1) for score in packed])
        ranks = {}
        for key, score, low, held in zip(ordered, packed, below, first, strict=True):
            prefix = sortable(key).encode()
            if held and held[0].split(b"\n", 1)[0] < prefix:  # other keys share the packed number
                high = await self._redis.run(commands.zcount(ranked, "-inf", score))
                low = await self._search(ranked, prefix, low, high)
            ranks[key] = low + 1
        return ranks

    async def _search(self, ranked: str, prefix: bytes, low: int, high: int) -> int:
        """The first position from `low` to `high` whose key is not smaller."""
        while low < high:
            middle = (low + high) // 2
            held = await self._redis.run(commands.zrange(ranked, middle, middle))
            if held and held[0].split(b"\n", 1)[0] < prefix:
                low = middle + 1
            else:
                high = middle
        return low


def _member(entry: Entry) -> str:
    return f"{sortable(entry.key)}\n{entry.name.casefold()}\n{entry.team}"
