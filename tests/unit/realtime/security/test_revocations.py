"""Revocations reach every role: at once when it listens, and by asking when it did not."""

from __future__ import annotations

import asyncio
import time

import msgspec

from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.security.revocations import Revocations, Revoked
from tests.conftest import eventually


async def test_who_begins_later_is_told_and_who_listens_hears_at_once() -> None:
    backbone, told = MemoryBackbone(), list[str]()
    until = int(time.time()) + 60
    kept = [Revoked("t1", "u1", until)]

    async def answer(_: Message) -> Reply:
        return Reply(msgspec.json.encode(kept), {})

    await backbone.answer(subjects.ASK_REVOKED, answer)
    revocations = Revocations(backbone, lambda revoked: told.append(revoked.session))
    running = asyncio.create_task(revocations.run())
    await eventually(lambda: "t1" in revocations)
    await backbone.publish(subjects.REVOKED, b"nonsense")
    for _ in range(2):
        await backbone.publish(subjects.REVOKED, msgspec.json.encode([Revoked("t2", "u1", until)]))
    await eventually(lambda: "t2" in revocations)
    assert told == ["t1", "t2"]
    assert "t3" not in revocations
    running.cancel()
