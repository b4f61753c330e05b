"""Examples of structs for the reference: the struct's own `example()`, else one made from the types of its fields.

A test decodes every example by its own type, so that an example is always a request that would be accepted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import inspect as types

WORDS = {
    "id": "01j9z3k8w4",
    "name": "Ada Lovelace",
    "title": "Sum of two numbers",
    "text": "The round begins five minutes late.",
    "reason": "the validator was wrong",
    "email": "ada@example.org",
    "language": "python3",
    "verdict": "AC",
    "label": "A",
    "rgb": "#e6194b",
    "problem": "sum",
    "problem_id": "sum",
    "contest_id": "spring-cup",
    "rule": "icpc",
    "access_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6...",
    "contest_time": "1:23:45.000",
    "team_id": "01j9z3m2qv",
    "team": "01j9z3m2qv",
    "user_id": "01j9z3m2qv",
    "submission_id": "01j9z4c8tn",
    "organization": "ETH Zürich",
    "group": "students",
    "role": "creator",
    "state": "done",
    "old": "WA",
    "new": "AC",
    "medal": "gold",
    "citation": "Contest winner",
    "difficulty": "easy",
    "tag": "arithmetic",
    "statement": "Add two numbers.",
    "input": "1 2\n",
    "answer": "3\n",
    "compile_log": "",
    "message": "",
    "queue": "contest",
    "next": "01j9z3k8w4",
}
"""What stands in a field of text that its type says nothing about, by the field's name."""
MOMENT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def example(kind: Any) -> Any:
    """An example of a type, as what JSON can say."""
    return msgspec.to_builtins(_of(types.type_info(kind), ""), str_keys=True)


def _of(node: types.Type, name: str) -> Any:
    if isinstance(node, types.Metadata):
        given = (node.extra_json_schema or {}).get("examples")
        return given[0] if given else _of(node.type, name)
    if isinstance(node, types.StructType):
        return _struct(node)
    if isinstance(node, types.UnionType):
        return _of(next((kind for kind in node.types if not isinstance(kind, types.NoneType)), node.types[0]), name)
    if isinstance(node, types.TupleType):
        return [_of(item, name) for item in node.item_types]
    if isinstance(node, types.CollectionType):
        return [_of(node.item_type, name.removesuffix("s"))] * max(1, node.min_length or 0)
    if isinstance(node, types.DictType):
        return {}
    return _scalar(node, name)


def _struct(node: types.StructType) -> Any:
    own = getattr(node.cls, "example", None)
    if own is not None:
        return msgspec.to_builtins(own())
    values = {field.encode_name: _field(field) for field in node.fields}
    values = {name: value for name, value in values.items() if value is not msgspec.UNSET}
    if node.array_like:
        return list(values.values())
    return ({str(node.tag_field): node.tag} if node.tag is not None else {}) | values


def _field(field: types.Field) -> Any:
    default = field.default
    if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    if default is msgspec.NODEFAULT or default in (None, (), "", msgspec.UNSET):  # nothing to learn from
        return _of(field.type, field.name)
    return msgspec.to_builtins(default, str_keys=True)


def _scalar(node: types.Type, name: str) -> Any:
    if isinstance(node, types.IntType | types.FloatType):
        low = node.ge if node.ge is not None else node.gt
        return 1 if low is None else max(0, low) + (node.gt is not None)
    if isinstance(node, types.StrType):
        return WORDS.get(name, name.replace("_", "-") or "text")
    if isinstance(node, types.LiteralType):
        return node.values[0]
    if isinstance(node, types.BoolType):
        return False
    if isinstance(node, types.DateTimeType):
        return MOMENT
    if isinstance(node, types.NoneType):
        return None
    if isinstance(node, types.BytesType):
        return b""
    return {}
