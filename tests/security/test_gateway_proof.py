"""Another local user, or another machine of the same network, asks the api itself and says who it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.endpoint import Address, endpoint
from core_api.router.limits import Limit, Limits
from core_api.router.policies import Gate, Policy
from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import Settings
from realtime.security.addresses import PROOF_HEADER, Trusted, gateway_proof
from tests.api.fixtures import Stores
from tests.api.harness import fresh

SETTINGS = Settings(secret_key="5a" * 32, trusted_proxies="127.0.0.1")
Client = TestClient[web.Request, web.Application]
LIMIT = Limit(f"proof-{fresh('limit')}", 3, 60, per="address")


class Seen(msgspec.Struct):
    address: str


class SeenRoutes:
    """Who asks."""

    @endpoint("GET /seen", Policy.ANYONE)
    async def seen(self, address: Address) -> Seen:
        """The address that halls and limits would go by."""
        return Seen(address)

    @endpoint("GET /limited", Policy.ANYONE, limits=(LIMIT,))
    async def limited(self) -> None:
        """Three times a minute."""


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[http.envelope])
    trusted = Trusted(SETTINGS.trusted_proxies, gateway_proof(SETTINGS))
    Router(app, Gate(stores.signer.verifier), Limits(stores.redis), trusted, stores.keys).add(SeenRoutes())
    async with TestClient(TestServer(app)) as client:
        yield client


WRONG = ("", "guessed", "\u00e9\u00ff", gateway_proof(SETTINGS)[:-1], gateway_proof(SETTINGS).upper(), f" {gateway_proof(SETTINGS)} x")


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("proof", [None, *WRONG])
async def test_who_cannot_prove_to_be_a_gateway_is_not_believed(api: Client, proof: str | None) -> None:
    """Its address is one that is trusted: all of a machine share it."""
    headers = {"X-Forwarded-For": "203.0.113.9"} | ({} if proof is None else {PROOF_HEADER: proof})
    async with api.get("/api/v1/seen", headers=headers) as answer:
        assert await answer.json() == {"address": "127.0.0.1"}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_limit_cannot_be_got_around_by_inventing_clients(api: Client) -> None:
    answers = [await api.get("/api/v1/limited", headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(5)]
    assert [answer.status for answer in answers] == [204, 204, 204, 429, 429]
    proven = {PROOF_HEADER: gateway_proof(SETTINGS), "X-Forwarded-For": "203.0.113.200"}
    assert (await api.get("/api/v1/limited", headers=proven)).status == 204


@pytest.mark.asyncio(loop_scope="session")
async def test_a_gateway_is_believed(api: Client) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", PROOF_HEADER: gateway_proof(SETTINGS)}
    async with api.get("/api/v1/seen", headers=headers) as answer:
        assert await answer.json() == {"address": "203.0.113.9"}


def test_proof_alone_is_not_enough() -> None:
    trusted = Trusted("10.0.0.0/8", "proof")
    assert trusted.client("203.0.113.1", "198.51.100.1", "proof") == "203.0.113.1"
    assert trusted.client("10.0.0.1", "198.51.100.1", "proof") == "198.51.100.1"


def test_a_gateway_can_do_without_the_master_key() -> None:
    both = gateway_proof(Settings(secret_key="5a" * 32, proxy_secret="shared"))
    assert both == gateway_proof(Settings(proxy_secret="shared")) == "shared"
    assert gateway_proof(Settings(secret_key="5a" * 32)) != gateway_proof(Settings(secret_key="5b" * 32))
    assert "5a5a" not in gateway_proof(SETTINGS)
    with pytest.raises(BadSetting, match="proxy_secret"):
        gateway_proof(Settings())
