"""A gateway without an engine, for measuring: one numbered room that everybody may enter. Standard input: `go RATE SIZE SECONDS`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import time
from contextlib import AsyncExitStack

import msgspec
import uvloop
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.edge.admission import Admission
from gateway.edge.server import Server, new_app
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.security.tokens import Verifier

ROOM = "clock.bench"


class Speaker:
    """Says frames of a size at a rate; answers for the whole of the room."""

    def __init__(self, backbone: MemoryBackbone) -> None:
        self._backbone = backbone
        self._number = 0

    async def whole(self, _: Message) -> Reply:
        return Reply(msgspec.json.encode({"type": "clock"}), {"epoch": "1", "seq": str(self._number), "whole": "1"})

    async def go(self, rate: float, size: int, seconds: float) -> None:
        due = time.monotonic()
        for _ in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._number += 1
            frame = f'{{"t":{time.monotonic_ns()},"s":{self._number:010},"pad":"'
            frame += "x" * (size - len(frame) - 2) + '"}'
            await self._backbone.publish(ROOM, frame.encode(), {"epoch": "1", "seq": str(self._number)})
            due += 1 / rate


async def main(port: int) -> None:
    async with AsyncExitStack() as stack:
        backbone = MemoryBackbone()
        speaker = Speaker(backbone)
        await backbone.answer(f"ask.snapshot.{ROOM}", speaker.whole)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
        sessions = Sessions(Hub(backbone, AllPublic()), Verifier(key))
        everybody = Admission(per_second=1e9, at_once=10**9, per_address=10**9)
        bound = await Server(new_app(), sessions, sessions, admission=everybody).start(stack, "127.0.0.1", port)
        gc.collect()
        gc.freeze()
        print(json.dumps({"port": bound}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            rate, size, seconds = line.split()[1:]
            await speaker.go(float(rate), int(size), float(seconds))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int, nargs="?", default=0)
    uvloop.run(main(parser.parse_args().port))
