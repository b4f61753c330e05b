"""The router: makes aiohttp handlers of declared endpoints.

For each request: policy, rate limits, query, body, handler, answer, in this order: no body is read of whom the policy refuses.
What can be prepared is prepared once: decoders, the encoder and the list of arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from core_api.router import auditing, binding, http, idempotency, preconditions, responses, scopes, values
from core_api.router.auditing import Refusals
from core_api.router.bodies import BUDGET, Bodies
from core_api.router.client import client_of
from core_api.router.endpoint import BASE, Address, Endpoint, endpoints
from core_api.router.limits import Limits, Quota
from core_api.router.policies import Gate, Policy, Sight
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Created, Encoded, Streamed
from core_api.storage import acting, versions
from core_api.storage.acting import Acting
from realtime.runtime import logs
from realtime.runtime.errors import PodiumError
from realtime.runtime.expect import continue_later
from realtime.security.addresses import PROOF_HEADER, Trusted, forwarded_for
from realtime.security.tokens import Claims

Handler = Callable[..., Awaitable[Any]]


class Router:
    def __init__(
        self,
        app: web.Application,
        gate: Gate,
        limits: Limits,
        trusted: Trusted,
        keys: idempotency.Keys,
        refusals: Refusals | None = None,
        bodies_budget: int = BUDGET,
        sight: Sight | None = None,
    ) -> None:
        """`refusals`: None: refused requests are not audited. `sight`: None: there are no contests."""
        self._app = app
        self._keys = keys
        self._gate = gate
        self._limits = limits
        self._trusted = trusted
        self._refusals = refusals
        self._bodies = Bodies(bodies_budget)
        self._sight = sight

    def add(self, routes: object) -> None:
        """Serves all endpoints that the class of `routes` declares. Raises `TypeError` for a wrong declaration."""
        for endpoint in endpoints([type(routes)]):
            handle = self._handler(endpoint, auditing.leaving_a_row(endpoint, getattr(routes, endpoint.name)))
            if self._refusals is not None:
                handle = self._refusals.noting(endpoint, handle)
            if endpoint.method == "GET":
                self._app.router.add_get(endpoint.path, handle)  # and HEAD
            else:
                self._app.router.add_route(endpoint.method, endpoint.path, handle, expect_handler=continue_later)

    def _handler(self, endpoint: Endpoint, method: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        admitted = self._admission(endpoint)

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, endpoint, method, await admitted(request))

        if endpoint.body is None:
            return handle
        read_body = binding.body_reader(endpoint, self._bodies)

        async def handle_body(request: web.Request) -> web.StreamResponse:
            arguments = await admitted(request)
            with self._bodies.place() as place:
                body = arguments["body"] = await read_body(request, place)
                if endpoint.key:
                    arguments[endpoint.key] = _key(request, body)
                return await self._answer(request, endpoint, method, arguments)

        return handle_body

    async def _answer(self, request: web.Request, endpoint: Endpoint, method: Handler, arguments: dict[str, Any]) -> web.StreamResponse:
        if isinstance(endpoint.if_match, IfMatch):
            with versions.expecting(preconditions.expected(endpoint.if_match, values.header(request, versions.HEADER))):
                return await _response(request, endpoint, await method(**arguments))
        key = _key(request, arguments.get("body")) if endpoint.keyed else None
        if key is None:
            return await _response(request, endpoint, await method(**arguments))
        user = acting.current().user
        assert user is not None  # the policy lets nobody else in
        rendered = partial(_rendered, endpoint, dict(request.match_info))
        answer = await self._keys.once(
            key, user, lambda: method(**arguments), rendered, empty=endpoint.answer is None and endpoint.kind is None
        )
        return responses.plain(answer.body, answer.status, endpoint.media_type, answer.headers)

    def _admission(self, endpoint: Endpoint) -> Callable[[web.Request], Awaitable[dict[str, Any]]]:
        """A function that lets a caller in and gives the handler's arguments but for the body.

        It raises for who may not call this, for a limit that is used up, and for a query that does not fit.
        """
        decode_query = None if endpoint.query is None else binding.Query(endpoint.query).decode
        sight = self._sight if endpoint.asks_sight else None
        if endpoint.asks_sight and sight is None:
            raise TypeError(f"{endpoint} names a contest, and this router does not know who sees it")

        async def admitted(request: web.Request) -> dict[str, Any]:
            arguments: dict[str, Any] = {name: values.checked(part, name) for name, part in request.match_info.items()}
            address = self._trusted.client(request.remote, forwarded_for(request.headers), request.headers.get(PROOF_HEADER))
            if endpoint.address:
                arguments[endpoint.address] = Address(address)
            if endpoint.client:
                arguments[endpoint.client] = client_of(request, address)
            claims = await self._caller(endpoint, request, address)
            if endpoint.caller:
                arguments[endpoint.caller] = claims
            quota = request[http.QUOTA] = self._quota(endpoint, claims, address)
            quota.take_general()
            if endpoint.quota:
                arguments[endpoint.quota] = quota
            else:
                await quota.take()
            if sight is not None:
                await sight.check(arguments["contest"], claims)
            if decode_query is not None:
                arguments["query"] = decode_query(request.query)
            elif request.query_string:
                raise binding.unknown(next(iter(request.query), request.query_string), set())
            return arguments

        return admitted

    async def _caller(self, endpoint: Endpoint, request: web.Request, address: str) -> Claims | None:
        """Says who acts from here on. Raises what the policy has against them; that counts against the general limit of the address."""
        claims: Claims | None = None
        try:
            if endpoint.reads_token:
                claims = await self._gate.caller(endpoint.policy, request.headers.get("Authorization"))
            _enter(endpoint, claims, address)
            scopes.admit(endpoint.scope, claims)
            if endpoint.policy is not Policy.SERVICE:
                endpoint.policy.admit(claims, request.match_info.get("contest"))
            return claims
        except PodiumError:
            _enter(endpoint, claims, address)
            refused = request[http.QUOTA] = self._quota(endpoint, None, address)
            refused.take_general()
            raise

    def _quota(self, endpoint: Endpoint, claims: Claims | None, address: str) -> Quota:
        """Gateways are not limited as clients: what they ask of themselves is for everybody."""
        general = None if claims is None and address in self._trusted else endpoint.general
        return Quota(self._limits, endpoint.limits, general, claims.sub if claims else "", address, claims.key if claims else None)


def _enter(endpoint: Endpoint, claims: Claims | None, address: str) -> None:
    trail: list[str] | None = [] if endpoint.audited else None
    if claims is None:
        acting.enter(Acting(None, "", address, logs.request_id.get(), endpoint.action, trail=trail))
    else:
        acting.enter(Acting(claims.sub, claims.sid, address, logs.request_id.get(), endpoint.action, claims.roles, trail))


def _key(request: web.Request, body: object) -> idempotency.IdempotencyKey | None:
    return idempotency.read(values.header(request, idempotency.HEADER), request.method, request.path_qs, body)


def _location(endpoint: Endpoint, params: Mapping[str, str], content: object) -> str:
    fields = msgspec.structs.asdict(content) if isinstance(content, msgspec.Struct) else {}
    return BASE + endpoint.location.format_map({**fields, **params})


def _rendered(endpoint: Endpoint, params: Mapping[str, str], content: Any) -> idempotency.Answer:
    """What a POST is answered with, of what its handler returns. Raises `TypeError` for what is no answer of this endpoint."""
    status, headers = endpoint.status, {"Cache-Control": http.NO_STORE}
    if endpoint.kind is Created:
        headers["Location"], status, content = BASE + content.location, 201 if content.new else 200, content.content
    elif endpoint.kind is Encoded:
        headers, content = {**headers, **content.headers}, content.content
    elif isinstance(endpoint.answer, type) and not isinstance(content, endpoint.answer):
        raise TypeError(f"{endpoint} answers with a {endpoint.answer.__name__}, not with a {type(content).__name__}")
    if endpoint.location:
        headers["Location"] = _location(endpoint, params, content)
    return idempotency.Answer(status, headers, responses.encoded(content))


async def _response(request: web.Request, endpoint: Endpoint, answer: Any) -> web.StreamResponse:
    status, headers = endpoint.status, {}
    if endpoint.location:
        headers["Location"] = _location(endpoint, request.match_info, answer)
    if endpoint.edge is not None:
        headers |= endpoint.edge.headers(request)
    if endpoint.cache_control:
        own = "Authorization" in request.headers  # what anybody may keep of it is what was said to nobody in particular
        headers["Cache-Control"] = endpoint.cache_control.replace("public", "private") if own else endpoint.cache_control
    elif not endpoint.etag or (endpoint.caller and "Authorization" in request.headers):
        headers["Cache-Control"] = http.NO_STORE
    if endpoint.kind is Streamed:
        headers |= http.limit_headers(request)  # the envelope would come too late
        return await responses.streamed(request, answer, endpoint.media_type, headers)
    if endpoint.kind is Created:
        headers["Location"] = BASE + answer.location
        status, answer = 201 if answer.new else 200, answer.content
    elif endpoint.kind is Encoded:
        headers.update(answer.headers)
        answer = answer.content
    if endpoint.etag:
        version = getattr(answer, endpoint.etag) if isinstance(endpoint.etag, str) else None
        return responses.tagged(request, answer, endpoint.media_type, headers, version)
    return responses.plain(answer, status, endpoint.media_type, headers)
