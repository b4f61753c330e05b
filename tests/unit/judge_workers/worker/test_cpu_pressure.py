"""A judge holds back while others wait for a core, and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from judge_workers.worker.cpu_pressure import LOOK_SECONDS, CpuPressure

PACE = 1.0


class Machine:
    """Its clock, and its kernel's account of who waited for a core."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "cpu"
        self.now = 100.0
        self.stalled = 0.0
        self.pressure: Callable[[float], float] = lambda now: 0.0
        self.pass_time(0)

    def pass_time(self, seconds: float) -> None:
        self.stalled += seconds * self.pressure(self.now)
        self.now += seconds
        total = round(self.stalled * 1e6)
        self.file.write_text(f"some avg10=0.00 avg60=0.00 avg300=0.00 total={total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")

    def waits(self, pressure: CpuPressure) -> float:
        began = self.now
        pressure.wait()
        return self.now - began


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def made(machine: Machine, pace: float = PACE) -> CpuPressure:
    return CpuPressure(pace, machine.file, lambda: machine.now, machine.pass_time)


def test_nothing_waits_on_a_machine_that_only_judges(machine: Machine) -> None:
    machine.pressure = lambda now: 0.2
    pressure = made(machine)
    for _ in range(10):
        machine.pass_time(0.2)
        assert machine.waits(pressure) == 0


def test_it_waits_until_cores_are_free(machine: Machine) -> None:
    pressure = made(machine)
    machine.pressure = lambda now: 0.9 if now < 101.3 else 0.1
    machine.pass_time(1)
    assert machine.waits(pressure) == 0, "who comes first has a turn"
    assert 0.3 <= machine.waits(pressure) <= 0.3 + 2 * LOOK_SECONDS
    assert machine.waits(pressure) == 0


def test_on_a_machine_that_is_never_quiet_one_goes_on_after_another(machine: Machine) -> None:
    pressure = made(machine)
    machine.pressure = lambda now: 1.0
    machine.pass_time(1)
    assert machine.waits(pressure) == 0
    for _ in range(3):
        assert PACE - 1e-6 <= machine.waits(pressure) <= PACE + 2 * LOOK_SECONDS


def test_two_slots_that_look_at_once_are_told_the_same(machine: Machine) -> None:
    pressure = made(machine)
    machine.pressure = lambda now: 0.9
    machine.pass_time(1)
    assert pressure._look() == pytest.approx(0.9)
    machine.pressure = lambda now: 0.0
    machine.pass_time(LOOK_SECONDS / 10)
    assert pressure._look() == pytest.approx(0.9)


@pytest.mark.parametrize("told", ["yes", "no", "hidden"])
def test_no_pace_and_no_such_kernel(machine: Machine, told: str) -> None:
    pressure = made(machine, pace=0.0 if told == "yes" else PACE)
    machine.pressure = lambda now: 1.0
    machine.pass_time(1)
    if told != "yes":
        machine.file.unlink()
        if told == "hidden":
            machine.file.mkdir()  # reading it fails, though it is there
        pressure = made(machine)
    for _ in range(3):
        assert machine.waits(pressure) == 0
