from __future__ import annotations

import asyncio

import pytest
from multidict import CIMultiDict

from gateway.edge import shared_answers
from gateway.edge.shared_answers import LARGEST, OVERHEAD, Answer, SharedAnswers, is_shared
from tests.conftest import eventually


def answer(version: int, size: int = 10) -> Answer:
    return Answer(CIMultiDict({"ETag": f'"v{version}"', "Content-Type": "text/plain", "Content-Length": str(size)}), b"x" * size)


class Board:
    """What an api says of one page; its version may change while a question is under way."""

    def __init__(self, *, open: bool = True) -> None:
        self.version = 1
        self.asked = 0
        self.held: Answer | None = None
        self.go_on = asyncio.Event()
        if open:
            self.go_on.set()

    async def ask(self, held: Answer | None) -> Answer | None:
        self.asked += 1
        self.held = held
        seen = self.version
        await self.go_on.wait()
        return held if held is not None and held.etag == f'"v{seen}"' else answer(seen)


async def etag(shared: SharedAnswers, board: Board, target: str = "/a") -> str:
    got = await shared.get(target, board.ask)
    assert got is not None
    return got.etag


@pytest.fixture
def shared() -> SharedAnswers:
    made = SharedAnswers()
    made.learn("/a")
    return made


async def test_an_address_nothing_is_known_of_is_passed_on() -> None:
    board = Board()
    assert await SharedAnswers().get("/a", board.ask) is None
    assert board.asked == 0


async def test_each_use_is_validated(shared: SharedAnswers) -> None:
    board = Board()
    first = await shared.get("/a", board.ask)
    assert board.held is None
    assert await shared.get("/a", board.ask) is first is board.held
    board.version = 2
    assert await etag(shared, board) == '"v2"'
    assert board.asked == 3


async def test_nobody_shares_a_question_that_was_asked_before_they_came(shared: SharedAnswers) -> None:
    board = Board(open=False)
    early = asyncio.create_task(etag(shared, board))
    await eventually(lambda: board.asked == 1)
    board.version = 2
    late = [asyncio.create_task(etag(shared, board)) for _ in range(20)]
    await asyncio.sleep(0)
    board.go_on.set()
    assert await early == '"v1"'
    assert set(await asyncio.gather(*late)) == {'"v2"'}
    assert board.asked == 2


async def test_a_question_that_takes_long_is_overtaken(shared: SharedAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_answers, "OVERTAKE_SECONDS", 0.01)
    slow, quick = Board(open=False), Board()
    stuck = asyncio.create_task(etag(shared, slow))
    await eventually(lambda: slow.asked == 1)
    assert await etag(shared, quick) == '"v1"'
    slow.go_on.set()
    await stuck


async def test_whoever_goes_away_does_not_end_the_question_of_others(shared: SharedAnswers) -> None:
    board = Board(open=False)
    first, second = (asyncio.create_task(etag(shared, board)) for _ in range(2))
    await eventually(lambda: board.asked == 1)
    first.cancel()
    board.go_on.set()
    assert await second == '"v1"'


async def test_a_failure_reaches_those_who_waited_and_nobody_else(shared: SharedAnswers) -> None:
    async def away(_: Answer | None) -> Answer | None:
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        await shared.get("/a", away)
    assert await etag(shared, Board()) == '"v1"'


async def test_what_may_not_be_shared_any_more_is_forgotten(shared: SharedAnswers) -> None:
    async def private(_: Answer | None) -> Answer | None:
        return None

    board = Board()
    await shared.get("/a", board.ask)
    assert await shared.get("/a", private) is None
    assert await shared.get("/a", board.ask) is None


async def test_the_least_recently_used_answers_make_room() -> None:
    shared = SharedAnswers(limit=3 * (2 * 1000 + OVERHEAD) + 100)

    async def made(_: Answer | None) -> Answer | None:
        return answer(1, 1000)

    for target in ("/a", "/b", "/c"):
        shared.learn(target)
        await shared.get(target, made)
    await shared.get("/a", made)
    shared.learn("/d")
    await shared.get("/d", made)
    assert [await shared.get(target, made) is not None for target in ("/a", "/b", "/c", "/d")] == [True, False, True, True]


async def test_many_addresses_without_an_answer_are_bounded_too() -> None:
    shared = SharedAnswers(limit=10 * OVERHEAD)
    for number in range(100):
        shared.learn(f"/{number}")
    known = [await shared.get(f"/{number}", Board().ask) is not None for number in range(100)]
    assert sum(known) < 10


@pytest.mark.parametrize(
    ("status", "changes", "shared"),
    [
        (200, {}, True),
        (200, {"Vary": "accept-encoding"}, True),
        (200, {"Vary": "Accept"}, False),
        (200, {"Cache-Control": "no-cache"}, False),
        (200, {"Cache-Control": "private, no-cache"}, False),
        (200, {"Cache-Control": "public, no-store"}, False),
        (200, {"Set-Cookie": "a=b"}, False),
        (200, {"Content-Length": str(LARGEST + 1)}, False),
        (200, {"Content-Length": None}, False),
        (200, {"ETag": None}, False),
        (404, {}, False),
        (206, {}, False),
    ],
)
def test_what_is_shared(status: int, changes: dict[str, str | None], shared: bool) -> None:
    headers = {"Cache-Control": "public, no-cache", "ETag": '"v1"', "Content-Length": "10"} | changes
    assert is_shared(status, {name: value for name, value in headers.items() if value is not None}) is shared


def test_what_the_api_tells_one_client_alone_is_not_shared() -> None:
    """What is left of its limits, for example."""
    headers = CIMultiDict({"ETag": '"v1"', "Content-Type": "text/plain", "RateLimit": '"reads-address";r=7;t=60', "Date": "now"})
    for encoding in ("", "gzip"):
        shown, _ = Answer(headers.copy(), b"x" * 5000).form(encoding)
        assert not {"RateLimit", "Date"} & set(shown)
        assert shown["Content-Type"] == "text/plain"
