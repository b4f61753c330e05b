"""Answers `ask.latex`: a judge makes HTML of statements in LaTeX while nothing urgent wants its slots."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from realtime.backbone import Message, Reply
from realtime.protocol.latex import LatexResult, LatexSource
from realtime.runtime.errors import PodiumError

log = logging.getLogger(__name__)

KEPT = 8
"""Results that are remembered: who asks gives up before a judge with a long queue has a slot, and asks again."""


class LatexAnswerer:
    def __init__(self, render: Callable[[str], LatexResult]) -> None:
        """`render`: blocks."""
        self._render = render
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[bytes, LatexResult] = OrderedDict()

    async def answer(self, message: Message) -> Reply:
        """One statement at a time: the next one is told to come back."""
        try:
            text = msgspec.json.decode(message.payload, type=LatexSource).text
        except msgspec.DecodeError as error:
            return _reply(LatexResult(fault=f"this is no question: {error}"))
        name = hashlib.blake2b(text.encode()).digest()
        if name not in self._kept:
            if self._turn.locked():
                return _reply(LatexResult(busy=True))
            async with self._turn:
                await self._make(name, text)
        return _reply(self._kept.get(name, LatexResult(busy=True)))

    async def _make(self, name: bytes, text: str) -> None:
        try:
            self._kept[name] = await asyncio.to_thread(self._render, text)
        except PodiumError as error:  # the machine's fault: another judge may do better
            log.warning("a statement could not be tried: %s", error.message)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _reply(result: LatexResult) -> Reply:
    return Reply(msgspec.json.encode(result), {})
