"""Declaring a REST endpoint: `@endpoint("POST /problems", Policy.CREATOR, status=201)` on a method of a routes class.

The decorator says what the signature of the handler cannot: method, path, policy, status, limits, caching. The rest is read from
the signature, so that it stands once and the type checker holds it:

- parameters named as in the path (`/problems/{problem}` → `problem: str`)
- `body`, a struct: the JSON body; `body: Struct | None` may be left out
- `query`, a struct: the query string; names that are not fields of it are refused
- by their type: `Claims` (who calls; `Claims | None` where anyone may), `Address` (of the client), `Client` (address, program and
  cookies), `Quota` (the handler takes the limits itself), `IdempotencyKey | None` (retries are safe, see `idempotency`)
- the return type: a struct or list of them, None (204), `Created`, `Encoded` or `Streamed` (see `responses`)

Its docstring is the documentation of the endpoint.
"""

from __future__ import annotations

import functools
import inspect
import re
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from core_api.router import sizes
from core_api.router.client import Client
from core_api.router.declaration import BASE, JSON, MAX_BODY, MSGPACK, Address, Declaration, endpoint
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Quota
from core_api.router.policies import Policy
from core_api.router.responses import Created, Encoded, Streamed
from realtime.security.tokens import Claims

__all__ = ["BASE", "JSON", "MAX_BODY", "MSGPACK", "Address", "Endpoint", "endpoint", "endpoints"]
_PLACEHOLDER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Endpoint(Declaration):
    """A declared endpoint with what its handler's signature says."""

    name: str
    """Of the handler, a method of `routes`."""
    routes: type
    summary: str
    description: str
    params: tuple[str, ...]
    """Of the path."""
    body: Any
    """A type; None: the endpoint takes no body."""
    body_optional: bool
    query: type[msgspec.Struct] | None
    answer: Any
    """The type of the answer's content; None: it has none."""
    kind: type | None
    """`Created`, `Encoded` or `Streamed`, where the handler returns one of them."""
    caller: str
    """Names of the parameters that are given by their type; empty: the handler has none of this type."""
    caller_optional: bool
    address: str
    client: str
    quota: str
    key: str

    @property
    def keyed(self) -> bool:
        """Whether the router carries it out once for each idempotency key; a handler with a parameter for the key does that itself."""
        own = self.key or self.repeatable or self.kind is Streamed
        return self.method == "POST" and not own and self.policy not in (Policy.ANYONE, Policy.SERVICE)

    @property
    def asks_sight(self) -> bool:
        """Whether its path names a contest that a caller may not see, whom the policy lets in."""
        return "contest" in self.params and self.policy not in (Policy.JURY, Policy.ADMIN, Policy.SERVICE) and not self.unseen

    @property
    def reads_token(self) -> bool:
        return self.policy is not Policy.ANYONE or bool(self.caller) or self.asks_sight

    @functools.cached_property
    def action(self) -> str:
        """As it stands in the audit log: `POST /contests/{contest}/join`."""
        return f"{self.method} {self.path.removeprefix(BASE)}"

    def __str__(self) -> str:
        return self.action


def endpoints(routes: Iterable[type]) -> tuple[Endpoint, ...]:
    """All endpoints of these routes classes, as they are written. Raises `TypeError` for a declaration that does not fit its handler."""
    found = tuple(made for kind in routes for made in _declared_by(kind))
    seen: dict[str, Endpoint] = {}
    for made in found:
        shape = _PLACEHOLDER.sub("{}", str(made))
        if shape in seen:
            raise TypeError(f"{made} is declared twice: by {_where(seen[shape])} and {_where(made)}")
        seen[shape] = made
    return found


@functools.cache
def _declared_by(routes: type) -> tuple[Endpoint, ...]:
    """Kept for each class: types of signatures are slow to read (40 ms for the whole API), and tests make a router each."""
    return tuple(
        _resolved(routes, name, handler.__endpoint__, handler) for name, handler in vars(routes).items() if hasattr(handler, "__endpoint__")
    )


def _where(declared: Endpoint) -> str:
    return f"{declared.routes.__module__}.{declared.routes.__qualname__}.{declared.name}"


