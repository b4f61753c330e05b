"""Delivery of one batch of outbox messages: to the logs of contests, then to the queues of judges and mails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from core_api.workers.leased_job import Tenure
from realtime.backbone import Backbone
from realtime.protocol.frames import DeskFrame, Progress
from realtime.protocol.rooms import DeskRoom, SubmissionsRoom
from realtime.protocol.subjects import PSEUDO, contest_of
from realtime.runtime.errors import Invalid, NotFound, Unavailable
from realtime.storage.judge_queue import JudgeQueue, JudgeTask
from realtime.storage.log_trust import LogWriter
from realtime.storage.mail_queue import MailQueue

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A message as it stands in the outbox; see `core_api.storage.outbox.Message`."""

    row: int
    kind: str
    target: str
    key: str
    message_id: str
    payload: bytes


class Queues(NamedTuple):
    """Both are on the same Redis."""

    judge: JudgeQueue
    mail: MailQueue


class Delivery:
    """Delivers one batch and tells what became of each message; what is in none of the lists waits for the next batch.

    A message that can never be delivered is refused, and does not hold up those behind it. One that fails for the moment holds up
    what is behind it under the same key, so that nothing overtakes it, and nothing else.
    """

    def __init__(self, backbone: Backbone, writer: LogWriter, queues: Queues, tenure: Tenure) -> None:
        self._backbone = backbone
        self._writer = writer
        self._queue, self._mails = queues
        self._tenure = tenure
        self.delivered: list[Waiting] = []
        self.refused: list[tuple[Waiting, str]] = []
        """With the reason."""
        self.blocked: set[str] = set()
        """Keys whose log cannot be written for the moment."""
        self.queue_away = False
        """Whether the server of both queues cannot be reached for the moment."""

    async def deliver(self, messages: Sequence[Waiting]) -> None:
        """The logs first: a judge must not answer before the engine can know the question."""
        by_subject: dict[str, list[Waiting]] = {}
        for message in messages:
            if message.kind == "log":
                by_subject.setdefault(message.target, []).append(message)
        await asyncio.gather(*(self._append(held) for held in by_subject.values()))
        await self._request([message for message in messages if message.kind == "judge" and message.key not in self.blocked])
        await self._send_mails([message for message in messages if message.kind == "mail"])
        await self._publish([message for message in messages if message.kind == "frame"])

    async def _append(self, messages: Sequence[Waiting]) -> None:
        """Messages of one subject, in their order."""
        for message in messages:
            if not self._tenure.valid:
                self.blocked.add(message.key)
                return
            try:
                sequence = await self._writer.append_batch(contest_of(message.target), message.payload, id=message.message_id)
            except Invalid as error:
                self.refused.append((message, error.message))
            except Exception as error:
                if not isinstance(error, Unavailable):
                    log.exception("%s cannot be delivered now", message.message_id)
                self.blocked.add(message.key)
                return
            else:
                self.delivered.append(message)
                log.debug("logged", extra={"message_id": message.message_id, "subject": message.target, "sequence": sequence})

    async def _request(self, messages: Sequence[Waiting]) -> None:
        """Requests to judge, in one call for each queue."""
        by_queue: dict[str, list[tuple[Waiting, JudgeTask]]] = {}
        for message in messages:
            try:
                task = msgspec.json.decode(message.payload, type=JudgeTask)
            except (msgspec.DecodeError, msgspec.ValidationError) as error:
                self.refused.append((message, f"this is no request to judge: {error}"))
            else:
                by_queue.setdefault(message.target, []).append((message, task))
        for queue, requests in by_queue.items():
            if not self._tenure.valid:
                return
            try:
                await self._queue.send(queue, *(task for _, task in requests))
            except NotFound as error:
                self.refused += [(message, error.message) for message, _ in requests]
            except Exception as error:
                if not isinstance(error, Unavailable):
                    log.exception("requests for queue %s cannot be sent now", queue)
                self.queue_away = True
            else:
                self.delivered += [message for message, _ in requests]
                await self._tell([task for _, task in requests], queue)

    async def _send_mails(self, messages: Sequence[Waiting]) -> None:
        """Ids of mails, in one call."""
        if not messages or not self._tenure.valid:
            return
        try:
            await self._mails.send(*(message.payload.decode() for message in messages))
        except Exception as error:
            if not isinstance(error, Unavailable):
                log.exception("mails cannot be queued now")
            self.queue_away = True
        else:
            self.delivered += messages

    async def _publish(self, messages: Sequence[Waiting]) -> None:
        """Frames, each to the viewers that its room has now."""
        try:
            for message in messages:
                await self._backbone.publish(message.target, message.payload)
                self.delivered.append(message)
        except Unavailable as error:
            log.info("frames wait: %s", error.message)
            self.blocked |= {message.key for message in messages} - {message.key for message in self.delivered}

    async def _tell(self, tasks: Sequence[JudgeTask], queue: str) -> None:
        """Tells the contestants, and each jury once. Nothing depends on it: the state is in the database too."""
        for task in tasks:
            log.info("queued", extra={"submission_id": task.submission, "queue": queue})
        frames: list[Progress | DeskFrame] = [
            Progress(room=SubmissionsRoom(task.contest, task.team).name, submission=task.submission, state="queued")
            for task in tasks
            if not task.rejudging
        ]
        contests = dict.fromkeys(task.contest for task in tasks if not task.rejudging and task.contest not in PSEUDO)
        frames += [DeskFrame(room=DeskRoom(contest).name, changed=("submissions",)) for contest in contests]
        try:
            for frame in frames:
                await self._backbone.publish(frame.room, msgspec.json.encode(frame))
        except Unavailable as error:
            log.info("nobody is told that submissions are queued: %s", error.message)
