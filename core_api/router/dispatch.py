"""The router: makes aiohttp handlers of declared endpoints.

For each request: policy, rate limits, query, body, handler, answer, in this order: no body is read of whom the policy refuses.
What can be prepared is prepared once: decoders, the encoder and the list of arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from core_api.router import binding, http, idempotency, responses, values
from core_api.router.bodies import BUDGET, Bodies, continue_later
from core_api.router.endpoint import BASE, Address, Endpoint, endpoints
from core_api.router.limits import Limits, Quota
from core_api.router.policies import Gate
from core_api.router.responses import Created, Encoded, Streamed
from realtime.security.addresses import Trusted

Handler = Callable[..., Awaitable[Any]]


class Router:
    def __init__(self, app: web.Application, gate: Gate, limits: Limits, trusted: Trusted, bodies_budget: int = BUDGET) -> None:
        self._app = app
        self._gate = gate
        self._limits = limits
        self._trusted = trusted
        self._bodies = Bodies(bodies_budget)

    def add(self, routes: object) -> None:
        """Serves all endpoints that the class of `routes` declares. Raises `TypeError` for a wrong declaration."""
        for endpoint in endpoints([type(routes)]):
            handle = self._handler(endpoint, getattr(routes, endpoint.name))
            if endpoint.method == "GET":
                self._app.router.add_get(endpoint.path, handle)  # and HEAD
            else:
                self._app.router.add_route(endpoint.method, endpoint.path, handle, expect_handler=continue_later)

    def _handler(self, endpoint: Endpoint, method: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        admitted = self._admission(endpoint)

        async def handle(request: web.Request) -> web.StreamResponse:
            return await _response(request, endpoint, await method(**await admitted(request)))

        if endpoint.body is None:
            return handle
        read_body = binding.body_reader(endpoint, self._bodies)

        async def handle_body(request: web.Request) -> web.StreamResponse:
            arguments = await admitted(request)
            with self._bodies.place() as place:
                body = arguments["body"] = await read_body(request, place)
                if endpoint.key:
                    given = values.header(request, idempotency.HEADER)
                    arguments[endpoint.key] = idempotency.read(given, request.method, request.path, body)
                return await _response(request, endpoint, await method(**arguments))

        return handle_body

    def _admission(self, endpoint: Endpoint) -> Callable[[web.Request], Awaitable[dict[str, Any]]]:
        """A function that lets a caller in and gives the handler's arguments but for the body.

        It raises for who may not call this, for a limit that is used up, and for a query that does not fit.
        """
        decode_query = None if endpoint.query is None else binding.Query(endpoint.query).decode

        async def admitted(request: web.Request) -> dict[str, Any]:
            arguments: dict[str, Any] = {name: values.checked(part, name) for name, part in request.match_info.items()}
            claims = None
            if endpoint.reads_token:
                claims = self._gate.admit(endpoint.policy, request.headers.get("Authorization"))
                if endpoint.caller:
                    arguments[endpoint.caller] = claims
            if endpoint.limits or endpoint.address:
                address = self._trusted.client(request.remote, values.header(request, "X-Forwarded-For"))
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
            return arguments

        return admitted


async def _response(request: web.Request, endpoint: Endpoint, answer: Any) -> web.StreamResponse:
    status, headers = endpoint.status, {}
    if endpoint.cache_control:
        headers["Cache-Control"] = endpoint.cache_control
    elif not endpoint.etag or (endpoint.caller and "Authorization" in request.headers):
        headers["Cache-Control"] = http.NO_STORE
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
