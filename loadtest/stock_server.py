"""The yardstick: python-socketio on aiohttp as it comes, everybody in one room. Standard input: `go RATE SIZE SECONDS`."""

from __future__ import annotations

import asyncio
import json
import sys
import time

import socketio
import uvloop
from aiohttp import web


async def main() -> None:
    server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")

    async def connect(sid: str, _environ: object, _auth: object = None) -> None:
        await server.enter_room(sid, "all")

    server.on("connect", connect)
    app = web.Application()
    server.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    number = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        rate, size, seconds = (float(word) for word in line.split()[1:])
        due = time.monotonic()
        for _ in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            number += 1
            frame = {"t": time.monotonic_ns(), "s": f"{number:010}", "pad": ""}
            frame["pad"] = "x" * max(0, int(size) - len(json.dumps(frame)))
            await server.emit("frame", {**frame, "s": number}, room="all")
            due += 1 / rate


if __name__ == "__main__":
    uvloop.run(main())
