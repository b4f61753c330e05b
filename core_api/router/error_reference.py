"""The reference of errors: every code with its status and what it means, from the tree of errors itself.

A code that clients may see is one of `realtime.runtime.errors`, one of a domain's models, or one that an endpoint declares. The `type` of
an error document leads to its page, `GET /errors/{code}`; `docs/errors.md` has all of them.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

import msgspec

from core_api.router.endpoint import BASE, Endpoint
from core_api.router.openapi import errors_of
from realtime.runtime import errors
from realtime.runtime.errors import PodiumError, title


class ErrorType(msgspec.Struct, frozen=True):
    """What an error's `code` means."""

    code: str
    status: int
    title: str
    meaning: str

    @classmethod
    def example(cls) -> ErrorType:
        return cls("not-found", 404, "Not found", "There is no such thing, or none that the caller may know of.")


def error_types(endpoints: Iterable[Endpoint]) -> list[ErrorType]:
    """All that clients may see, by status and code."""
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PodiumError)}
    kinds |= {
        kind for kind in _below(PodiumError) if kind.__module__.startswith("core_api.domains.") and kind.__module__.endswith(".models")
    }
    kinds |= {kind for endpoint in endpoints for kind in errors_of(endpoint)}
    return [
        ErrorType(kind.code, kind.status, title(kind.code), " ".join((kind.__doc__ or "").split("\n\n")[0].split()))
        for kind in sorted(kinds, key=lambda kind: (kind.status, kind.code))
    ]


def _below(kind: type[PodiumError]) -> set[type[PodiumError]]:
    return {kind, *(lower for direct in kind.__subclasses__() for lower in _below(direct))}


def page(kind: ErrorType) -> str:
    """A page for people who follow the `type` of an error document. No script, nothing from other hosts."""
    heading = f"{kind.status} {html.escape(kind.title)}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading}</title><link rel="stylesheet" href="{BASE}/docs/reference.css"></head><body><main>'
        f"<h1>{heading}</h1><p>Code: <code>{html.escape(kind.code)}</code></p><p>{html.escape(kind.meaning)}</p>"
        f'<p><a href="{BASE}/docs">All endpoints</a>, with the errors of each.</p></main></body></html>'
    )


def markdown(endpoints: Iterable[Endpoint]) -> str:
    """`docs/errors.md`."""
    lines = [
        "# Errors",
        "",
        "Generated from the tree of errors: `python -m core_api.generate`.",
        "",
        "Every error of the REST API is an `application/problem+json` document (RFC 9457):",
        "",
        "```json",
        '{"type": "/api/v1/errors/malformed", "title": "Malformed", "status": 400, "code": "malformed",',
        ' "detail": "Expected `int`, got `str` - at `$.capacity`", "field": "capacity",',
        ' "errors": [{"field": "capacity", "detail": "Expected `int`, got `str`"}, {"field": "id", "detail": "this field is missing"}]}',
        "```",
        "",
        "`type` leads to a page of the platform itself that explains the `code`; both are stable, for programs, and so is the `status`",
        "of a code. `title` is the same for every error of a code, `detail` is for people and may change. `field` names what is wrong: a",
        "field of the body (`settings.problems[1].id`), a parameter of the query, a header, or a part of the path. Where several fields of",
        "a body or query have the wrong shape, `errors` has up to 20 of them. 429 and 503 carry `Retry-After`. `X-Request-Id` of the",
        "answer stands in the platform's log.",
        "",
        "| status | code | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {kind.status} | `{kind.code}` | {kind.meaning.replace('|', chr(92) + '|')} |" for kind in error_types(endpoints)]
    return "\n".join(lines) + "\n"
