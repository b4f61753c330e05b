"""Dramatiq consumers of the judge queues: what they take goes to the task handler, what fails is tried again."""

from __future__ import annotations

import logging
from typing import Any

import dramatiq
import msgspec
from dramatiq.middleware import CurrentMessage, Retries

from judge_workers.worker.task_handler import TaskHandler
from realtime.runtime.errors import BadSetting
from realtime.storage.dramatiq_queue import JUDGE_ACTOR, REDIS_QUEUES, make_broker
from realtime.storage.judge_queue import QUEUES, JudgeTask

RETRIES = 5
"""Tries after which a fault of the machine becomes the verdict JE."""
AWAY_RETRIES = 1000
"""Tries while a store is away: hours. After them the sweeper still sends the request again."""
MIN_BACKOFF_MS, MAX_BACKOFF_MS = 500, 16_000
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


def consumers(broker: dramatiq.Broker, handler: TaskHandler, slots: int, served: list[str]) -> list[dramatiq.Worker]:
    """One for each queue: a queue with many re-judgings never keeps messages of another one from being taken."""
    names = list(REDIS_QUEUES.values())

    def judge_submission(body: dict[str, Any]) -> None:
        message = CurrentMessage.get_current_message()
        tries = message.options.get("retries", 0) if message is not None else 0
        urgency = names.index(message.queue_name.removesuffix(".DQ")) if message is not None else 0
        handler.handle(msgspec.convert(body, JudgeTask), give_up=tries >= RETRIES, urgency=urgency)

    for name in names:
        broker.declare_queue(name)
    actor = dramatiq.Actor(
        judge_submission, broker=broker, actor_name=JUDGE_ACTOR, queue_name=REDIS_QUEUES["regular"], priority=0, options={}
    )
    broker.declare_actor(actor)
    workers = [dramatiq.Worker(broker, queues={REDIS_QUEUES[name]}, worker_threads=slots, worker_timeout=IDLE_MS) for name in served]
    for worker in workers:
        # Dramatiq counts what is being worked on too: so many fill the slots, and every other task waits in Redis, where users take turns
        worker.queue_prefetch = slots
    return workers
