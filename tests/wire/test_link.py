"""A link between a transport and a client: heartbeats, pressure, and how it ends."""

from __future__ import annotations

import asyncio
import time
from typing import Any, cast

import pytest

from gateway.edge.admission import Admission
from gateway.hub.outgoing import Outgoing
from gateway.transports.heartbeat import Beats
from gateway.transports.link import HARD_LIMIT, IDLE_SECONDS, PATIENCE_SECONDS, Lane, Link
from gateway.transports.timing_wheel import Wheel
from gateway.wire import frames
from tests.wire.test_frames import masked

STEP = 1.0


class FakeTransport:
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = self.aborted = False
        self.waiting = 0

    def set_write_buffer_limits(self, high: int) -> None:
        self.high = high

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True


class ToldLink(Link):
    __slots__ = ("said", "stale_rooms")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.said: list[str] = []
        self.stale_rooms: set[str] = set()

    def received(self, text: str) -> None:
        self.said.append(text)

    def caught_up(self, rooms: set[str]) -> None:
        self.stale_rooms |= rooms


@pytest.fixture
def wheel() -> Wheel:
    return Wheel(STEP, 64)


@pytest.fixture
def made(wheel: Wheel) -> tuple[ToldLink, FakeTransport]:
    transport = FakeTransport()
    link = ToldLink(Lane("test", wheel, Beats(25.0, 20.0), 1000), cast("asyncio.Transport", transport), False)
    return link, transport


def turn(wheel: Wheel, seconds: float) -> None:
    for _ in range(round(seconds / STEP)):
        wheel.turn()


PING = frames.frame(b"", frames.PING)


def test_a_client_that_answers_is_asked_again_and_again(made: tuple[ToldLink, FakeTransport], wheel: Wheel) -> None:
    link, transport = made
    for _ in range(5):
        turn(wheel, 30)
        link.data_received(masked(b"", frames.PONG))
    assert 4 <= transport.written.count(PING) <= 6
    assert not transport.closed


def test_a_client_that_does_not_answer_is_gone(made: tuple[ToldLink, FakeTransport], wheel: Wheel) -> None:
    _, transport = made
    turn(wheel, 27)
    assert transport.written == [PING]
    turn(wheel, 21)
    assert transport.written[-1][2:4] == (1001).to_bytes(2, "big")
    turn(wheel, 4)
    assert transport.aborted


def test_pings_are_answered_and_a_close_is_echoed(made: tuple[ToldLink, FakeTransport]) -> None:
    link, transport = made
    link.data_received(masked(b"hi", frames.PING) + masked(b"a text") + masked((1000).to_bytes(2, "big"), frames.CLOSE) + masked(b"late"))
    assert transport.written == [frames.frame(b"hi", frames.PONG), frames.close(1000)]
    assert link.said == ["a text"]
    assert transport.closed


def test_a_broken_protocol_closes_with_its_code(made: tuple[ToldLink, FakeTransport], wheel: Wheel) -> None:
    link, transport = made
    link.data_received(frames.frame(b"not masked"))
    assert transport.written[0][2:4] == (1002).to_bytes(2, "big")
    link.data_received(b"more of that")
    assert not transport.closed
    turn(wheel, 4)
    assert transport.aborted


def test_our_close_waits_for_that_of_the_client(made: tuple[ToldLink, FakeTransport]) -> None:
    link, transport = made
    link.close(1001, "bye")
    link.send(Outgoing(b"too late"))
    link.data_received(masked(b"still talking"))
    assert (len(transport.written), transport.closed, link.said) == (1, False, [])
    link.data_received(masked((1001).to_bytes(2, "big"), frames.CLOSE))
    assert (len(transport.written), transport.closed) == (1, True)


def test_news_wait_for_a_client_that_does_not_read(made: tuple[ToldLink, FakeTransport]) -> None:
    link, transport = made
    news = Outgoing(b'{"seq":1}', "board.c.public.0")
    link.send(news)
    link.pause_writing()
    for _ in range(1000):
        link.send(news)
    assert transport.written == [frames.frame(b'{"seq":1}')]
    link.resume_writing()
    assert link.stale_rooms == {"board.c.public.0"}
    link.send(news)
    assert len(transport.written) == 2


def test_what_cannot_wait_is_written_up_to_a_limit(made: tuple[ToldLink, FakeTransport]) -> None:
    link, transport = made
    link.pause_writing()
    link.send(Outgoing(b"yours"))
    assert not transport.closed
    transport.waiting = HARD_LIMIT + 1
    link.send(Outgoing(b"yours"))
    assert transport.aborted
    assert transport.written[-1][2:4] == (4008).to_bytes(2, "big")


def test_a_client_that_never_reads_is_cut_off(made: tuple[ToldLink, FakeTransport], wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    link, transport = made
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    link.pause_writing()
    turn(wheel, 26)
    assert not transport.closed
    now += PATIENCE_SECONDS + 1
    turn(wheel, 21)
    assert transport.aborted


def test_the_connection_is_forgotten_when_it_is_lost(made: tuple[ToldLink, FakeTransport], wheel: Wheel) -> None:
    link, transport = made
    admission = Admission()
    link.enter(admission, "10.0.0.1")
    assert (admission.total, admission.open["10.0.0.1"], link in link.lane.links) == (1, 1, True)
    link.connection_lost(None)
    assert (admission.total, dict(admission.open), link in link.lane.links) == (0, {}, False)
    turn(wheel, 60)
    assert transport.written == []


def test_admission_is_a_bucket_a_roof_and_a_share() -> None:
    admission = Admission(per_second=10, at_once=10, per_address=3)
    assert [admission.refuses("a", 100.0) for _ in range(19)] == [""] * 18 + ["rate"]  # twenty, less a tenth
    assert [admission.refuses("a", 100.0, known=True) for _ in range(3)] == ["", "", "rate"]
    assert admission.refuses("a", 100.4) == ""
    for _ in range(3):
        admission.entered("a")
    assert admission.refuses("a", 200.0) == "address"
    assert admission.refuses("b", 200.0) == ""
    for name in "bcdefg":
        admission.entered(name)
    assert admission.refuses("x", 300.0) == "full"
    assert admission.refuses("x", 300.0, known=True) == ""
    admission.entered("contestant")
    assert admission.refuses("x", 300.0, known=True) == "full"
    admission.left("contestant")
    admission.left("a")
    assert admission.refuses("a", 300.0) == ""


def test_the_addresses_of_one_ipv6_network_share_the_connections_of_one() -> None:
    admission = Admission(at_once=10, per_address=3)
    for number in range(3):
        admission.entered(f"2001:db8::{number}")
    assert [admission.refuses(address, 100.0) for address in ("2001:db8::99", "2001:db8:0:1::99")] == ["address", ""]
    admission.left("2001:db8::1")
    assert admission.refuses("2001:db8::99", 100.0) == ""


def test_an_idle_connection_is_closed(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    class Idle(ToldLink):
        def is_idle(self) -> bool:
            return True

    transport = FakeTransport()
    link = Idle(Lane("test", wheel, Beats(25, 20)), cast("asyncio.Transport", transport), False)
    turn(wheel, 26)
    link.alive()
    now += IDLE_SECONDS + 1
    turn(wheel, 26)
    assert transport.written[-1][2:4] == (4001).to_bytes(2, "big")
