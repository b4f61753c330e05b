"""The judge queues: requests to judge a submission, and to make a test run, from core_api to the judges. Protocol and in-memory twin.

`realtime.storage.dramatiq_queue` is the implementation for production. Delivery is at least once: whoever takes a request twice finds the
judgement it kept, and the verdict's message id counts once.

In the queues of `IN_TURNS` users take turns, so that whoever sends much holds up nobody else. Every task has a turn: one more than its
user's task before, and never less than that of the task at the head; tasks wait by their turns, within a turn by their arrival. Example:
a1 a2 a3 of one user wait, with turns 0 1 2. Then b1 b2 of another and c1 come, with turns 0 1 and 0: the order is a1 b1 c1 a2 b2 a3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar

import msgspec

from realtime.runtime.errors import NotFound

RUNS = "run"
"""The queue of test runs; see `realtime.storage.runs`."""
QUEUES = ("contest", "premium", "regular", "rejudge", RUNS)
"""By urgency, the most urgent first. Each urgency is a queue of its own, because a Redis queue is not reordered by priority."""
IN_TURNS = frozenset({"contest", "premium", "regular", RUNS})
"""Queues in which users take turns. A re-judging comes from the jury, whose order holds."""
WORKERS = "judge:worker"
"""Prefix of Redis keys by worker: what it serves and how much waits for it; they expire with it."""
DEAD_LETTERS = 1000
"""Dead letters of one queue that are listed at once, the oldest: bounds the answer and the memory it takes."""


class JudgeTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything a worker needs to find what it has to judge."""

    submission: str
    judgement: str
    problem: str
    """`<problem>/<version>`."""
    language: str
    contest: str
    team: str
    time: int
    """Contest time of the submission in ms."""
    accepted: int
    """Wall clock of its acceptance, ms since 1970."""
    request: str = ""
    """Id of the HTTP request that submitted it, for the logs."""
    trace: dict[str, str] = {}
    run_all_tests: bool = False
    """Also those behind the first that fails."""
    hide_tests: bool = False
    """Whether the team is told no more than that its submission is running: at which test says how many it has passed."""
    rejudging: str = ""
    """Id of the re-judging that asks for it; the verdict does not count before that is applied."""
    package: str = ""
    """Key of the problem's package; empty in requests of before packages had keys of their own."""
    files: bool = False
    """Whether the source is several files, or one with a name of its own; else it is a single text."""
    v: Literal[1] = 1

    @property
    def problem_id(self) -> str:
        return self.problem.rpartition("/")[0]

    @property
    def problem_version(self) -> int:
        return int(self.problem.rpartition("/")[2])

    @property
    def names_itself(self) -> bool:
        """Whether `judgement` is the id that this submission and re-judging give; no other request may end with it."""
        return self.judgement == f"{self.submission}-{self.rejudging or 1}"

    @property
    def package_key(self) -> str:
        return self.package or self.problem

    @property
    def key(self) -> str:
        """Two requests with the same key are one."""
        return self.judgement

    @property
    def user(self) -> str:
        """Whose turn it takes."""
        return self.team


class RunTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request to make a test run; what is to be run is sealed in the document store."""

    run: str
    user: str
    request: str = ""
    """Id of the HTTP request that asked for it, for the logs."""
    trace: dict[str, str] = {}
    v: Literal[1] = 1

    @property
    def key(self) -> str:
        return self.run


QueueTask: TypeAlias = JudgeTask | RunTask
T = TypeVar("T", bound=QueueTask)


class DeadLetter(NamedTuple):
    """A request that was given up, or that no worker understands."""

    id: str
    queue: str
    task: object
    """The `QueueTask` as it was sent, decoded from JSON; not validated, since it may be the reason."""
    retries: int
    traceback: str
    key: str = ""
    """Where the implementation keeps it; `id` names the request, however often it was tried."""


class JudgeQueue(Protocol):
    """Sending and looking after requests. All methods raise `Unavailable` when the queue cannot be reached."""

    async def send(self, queue: str, *tasks: QueueTask) -> None:
        """Adds tasks to a queue, each behind those whose turn it is before; kept when this returns.

        Raises `NotFound` for a queue that does not exist.
        """

    async def missing(self, queue: str, tasks: Sequence[T]) -> list[T]:
        """Those of the tasks that the queue does not hold: neither waiting, nor being worked on, nor delayed for another try."""

    async def depths(self) -> dict[str, int]:
        """Requests that wait, by queue."""

    async def dead_letters(self) -> list[DeadLetter]:
        """Of all queues, the most urgent queue first, the oldest of a queue first; at most `DEAD_LETTERS` of each."""

    async def requeue(self, letter: DeadLetter) -> None:
        """Sends a dead letter once more, with all its tries. Raises `NotFound` when it is no longer there."""

    async def close(self) -> None: ...


class _Line:
    """Tasks that wait in one queue."""

    def __init__(self, *, in_turns: bool) -> None:
        self._in_turns = in_turns
        self._turns: list[int] = []
        self._last: dict[str, int] = {}
        """Of each user, the turn of the newest task since the line was empty."""
        self.tasks: list[QueueTask] = []

    def add(self, task: QueueTask) -> None:
        if not self.tasks:
            self._last = {}
        turn = max(self._turns[0] if self.tasks else 0, self._last.get(task.user, -1) + 1) if self._in_turns else 0
        self._last[task.user] = turn
        place = bisect_right(self._turns, turn)
        self._turns.insert(place, turn)
        self.tasks.insert(place, task)

    def pop(self) -> QueueTask:
        del self._turns[0]
        return self.tasks.pop(0)


class MemoryJudgeQueue:
    """The twin for tests in one process. `take`, `done` and `bury` are what a judge does."""

    def __init__(self) -> None:
        self._waiting = {queue: _Line(in_turns=queue in IN_TURNS) for queue in QUEUES}
        self._taken: dict[str, dict[str, QueueTask]] = {queue: {} for queue in QUEUES}
        self._dead: dict[str, OrderedDict[str, tuple[DeadLetter, QueueTask]]] = {queue: OrderedDict() for queue in QUEUES}

    async def send(self, queue: str, *tasks: QueueTask) -> None:
        check_name(queue)
        for task in tasks:
            self._waiting[queue].add(task)

    async def missing(self, queue: str, tasks: Sequence[T]) -> list[T]:
        check_name(queue)
        held = {waiting.key for waiting in self._waiting[queue].tasks} | self._taken[queue].keys()
        return [task for task in tasks if task.key not in held]

    async def depths(self) -> dict[str, int]:
        return {queue: len(line.tasks) for queue, line in self._waiting.items()}

    async def dead_letters(self) -> list[DeadLetter]:
        return [letter for held in self._dead.values() for letter, _ in list(held.values())[:DEAD_LETTERS]]

    async def requeue(self, letter: DeadLetter) -> None:
        held = self._dead.get(letter.queue, OrderedDict()).pop(letter.id, None)
        if held is None:
            raise no_letter(letter.id)
        await self.send(letter.queue, held[1])

    async def close(self) -> None:
        pass

    async def take(self, queue: str) -> QueueTask | None:
        """The next task, to be ended by `done` or `bury`; None when nothing waits."""
        if not self._waiting[queue].tasks:
            return None
        task = self._waiting[queue].pop()
        self._taken[queue][task.key] = task
        return task

    async def done(self, queue: str, task: QueueTask) -> None:
        self._taken[queue].pop(task.key)

    async def bury(self, queue: str, task: QueueTask) -> None:
        """Gives up a taken task: it becomes a dead letter."""
        self._taken[queue].pop(task.key)
        letter = DeadLetter(task.key, queue, msgspec.to_builtins(task), 0, "")
        self._dead[queue][letter.id] = letter, task


def check_name(queue: str) -> None:
    """Raises `NotFound` for a queue that does not exist."""
    if queue not in QUEUES:
        raise NotFound(f"there is no judge queue {queue!r}: {', '.join(QUEUES)}", field="queue")


def no_letter(id: str) -> NotFound:
    return NotFound(f"there is no dead letter {id!r}", field="letter")
