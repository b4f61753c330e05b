"""`realtime/protocol/body_limits.py`: what the gateway knows of the endpoints' bodies, since it cannot import them."""

from __future__ import annotations

from collections.abc import Iterable

from core_api.router.endpoint import MAX_BODY, Endpoint


def module(endpoints: Iterable[Endpoint]) -> str:
    """Its text."""
    lines = [
        '"""Bytes that a request\'s body may have, by endpoint. Generated from the endpoints: `python -m core_api.generate`."""',
        "",
        f"DEFAULT = {MAX_BODY}",
        '"""Of an endpoint without a line below."""',
        "LIMITS: tuple[tuple[str, str, int], ...] = (",
        *(
            f'    ("{endpoint.method}", "{endpoint.path}", {endpoint.body_limit}),'
            for endpoint in endpoints
            if endpoint.body is not None and endpoint.body_limit != MAX_BODY
        ),
        ")",
        '"""Method, path with placeholders, bytes."""',
    ]
    return "\n".join(lines) + "\n"
