"""Reads what stands on the pages of PDFs that fpdf2 makes: the texts in their order, by the fonts' own tables."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.S)
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.S)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\((?P<text>(?:\\.|[^\\()])*)\) Tj", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(document: bytes) -> list[str]:
    """The text of each page, a line for each piece that was drawn."""
    objects = {int(number): content for number, content in _OBJECT.findall(document)}
    fonts = {
        name: _characters(_inflated(objects[int(to_unicode)]))
        for content in objects.values()
        for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", content)
        for to_unicode in re.findall(rb"/ToUnicode (\d+) 0 R", objects[int(font)])
    }
    found = [content for content in objects.values() if re.search(rb"/Type /Page\b", content)]
    return [_text(_inflated(objects[int(_referred(rb"Contents", page))]), fonts) for page in found]


def _referred(name: bytes, content: bytes) -> bytes:
    match = re.search(rb"/" + name + rb" (\d+) 0 R", content)
    assert match is not None
    return match[1]


def _inflated(content: bytes) -> bytes:
    match = _STREAM.search(content)
    assert match is not None
    return zlib.decompress(match[1]) if b"FlateDecode" in content else match[1]


def _characters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _text(drawn: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    pieces, font = [], b""
    for match in _SHOWN.finditer(drawn):
        if match[1]:
            font = match[1]
            continue
        raw = re.sub(rb"\\(.)", lambda escaped: _ESCAPES.get(escaped[1], escaped[1]), match["text"], flags=re.S)
        codes = (int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
        pieces.append("".join(fonts[font].get(code, "?") for code in codes))
    return "\n".join(pieces)
