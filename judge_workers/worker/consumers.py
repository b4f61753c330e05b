"""Dramatiq consumers of the judge queues: what they take goes to the task handler, what fails is tried again."""

from __future__ import annotations

import logging
from typing import Any

import dramatiq
import msgspec
from dramatiq.middleware import CurrentMessage, Retries

from judge_workers.worker.run_handler import RunHandler
from judge_workers.worker.task_handler import TaskHandler
from realtime.runtime.errors import BadSetting
from realtime.storage.dramatiq_queue import JUDGE_ACTOR, REDIS_QUEUES, RUN_ACTOR, make_broker
from realtime.storage.judge_queue import QUEUES, RUNS, JudgeTask, RunTask

RETRIES = 5
"""Tries after which a fault of the machine becomes the verdict JE."""
AWAY_RETRIES = 1000
"""Tries while a store is away: hours. After them the sweeper still sends the request again."""
MIN_BACKOFF_MS, MAX_BACKOFF_MS = 500, 16_000
RUNS_SHARE = 2
"""Test runs use one in so many slots of a judge at most: a submission that comes finds a free one, or waits for one test of a run."""
IDLE_MS = 200
"""Between two looks at an empty queue: what a verdict may be late by."""


def served_queues(setting: str) -> list[str]:
    """The queues that the setting `judge_queues` names. Raises `BadSetting` for one that does not exist."""
    names = [name.strip() for name in setting.split(",") if name.strip()]
    wrong = [name for name in names if name not in QUEUES]
    if wrong or not names:
        what = ", ".join(wrong) or repr(setting)
        raise BadSetting(f"setting judge_queues: there is no queue {what}; there are {', '.join(QUEUES)}", field="judge_queues")
    return names


def _is_news(record: logging.LogRecord) -> bool:
    """Not that several workers share a broker: here each serves a queue of its own, and its hook acts on that one alone."""
    return not str(record.msg).startswith("You're adding a middleware of the same type twice")


def judge_broker(redis_url: str) -> dramatiq.Broker:
    logging.getLogger("dramatiq.broker.RedisBroker").addFilter(_is_news)
    return make_broker(
        redis_url, [Retries(max_retries=AWAY_RETRIES, min_backoff=MIN_BACKOFF_MS, max_backoff=MAX_BACKOFF_MS), CurrentMessage()]
    )


def consumers(broker: dramatiq.Broker, handler: TaskHandler, runs: RunHandler, slots: int, served: list[str]) -> list[dramatiq.Worker]:
    """One for each queue: a queue with many re-judgings never keeps messages of another one from being taken."""
    names = list(REDIS_QUEUES.values())

    def judge_submission(body: dict[str, Any]) -> None:
        tries, urgency = _delivery(names)
        handler.handle(msgspec.convert(body, JudgeTask), give_up=tries >= RETRIES, urgency=urgency)

    def make_test_run(body: dict[str, Any]) -> None:
        tries, _ = _delivery(names)
        # whatever queue it was put into: a run is never urgent
        runs.handle(msgspec.convert(body, RunTask), give_up=tries >= RETRIES, urgency=QUEUES.index(RUNS))

    for name in names:
        broker.declare_queue(name)
    for name, queue, act in ((JUDGE_ACTOR, "regular", judge_submission), (RUN_ACTOR, RUNS, make_test_run)):
        broker.declare_actor(dramatiq.Actor(act, broker=broker, actor_name=name, queue_name=REDIS_QUEUES[queue], priority=0, options={}))
    return [_worker(broker, name, max(1, slots // RUNS_SHARE) if name == RUNS else slots) for name in served]


def _delivery(names: list[str]) -> tuple[int, int]:
    """Of the message that this thread works on: the tries before, and the urgency of its queue."""
    message = CurrentMessage.get_current_message()
    if message is None:
        return 0, 0
    return message.options.get("retries", 0), names.index(message.queue_name.removesuffix(".DQ"))


def _worker(broker: dramatiq.Broker, name: str, threads: int) -> dramatiq.Worker:
    worker = dramatiq.Worker(broker, queues={REDIS_QUEUES[name]}, worker_threads=threads, worker_timeout=IDLE_MS)
    # Dramatiq counts what is being worked on too: so many fill the slots, and every other task waits in Redis, where users take turns
    worker.queue_prefetch = threads
    return worker