def _resolved(routes: type, name: str, declared: Declaration, handler: Callable[..., Any]) -> Endpoint:
    where = f"{routes.__module__}.{routes.__qualname__}.{name} ({declared.method} {declared.path})"
    hints = typing.get_type_hints(handler, include_extras=True)
    params = tuple(_PLACEHOLDER.findall(declared.path))
    given: dict[str, Any] = {"body": None, "query": None}
    by_type: dict[Any, str] = {Claims: "", Address: "", Client: "", Quota: "", IdempotencyKey: ""}
    optional_ones: set[str] = set()
    parameters = [parameter for parameter in inspect.signature(handler).parameters.values() if parameter.name != "self"]
    for parameter in parameters:
        kind = hints.get(parameter.name)
        plain, optional = _without_none(kind)
        if optional:
            optional_ones.add(parameter.name)
        if parameter.name in params:
            if kind is not str:
                raise TypeError(f"{where}: {parameter.name} is part of the path and must be a str")
        elif parameter.name in given:
            given[parameter.name] = plain
        elif plain in by_type:
            by_type[plain] = parameter.name
        else:
            raise TypeError(f"{where}: nothing is known to give for the parameter {parameter.name!r}: {kind}")
    for missing in set(params) - {parameter.name for parameter in parameters}:
        raise TypeError(f"{where}: the handler has no parameter {missing!r}")
    answer, kind = _answer(hints["return"])
    doc = inspect.getdoc(handler) or ""
    if not doc:
        raise TypeError(f"{where}: the handler has no docstring; it is the endpoint's documentation")
    summary, _, description = doc.partition("\n")
    made = Endpoint(
        **{**vars(declared), "status": declared.status or _status(answer, kind, declared.location)},
        name=name,
        routes=routes,
        summary=summary.strip().removesuffix("."),
        description=description.strip(),
        params=params,
        body=given["body"],
        body_optional="body" in optional_ones,
        query=given["query"],
        answer=answer,
        kind=kind,
        caller=by_type[Claims],
        caller_optional=by_type[Claims] in optional_ones,
        address=by_type[Address],
        client=by_type[Client],
        quota=by_type[Quota],
        key=by_type[IdempotencyKey],
    )
    _check(made, where)
    return made


def _check(made: Endpoint, where: str) -> None:
    if made.caller and not made.caller_optional and made.policy in (Policy.ANYONE, Policy.SERVICE):
        raise TypeError(f"{where}: there may be no caller: the parameter {made.caller!r} must be 'Claims | None'")
    if made.edge is not None and (made.method != "GET" or made.policy is not Policy.ANYONE):
        raise TypeError(f"{where}: an edge keeps only what is said to anyone")
    if made.body is not None and made.method in ("GET", "DELETE"):
        raise TypeError(f"{where}: a {made.method} has no body")
    if made.body is not None:
        _check_size(made, where)
    if made.key and (made.method != "POST" or made.body is None or not made.caller):
        raise TypeError(f"{where}: an idempotency key belongs to a user and to a POST with a body")
    if made.quota and not made.limits:
        raise TypeError(f"{where}: there is no limit to take from")
    _check_answer(made, where)
    for limit in made.limits:
        if limit.per == "user" and made.policy in (Policy.ANYONE, Policy.SERVICE):
            raise TypeError(f"{where}: limit {limit.name} is counted per {limit.per}, which is not known")


def _check_answer(made: Endpoint, where: str) -> None:
    """What is made of the answer has its fields."""
    fields = getattr(made.answer, "__struct_fields__", ())
    if isinstance(made.etag, str) and made.etag not in fields:
        raise TypeError(f"{where}: the ETag needs {made.etag!r}, which is no field of the answer")
    if made.location and made.kind is not None:
        raise TypeError(f"{where}: a location is made of the answer's fields: the handler has to return the answer itself")
    for name in _PLACEHOLDER.findall(made.location):
        if name not in made.params and name not in fields:
            raise TypeError(f"{where}: the location needs {name!r}, which is no part of the path and no field of the answer")


def _check_size(made: Endpoint, where: str) -> None:
    if (least := sizes.least_limit(made.body)) > made.body_limit:
        raise TypeError(f"{where}: the body may have {least:,} bytes by its type: declare a body_limit, it is {made.body_limit:,}")
    if made.body_limit > MAX_BODY and made.policy is Policy.ANYONE:
        raise TypeError(f"{where}: who may send a large body must be known by a token")
    if made.body_limit > MAX_BODY and (lists := sizes.unbounded_lists(made.body)):
        raise TypeError(f"{where}: a large body needs bounds for its lists: {', '.join(lists)}")


def _without_none(kind: Any) -> tuple[Any, bool]:
    """`X | None` as X and True; anything else as it is and False."""
    arguments = typing.get_args(kind)
    if len(arguments) == 2 and type(None) in arguments:
        return next(argument for argument in arguments if argument is not type(None)), True
    return kind, False


def _status(answer: Any, kind: type | None, location: str) -> int:
    if kind is Created or location:
        return 201
    return 204 if answer is None else 200


def _answer(kind: Any) -> tuple[Any, type | None]:
    origin = typing.get_origin(kind)
    if origin in (Created, Encoded):
        content = typing.get_args(kind)[0]
        return (None if content is type(None) else content), origin
    if kind is Streamed:
        return bytes, Streamed
    return (None if kind is type(None) else kind), None
