"""What `@endpoint` declares: method, path, policy, limits and whatever else the signature of a handler cannot say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, NewType, TypeVar

from core_api.router.edge import Edge
from core_api.router.limits import READS, WRITES, General, Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.scopes import Scope, scope_of
from realtime.runtime.errors import PodiumError

BASE = "/api/v1"
"""Every path starts with it."""
JSON = "application/json"
MSGPACK = "application/msgpack"
Address = NewType("Address", str)
"""Address of the client, as a gateway we trust says it."""
Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


@dataclass(frozen=True)
class Declaration:
    """What the decorator says."""

    method: str
    path: str
    policy: Policy
    status: int
    """Of an answer that went well."""
    limits: tuple[Limit, ...]
    """Taken after the policy, before the body is read."""
    general: General | None
    """The general limit; None for services: they are parts of the platform, and many clients stand behind each."""
    errors: tuple[type[PodiumError], ...]
    """What the service raises, beside those that follow from the declaration."""
    media_type: str
    """Of the answer."""
    body_media_type: str
    body_limit: int
    """Bytes."""
    etag: bool | str
    """The answer has one, and is not sent again to a client that has it. A name: the field that says the version of a row which can be
    updated."""
    if_match: IfMatch | str | None
    """Of an update: whether the request must name the version that it changes. A string: why there is none."""
    cache_control: str
    unaudited: str | None
    """Why it leaves no row in the audit log; None: it must leave one."""

    @property
    def audited(self) -> bool:
        return self.unaudited is None

    repeatable: bool
    """A POST that takes no idempotency key, because carrying it out twice is the same as once."""
    location: str
    """Path of what is made, such as `/problems/{id}` with names of the path and of the answer's fields; the answer is 201 with it."""
    scope: Scope
    """What it asks of an API key."""
    edge: Edge | None
    """How an edge that can purge may keep the answer to a GET."""
    unseen: str
    """Why it may be called for a private contest by those who may not see it; empty: for them there is no such contest."""


READS_ONLY = "reads"
MAX_BODY = 64 * 2**10
"""Bytes of a request's body, where an endpoint does not declare another bound."""


def endpoint(
    route: str,
    policy: Policy,
    *,
    status: int = 0,
    limits: tuple[Limit, ...] = (),
    general: General | None = None,
    errors: tuple[type[PodiumError], ...] = (),
    media_type: str = JSON,
    body_media_type: str = JSON,
    body_limit: int = MAX_BODY,
    etag: bool | str = False,
    if_match: IfMatch | str | None = None,
    cache_control: str = "",
    audit: Literal[True] | str | None = None,
    location: str = "",
    repeatable: bool = False,
    scope: Scope | None = None,
    edge: Edge | None = None,
    unseen: str = "",
) -> Callable[[Handler], Handler]:
    """Declares a handler as an endpoint.

    `route`: method and path behind `BASE`. The options are fields of `Declaration`; here their defaults mean:

    `status` 0: 200, or what the return type says. `general` None: `READS` or `WRITES`. `body_limit`: a type that allows larger bodies is
    refused, and so are lists without a bound under a limit above `MAX_BODY`. `if_match`: every PUT and PATCH has one. `audit`: an endpoint
    that is not a GET has to leave a row in the audit log (`work.audit`), or say here why it leaves none; True: a GET that has to leave one
    too, because it shows a secret. `scope` None: it follows from policy and method.
    """
    method, path = _parsed(route)
    _check_if_match(route, method, if_match)
    declared = Declaration(
        method=method,
        path=BASE + path,
        policy=Policy(policy),
        status=status,
        limits=limits,
        general=general or _general(method, policy),
        errors=errors,
        media_type=media_type,
        body_media_type=body_media_type,
        body_limit=body_limit,
        etag=etag,
        if_match=if_match,
        cache_control=cache_control,
        unaudited=_unaudited(route, audit),
        location=location,
        repeatable=repeatable,
        scope=scope or scope_of(method, path, policy),
        edge=edge,
        unseen=unseen,
    )

    def declare(handler: Handler) -> Handler:
        handler.__endpoint__ = declared  # type: ignore[attr-defined]  # functions take attributes
        return handler

    return declare


def _unaudited(route: str, audit: Literal[True] | str | None) -> str | None:
    if audit == "":
        raise TypeError(f"{route}: say why it is not audited")
    if audit is None:
        return READS_ONLY if route.startswith("GET ") else None
    return None if audit is True else audit


def _parsed(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    if method not in ("GET", "POST", "PUT", "PATCH", "DELETE") or not path.startswith("/"):
        raise TypeError(f"{route!r} is not 'METHOD /path'")
    return method, path


def _check_if_match(route: str, method: str, if_match: IfMatch | str | None) -> None:
    if method in ("PUT", "PATCH") and not if_match:
        raise TypeError(
            f"{route}: an update needs if_match=IfMatch.REQUIRED or OPTIONAL, and work.check_version(…) in its service;"
            " or a string that says why it is not made for one version of a row"
        )


def _general(method: str, policy: Policy) -> General | None:
    if policy is Policy.SERVICE:
        return None
    return READS if method == "GET" else WRITES
