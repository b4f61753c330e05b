import random

import msgspec
import pytest

from contest_engine.live.publisher import Publisher
from contest_engine.model.board import Board
from realtime.client.board import FollowedBoard
from realtime.protocol.events import TeamJoined, TeamWithdrawn, Thawed
from realtime.protocol.frames import TILE, TileFrame
from realtime.protocol.rooms import AUDIENCES, BoardRoom, parse
from realtime.runtime.errors import NotFound
from tests.unit.contest_engine.contests import board, configured, sent, teams

decode = msgspec.json.Decoder(TileFrame).decode


def names(count: int) -> list[str]:
    return [f"team{n:04}" for n in range(count)]


def publisher(made: Board) -> Publisher:
    """One of which every tile is followed."""
    source = Publisher("c", made, 7)
    for audience in AUDIENCES:
        source.follow(audience, range(6), 0.0)
    return source


def test_a_viewer_of_all_deltas_has_the_board() -> None:
    rng = random.Random(5)
    made = Board()
    viewer, source, sequence = FollowedBoard(), publisher(made), 0
    made.apply(1, [configured(), *teams(*names(230))])
    for step in range(300):
        for _ in range(rng.randrange(1, 6)):
            sequence += 1
            team, problem = rng.choice(names(230)), rng.choice("ABC")
            verdict = rng.choice(["AC", "WA", "WA", None])
            made.apply(10 + sequence, sent(team, problem, rng.randrange(300), verdict, f"s{sequence}"))
        for frame in source.frames(made.settle()):
            if ".jury." in frame.room:
                assert viewer.apply(decode(frame.payload)) == "applied", f"a gap in {frame.room} at step {step}"
        view = made.views["jury"]
        order, ranks = view.order.page(0, 1000)
        assert viewer.order() == order
        assert viewer.standings() == [(rank, view.row(n)) for rank, n in zip(ranks, order, strict=True)]


def test_a_tick_tells_only_what_changed() -> None:
    made = board(configured(), teams(*names(4 * TILE)))
    source = publisher(made)
    list(source.frames(made.settle()))
    made.apply(900, sent(names(4 * TILE)[3], "A", 5, "WA"))
    frames = [decode(frame.payload) for frame in source.frames(made.settle())]
    assert [(frame.room, frame.order, frame.ranks, [row.n for row in frame.rows]) for frame in frames] == [
        ("board.c.public.0", None, None, [3]),
        ("board.c.jury.0", None, None, [3]),
    ]


def test_a_tie_that_breaks_changes_ranks_far_below() -> None:
    made = board(configured(), teams(*names(3 * TILE)))
    source = publisher(made)
    list(source.frames(made.settle()))
    made.apply(900, sent(names(3 * TILE)[0], "A", 5, "AC"))  # it stays on top, all others are no longer first
    frames = [decode(frame.payload) for frame in source.frames(made.settle()) if ".public." in frame.room]
    assert [frame.ranks[-1] if frame.ranks else None for frame in frames] == [2, 2, 2]


def test_a_whole_frame_equals_the_deltas_before_it() -> None:
    made = Board()
    source, viewer = publisher(made), FollowedBoard()
    for sequence, event in enumerate([configured(), *teams(*names(60)), *sent("team0059", "A", 9, "AC")], 1):
        made.apply(sequence, [event])
        for frame in source.frames(made.settle()):
            if frame.room.startswith("board.c.public"):
                viewer.apply(decode(frame.payload))
    fresh = FollowedBoard()
    for tile in (0, 1):
        whole = source.snapshot(BoardRoom("c", "public", tile), 0)
        assert whole.whole
        fresh.apply(decode(whole.payload))
    assert (fresh.order(), fresh.standings()) == (viewer.order(), viewer.standings())
    assert len(fresh.standings()) == 60


def test_a_tile_that_goes_and_returns_goes_on_counting() -> None:
    made = board(configured(), teams(*names(TILE + 1)))
    source, seqs = publisher(made), []
    for sequence, event in enumerate([None, TeamWithdrawn("team0050"), TeamJoined("team0050", "team0050")], 900):
        if event is not None:
            made.apply(sequence, [event])
        seqs += [frame.seq for frame in source.frames(made.settle()) if frame.room == "board.c.public.1"]
    assert seqs == [1, 2, 3]


def test_problems_are_no_news_before_the_start() -> None:
    source = publisher(board(configured(start=1_000_000)))
    assert b"Problem A" not in source.clock(999_999).payload
    assert b"Problem A" in source.clock(1_000_000).payload


def test_no_frozen_verdict_is_in_a_public_frame() -> None:
    made = Board()
    source = publisher(made)
    made.apply(1, [configured(), *teams("a", "b"), *sent("a", "A", 10, "WA")])
    list(source.frames(made.settle()))
    made.apply(2, sent("b", "A", 250))
    list(source.frames(made.settle()))
    made.apply(3, [sent("b", "A", 250, "AC")[1]])
    frames = list(source.frames(made.settle()))
    assert [frame.room for frame in frames if ".public." in frame.room] == []
    assert [frame.room for frame in frames if ".jury." in frame.room] == ["board.c.jury.0"]
    made.apply(4, [Thawed()])
    assert any(".public." in frame.room for frame in source.frames(made.settle()))


def test_a_board_that_shrinks_tells_its_new_size() -> None:
    made = board(configured(), teams(*names(TILE + 1)))
    source, viewer = publisher(made), FollowedBoard()
    for frame in source.frames(made.settle()):
        if ".jury." in frame.room:
            viewer.apply(decode(frame.payload))
    made.apply(900, [TeamWithdrawn("team0000")])
    for frame in source.frames(made.settle()):
        if ".jury." in frame.room:
            assert viewer.apply(decode(frame.payload)) == "applied"
    assert viewer.total == TILE
    assert viewer.order() == made.views["jury"].order.page(0, 1000)[0]


def test_only_followed_tiles_are_told_and_one_followed_again_is_told_whole() -> None:
    made = board(configured(), teams(*names(3 * TILE)))
    source = Publisher("c", made, 7)
    assert source.snapshot(BoardRoom("c", "jury", 1), 0, asked=1.0).seq == 1

    def lift(minute: int) -> list[tuple[str, int, bool]]:
        made.apply(900 + minute, sent(names(3 * TILE)[140], "ABC"[minute], minute, "AC"))
        return [(frame.room, frame.seq, frame.whole) for frame in source.frames(made.settle())]

    assert lift(0) == [("board.c.jury.1", 2, False)]
    source.forget(before=2.0)
    assert lift(1) == []
    source.follow("jury", [1], now=3.0)
    assert lift(2) == [("board.c.jury.1", 3, True)]
    order, ranks = made.views["jury"].order.page(TILE, 2 * TILE)
    whole = decode(source.snapshot(BoardRoom("c", "jury", 1), 0).payload)
    assert (whole.seq, list(whole.order or ()), list(whole.ranks or ())) == (3, order, ranks)


@pytest.mark.parametrize("room", ["board.c.public.9999999", "presence.c", "submissions.c.t1"])
def test_unknown_rooms_are_refused(room: str) -> None:
    with pytest.raises(NotFound):
        publisher(board(configured())).snapshot(parse(room), 0)
