"""Wrong variants of a request's parts, made from the declared types: every field at every depth gets every bad value once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from msgspec import inspect as types

from core_api.router.examples import example

INJECTED = "x\r\nX-Injected: 1\r\n\r\n<script>"
"""A header of an answer, and a body, where a value of a request is written into the head as it is."""
WORDS = (
    "",
    " ",
    "\0",
    "a\0b",
    "x8\n",
    INJECTED,
    "../../etc/passwd",
    "'; drop table users; --",
    "\u202e\u200b\ufeff",
    "\U0001f600" * 40,
    "x" * 5000,
    "*.>",
)
NUMBERS = (-1, 0, 2**31, 2**63, -(2**63) - 1, 10**40, 1e308, -1e308, 5e-324)
VALUES: tuple[Any, ...] = (*WORDS, *NUMBERS, None, True, [], {}, [None], {"": {}})
RAW = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe",
    b'{"\xff": 1}',
    b'{"\\ud800": "\\udfff"}',
    b"[" * 30_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"1" * 5000,
    b"-" + b"9" * 400 + b"e999",
    b"{}" + b" " * 60_000,
    b'{"a": 1, "a": 2}',
    b"\x81\xa1a" * 5000,
    b"\xdf\xff\xff\xff\xff",
)
"""Bodies that are nothing, another format, or nested without end."""
PATHS = (
    *(quote(word, safe="") for word in WORDS if word),
    "%",
    "%ff",
    "%ed%a0%80",
    "..%2f..",
    "%2e%2e",
    "a%2fb",
    "null",
    "0",
    "-1",
    "x" * 7000,
)


def bodies(node: types.Type, value: Any) -> Iterator[Any]:
    """Variants of `value`, a body of type `node`, each with one thing wrong."""
    if isinstance(node, types.Metadata):
        yield from bodies(node.type, value)
        return
    yield from VALUES
    if isinstance(node, types.StructType) and isinstance(value, dict):
        yield from _of_struct(node, value)
    elif isinstance(node, types.UnionType):
        for option in node.types:
            if isinstance(option, types.StructType):
                fits = isinstance(value, dict) and (option.tag is None or value.get(option.tag_field) == option.tag)
                yield from bodies(option, value if fits else example(option.cls))
    elif isinstance(node, types.VarTupleType | types.ListType):
        item = value[0] if isinstance(value, list | tuple) and value else None
        yield [item] * 20_000
        for wrong in bodies(node.item_type, item):
            yield [*(value or ()), wrong]
    elif isinstance(node, types.DictType):
        yield {str(number): 0 for number in range(5000)}
        for wrong in VALUES:
            yield {str(wrong): wrong}


def _of_struct(node: types.StructType, value: dict[str, Any]) -> Iterator[Any]:
    yield {**value, "surplus": 1}
    for field in node.fields:
        left_out = dict(value)
        left_out.pop(field.encode_name, None)
        yield left_out
        held = value.get(field.encode_name)
        inner = _struct_of(field.type)
        if held is None and inner is not None:
            held = example(inner.cls)
        for wrong in bodies(field.type, held):
            yield {**value, field.encode_name: wrong}


def _struct_of(node: types.Type) -> types.StructType | None:
    if isinstance(node, types.Metadata):
        return _struct_of(node.type)
    if isinstance(node, types.UnionType):
        return next((option for option in node.types if isinstance(option, types.StructType)), None)
    return node if isinstance(node, types.StructType) else None


def queries(names: tuple[str, ...]) -> Iterator[str]:
    """Query strings, encoded."""
    yield from ("%00", "%ff=%ff", "=&=&&", "unknown=1", "x" * 7000)
    for name in names:
        yield from (f"{name}=1&{name}=2", f"{name}={'9' * 5000}", f"{name}=1e999", f"{name}=0x10", f"{name}=NaN")
        for value in PATHS:
            yield f"{name}={value}"
        for number in NUMBERS:
            yield f"{name}={number}"
