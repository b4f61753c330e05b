"""JSON schemas of structs with what their source says: descriptions of fields, and the names of elements of array-like structs."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.inspect import Metadata, StructType, Type, UnionType, type_info

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/{name}"


def components(kinds: Iterable[Any]) -> tuple[list[Schema], dict[str, Schema]]:
    """A schema for each type, and the named schemas they refer to. Raises `TypeError` when two structs share a name."""
    kinds = list(kinds)
    found = structs(kinds)
    references, named = msgspec.json.schema_components([*kinds, *found.values()], ref_template=REFERENCE, schema_hook=_anything)
    for name, schema in named.items():
        _translate_patterns(schema)
        if name not in found:
            raise TypeError(f"two public types are called {name.rpartition('.')[2]}: {name}")
        _describe(schema, found[name])
    return list(references[: len(kinds)]), named


def _anything(kind: type) -> Schema:
    """`object`, which msgspec does not know: any JSON."""
    if kind is not object:
        raise NotImplementedError
    return {"description": "Any JSON value."}


def structs(kinds: Iterable[Any]) -> dict[str, type[msgspec.Struct]]:
    """All structs that these types hold, by name."""
    found: dict[str, type[msgspec.Struct]] = {}

    def walk(node: object) -> None:
        if isinstance(node, StructType):
            if node.cls.__name__ in found:
                return
            found[node.cls.__name__] = node.cls
        if isinstance(node, Metadata):
            for kind in _forms(node):
                walk(type_info(kind))
        if isinstance(node, Type):
            for name in node.__struct_fields__:
                walk(getattr(node, name))
        elif isinstance(node, msgspec.inspect.Field):
            walk(node.type)
        elif isinstance(node, tuple):
            for item in node:
                walk(item)

    for kind in kinds:
        walk(type_info(kind))
    return found


def _translate_patterns(schema: Any) -> None:
    """Ends of patterns as JSON Schema writes them: Python's `$` allows a line end behind it and `\\Z` does not, ECMAScript has only `$`."""
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            schema["pattern"] = pattern.replace(r"\Z", "$")
        for part in schema.values():
            _translate_patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            _translate_patterns(part)


def _forms(node: Type) -> tuple[type[msgspec.Struct], ...]:
    """The structs of which a free-form object is one, given as `Meta(extra={"structs": ...})`."""
    if isinstance(node, Metadata):
        return tuple((node.extra or {}).get("structs", ())) or _forms(node.type)
    if isinstance(node, UnionType):
        return next((forms for option in node.types if (forms := _forms(option))), ())
    return ()


def _describe(schema: Schema, kind: type[msgspec.Struct]) -> None:
    """Adds descriptions and the names of array elements. A field that may be left out of an answer is not `required`."""
    described = field_docs(kind)
    if kind.__struct_config__.array_like:
        fields = kind.__struct_fields__
        for item, name in zip(schema["prefixItems"], fields, strict=True):
            item["title"] = name
    else:
        for field in msgspec.structs.fields(kind):
            if field.name in described:
                schema["properties"][field.encode_name].setdefault("description", described[field.name])
            if forms := _forms(type_info(field.type)):
                schema["properties"][field.encode_name]["anyOf"] = [{"$ref": REFERENCE.format(name=form.__name__)} for form in forms]
    if "description" in schema:
        schema["description"] = inspect.cleandoc(schema["description"])


@functools.cache
def field_docs(kind: type[msgspec.Struct]) -> dict[str, str]:
    """The strings behind the fields of a struct and of those it inherits from."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base is msgspec.Struct or not issubclass(base, msgspec.Struct):
            continue
        try:
            body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        except OSError:  # made when the program runs
            continue
        assert isinstance(body, ast.ClassDef)
        for field, doc in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(doc, ast.Expr)
                and isinstance(doc.value, ast.Constant)
                and isinstance(doc.value.value, str)
            ):
                found[field.target.id] = inspect.cleandoc(doc.value.value)
    return found
