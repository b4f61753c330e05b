"""Answers questions about past and possible boards in a process of its own, so that no live board waits for one.

`python -m contest_engine.history.historian` reads a question a line and writes an answer a line; it ends when its engine does, because
its input ends then.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

import msgspec

from contest_engine.history.answers import answer
from realtime.backbone import Backbone
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import events, subjects
from realtime.protocol.questions import Answer, Question
from realtime.runtime import logs
from realtime.runtime.errors import PodiumError, Unavailable
from realtime.runtime.settings import Settings, load, require

ANSWER_SECONDS = 90.0
"""Longer than anybody waits: reading a log of a million entries for the first time is not lost, the next question finds it read."""
REST_SECONDS = 120.0
LINE = 256 * 2**20
"""Bytes of the longest answer."""


class Historian:
    """The engine's side: starts the process when there is something to ask, one question at a time."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    async def ask(self, question: bytes) -> Answer:
        """Raises `Unavailable` when there is no answer in time."""
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            self._rest = asyncio.get_running_loop().call_later(REST_SECONDS, self._send_away)
            if self._process is None or self._process.returncode is not None:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, limit=LINE, start_new_session=True
                )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            try:
                self._process.stdin.write(question + b"\n")
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._process.stdin.drain()
                    line = await self._process.stdout.readline()
                return msgspec.json.decode(line, type=Answer)
            except (TimeoutError, ConnectionError, ValueError, msgspec.DecodeError) as error:
                await self._stop()
                raise Unavailable(f"the past cannot be looked up: {error!r}", retry_after=2) from error
            except asyncio.CancelledError:  # its answer would be taken for that of the next question
                await self._stop()
                raise

    async def close(self) -> None:
        await self._stop()

    def _send_away(self) -> None:
        """A log that nobody asks about any more takes no memory."""
        if not self._turn.locked() and self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._process = None


class Archive:
    """The process's side: the log of the contest that was last asked for, kept up to date."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._contest = ""
        self._events: list[events.Event] = []
        self._read = 0

    async def of(self, contest: str) -> list[events.Event]:
        if contest != self._contest:
            self._contest, self._events, self._read = contest, [], 0
        subject = subjects.log(contest)
        last = await self._backbone.last(subject)
        if last > self._read:
            async for entry in self._backbone.read(subject, self._read):
                try:
                    self._events += events.decode(entry.payload)
                except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
                    pass  # its engine has said so
                self._read = entry.sequence
                if entry.sequence >= last:
                    break
        return self._events

    async def answer(self, line: bytes) -> Answer:
        try:
            question: Question = msgspec.json.decode(line, type=Question)
            return Answer(msgspec.Raw(msgspec.json.encode(answer(question, await self.of(question.contest)))))
        except PodiumError as error:
            return Answer(code=error.code, message=error.message, field=error.field or "")
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            return Answer(code="malformed", message=str(error))


async def main(settings: Settings) -> None:
    require(settings, "nats_url")
    backbone = await NatsBackbone.connect(settings.nats_url, name="historian")
    archive = Archive(backbone)
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        sys.stdout.buffer.write(msgspec.json.encode(await archive.answer(line)) + b"\n")
        sys.stdout.buffer.flush()
    await backbone.close()


if __name__ == "__main__":
    logs.configure("historian")
    asyncio.run(main(load()))
