"""Fixtures of tests that call the API in one process: servers and connections are started once, each test has an API of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from core_api.storage import pool as postgres
from core_api.storage.migrate import migrate
from core_api.storage.pool import Pool
from realtime.security.tokens import Signer, make_keys
from realtime.storage.redis import Redis
from tests.api.harness import Api
from tests.conftest import started_servers


class Stores(NamedTuple):
    pool: Pool
    redis: Redis
    signer: Signer


@pytest.fixture(scope="session")
def data_of_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores") / "data"


@pytest.fixture(scope="session")
def store_urls(data_of_stores: Path) -> Iterator[dict[str, str]]:
    with started_servers(data_of_stores, "postgres", "redis") as urls:
        yield urls


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stores(store_urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stores]:
    key = tmp_path_factory.mktemp("keys") / "private.pem"
    key.write_bytes(make_keys()[0])
    await migrate(store_urls["postgres"])
    pool = await postgres.connect(store_urls["postgres"])
    redis = Redis(store_urls["redis"])
    yield Stores(pool, redis, Signer.from_file(str(key)))
    await redis.close()
    await pool.close()


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores) -> AsyncIterator[Api]:
    made = Api(*stores)
    await made.start()
    yield made
    await made.close()
