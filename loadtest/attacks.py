"""What hostile clients send: each attack is one client that keeps at it until it is stopped, from an address of its own.

All are of the kinds that once took hundreds of MiB, a core, or the connections of others. None looks at what it is answered.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp

MIB = 2**20
CONTEST, PROBLEM = "siege", "large"
"""What is attacked: see `loadtest.siege`."""
UPLOAD = 60
"""MiB of a body that is too large for any endpoint without a role."""
BOMB = gzip.compress(b" " * (64 * MIB))
"""64 kB that unfold to 64 MiB."""
PACKAGE = b'{"id":"bomb","title":"Bomb","statement":"x","tests":[' + b'{"input":"1","answer":"1"},' * 2_000_000 + b"]}"
IDLE = 100
"""Connections of a client that says nothing."""
PAUSE = 0.01
"""Seconds between two requests of a client: the attackers share two cores with what they attack."""


class Attacker:
    """A client with an address and connections of its own."""

    def __init__(self, number: int, port: int, token: str) -> None:
        self.address = f"127.0.{1 + number // 200}.{1 + number % 200}"
        self.port = port
        self.token = token
        self.met: Counter[str] = Counter()
        """Answers by status, or how a try ended."""

    def http(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(local_addr=(self.address, 0), limit=0, force_close=True)
        return aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", connector=connector, timeout=aiohttp.ClientTimeout(total=20))

    async def request(self, method: str, path: str, data: object = None, **headers: str) -> None:
        async with self.http() as http, http.request(method, path, data=data, headers=headers) as answer:
            self.met[str(answer.status)] += 1
            await answer.content.readany()

    async def socket(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))


async def upload(attacker: Attacker) -> None:
    """A large body without credentials."""
    await attacker.request("POST", "/api/v1/auth/login", _endless(UPLOAD), **{"Content-Type": "application/json"})


async def bomb(attacker: Attacker) -> None:
    """A body that unfolds to a thousand times its size."""
    await attacker.request("POST", "/api/v1/auth/login", BOMB, **{"Content-Type": "application/json", "Content-Encoding": "gzip"})


async def polling_upload(attacker: Attacker) -> None:
    """A large body for a session of long polling that there is not."""
    await attacker.request("POST", "/socket.io/?EIO=4&transport=polling&sid=nobody", _endless(UPLOAD))


async def idle(attacker: Attacker) -> None:
    """Connections that say nothing, or ask again and again and read no answer."""
    writers: list[asyncio.StreamWriter] = []
    try:
        for number in range(IDLE):
            _, writer = await attacker.socket()
            writers.append(writer)
            if number % 2:
                writer.write(b"GET /api/v1/languages HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        await asyncio.sleep(5)
    finally:
        for writer in writers:
            writer.transport.abort()


async def guesses(attacker: Attacker) -> None:
    """Logins, some under a name of megabytes, from addresses that it claims to speak for."""
    email = "x" * (4 * MIB) if random.random() < 0.2 else f"somebody{random.randrange(9)}@podium.localhost"
    body = json.dumps({"email": email, "password": "guess"}).encode()
    claimed = ".".join(str(random.randrange(1, 255)) for _ in range(4))
    await attacker.request("POST", "/api/v1/auth/login", body, **{"Content-Type": "application/json", "X-Forwarded-For": claimed})


async def nested(attacker: Attacker) -> None:
    """Packets that are nested without end, over WebSocket and over polling."""
    packet = "42" + "[" * 900 + "]" * 900
    async with attacker.http() as http, http.ws_connect("/socket.io/?EIO=4&transport=websocket") as socket:
        for _ in range(1000):
            await socket.send_str(packet)


async def problem(attacker: Attacker) -> None:
    """A problem with large tests, read again and again."""
    await attacker.request("GET", f"/api/v1/problems/{PROBLEM}")


async def rooms(attacker: Attacker) -> None:
    """Invented rooms, entered and left."""
    async with attacker.http() as http, http.ws_connect(f"/api/v1/contests/{CONTEST}/live") as socket:
        for number in range(2000):
            names = [f"clock.x{number}-{index}" for index in range(20)]
            await socket.send_json({"type": "subscribe", "rooms": [{"room": name} for name in names]})
            await socket.send_json({"type": "unsubscribe", "rooms": names})


async def polling(attacker: Attacker) -> None:
    """Polling sessions by the hundred over one connection."""
    connector = aiohttp.TCPConnector(local_addr=(attacker.address, 0), limit=1)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{attacker.port}", connector=connector) as http:
        for _ in range(500):
            async with http.get("/socket.io/?EIO=4&transport=polling") as answer:
                attacker.met[str(answer.status)] += 1


async def fragments(attacker: Attacker) -> None:
    """A message of empty fragments without end."""
    reader, writer = await attacker.socket()
    try:
        writer.write(
            b"GET /api/v1/contests/%s/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" % CONTEST.encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x01\x80\0\0\0\0")
        while not reader.at_eof():
            writer.write(b"\0\x80\0\0\0\0" * 1000)
            await writer.drain()
            await asyncio.sleep(PAUSE)
    finally:
        writer.transport.abort()


async def package(attacker: Attacker) -> None:
    """A problem of two million tests, sent by a contestant."""
    await attacker.request("POST", "/api/v1/problems", PACKAGE, **{"Authorization": attacker.token, "Content-Type": "application/json"})


Attack = Callable[[Attacker], Awaitable[None]]
ATTACKS: dict[str, Attack] = {
    attack.__name__: attack for attack in (upload, bomb, polling_upload, idle, guesses, nested, problem, rooms, polling, fragments, package)
}


async def attacked(port: int, token: str, clients: int, seconds: float, only: list[str]) -> dict[str, dict[str, int]]:
    """All of them at once, for so long; what they met, by attack."""
    attackers = [(only[number % len(only)], Attacker(number, port, token)) for number in range(clients)]
    tasks = [asyncio.create_task(_keep_at(ATTACKS[name], attacker)) for name, attacker in attackers]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    met: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, attacker in attackers:
        met[name] += attacker.met
    return {name: dict(counts) for name, counts in met.items()}


async def _keep_at(attack: Attack, attacker: Attacker) -> None:
    """Until cancelled. What it is refused or cut off from is counted."""
    while True:
        try:
            await attack(attacker)
        except (aiohttp.ClientError, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            attacker.met[type(error).__name__] += 1
        await asyncio.sleep(PAUSE)


async def _endless(mib: int) -> AsyncIterator[bytes]:
    piece = b"x" * 65536
    for _ in range(mib * 16):
        yield piece


if __name__ == "__main__":  # a process of its own, told as JSON what to do: what it costs to attack holds up nobody who watches
    print(json.dumps(asyncio.run(attacked(**json.load(sys.stdin)))))
