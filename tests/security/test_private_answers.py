"""Private answers in caches: no answer to whoever shows a token may be kept by a shared cache, and none is given to anybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from core_api.api import ROUTES
from core_api.router.endpoint import Endpoint, endpoints
from core_api.router.policies import Policy
from tests.api.fixtures import Stores
from tests.api.harness import ANONYMOUS, Api, Caller
from tests.api.test_access import TABLE, address
from tests.api.world import contest_body, make_world, problem_body

EDGE = "https://edge.example.org/purge"
FOR_EDGES = ("CDN-Cache-Control", "Surrogate-Key", "Cache-Tag", "Surrogate-Control")
READS = [endpoint for endpoint in endpoints(ROUTES) if endpoint.method == "GET"]


@pytest_asyncio.fixture(loop_scope="session")
async def with_edge(stores: Stores) -> AsyncIterator[Api]:
    api = Api(*stores, purge_url=EDGE)
    await api.start()
    yield api
    await api.close()


def directives(headers: Mapping[str, str]) -> set[str]:
    return {part.strip().lower() for part in headers.get("Cache-Control", "").split(",")}


@pytest.mark.parametrize("endpoint", READS, ids=str)
async def test_no_answer_to_a_token_may_be_kept_by_a_shared_cache(with_edge: Api, endpoint: Endpoint) -> None:
    world = await make_world(with_edge)
    _, path = address(world, str(endpoint))
    path += TABLE[str(endpoint)].query
    for caller in (world.admin, world.owner, Caller("no token at all")):
        answer = await with_edge.call("GET", path, by=caller)
        assert directives(answer.headers) & {"no-store", "private"}, answer.headers
        assert "public" not in directives(answer.headers)
        assert not any(name in answer.headers for name in FOR_EDGES)
    answer = await with_edge.call("GET", path, by=ANONYMOUS)
    if answer.status >= 400 or endpoint.policy is not Policy.ANYONE:
        assert directives(answer.headers) == {"no-store"}
        assert not any(name in answer.headers for name in FOR_EDGES)


async def test_an_edge_is_told_what_it_may_keep_and_by_which_tags_it_is_purged(with_edge: Api) -> None:
    world = await make_world(with_edge)
    answer = await with_edge.call("GET", f"/contests/{world.contest}")
    assert answer.headers["CDN-Cache-Control"] == "public, max-age=5"
    assert answer.headers["Surrogate-Key"] == answer.headers["Cache-Tag"] == f"contest/{world.contest}"
    assert answer.headers["Vary"] == "Authorization"
    assert "no-cache" in directives(answer.headers)  # browsers, which cannot be purged
    held = await with_edge.call("GET", f"/contests/{world.contest}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (held.status, held.headers["Surrogate-Key"]) == (304, f"contest/{world.contest}")


async def test_without_an_edge_that_can_purge_none_is_told_to_keep_anything(api: Api) -> None:
    world = await make_world(api)
    for path in ("/contests", f"/contests/{world.contest}", f"/problems/{world.problem}", "/problems"):
        answer = await api.call("GET", path)
        assert not any(name in answer.headers for name in FOR_EDGES)


async def test_what_an_administrator_sees_does_not_depend_on_who_asked_before(with_edge: Api) -> None:
    admin = await with_edge.caller("admin", "creator")
    problem = (await with_edge.made("/problems", problem_body(), by=admin))["id"]
    contest = (await with_edge.made("/contests", contest_body(problem, begins_in=600), by=admin))["id"]
    for _ in range(2):
        assert (await with_edge.call("GET", f"/contests/{contest}")).json["settings"].get("problems", []) == []
        assert (await with_edge.call("GET", f"/contests/{contest}", by=admin)).json["settings"]["problems"]
