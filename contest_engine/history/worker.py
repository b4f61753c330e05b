"""Worker process of the role `history`: answers one question after the other.

`python -m contest_engine.history.worker` reads a question a line and writes an answer a line. It ends with its parent, whose end
closes its input.
"""

from __future__ import annotations

import asyncio
import sys

import msgspec

from contest_engine.history.answers import answer
from contest_engine.history.log_cache import LogCache
from realtime.backbone.nats import NatsBackbone
from realtime.protocol.questions import Answer, Question
from realtime.runtime import logs
from realtime.runtime.errors import PodiumError
from realtime.runtime.settings import Settings, load, require
from realtime.security.authenticator import Authenticator
from realtime.storage import archive
from realtime.storage.contest_log import ContestLog
from realtime.storage.log_trust import LogTrust


async def reply(cache: LogCache, line: bytes) -> Answer:
    try:
        question: Question = msgspec.json.decode(line, type=Question)
        return Answer(msgspec.Raw(msgspec.json.encode(answer(question, await cache.events(question.contest)))))
    except PodiumError as error:
        return Answer(code=error.code, message=error.message, field=error.field or "")
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        return Answer(code="malformed", message=str(error))


async def main(settings: Settings) -> None:
    require(settings, "nats_url", "secret_key")
    backbone = await NatsBackbone.open(settings, "history-worker")
    trust = await LogTrust.load(backbone, Authenticator(settings.secret_key))
    logs = ContestLog(backbone, archive.opened(settings.archive_folder), trust)
    cache = LogCache(logs, settings.history_cache_bytes // settings.history_workers)
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        sys.stdout.buffer.write(msgspec.json.encode(await reply(cache, line)) + b"\n")
        sys.stdout.buffer.flush()
    await backbone.close()


if __name__ == "__main__":
    logs.configure("history")
    asyncio.run(main(load()))
