"""The client in Python: boards from frames, what is asked for after gaps and breaks, and when a board is live."""

from __future__ import annotations

import msgspec
import pytest

from realtime.client.board import FollowedBoard
from realtime.client.follower import AGAIN_SECONDS, Follower
from realtime.client.freshness import DEAD_SECONDS, Freshness
from realtime.protocol.client_messages import ErrorFrame, Leaving, Wanted
from realtime.protocol.contest_settings import ContestSettings, Playback
from realtime.protocol.frames import ClockFrame, Row, TileFrame

WALL = 1_700_000_000_000.0
ROOM = "board.c.public.0"


def tile(seq: int, *, room: str = ROOM, epoch: int = 1, **fields: object) -> TileFrame:
    return TileFrame(room=room, epoch=epoch, seq=seq, at=seq, **fields)  # type: ignore[arg-type]


def whole(seq: int, *numbers: int, total: int | None = None, room: str = ROOM, epoch: int = 1) -> TileFrame:
    rows = tuple(Row(n, 0, 0, None, ()) for n in numbers)
    order = {"order": numbers, "ranks": tuple(range(1, len(numbers) + 1))}
    return tile(seq, room=room, epoch=epoch, whole=True, total=len(numbers) if total is None else total, rows=rows, **order)


def clock(wall: float = WALL, **fields: object) -> ClockFrame:
    state = {"thawed": False, "final": False, "teams": 2, "submissions": 0, "pending": 0, "medal_ranks": (0, 0, 0), "problems": ()}
    settings = fields.pop("settings", ContestSettings(name="C", start=round(WALL) - 60_000, duration=3_600_000, freeze=3_000_000))
    made = {"room": "clock.c", "epoch": 1, "seq": 1, "at": 1, "chain": "", "server_time": round(wall), "settings": settings}
    return ClockFrame(**{**made, **state, **fields})  # type: ignore[arg-type]


def take(follower: Follower, *frames: object, now: float = 0.0) -> tuple[Wanted, ...]:
    asked: tuple[Wanted, ...] = ()
    for frame in frames:
        asked += follower.take(msgspec.json.encode(frame), now, WALL + now * 1000)
    return asked


def current(follower: Follower) -> bool:
    return follower.is_current


def test_frames_in_order_make_a_board() -> None:
    board = FollowedBoard()
    assert board.apply(whole(3, 5, 7)) == "applied"
    assert board.apply(tile(4, order=(7, 5), ranks=(1, 1), rows=(Row(7, 1, 20, None, ()),))) == "applied"
    assert [(rank, row.n, row.solved) for rank, row in board.standings()] == [(1, 7, 1), (1, 5, 0)]
    assert board.apply(tile(4, rows=(Row(7, 9, 0, None, ()),))) == "old"
    assert board.apply(whole(2, 1)) == "old"
    assert board.apply(tile(6)) == "gap"
    assert board.apply(tile(1, epoch=2)) == "gap"
    assert board.apply(whole(1, 2, epoch=2)) == "applied"
    assert (board.order(), board.have(0), board.have(1)) == ([2], (2, 1), None)


def test_an_answer_for_another_tile_that_was_on_its_way_longer_brings_no_old_row_back() -> None:
    board, second = FollowedBoard(), "board.c.public.1"
    upper = (57, *range(49))
    board.apply(
        tile(1, whole=True, total=100, order=upper, ranks=tuple(range(1, 51)), rows=tuple(Row(n, n == 57, 0, None, ()) for n in upper))
    )
    board.apply(whole(1, *range(50, 100), total=100, room=second))
    lower = (49, *(n for n in range(50, 100) if n != 57))
    assert board.apply(tile(2, room=second, order=lower, rows=(Row(49, 0, 0, None, ()),))) == "applied"
    assert [(row.n, row.solved) for _, row in board.standings()] == [(n, int(n == 57)) for n in (*upper, *lower)]
    assert board.numbers() == set(range(100))


