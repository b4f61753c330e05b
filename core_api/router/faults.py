"""All that is wrong with a body or a query, not only what the decoder meets first: for forms, which show it at their fields."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from realtime.runtime.errors import Fault, Malformed

MOST = 20
"""Faults that are named at once."""
_AT = re.compile(r" - at `\$\.?([^`]*)`")
_FIELD = re.compile(r"(?:missing required|contains unknown) field `([^`]+)`")


def malformed(error: msgspec.ValidationError, content: object = msgspec.UNSET, kind: Any = None, *, strict: bool = True) -> Malformed:
    """What msgspec says with the field that is wrong, and everything else that is wrong with `content`, where it is given."""
    words = str(error)
    field = _field(words)
    faults = [] if content is msgspec.UNSET else found_in(content, kind, strict=strict)
    if field and all(fault.field != field for fault in faults):
        faults.insert(0, Fault(field, _without_place(words)))
    return Malformed(words, field=field or None, faults=faults[:MOST])


def found_in(content: object, kind: Any, *, strict: bool) -> list[Fault]:
    """Of a decoded body or query: `strict` as `msgspec.convert` has it."""
    found: list[Fault] = []
    _look(content, kind, "", found, strict)
    return found


def _look(content: object, kind: Any, path: str, found: list[Fault], strict: bool) -> None:
    if len(found) >= MOST:
        return
    struct = _struct(kind)
    if struct is None or not isinstance(content, dict):
        try:
            msgspec.convert(content, kind, strict=strict)
        except msgspec.ValidationError as error:
            words = str(error)
            found.append(Fault(_joined(path, _field(words)), _without_place(words)))
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for name, field in fields.items():
        if name in content:
            _look(content[name], field.type, _joined(path, name), found, strict)
        elif field.required:
            found.append(Fault(_joined(path, name), "this field is missing"))
    if struct.__struct_config__.forbid_unknown_fields:
        found += [Fault(_joined(path, name), "there is no such field") for name in content if name not in fields][:MOST]


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    """The struct whose fields an object has, also of `Struct | None`."""
    options = [option for option in get_args(kind) if option not in (type(None), msgspec.UnsetType)]
    kind = options[0] if len(options) == 1 else kind
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return None
    config = kind.__struct_config__
    return None if config.array_like or config.tag is not None else kind


def _field(words: str) -> str:
    at, named = _AT.search(words), _FIELD.search(words)
    return _joined(at.group(1) if at else "", named.group(1) if named else "")


def _joined(path: str, name: str) -> str:
    return path + name if name.startswith("[") else ".".join(part for part in (path, name) if part)


def _without_place(words: str) -> str:
    return _AT.sub("", words)
