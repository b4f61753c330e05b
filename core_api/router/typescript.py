"""TypeScript types printed from JSON schemas, so that the page is checked against the structs of the server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from core_api.router.endpoint import JSON, Endpoint
from core_api.router.openapi import ErrorDocument
from core_api.router.schemas import Schema, components, structs

_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_SCALARS = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}


def rest(endpoints: Iterable[Endpoint]) -> str:
    """The types of all bodies, queries and answers, and `Api`, which names them by endpoint."""
    endpoints = tuple(endpoint for endpoint in endpoints if endpoint.media_type == JSON or endpoint.answer is None)
    asked = [kind for e in endpoints for kind in (e.query, e.body if e.body_media_type == JSON else None) if kind is not None]
    answered = [ErrorDocument, *(e.answer for e in endpoints if e.answer is not None)]
    printer = _Printer(asked, answered)
    lines = ["/** Query, body and answer of every endpoint under /api/v1. */", "export interface Api {"]
    for e in endpoints:
        parts = [f"{name}: {printer.type_of(kind)}" for name, kind in (("query", e.query), ("answer", e.answer)) if kind is not None]
        if e.body is not None and e.body_media_type == JSON:
            parts.insert(-1, f"body{'?' if e.body_optional else ''}: {printer.type_of(e.body)}")
        lines.append(f"  '{e}': {{ {'; '.join(parts)} }}" if parts else f"  '{e}': Record<never, never>")
    return printer.document("The REST API", "\n".join([*lines, "}"]))


def live(said: Mapping[str, type], heard: Mapping[str, type], acknowledgement: type) -> str:
    """The messages of the live API: what a viewer says and what it hears, and how what it says is acknowledged."""
    printer = _Printer(said.values(), [*heard.values(), acknowledgement])
    unions = [
        f"/** {doc} */\nexport type {name} =\n  | " + "\n  | ".join(printer.type_of(kind) for kind in kinds)
        for name, doc, kinds in (
            ("Said", "What a viewer says.", said.values()),
            ("Heard", "What a viewer hears.", heard.values()),
        )
    ]
    return printer.document("The live API", "\n\n".join(unions))


class _Printer:
    """Prints the named schemas of some types.

    A field with a default may be left out by who asks; who answers leaves it out only where its struct says so (`omit_defaults`).
    """

    def __init__(self, asked: Iterable[Any], answered: Iterable[Any]) -> None:
        asked, kinds = list(asked), [*asked, *answered]
        references, self._named = components(kinds)
        self._references = list(zip(kinds, references, strict=True))
        self._structs = structs(kinds)
        self._asked = set(structs(asked))

    def type_of(self, kind: Any) -> str:
        return self._type(next(reference for known, reference in self._references if known == kind))

    def document(self, title: str, ending: str) -> str:
        head = f"// {title}, generated from the server's types: python -m core_api.generate"
        return "\n\n".join([head, *(self._declaration(name, self._named[name]) for name in sorted(self._named)), ending]) + "\n"

    def _declaration(self, name: str, schema: Schema) -> str:
        doc = _comment(schema.get("description"), "")
        struct, required = self._structs[name], set(schema.get("required", ()))
        optional = name in self._asked or struct.__struct_config__.omit_defaults
        if schema["type"] == "array":
            whole = schema if optional else {**schema, "minItems": len(schema["prefixItems"])}
            return f"{doc}export type {name} = {self._type(whole)}"
        unset = {field.encode_name for field in msgspec.structs.fields(struct) if field.default is msgspec.UNSET}
        lines = []
        for key, value in schema["properties"].items():
            mark = "?" if key not in required and (optional or key in unset) else ""
            if mark and name not in self._asked:
                value = _without_null(value)  # it is left out instead
            shown = key if _NAME.fullmatch(key) else json.dumps(key)
            lines.append(f"{_comment(value.get('description'), '  ')}  {shown}{mark}: {self._type(value)}\n")
        return f"{doc}export interface {name} {{\n{''.join(lines)}}}"

    def _type(self, schema: Schema) -> str:
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(self._type(option) for option in schema["anyOf"]))
        if "enum" in schema:
            return " | ".join(_literal(value) for value in schema["enum"])
        if "const" in schema:
            return _literal(schema["const"])
        kind = schema.get("type")
        if kind == "array":
            return self._array(schema)
        if kind == "object":
            return f"Record<string, {self._type(schema.get('additionalProperties', {}))}>"
        return _SCALARS.get(str(kind), "unknown")

    def _array(self, schema: Schema) -> str:
        if "prefixItems" in schema:
            least = schema.get("minItems", 0)
            items = []
            for number, item in enumerate(schema["prefixItems"]):
                label = f"{item['title']}{'' if number < least else '?'}: " if "title" in item else ""
                items.append(label + self._type(item))
            return f"[{', '.join(items)}]"
        item = self._type(schema.get("items", {}))
        return f"({item})[]" if "|" in item else f"{item}[]"


def _without_null(schema: Schema) -> Schema:
    if "anyOf" not in schema or schema.get("default", "") is not None:
        return schema
    return {**schema, "anyOf": [option for option in schema["anyOf"] if option.get("type") != "null"]}


def _literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def _comment(text: str | None, indent: str) -> str:
    if not text:
        return ""
    lines = text.replace("*/", "* /").splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"
