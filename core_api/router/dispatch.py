"""The router: makes aiohttp handlers of declared endpoints.

For each request: policy, rate limits, query, body, handler, answer, in this order. What can be prepared is prepared once:
decoders, the encoder and the list of arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from core_api.router import binding, idempotency, responses
from core_api.router.endpoint import BASE, Address, Endpoint, endpoints
from core_api.router.limits import Limits, Quota
from core_api.router.policies import Gate
from core_api.router.responses import Created, Encoded, Streamed
from realtime.security.addresses import Trusted


class Router:
    def __init__(self, app: web.Application, gate: Gate, limits: Limits, trusted: Trusted) -> None:
        self._app = app
        self._gate = gate
        self._limits = limits
        self._trusted = trusted

    def add(self, routes: object) -> None:
        """Serves all endpoints that the class of `routes` declares. Raises `TypeError` for a wrong declaration."""
        for endpoint in endpoints([type(routes)]):
            handle = self._handler(endpoint, getattr(routes, endpoint.name))
            if endpoint.method == "GET":
                self._app.router.add_get(endpoint.path, handle)  # and HEAD
            else:
                self._app.router.add_route(endpoint.method, endpoint.path, handle)

    def _handler(self, endpoint: Endpoint, method: Callable[..., Awaitable[Any]]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        decode_query = None if endpoint.query is None else binding.Query(endpoint.query).decode
        read_body = None if endpoint.body is None else binding.body_reader(endpoint)

        async def handle(request: web.Request) -> web.StreamResponse:
            arguments: dict[str, Any] = dict(request.match_info)
            claims = None
            if endpoint.reads_token:
                claims = self._gate.admit(endpoint.policy, request.headers.get("Authorization"))
                if endpoint.caller:
                    arguments[endpoint.caller] = claims
            if endpoint.limits or endpoint.address:
                address = self._trusted.client(request.remote, request.headers.get("X-Forwarded-For"))
                if endpoint.address:
                    arguments[endpoint.address] = Address(address)
                quota = Quota(self._limits, endpoint.limits, claims.sub if claims else "", address)
                if endpoint.quota:
                    arguments[endpoint.quota] = quota
                else:
                    await quota.take()
            if decode_query is not None:
                arguments["query"] = decode_query(request.query)
            elif request.query_string:
                raise binding.unknown(next(iter(request.query), request.query_string), set())
            if read_body is not None:
                body = arguments["body"] = await read_body(request)
                if endpoint.key:
                    given = request.headers.get(idempotency.HEADER)
                    arguments[endpoint.key] = idempotency.read(given, request.method, request.path, body)
            return await _response(request, endpoint, await method(**arguments))

        return handle


async def _response(request: web.Request, endpoint: Endpoint, answer: Any) -> web.StreamResponse:
    status, headers = endpoint.status, {}
    if endpoint.cache_control:
        headers["Cache-Control"] = endpoint.cache_control
    if endpoint.kind is Streamed:
        return await responses.streamed(request, answer, endpoint.media_type, headers)
    if endpoint.kind is Created:
        headers["Location"] = BASE + answer.location
        status, answer = 201 if answer.new else 200, answer.content
    elif endpoint.kind is Encoded:
        headers.update(answer.headers)
        answer = answer.content
    if endpoint.etag:
        return responses.tagged(request, answer, endpoint.media_type, headers)
    return responses.plain(answer, status, endpoint.media_type, headers)
