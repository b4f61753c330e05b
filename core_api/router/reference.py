"""The REST reference as one HTML page, made from the OpenAPI document. No script, no inline style, nothing from other hosts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STYLE = Path(__file__).with_name("reference.css")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
}
_CODE = re.compile(r"`([^`]+)`")


def page(document: dict[str, Any], base: str) -> str:
    """`base`: where the document and the style sheet are served."""
    operations = [(method.upper(), path, operation) for path, methods in document["paths"].items() for method, operation in methods.items()]
    tags = [(tag["name"], tag["description"]) for tag in document["tags"]]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<title>{_text(document["info"]["title"])}</title><link rel="stylesheet" href="{base}/docs/reference.css"></head><body>',
        "<nav aria-label='Endpoints'>",
        *_navigation(tags, operations),
        f"</nav><main><h1>{_text(document['info']['title'])}</h1>{_prose(document['info']['description'])}",
        f"<p>Machine-readable: <a href='{base}/openapi.json'>OpenAPI 3.1</a>.</p>",
    ]
    for name, description in tags:
        parts.append(f"<section><h2 id='{name}'>{_text(name)}</h2>{_prose(description)}")
        parts.extend(_operation(*operation) for operation in operations if name in operation[2]["tags"])
        parts.append("</section>")
    parts.append("<section><h2 id='types'>Types</h2>")
    parts.extend(_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
    parts.append("</section></main></body></html>")
    return "\n".join(parts)


def _navigation(tags: list[tuple[str, str]], operations: list[tuple[str, str, dict[str, Any]]]) -> Iterator[str]:
    for name, _ in tags:
        yield f"<h2><a href='#{name}'>{_text(name)}</a></h2><ul>"
        for method, path, operation in operations:
            if name in operation["tags"]:
                yield f"<li><a href='#{operation['operationId']}'><b>{method}</b> {_path(path)}</a></li>"
        yield "</ul>"
    yield "<h2><a href='#types'>types</a></h2>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [
        f"<article id='{operation['operationId']}'><h3><b class='{method.lower()}'>{method}</b> <code>{_path(path)}</code></h3>",
        f"<p class='summary'>{_inline(operation['summary'])}</p>{_prose(operation['description'])}",
    ]
    if operation["parameters"]:
        rows = (
            f"<tr><td><code>{_text(p['name'])}</code></td><td>{p['in']}{'' if p['required'] else ', optional'}</td>"
            f"<td>{_shape(p['schema'])}</td><td>{_inline(p.get('description', ''))}</td></tr>"
            for p in operation["parameters"]
        )
        parts.append(
            f"<table><thead><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )
    if "requestBody" in operation:
        parts.append(_body("Request", operation["requestBody"]["content"]))
    errors = []
    for status, response in operation["responses"].items():
        if status < "300" and "content" in response:
            parts.append(_body(f"Answer {status}", response["content"]))
        else:
            errors.append(f"<li><b>{status}</b> {_inline(response['description'])}</li>")
    return "\n".join([*parts, f"<ul class='answers'>{''.join(errors)}</ul></article>"])


def _body(title: str, content: dict[str, Any]) -> str:
    parts = []
    for media_type, described in content.items():
        shape = _shape(described["schema"]) if "schema" in described else ""
        parts.append(f"<p><b>{title}</b> {shape} <small>{media_type}</small></p>")
        if "example" in described:
            parts.append(f"<pre>{_text(json.dumps(described['example'], indent=2, ensure_ascii=False))}</pre>")
    return "".join(parts)


def _schema(name: str, schema: dict[str, Any]) -> str:
    parts = [f"<article id='type-{name}'><h3>{_text(name)}</h3>{_prose(schema.get('description', ''))}"]
    fields = schema.get("properties") or {item["title"]: item for item in schema.get("prefixItems", ())}
    required = schema.get("required", fields)
    rows = (
        f"<tr><td><code>{_text(field)}</code></td><td>{_shape(described)}{'' if field in required else ', optional'}</td>"
        f"<td>{_inline(described.get('description', ''))}</td></tr>"
        for field, described in fields.items()
    )
    return "".join([*parts, f"<table><tbody>{''.join(rows)}</tbody></table></article>"])


def _shape(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href='#type-{name}'>{_text(name)}</a>"
    if "anyOf" in schema:
        return " or ".join(_shape(option) for option in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"<code>{_text(value)}</code>" for value in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(_shape(item) for item in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    words = [str(schema.get("format") or schema.get("type", "any"))]
    bounds = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("minLength", "length ≥"), ("maxLength", "length ≤"))
    words += [f"{sign} {schema[key]:,}" for key, sign in bounds if key in schema]
    words += [f"<code>{_text(schema['pattern'])}</code>"] if "pattern" in schema else []
    words += [f"(default {_text(json.dumps(schema['default']))})"] if schema.get("default") not in (None, "") else []
    return " ".join(words)


def _path(path: str) -> str:
    return _text(path).replace("{", "<i>{").replace("}", "}</i>")


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in text.split("\n\n") if paragraph)


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", _text(text))


def _text(value: object) -> str:
    return html.escape(str(value))
