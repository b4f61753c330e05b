"""Errors of the gateway's own, as REST's: RFC 9457."""

from __future__ import annotations

from aiohttp import web


def problem(status: int, code: str, detail: str, headers: dict[str, str]) -> web.Response:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    return web.json_response(body, status=status, headers=headers, content_type="application/problem+json")
