"""Keys that sign access tokens: changed in the database, read by every api, and nobody is logged out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import pytest_asyncio

from core_api.domains.accounts.signing_keys import AHEAD, KEEP, SigningKeys
from realtime.runtime.errors import Damaged, Unauthenticated
from realtime.security.tokens import Signer, Verifier, read_jwks
from realtime.security.vault import Vault
from tests.api.fixtures import Stores
from tests.api.harness import Api, Caller
from tests.api.test_sessions import MovedClock, account, clock, login, moved_api, profile, refresh
from tests.database import execute
from tests.logs import SECRET_KEY

__all__ = ["clock", "moved_api"]

STARTED = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def keys(stores: Stores) -> SigningKeys:
    await execute(stores.pool, "delete from signing_keys")
    return SigningKeys(stores.pool, Vault(SECRET_KEY))


async def read(keys: SigningKeys, signer: Signer, now: datetime) -> None:
    signer.use(*await keys.load(now))


async def test_apis_that_start_together_make_one_key(stores: Stores, keys: SigningKeys) -> None:
    others = [SigningKeys(stores.pool, Vault(SECRET_KEY)) for _ in range(4)]
    found = await asyncio.gather(*(each.load(STARTED) for each in (keys, *others)))
    assert {len(checks) for _, checks in found} == {1}
    assert len({signs.public_key().public_numbers().n for signs, _ in found}) == 1


async def test_a_rotation_logs_nobody_out(keys: SigningKeys, moved_api: Api, clock: MovedClock) -> None:
    signer, now = moved_api.platform.signer, datetime.now(UTC)
    await read(keys, signer, now)
    tokens = (await login(moved_api, await account(moved_api))).json
    before = tokens["access_token"]

    new, signs_from = await keys.rotate(now)
    await read(keys, signer, now)
    published = (await moved_api.call("GET", "/auth/jwks")).json["keys"]
    assert [len(published), new in [key["kid"] for key in published]] == [2, True]

    clock.ahead = AHEAD.total_seconds() + 1
    await read(keys, signer, now + timedelta(seconds=clock.ahead))
    assert signs_from <= now + timedelta(seconds=clock.ahead)
    tokens = (await refresh(moved_api, tokens["refresh_token"])).json
    assert [await profile(moved_api, before), await profile(moved_api, tokens["access_token"])] == [200, 200]

    clock.ahead = (AHEAD + KEEP).total_seconds() + 1
    await read(keys, signer, now + timedelta(seconds=clock.ahead))
    assert [key["kid"] for key in (await moved_api.call("GET", "/auth/jwks")).json["keys"]] == [new]
    assert (await refresh(moved_api, tokens["refresh_token"])).status == 200


async def test_who_reads_the_published_keys_every_five_minutes_knows_each_before_it_signs(keys: SigningKeys) -> None:
    signer = Signer((await keys.load(STARTED))[0])
    await keys.rotate(STARTED)
    await read(keys, signer, STARTED + timedelta(seconds=10))
    outside = Verifier(*read_jwks(msgspec.json.encode(signer.verifier.jwks())))
    await read(keys, signer, STARTED + AHEAD)
    assert outside.check(signer.sign("u1", "Ada", ())).sub == "u1"


async def test_a_stolen_key_signs_nothing_that_is_believed(keys: SigningKeys, api: Api) -> None:
    signer, now = api.platform.signer, datetime.now(UTC)
    await read(keys, signer, now)
    stolen = Signer((await keys.load(now))[0])
    tokens = (await login(api, await account(api))).json
    await keys.rotate(now, at_once=True)
    await read(keys, signer, now)
    forged = stolen.sign(tokens["user"]["id"], "Ada", ("admin",))
    refused = await api.call("GET", "/users/profile", by=Caller(forged))
    assert (refused.status, "key" in refused.json["detail"]) == (401, True)
    with pytest.raises(Unauthenticated):
        signer.verifier.check(tokens["access_token"])
    assert (await refresh(api, tokens["refresh_token"])).status == 200, "nobody logs in again"


async def test_the_database_has_no_key_in_clear_and_another_master_key_opens_none(keys: SigningKeys, stores: Stores) -> None:
    signs, _ = await keys.load(STARTED)
    row = await stores.pool.fetchrow("select * from signing_keys")
    assert row is not None
    assert signs.private_numbers().d.to_bytes(256) not in row["private_sealed"]
    with pytest.raises(Damaged, match="secret_key"):
        await SigningKeys(stores.pool, Vault("11" * 32)).load(STARTED)
