"""A coverage-guided fuzzer of all that clients send: WebSocket frames, Engine.IO and Socket.IO packets, heads of requests.

By hand, with `atheris` from the package index in an environment of its own (it is no dependency):

    python tests/fuzz/wire.py CORPUS -max_total_time=600 -timeout=5 -rss_limit_mb=1024

A connection may answer nonsense with a close frame, and with nothing else: every exception that is no `ProtocolError` is a finding.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["gateway"]):
    from gateway.hub.hub import Hub
    from gateway.hub.private_contests import AllPublic
    from gateway.hub.sessions import Sessions
    from gateway.transports.heartbeat import Beats
    from gateway.transports.link import HARD_LIMIT, Lane
    from gateway.transports.plain_link import PlainLink
    from gateway.transports.socketio_link import SocketIoLink
    from gateway.transports.timing_wheel import Wheel
    from gateway.wire import handshake, packets
    from gateway.wire.frames import ProtocolError

from cryptography.hazmat.primitives.asymmetric import rsa

from realtime.backbone.memory import MemoryBackbone
from realtime.protocol.client_messages import MAX_MESSAGE
from realtime.security.tokens import Verifier

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
sessions = Sessions(
    Hub(MemoryBackbone(), AllPublic()), Verifier(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key())
)


class Transport:
    """Takes everything; knows how much that was."""

    def __init__(self) -> None:
        self.written = 0
        self.closed = False

    def set_write_buffer_limits(self, high: int) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.written += len(data)

    def close(self) -> None:
        self.closed = True

    abort = close


def connection(data: atheris.FuzzedDataProvider) -> None:
    """One connection that sends anything, cut into pieces anywhere."""
    transport: Any = Transport()
    lane = Lane("fuzz", Wheel(), Beats(), MAX_MESSAGE)
    link: Any
    if data.ConsumeBool():
        link = SocketIoLink(lane, transport, data.ConsumeBool(), sessions)
    else:
        link = PlainLink(lane, transport, data.ConsumeBool(), sessions)
    while data.remaining_bytes() and not transport.closed:
        if data.ConsumeBool():  # a frame that is whole, so that what is in it is looked at as well
            payload = data.ConsumeBytes(data.ConsumeIntInRange(0, 300))
            head = bytes((data.ConsumeIntInRange(0, 255), 0x80 | min(126, len(payload))))
            if len(payload) >= 126:
                head += len(payload).to_bytes(2, "big")
            link.data_received(head + bytes(4) + payload)
        else:
            link.data_received(data.ConsumeBytes(data.ConsumeIntInRange(1, 100)))
    link.connection_lost(None)
    assert transport.written < HARD_LIMIT
    assert not lane.links
    loop.run_until_complete(asyncio.sleep(0))


def head(data: atheris.FuzzedDataProvider) -> None:
    found = handshake.parse(data.ConsumeBytes(4096))
    if found is not None:
        handshake.wants_websocket(found)
        handshake.deflates(found)
        if not handshake.fault(found):
            handshake.accept(found, deflated=False)


def packet(data: atheris.FuzzedDataProvider) -> None:
    try:
        found = packets.decode(data.ConsumeUnicodeNoSurrogates(2000))
        if found.attachments:
            packets.join(found.data, [b""] * found.attachments)
    except ProtocolError:
        pass


def one(input: bytes) -> None:
    data = atheris.FuzzedDataProvider(input)
    (connection, head, packet)[data.ConsumeIntInRange(0, 2)](data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
