"""`Expect: 100-continue` (RFC 9110, 10.1.1): a client that sends it waits with its body until the handler wants to read it."""

from __future__ import annotations

from aiohttp import web


async def continue_later(request: web.Request) -> None:
    """For a route's `expect_handler`. aiohttp's own asks for the body before the handler is called."""
    if request.headers["Expect"].lower() != "100-continue":
        raise web.HTTPExpectationFailed(text="the only expectation that can be met is 100-continue")


async def want_body(request: web.Request) -> None:
    """Tells the client to send its body, if it waits for that."""
    if "Expect" in request.headers:  # no other value gets past `continue_later`
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
