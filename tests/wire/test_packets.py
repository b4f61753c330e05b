"""Engine.IO and Socket.IO packets, and the HTTP request before them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.wire import handshake, packets
from gateway.wire.frames import ProtocolError
from gateway.wire.packets import Packet

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
with_bytes = st.recursive(plain | st.binary(max_size=10), lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(st.text(min_size=1, max_size=10), st.lists(plain, max_size=3), st.sampled_from(["/", "/custom"]), st.none() | st.integers(0, 10**9))
def test_events_come_back_as_they_were(name: str, arguments: list[Any], namespace: str, id_: int | None) -> None:
    text, attachments = packets.encode_all(packets.EVENT, [name, *arguments], namespace, id_)
    assert attachments == []
    assert packets.decode(text.decode()[1:]) == Packet(packets.EVENT, namespace, [name, *arguments], id_)


@given(st.lists(with_bytes, max_size=4))
def test_binary_parts_travel_apart_and_come_together(arguments: list[Any]) -> None:
    text, attachments = packets.encode_all(packets.EVENT, ["e", *arguments])
    if len(attachments) > packets.MAX_ATTACHMENTS:
        return
    packet = packets.decode(text.decode()[1:])
    assert packet.attachments == len(attachments)
    if attachments:
        assert packets.join(packet.data, attachments) == ["e", *arguments]


@given(st.text(max_size=40))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        packets.decode(text)
    except ProtocolError as error:
        assert error.code == 1008


@pytest.mark.parametrize(
    ("text", "packet"),
    [
        ("0", Packet(packets.CONNECT)),
        ('0{"token":"x"}', Packet(packets.CONNECT, "/", {"token": "x"})),
        ("0/custom,", Packet(packets.CONNECT, "/custom")),
        ("0/custom?a=b,{}", Packet(packets.CONNECT, "/custom", {})),
        ("1/custom", Packet(packets.DISCONNECT, "/custom")),
        ('212["e",1]', Packet(packets.EVENT, "/", ["e", 1], 12)),
        ("3/a,7[]", Packet(packets.ACK, "/a", [], 7)),
        ('51-["e",{"_placeholder":true,"num":0}]', Packet(packets.BINARY_EVENT, "/", ["e", {"_placeholder": True, "num": 0}], None, 1)),
    ],
)
def test_packets_as_the_protocol_writes_them(text: str, packet: Packet) -> None:
    assert packets.decode(text) == packet


@pytest.mark.parametrize(
    "text",
    ["", "7", "x", "2", "2{}", "2[]", "2[1]", '2abc["e"]', "3[]", "0[]", '0"x"', "1[]", '4{"a":1}', "5-[]", "5x-[]", '59-["e"]', '50-["e"]', "2" * 40,
     "2" + "[" * 5000],
)  # fmt: skip
def test_packets_that_are_none(text: str) -> None:
    with pytest.raises(ProtocolError):
        packets.decode(text)


def test_a_placeholder_must_have_its_attachment() -> None:
    for data in ([{"_placeholder": True, "num": 1}], [{"_placeholder": True, "num": -1}], [{"_placeholder": True}]):
        with pytest.raises(ProtocolError):
            packets.join(data, [b"x"])


def request(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


UPGRADE = (
    "Upgrade: websocket",
    "Connection: keep-alive, Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def test_the_answer_is_that_of_the_rfc() -> None:
    head = handshake.parse(request("GET /chat?EIO=4&x=%20y HTTP/1.1", "Host: h", *UPGRADE))
    assert head is not None
    assert (head.path, head.query) == ("/chat", {"EIO": "4", "x": " y"})
    assert handshake.wants_websocket(head)
    assert handshake.fault(head) == ""
    answer = handshake.accept(head, deflated=False)
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert b"Extensions" not in answer
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("offer", "taken"),
    [
        ("permessage-deflate", True),
        ("permessage-deflate; client_max_window_bits", True),
        ("x-other, permessage-deflate; server_max_window_bits=10", False),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", True),
        ("permessage-bzip2", False),
    ],
)
def test_compression_is_taken_where_it_can_be_done(offer: str, taken: bool) -> None:
    head = handshake.parse(request("GET / HTTP/1.1", *UPGRADE, f"Sec-WebSocket-Extensions: {offer}"))
    assert head is not None
    assert handshake.deflates(head) == taken
    assert (b"server_no_context_takeover" in handshake.accept(head, deflated=taken)) == taken


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("POST / HTTP/1.1", *UPGRADE), "GET"),
        (("GET / HTTP/1.1", *UPGRADE[:2], "Sec-WebSocket-Version: 8", UPGRADE[3]), "version"),
        (("GET / HTTP/1.1", *UPGRADE[:3]), "Key"),
        (("GET / HTTP/1.1", *UPGRADE[:3], "Sec-WebSocket-Key: c2hvcnQ="), "16 bytes"),
        (("GET / HTTP/1.1", *UPGRADE[:3], "Sec-WebSocket-Key: !!"), "base64"),
    ],
)
def test_an_upgrade_that_cannot_be_accepted_says_why(lines: tuple[str, ...], why: str) -> None:
    head = handshake.parse(request(*lines))
    assert head is not None
    assert why in handshake.fault(head)


@given(st.binary(max_size=200))
def test_no_head_raises(data: bytes) -> None:
    head = handshake.parse(data + b"\r\n\r\n")
    if head is not None:
        handshake.wants_websocket(head)
        handshake.fault(head)
        handshake.deflates(head)


@pytest.mark.parametrize(
    "lines", [("GET /",), ("GET / HTTP/2",), ("GET / HTTP/1.1", "no colon"), ("GET / HTTP/1.1", "bad : x"), ("\x00\x01",)]
)
def test_what_is_no_request(lines: tuple[str, ...]) -> None:
    assert handshake.parse(request(*lines)) is None
