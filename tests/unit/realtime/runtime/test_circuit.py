"""Circuit breaker: when it opens, what it lets through, when it closes."""

from __future__ import annotations

import pytest

from realtime.runtime.circuit import MIN_FAILURES, OPEN_SECONDS, OUTCOMES, WINDOW_SECONDS, Circuit, State
from realtime.runtime.errors import Unavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit("test", clock, lambda: 0.0)


def fail(circuit: Circuit, times: int = MIN_FAILURES) -> None:
    for _ in range(times):
        circuit.admit()
        circuit.failed()


def test_it_opens_when_most_calls_fail(circuit: Circuit) -> None:
    fail(circuit, MIN_FAILURES - 1)
    circuit.admit()
    circuit.failed()
    with pytest.raises(Unavailable) as refused:
        circuit.admit()
    assert refused.value.retry_after == OPEN_SECONDS


def test_it_stays_closed_when_most_calls_succeed(circuit: Circuit) -> None:
    for _ in range(50):
        circuit.succeeded()
        circuit.succeeded()
        circuit.failed()
    assert circuit.state is State.CLOSED


def test_old_failures_do_not_count(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, MIN_FAILURES - 1)
    clock.now += WINDOW_SECONDS + 1
    fail(circuit, 1)
    assert circuit.state is State.CLOSED


def test_it_opens_after_any_number_of_calls_that_went_well(circuit: Circuit) -> None:
    for _ in range(10 * OUTCOMES):
        circuit.succeeded()
    fail(circuit, OUTCOMES // 2)
    assert circuit.state is State.OPEN


def test_behind_the_pause_one_call_is_let_through(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += OPEN_SECONDS
    circuit.admit()
    with pytest.raises(Unavailable):
        circuit.admit()
    circuit.succeeded()
    circuit.admit()
    assert circuit.state is State.CLOSED


def test_when_that_call_fails_it_stays_open_for_another_pause(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    for _ in range(3):
        clock.now += OPEN_SECONDS
        circuit.admit()
        circuit.failed()
        with pytest.raises(Unavailable):
            circuit.admit()


def test_when_that_caller_goes_away_another_is_let_through(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += OPEN_SECONDS
    circuit.admit()
    circuit.left()
    circuit.admit()
    circuit.succeeded()
    assert circuit.state is State.CLOSED


def test_failures_of_before_it_opened_do_not_open_it_again(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += OPEN_SECONDS
    circuit.admit()
    circuit.succeeded()
    fail(circuit, MIN_FAILURES - 1)
    assert circuit.state is State.CLOSED


def test_a_late_failure_does_not_prolong_the_pause(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += OPEN_SECONDS / 2
    circuit.failed()  # of a call that was made before
    clock.now += OPEN_SECONDS / 2
    circuit.admit()
