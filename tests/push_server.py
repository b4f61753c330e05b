"""A push service as the browsers' makers run them, on this machine: it keeps what it is sent, and browsers read it with their keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import jwt
import msgspec
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from realtime.security import base64url

SECRET = b"sixteen bytes ok"


class Sent(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushServer:
    url: str = ""
    status: int = 201
    sent: list[Sent] = field(default_factory=list)
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, unless it hangs."""

    def to(self, browser: Browser) -> list[Sent]:
        return [each for each in self.sent if each.path == f"/send/{browser.name}"]


@asynccontextmanager
async def push_server() -> AsyncIterator[PushServer]:
    held = PushServer()
    held.answers.set()

    async def take(request: web.Request) -> web.Response:
        held.sent.append(Sent(request.path, dict(request.headers), await request.read()))
        await held.answers.wait()
        return web.Response(status=held.status)

    app = web.Application()
    app.router.add_post("/send/{name}", take)
    async with TestServer(app) as server:
        held.url = str(server.make_url("")).rstrip("/")
        yield held


class Browser:
    """Its side of RFC 8291, written from the standard once more."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._private = ec.generate_private_key(ec.SECP256R1())

    def subscription(self, service: PushServer, language: str = "en") -> dict[str, Any]:
        keys = {"p256dh": _text(self._public), "auth": _text(SECRET)}
        return {"endpoint": f"{service.url}/send/{self.name}", "expirationTime": None, "keys": keys, "language": language}

    def read(self, sent: Sent) -> Any:
        assert sent.headers["Content-Encoding"] == "aes128gcm"
        salt, size, length = sent.body[:16], int.from_bytes(sent.body[16:20]), sent.body[20]
        theirs, record = sent.body[21 : 21 + length], sent.body[21 + length :]
        assert len(sent.body) <= size == 4096
        shared = self._private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        material = HKDF(SHA256(), 32, SECRET, b"WebPush: info\0" + self._public + theirs).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(material)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(material)
        text = AESGCM(key).decrypt(nonce, record, None)
        assert text.endswith(b"\x02")
        return msgspec.json.decode(text[:-1])

    @property
    def _public(self) -> bytes:
        return self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def claims(sent: Sent, key: str) -> Any:
    """What the platform says of itself, checked with its public key."""
    scheme, _, rest = sent.headers["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64url.decoded(key))
    return jwt.decode(parts["t"], public, algorithms=["ES256"], options={"verify_aud": False})


def _text(raw: bytes) -> str:
    return base64url.encoded(raw)