def test_the_whole_board_is_followed_tile_by_tile() -> None:
    follower = Follower("c")
    assert follower.connected(0.0) == (Wanted(ROOM), Wanted("announcements.c"), Wanted("clock.c"))
    assert take(follower, whole(1, *range(50), total=120)) == (Wanted("board.c.public.1"), Wanted("board.c.public.2"))
    take(follower, clock(), whole(1, *range(50, 100), total=120, room="board.c.public.1"))
    assert not current(follower)
    take(follower, whole(1, *range(100, 120), total=120, room="board.c.public.2"))
    assert current(follower)
    assert follower.board.order() == list(range(120))
    few = Follower("c", rows=60)
    assert take(few, whole(1, *range(50), total=120)) == (Wanted("board.c.public.1"),)


def test_behind_a_gap_it_asks_with_what_it_has() -> None:
    follower = Follower("c")
    take(follower, clock(), whole(4, 1, 2))
    assert take(follower, tile(6)) == (Wanted(ROOM, 1, 4),)
    assert not current(follower)
    take(follower, tile(5, order=(2, 1)), tile(6))
    assert current(follower)
    assert follower.board.order() == [2, 1]


def test_after_a_break_it_resumes_and_is_current_once_the_clock_has_come() -> None:
    follower = Follower("c")
    take(follower, clock(), whole(4, 1, 2))
    follower.lost()
    assert not current(follower)
    assert follower.connected(9.0)[0] == Wanted(ROOM, 1, 4)
    take(follower, clock(), now=9.1)
    assert current(follower)


@pytest.mark.parametrize("code", ["unavailable", "not-found", "forbidden"])
def test_a_refused_room_is_asked_for_again_where_that_can_help(code: str) -> None:
    follower = Follower("c")
    take(follower, clock(), whole(4, 1), ErrorFrame(code, "no", ROOM))
    assert not current(follower)
    assert list(follower.refused) == [ROOM]
    wait = AGAIN_SECONDS.get(code)
    assert follower.due(0.1) == ()
    assert follower.due(100.0) == ((Wanted(ROOM, 1, 4),) if wait else ())
    assert follower.due(200.0) == ()
    take(follower, whole(5, 1))
    assert not follower.refused


def test_a_gateway_that_stops_is_left() -> None:
    follower = Follower("c")
    take(follower, Leaving(5.0))
    assert follower.leaving
    follower.connected(1.0)
    assert not follower.leaving


def test_contest_time_and_phase() -> None:
    follower = Follower("c")
    assert (follower.contest_time(WALL), follower.phase(WALL)) == (None, "before")
    take(follower, clock())
    assert follower.contest_time(WALL + 1000) == 61_000
    phases = [follower.phase(WALL + seconds * 1000) for seconds in (-61, 0, 2990, 3600)]
    assert phases == ["before", "running", "frozen", "frozen"]
    take(follower, clock(thawed=True))
    assert follower.phase(WALL + 3_600_000) == "over"
    take(follower, clock(final=True))
    assert follower.phase(WALL) == "final"
    played = ContestSettings(name="C", start=0, duration=1, playback=Playback(round(WALL), 60_000, 120.0))
    take(follower, clock(settings=played))
    assert follower.contest_time(WALL + 1000) == 180_000


def test_a_wrong_clock_of_this_machine_does_not_matter() -> None:
    follower = Follower("c")
    follower.connected(0.0)
    take(follower, clock(WALL + 7_200_000), now=0.1)
    take(follower, clock(WALL + 7_202_000), now=2.1)
    assert follower.freshness.state(2.2, current=True) == "live"
    assert follower.contest_time(WALL + 2100) == 7_200_000 + 62_000


def test_a_board_is_live_while_the_engine_speaks() -> None:
    fresh = Freshness()
    assert fresh.state(0.0, current=False) == "connecting"
    fresh.subscribed(0.0)
    assert not fresh.clock(round(WALL) - 30_000, WALL, 0.1), "a frame that the gateway kept of a dead engine proves nothing"
    assert fresh.state(DEAD_SECONDS, current=True) == "stale"
    assert fresh.age(9.0) is None
    assert fresh.clock(round(WALL), WALL, 6.0)
    assert fresh.state(6.0, current=True) == "live"
    assert fresh.state(6.0 + DEAD_SECONDS, current=True) == "stale"
    assert fresh.age(8.0) == 2.0
    assert fresh.state(7.0, current=False) == "reconnecting"
