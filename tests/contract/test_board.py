"""What every board promises, in Redis and in memory."""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard import roster
from leaderboard.board import Board, Entry, MemoryBoard
from leaderboard.redis_board import CHUNK, UPDATE, RedisBoard
from realtime.protocol.frames import Row
from realtime.runtime.errors import Fenced
from realtime.storage.redis import Redis
from tests.conftest import Servers


def entry(team: str, solved: int, time: int, name: str = "", ranked: bool = True) -> Entry:
    return Entry((-solved, time, 0), name or team, team, Row(0, solved, time, None, ()), ranked)


@pytest.fixture
async def redis(servers: Servers) -> AsyncIterator[Redis]:
    client = Redis(servers.redis)
    yield client
    await client.close()


@pytest.fixture(params=["memory", "redis"])
def board(request: pytest.FixtureRequest) -> Board:
    if request.param == "memory":
        return MemoryBoard()
    return RedisBoard(request.getfixturevalue("redis"), uuid.uuid4().hex, "public")


async def shown(board: Board, start: int = 0, stop: int = 100) -> list[tuple[int, str]]:
    return [(rank, line.team) for rank, line in (await board.page(start, stop)).entries]


async def test_lines_in_order_with_shared_ranks(board: Board) -> None:
    assert await board.update(1, None, 5, [entry("d", 2, 9), entry("C", 1, 3), entry("a", 1, 3), entry("b", 0, 0)])
    assert await shown(board) == [(1, "d"), (2, "a"), (2, "C"), (4, "b")]
    assert await shown(board, 2, 4) == [(2, "C"), (4, "b")]
    assert await board.rank("C") == 2
    assert await board.rank("nobody") is None
    page = await board.page(1, 2)
    assert (page.sequence, page.total, page.entries[0][1]) == (5, 4, entry("a", 1, 3))


async def test_lines_without_a_rank_count_for_nobody(board: Board) -> None:
    await board.update(1, None, 1, [entry("guest", 3, 1, ranked=False), entry("a", 2, 1), entry("b", 1, 1)])
    assert await shown(board) == [(0, "guest"), (1, "a"), (2, "b")]
    assert [await board.rank(team) for team in ("guest", "b")] == [0, 2]
    await board.update(1, 1, 2, [entry("guest", 3, 1)])
    assert await shown(board) == [(1, "guest"), (2, "a"), (3, "b")]


async def test_updates_build_on_each_other(board: Board) -> None:
    await board.update(1, None, 5, [entry("a", 0, 0), entry("b", 0, 0)])
    assert await board.update(1, 5, 6, [entry("b", 1, 7)])
    assert await shown(board) == [(1, "b"), (2, "a")]
    assert await board.update(1, 6, 7, [], ["b"])
    assert await shown(board) == [(1, "a")]


async def test_the_same_update_again_changes_nothing(board: Board) -> None:
    await board.update(1, None, 5, [entry("a", 0, 0)])
    assert await board.update(1, 5, 6, [entry("a", 1, 1)])
    assert not await board.update(1, 5, 6, [entry("a", 2, 2)])
    assert (await board.page(0, 1)).entries[0][1].row.solved == 1


async def test_a_board_that_is_not_where_it_was_left_says_so(board: Board) -> None:
    assert not await board.update(1, 5, 6, [entry("a", 1, 1)])
    assert await board.update(1, None, 6, [entry("a", 1, 1)])
    assert await board.update(1, 6, 7, [entry("a", 2, 1)])


async def test_an_old_owner_is_fenced(board: Board) -> None:
    await board.update(3, None, 5, [entry("a", 0, 0)])
    await board.update(4, None, 5, [entry("b", 0, 0)])
    with pytest.raises(Fenced):
        await board.update(3, 5, 6, [entry("a", 9, 9)])
    with pytest.raises(Fenced):
        await board.update(3, None, 6, [entry("a", 9, 9)])
    assert await shown(board) == [(1, "b")]


async def test_large_updates(board: Board) -> None:
    teams = [entry(f"t{n:05}", n % 7, n) for n in range(3 * CHUNK + 1)]
    assert await board.update(1, None, 1, teams)
    assert (await board.page(0, 1)).total == len(teams)
    assert await board.update(1, 1, 2, [entry(team.team, 9, 1) for team in teams])
    assert {rank for rank, _ in await shown(board, 0, len(teams))} == {1}


async def test_keys_too_large_for_a_double_still_sort(board: Board) -> None:
    big = [Entry((-1, 10**15 + n, n), f"n{n}", f"t{n}", Row(0, 1, 0, None, ())) for n in (3, 1, 2)]
    await board.update(1, None, 1, [*big, Entry((-1, 10**15 + 1, 1), "z", "tie", Row(0, 1, 0, None, ()))])
    assert await shown(board) == [(1, "t1"), (1, "tie"), (3, "t2"), (4, "t3")]
    assert [await board.rank(team) for team in ("t1", "tie", "t2", "t3")] == [1, 1, 3, 4]


