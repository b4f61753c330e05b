"""The mail queue on Dramatiq and Redis. Redis holds ids of mails, nothing of what they say or whom they go to."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import dramatiq
import redis

from realtime.runtime.errors import Unavailable
from realtime.storage.dramatiq_queue import AWAY, make_broker

T = TypeVar("T")

MAIL_ACTOR = "send_mail"
MAIL_QUEUE = "mail"
"""Dramatiq's queue; that of mails delayed for another try is `mail.DQ`."""


class DramatiqMailQueue:
    """`MailQueue` on Redis. Dramatiq's client blocks, so every call runs in a thread; the client is safe for threads."""

    def __init__(self, redis_url: str) -> None:
        self._broker = make_broker(redis_url)
        self._broker.declare_queue(MAIL_QUEUE)
        self._redis: redis.Redis = self._broker.client

    async def send(self, *mails: str) -> None:
        await self._call(lambda: self._enqueue(mails))

    async def missing(self, mails: Sequence[str]) -> list[str]:
        return await self._call(lambda: self._missing(mails))

    async def depth(self) -> int:
        return await self._call(lambda: int(self._redis.llen(f"dramatiq:{MAIL_QUEUE}")))

    async def close(self) -> None:
        await asyncio.to_thread(self._broker.close)

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except AWAY as error:
            raise Unavailable(f"the mail queue cannot be reached ({type(error).__name__}); retry", retry_after=1) from error

    def _enqueue(self, mails: Sequence[str]) -> None:
        for mail in mails:
            message = message_of(mail)
            # not `broker.enqueue`, which would choose a random Redis id: nobody could tell whether a mail still waits
            self._broker.do_enqueue(MAIL_QUEUE, message.message_id, message.encode())

    def _missing(self, mails: Sequence[str]) -> list[str]:
        with self._redis.pipeline(transaction=False) as pipe:
            for mail in mails:
                pipe.hexists(f"dramatiq:{MAIL_QUEUE}.msgs", message_id(mail))
            pipe.hvals(f"dramatiq:{MAIL_QUEUE}.DQ.msgs")
            *held, delayed = pipe.execute()
        later = b"\n".join(delayed)  # a delayed message has a Redis id of its own, and names its mail only inside
        return [mail for mail, known in zip(mails, held, strict=True) if not known and mail.encode() not in later]


def message_id(mail: str) -> str:
    """The same mail always makes the same message id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"podium:mail:{mail}"))


def message_of(mail: str) -> dramatiq.Message[Any]:
    id = message_id(mail)
    return dramatiq.Message(
        queue_name=MAIL_QUEUE, actor_name=MAIL_ACTOR, args=(mail,), kwargs={}, options={"redis_message_id": id}, message_id=id
    )
