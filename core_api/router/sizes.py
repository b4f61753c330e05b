"""How large a body its type allows: the size that an endpoint has to declare, and lists without a bound."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.inspect import DictType, ListType, Metadata, StrType, StructType, Type, UnionType, VarTupleType, type_info

ITEM = 2
"""Bytes of the shortest item of a list with what separates it from the next."""


def least_limit(kind: Any) -> int:
    """Bytes that a body may have by the bounds of its fields: an endpoint with a smaller limit could not take what its type allows.

    Text without a bound counts nothing: the limit is its bound. A list counts with its shortest items, or with one of the longest.
    """
    return _bytes(type_info(kind))


def _bytes(node: Type) -> int:
    if isinstance(node, Metadata):
        return _bytes(node.type)
    if isinstance(node, StrType):
        return node.max_length or 0
    if isinstance(node, ListType | VarTupleType):
        return max((node.max_length or 0) * ITEM, _bytes(node.item_type))
    if isinstance(node, StructType):
        return sum(_bytes(field.type) for field in node.fields)
    if isinstance(node, UnionType):
        return max(_bytes(option) for option in node.types)
    return 0


def unbounded_lists(kind: Any) -> list[str]:
    """Names of lists and maps of a type that may have any number of items."""
    found: list[str] = []
    seen: set[type[msgspec.Struct]] = set()

    def walk(node: object, name: str) -> None:
        if isinstance(node, ListType | VarTupleType | DictType) and node.max_length is None:
            found.append(name)
        if isinstance(node, StructType):
            if node.cls in seen:
                return
            seen.add(node.cls)
            for field in node.fields:
                walk(field.type, f"{node.cls.__name__}.{field.name}")
        elif isinstance(node, Type):
            for part in node.__struct_fields__:
                walk(getattr(node, part), name)
        elif isinstance(node, tuple):
            for item in node:
                walk(item, name)

    walk(type_info(kind), "body")
    return found