Step = tuple[list[tuple[int, int, int]], list[int]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 5)), max_size=6, unique_by=lambda row: row[0]),
            st.lists(st.integers(0, 9), max_size=2, unique=True),
        ),
        min_size=1,
        max_size=12,
    )
)
async def test_both_boards_are_equal_on_any_history(redis: Redis, steps: list[Step]) -> None:
    memory, real = MemoryBoard(), RedisBoard(redis, uuid.uuid4().hex, "jury")
    rng = random.Random(0)
    for sequence, (changes, removals) in enumerate(steps, 1):
        changed = [entry(f"t{team}", solved, time, rng.choice("aB"), rng.random() < 0.8) for team, solved, time in changes]
        removed = [f"t{team}" for team in removals if all(team != other for other, _, _ in changes)]
        since = None if sequence == 1 else sequence - 1
        assert await memory.update(1, since, sequence, changed, removed) == await real.update(1, since, sequence, changed, removed)
        assert await memory.page(0, 20) == await real.page(0, 20)
        for team in range(10):
            assert await memory.rank(f"t{team}") == await real.rank(f"t{team}")


async def test_keys_that_share_a_number_keep_their_ranks(board: Board) -> None:
    lines = [Entry((-1, 5, n // 40), f"n{n:03}", f"t{n:03}", Row(0, 1, 5, None, ())) for n in range(200)]
    await board.update(1, None, 1, lines)
    assert [rank for rank, _ in await shown(board, 0, 200)] == [1 + n // 40 * 40 for n in range(200)]
    assert await board.rank("t199") == 161


async def test_the_roster_keeps_members_by_number(redis: Redis) -> None:
    contest = uuid.uuid4().hex
    versions = {await roster.version(redis, contest)}
    await roster.write(redis, contest, [roster.Member(1, "b", "B"), roster.Member(0, "a", "A")])
    versions.add(await roster.version(redis, contest))
    await roster.write(redis, contest, [roster.Member(1, "b", "Bee", "Org", ("g",))])
    assert await roster.read(redis, contest) == [roster.Member(0, "a", "A"), roster.Member(1, "b", "Bee", "Org", ("g",))]
    versions.add(await roster.version(redis, contest))
    await roster.write(redis, contest, [roster.Member(0, "x", "X")], whole=True)
    assert await roster.read(redis, contest) == [roster.Member(0, "x", "X")]
    versions.add(await roster.version(redis, contest))
    assert None in versions
    assert len(versions) == 4


async def test_every_update_makes_another_version(board: Board) -> None:
    versions = [await board.version()]
    await board.update(1, None, 5, [entry("a", 0, 0)])
    versions.append(await board.version())
    assert await board.version() == versions[-1]
    await board.update(1, 5, 6, [])
    versions.append(await board.version())
    await board.update(2, None, 6, [entry("a", 0, 0)])
    versions.append(await board.version())
    assert versions[0] is None
    assert len(set(versions)) == 4


async def test_a_board_that_is_written_half_has_no_version(redis: Redis) -> None:
    contest = uuid.uuid4().hex
    board = RedisBoard(redis, contest, "public")
    await board.update(1, None, 5, [entry("a", 0, 0)])
    first_part: list[str | int] = [1, "whole", 6, 0, 0]  # epoch, since, sequence, not the last part, no lines
    await redis.script(UPDATE, board.keys, first_part)
    assert await board.version() is None
    assert await board.update(1, None, 6, [entry("a", 0, 0)])
    assert await board.version() is not None


@pytest.mark.timeout(240)
async def test_a_million_lines(board: Board) -> None:
    million = 1_000_000
    lines = [entry(f"t{n}", n % 13, n // 13 % 300, ranked=n % 1000 != 0) for n in range(million)]
    assert await board.update(1, None, 1, lines)
    lines.sort(key=lambda line: (line.key, line.name, line.team))
    assert await board.update(1, 1, 2, [entry(lines[-1].team, 99, 1)])
    first = await board.page(0, 1)
    assert (first.total, first.sequence, [line.team for _, line in first.entries]) == (million, 2, [lines[-1].team])
    ranks: dict[tuple[int, ...], int] = {}
    above = 1
    for line in lines:
        ranks.setdefault(line.key, above + 1)
        above += line.ranked
    for start in (1, 400_000, million - 50):
        page = await board.page(start, start + 50)
        expected = lines[start - 1 : start + 49]
        assert [line for _, line in page.entries] == expected
        assert [rank for rank, _ in page.entries] == [ranks[line.key] if line.ranked else 0 for line in expected]
    assert await board.rank("t12") == ranks[entry("t12", 12, 0).key]
