"""Attacks that any endpoint could fall to, tried on all of them; what odd input does to each is tested in `tests/api/test_odd_input.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import inspect as types
from msgspec.inspect import type_info

from core_api.router.policies import Policy
from realtime.protocol import asyncapi
from tests.api.harness import PASSWORD, Api
from tests.api.prober import ENDPOINTS, Prober, lift_limits_and_waits
from tests.api.world import make_world


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    lift_limits_and_waits(monkeypatch)


async def test_a_refresh_cookie_counts_for_pages_of_this_site_only(api: Api) -> None:
    """It is sent with every request that a browser makes; the header that makes it count is one that other sites may not send."""
    caller = await api.caller()
    login = {"email": f"{caller.name}@example.org", "password": PASSWORD}
    page = {"X-Podium-Session": "cookie"}
    answer = await api.call("POST", "/auth/login", login, headers=page)
    cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    other_site = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/auth/refresh", "/auth/logout", "/auth/logout-everywhere"):
        for headers in (
            other_site,
            {**other_site, "Content-Type": "text/plain"},
            {**other_site, **page},
            {**page, "Sec-Fetch-Site": "same-site"},
        ):
            refused = await api.call("POST", path, data=b"{}", headers={**cookie, **headers})
            assert refused.status in (400, 401, 403, 404, 422), (path, headers)
            assert "Set-Cookie" not in refused.headers
    assert (await api.call("POST", "/auth/refresh", headers={**page, **cookie, "Sec-Fetch-Site": "same-origin"})).status == 200


TOO_LARGE = "999999999999"


async def test_a_body_beyond_the_limit_is_refused_by_its_head_alone(api: Api, unlimited: None) -> None:
    """Nothing of it is waited for, by no endpoint."""
    world = await make_world(api)
    got = {}
    for route, endpoint in ENDPOINTS.items():
        if endpoint.body is not None:
            prober = Prober(world, route)
            got[route] = await api.status_of_head(endpoint.method, prober.address[1], prober.caller, {"Content-Length": TOO_LARGE})
    assert {route: status for route, status in got.items() if status != 413} == {}


async def test_pages_of_other_sites_can_do_nothing_in_somebodys_name(api: Api, unlimited: None) -> None:
    """Cross-site requests carry cookies, never an `Authorization` header: nothing but that header logs in, and no answer may be read."""
    world = await make_world(api)
    wrong = []
    for route, endpoint in ENDPOINTS.items():
        prober = Prober(world, route)
        token, path = prober.caller.token, prober.address[1]
        body = prober.encoded(prober.body()) if endpoint.body is not None else b""
        cookies = "; ".join(f"{name}={token}" for name in ("token", "access_token", "Authorization", "session", "sid", "jwt"))
        origin = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Cookie": cookies, "Content-Type": "text/plain"}
        tries = [("OPTIONS", path, {**origin, "Access-Control-Request-Method": endpoint.method}, b"")]
        if endpoint.policy is not Policy.ANYONE:
            tries += [(endpoint.method, f"{path}{query}", origin, body) for query in ("", f"?token={token}", f"?access_token={token}")]
        for method, to, headers, sent in tries:
            answer = await api.call(method, to, data=sent, headers=headers)
            names = {name.lower() for name in answer.headers}
            if answer.status not in (400, 401, 403, 404, 405) or names & {"access-control-allow-origin", "set-cookie"}:
                wrong.append((method, to, answer.status, sorted(names)))
    assert not wrong


def patterns_of(node: object, seen: set[type]) -> Iterator[str]:
    """Patterns of all text that a type holds."""
    if isinstance(node, types.StrType) and node.pattern is not None:
        yield node.pattern
    if isinstance(node, types.StructType):
        if node.cls in seen:
            return
        seen.add(node.cls)
    parts = node if isinstance(node, tuple) else ()
    if isinstance(node, types.Type | types.Field):
        parts = tuple(getattr(node, name) for name in node.__struct_fields__)
    for part in parts:
        yield from patterns_of(part, seen)


def test_no_declared_pattern_allows_a_line_end_behind_it() -> None:
    """`$` of Python's expressions matches before a line end too; `\\Z` does not."""
    declared = [*asyncapi.SAID.values(), *asyncapi.HEARD.values()]
    declared += [kind for endpoint in ENDPOINTS.values() for kind in (endpoint.body, endpoint.query) if kind is not None]
    patterns = {pattern for kind in declared for pattern in patterns_of(type_info(kind), set())}
    assert patterns
    assert not [pattern for pattern in patterns if not pattern.endswith(r"\Z")]
