from __future__ import annotations

import asyncio
import time

import msgspec
import pytest

from contest_engine.live.presence import FORGET_SECONDS, PresenceCounter
from realtime.backbone import Message
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol.frames import Presence, Viewers
from tests.conftest import eventually


def said(gateway: str, viewers: int) -> Message:
    return Message("viewers.c", msgspec.json.encode(Viewers(gateway, viewers)), {})


def test_gateways_are_added_up_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    audience = PresenceCounter(MemoryBackbone(), "c")
    audience.heard(said("a", 10))
    audience.heard(Message("viewers.c", b"nonsense", {}))
    now += FORGET_SECONDS / 2
    audience.heard(said("b", 5))
    assert audience.count() == 15
    audience.heard(said("b", 7))
    assert audience.count() == 17
    now += FORGET_SECONDS * 0.6
    assert audience.count() == 7


async def test_the_room_is_told_what_changed() -> None:
    backbone, told = MemoryBackbone(), list[int]()
    await backbone.subscribe("presence.c", lambda message: told.append(msgspec.json.decode(message.payload, type=Presence).viewers))
    audience = PresenceCounter(backbone, "c")
    audience.heard(said("a", 3))
    running = asyncio.create_task(audience.run())
    await eventually(lambda: told)
    running.cancel()
    assert told == [3]
