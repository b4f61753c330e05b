"""WebSocket frames: what a client may send, in any pieces, and what it may not."""

from __future__ import annotations

import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.wire import frames
from gateway.wire.frames import Message, ProtocolError, Reader

LIMIT = 4096


def masked(payload: bytes, opcode: int = frames.TEXT, *, first: int = 0x80, key: bytes = b"\x01\x02\x03\x04") -> bytes:
    """A frame as a client sends it."""
    size = len(payload)
    if size < 126:
        head = bytes((first | opcode, 0x80 | size))
    elif size < 65536:
        head = bytes((first | opcode, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((first | opcode, 0xFF)) + size.to_bytes(8, "big")
    return head + key + bytes(byte ^ key[n % 4] for n, byte in enumerate(payload))


def code_of(data: bytes, *, inflates: bool = False) -> int:
    with pytest.raises(ProtocolError) as caught:
        Reader(LIMIT, inflates).feed(data)
    return caught.value.code


messages = st.lists(
    st.one_of(
        st.tuples(st.just(frames.TEXT), st.text(max_size=300).map(str.encode)),
        st.tuples(st.just(frames.BINARY), st.binary(max_size=300)),
        st.tuples(st.sampled_from([frames.PING, frames.PONG]), st.binary(max_size=125)),
    ),
    max_size=8,
)


@given(messages, st.data())
def test_whole_messages_come_out_however_they_are_cut(sent: list[tuple[int, bytes]], data: st.DataObject) -> None:
    stream = b""
    for opcode, payload in sent:
        if opcode < frames.CLOSE and data.draw(st.booleans()):  # in fragments, with a ping between them
            cut = data.draw(st.integers(0, len(payload)))
            stream += masked(payload[:cut], opcode, first=0) + masked(b"?", frames.PING) + masked(payload[cut:], frames.CONTINUATION)
        else:
            stream += masked(payload, opcode, key=os.urandom(4))
    reader, got = Reader(LIMIT, inflates=False), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        got += reader.feed(stream[:size])
        stream = stream[size:]
    assert [message for message in got if message.payload != b"?"] == [Message(*message) for message in sent if message[1] != b"?"]


@given(st.binary(max_size=600))
def test_nothing_a_client_sends_raises_anything_else(data: bytes) -> None:
    for inflates in (False, True):
        try:
            Reader(LIMIT, inflates).feed(data)
        except ProtocolError as error:
            assert error.code in (1002, 1007, 1009)


@given(st.text(max_size=2000))
def test_compressed_messages_both_ways(text: str) -> None:
    squeezed = frames.deflate(text.encode())
    assert Reader(LIMIT * 4, inflates=True).feed(masked(squeezed, first=0xC0)) == [(frames.TEXT, text.encode())]
    whole = frames.frame(squeezed, compressed=True)
    assert whole[0] == 0xC1
    assert zlib.decompressobj(-15).decompress(squeezed + b"\x00\x00\xff\xff") == text.encode()


@given(st.lists(st.text(min_size=1, max_size=500), min_size=2, max_size=5))
def test_compressed_messages_do_not_lean_on_earlier_ones(texts: list[str]) -> None:
    squeezed = [frames.deflate((text * 3).encode()) for text in texts]
    for text, packed in reversed(list(zip(texts, squeezed, strict=True))):
        assert zlib.decompressobj(-15).decompress(packed + b"\x00\x00\xff\xff") == (text * 3).encode()


@pytest.mark.parametrize(("size", "head"), [(0, 2), (125, 2), (126, 4), (65535, 4), (65536, 10)])
def test_lengths_of_frames(size: int, head: int) -> None:
    made = frames.frame(bytes(size), frames.BINARY)
    assert len(made) == head + size
    assert Reader(100_000, inflates=False).feed(masked(bytes(size), frames.BINARY)) == [(frames.BINARY, bytes(size))]


@pytest.mark.parametrize(
    ("what", "data", "code"),
    [
        ("not masked", frames.frame(b"hello"), 1002),
        ("reserved bit", masked(b"x", first=0xA0), 1002),
        ("compressed, not negotiated", masked(b"x", first=0xC0), 1002),
        ("unknown opcode", masked(b"x", 0x3), 1002),
        ("unknown control opcode", masked(b"x", 0xB), 1002),
        ("fragmented ping", masked(b"x", frames.PING, first=0), 1002),
        ("long ping", masked(bytes(126), frames.PING), 1002),
        ("continuation of nothing", masked(b"x", frames.CONTINUATION), 1002),
        ("text within text", masked(b"x", first=0) + masked(b"y"), 1002),
        ("not UTF-8", masked(b"\xff\xfe"), 1007),
        ("not UTF-8 over fragments", masked(b"\xe2\x82", first=0) + masked(b"\x28", frames.CONTINUATION), 1007),
        ("too large", masked(bytes(LIMIT + 1)), 1009),
        ("too large, by its head alone", bytes((0x81, 0xFF)) + (10**7).to_bytes(8, "big"), 1009),
        ("too large over fragments", masked(bytes(LIMIT), first=0) + masked(b"x", frames.CONTINUATION), 1009),
        ("close with one byte", masked(b"x", frames.CLOSE), 1002),
        ("close with a code that is none", masked((1005).to_bytes(2, "big"), frames.CLOSE), 1002),
        ("close with a reason that is no text", masked((1000).to_bytes(2, "big") + b"\xff", frames.CLOSE), 1007),
    ],
)
def test_what_breaks_the_protocol_is_refused(what: str, data: bytes, code: int) -> None:
    assert code_of(data) == code, what


def test_a_bomb_is_not_unpacked() -> None:
    bomb = frames.deflate(bytes(50_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(ProtocolError) as caught:
        frames.inflate(bomb, LIMIT)
    assert caught.value.code == 1009
    assert code_of(masked(frames.deflate(bytes(LIMIT + 1)), first=0xC0), inflates=True) == 1009
    assert code_of(masked(b"\xff\xff\xff\xff", first=0xC0), inflates=True) == 1007


def test_a_split_utf8_character_is_one() -> None:
    euro = "€".encode()
    reader = Reader(LIMIT, inflates=False)
    assert reader.feed(masked(euro[:1], first=0)) == []
    assert reader.feed(masked(euro[1:], frames.CONTINUATION)) == [(frames.TEXT, euro)]


def test_close_frames_fit_a_control_frame() -> None:
    made = frames.close(4008, "ä" * 200)
    assert made[1] <= 125
    made[4:].decode()
