"""What a scoring rule is: two pure functions over what one team has tried. A rule reads no clock and does no I/O."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import RuleOptions

Options = TypeVar("Options", bound=RuleOptions)


class Try:
    """One submission as an audience sees it: `pending` when not judged yet or hidden by the freeze."""

    __slots__ = ("penalty", "pending", "score", "solved", "subtasks", "time")

    def __init__(
        self,
        time: int,
        pending: bool,
        solved: bool = False,
        penalty: bool = False,
        score: float | None = None,
        subtasks: tuple[float, ...] | None = None,
    ) -> None:
        self.time = time
        """Contest time in ms."""
        self.pending = pending
        self.solved = solved
        self.penalty = penalty
        """Whether a rejection counts against the team."""
        self.score = score
        self.subtasks = subtasks


class CellScore(msgspec.Struct, frozen=True, gc=False):
    """What a team has on one problem. Totals are made of what stands behind `pending`."""

    judged: int
    """Judged tries, up to and with the first accepted one."""
    pending: int
    solved: bool
    time: int = -1
    """Contest time in ms of what counts (ICPC: of the first accepted try); -1 without one."""
    rejected: int = 0
    """Tries that cost a penalty."""
    score: float | None = None


class ContestFrame(NamedTuple):
    """What a rule may know of the contest."""

    duration: int
    """Milliseconds."""
    position: int
    """Of the problem, from 0."""


class Extra(NamedTuple):
    """What counts for a team beside its tries."""

    adjustment: float = 0.0
    """By the jury: minutes of penalty under ICPC, points under the other rules."""
    hacks: int = 0
    """Successful ones."""
    failed_hacks: int = 0


NOTHING = Extra()


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A team's total. Teams with equal `key` share a rank; the smaller key is the better one."""

    key: tuple[int, ...]
    solved: int
    time: int
    """In units of the rule."""
    score: float | None = None


class Rule(ABC, Generic[Options]):
    """How a contest is scored: a file of this folder each, a line in its `__init__`, its options in `realtime.protocol.rules`."""

    every_rejection_costs = False
    """Whether a rejection that its judgement type calls free of penalty (a compile error) costs one all the same. Where it does not,
    and brought no points, it is no try: no rule is told of it.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.unit = options.unit
        """Milliseconds in one unit of the times that are shown."""

    @abstractmethod
    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        """What one team has on one problem, from its tries in order of time (at least one)."""

    @abstractmethod
    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        """The team's total over its cells, with what the jury has added."""


def milli(points: float) -> int:
    """Points as a part of a sort key: thousandths, so that no two different scores that are shown look equal."""
    return round(points * 1000)
