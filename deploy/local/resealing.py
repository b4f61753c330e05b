"""Seals of earlier versions brought up to date, with the stores that settings name."""

from __future__ import annotations

from contextlib import AsyncExitStack

from core_api.storage import audit
from core_api.storage import pool as postgres
from core_api.storage.reseal import Resealed, Resealer, Stores
from realtime.backbone.nats import NatsBackbone
from realtime.runtime.settings import Settings
from realtime.storage.documents import MongoDocuments


async def reseal(settings: Settings) -> Resealed:
    """Raises `Unavailable`, or `Damaged` for a log that somebody else has written to."""
    audit.use(settings)
    async with AsyncExitStack() as stack:
        pool = await postgres.connect(settings.postgres_url)
        stack.callback(pool.terminate)
        documents = MongoDocuments(settings.mongo_url)
        stack.push_async_callback(documents.close)
        backbone = await NatsBackbone.open(settings, "reseal")
        stack.push_async_callback(backbone.close)
        return await Resealer(Stores(pool, documents, backbone), settings.secret_key, settings.previous_secret_key).run()
