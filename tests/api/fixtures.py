"""Fixtures of tests that call the API in one process: servers and connections are started once, each test has an API of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from core_api.router.idempotency import Keys
from core_api.storage import audit
from core_api.storage import pool as postgres
from core_api.storage.migrate import migrate
from core_api.storage.pool import Pool
from realtime.runtime.settings import Settings
from realtime.security.tokens import Signer, new_key
from realtime.security.vault import Vault
from realtime.storage.redis import Redis
from tests.api.harness import Api
from tests.conftest import started_servers
from tests.logs import SECRET_KEY


class Stores(NamedTuple):
    pool: Pool
    redis: Redis
    signer: Signer

    @property
    def keys(self) -> Keys:
        """Idempotency keys, for a router of a test's own."""
        return Keys(self.pool, Vault(SECRET_KEY))


@pytest.fixture(scope="session")
def data_of_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores") / "data"


@pytest.fixture(scope="session")
def store_urls(data_of_stores: Path) -> Iterator[dict[str, str]]:
    with started_servers(data_of_stores, "postgres", "redis") as urls:
        yield urls


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stores(store_urls: dict[str, str]) -> AsyncIterator[Stores]:
    await migrate(store_urls["postgres"])
    audit.use(Settings(secret_key=SECRET_KEY))
    pool = await postgres.connect(store_urls["postgres"])
    redis = Redis(store_urls["redis"])
    yield Stores(pool, redis, Signer(new_key()))
    await redis.close()
    await pool.close()


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores) -> AsyncIterator[Api]:
    made = Api(*stores)
    await made.start()
    yield made
    await made.close()
