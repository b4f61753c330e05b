"""What aiohttp keeps to itself of a server connection, and the gateway has to know: nothing public says it.

All that reads private names of aiohttp stands here; `tests/unit/gateway/edge/test_aiohttp_internals.py` fails when a version means
something else by them.
"""

from __future__ import annotations

from aiohttp import StreamReader, web


def waits(http: web.RequestHandler) -> bool:
    """Whether it waits for the next request: none is being answered."""
    waiter = http._waiter
    return waiter is not None and not waiter.done()


def received(http: web.RequestHandler) -> int:
    """Requests whose head has come."""
    return http._request_count


def queued(http: web.RequestHandler) -> int:
    """Of them, those that wait behind the one that is answered."""
    return len(http._messages)


def newest_body(http: web.RequestHandler) -> StreamReader | None:
    """Of the newest request that is queued."""
    return http._messages[-1][1] if http._messages else None


def upgraded(http: web.RequestHandler) -> bool:
    """Whether what comes from now on is another protocol's."""
    return http._upgraded
