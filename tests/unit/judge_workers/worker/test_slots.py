"""The most urgent gets the next slot."""

from __future__ import annotations

import threading

import pytest

from judge_workers.worker.slots import Slots
from tests.conftest import wait_for


def test_who_is_urgent_goes_first_and_nobody_is_forgotten() -> None:
    slots, order, release = Slots(["only"]), list[int](), threading.Event()

    def hold() -> None:
        with slots.take(0):
            release.wait(10)

    def take(urgency: int) -> None:
        with slots.take(urgency) as mine:
            order.append(urgency)
            assert mine == "only"

    threads = [threading.Thread(target=hold)]
    threads[0].start()
    wait_for(lambda: not slots._free)
    for number, urgency in enumerate((3, 2, 3, 0, 1), 1):
        threads.append(threading.Thread(target=take, args=(urgency,)))
        threads[-1].start()
        wait_for(lambda number=number: slots.waiting == number)  # type: ignore[misc]
    release.set()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 3]
    assert slots.waiting == 0


def test_as_many_at_once_as_there_are_slots() -> None:
    slots, most, now, lock = Slots([1, 2, 3]), 0, 0, threading.Lock()

    def work() -> None:
        nonlocal most, now
        for _ in range(50):
            with slots.take(1):
                with lock:
                    now += 1
                    most = max(most, now)
                with lock:
                    now -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert 1 <= most <= 3
    assert sorted(slots._free) == [1, 2, 3]


def test_what_comes_before_holds_the_slot_and_gives_it_back_when_it_fails() -> None:
    def before() -> None:
        assert not slots._free
        raise RuntimeError

    slots = Slots(["only"], before)
    with pytest.raises(RuntimeError), slots.take(0):
        raise AssertionError("the slot was given out")
    assert slots._free == ["only"]
