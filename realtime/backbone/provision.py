"""Streams and buckets of JetStream: how they are made, and how they follow the settings of a running platform."""

from __future__ import annotations

import logging
from typing import NamedTuple

import nats.errors
import nats.js.errors
from nats.js import JetStreamContext, api
from nats.js.kv import KeyValue
from nats.js.object_store import ObjectStore

from realtime.protocol import subjects
from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import Settings

log = logging.getLogger(__name__)

OWNERS_BYTES = 64 * 2**20
"""Leases are some hundred bytes each; expired ones go."""
SNAPSHOTS_BYTES = 4 * 2**30
"""A contest of a million submissions has a snapshot of about 100 MB."""
LOG_STREAM, OWNERS_STREAM, SNAPSHOTS_STREAM = subjects.LOG_STREAM, f"KV_{subjects.OWNERS}", f"OBJ_{subjects.SNAPSHOTS}"


class Limits(NamedTuple):
    """What an operator chooses of the stores."""

    replicas: int = 1
    log_bytes: int = 16 * 2**30
    lease_seconds: float = 3.0

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(settings.nats_replicas, settings.log_max_bytes, settings.lease_seconds)


DEFAULT_LIMITS = Limits()


class Stores(NamedTuple):
    """The buckets of JetStream beside the log."""

    owners: KeyValue
    snapshots: ObjectStore


async def provision(stream: JetStreamContext, limits: Limits) -> Stores:
    """Makes log, leases and snapshots where they are missing; what exists stays as it is."""
    try:
        await stream.stream_info(LOG_STREAM)
    except nats.js.errors.NotFoundError:
        await stream.add_stream(_log_config(limits))
    try:
        owners = await stream.key_value(subjects.OWNERS)
    except nats.js.errors.NotFoundError:
        owners = await stream.create_key_value(
            api.KeyValueConfig(
                bucket=subjects.OWNERS, ttl=limits.lease_seconds, history=1, replicas=limits.replicas, max_bytes=OWNERS_BYTES
            )
        )
    try:
        snapshots = await stream.object_store(subjects.SNAPSHOTS)
    except nats.js.errors.NotFoundError:
        snapshots = await stream.create_object_store(
            subjects.SNAPSHOTS, api.ObjectStoreConfig(max_bytes=SNAPSHOTS_BYTES, replicas=limits.replicas)
        )
    return Stores(owners, snapshots)


async def apply(stream: JetStreamContext, limits: Limits) -> None:
    """Brings existing stores to the settings. Raises `BadSetting` for what the server refuses, naming the setting."""
    await _update(stream, LOG_STREAM, num_replicas=limits.replicas, max_bytes=limits.log_bytes)
    await _update(stream, OWNERS_STREAM, num_replicas=limits.replicas, max_age=limits.lease_seconds)
    await _update(stream, SNAPSHOTS_STREAM, num_replicas=limits.replicas)


async def _update(stream: JetStreamContext, name: str, **wanted: float) -> None:
    config = (await stream.stream_info(name)).config
    changed = {field: value for field, value in wanted.items() if getattr(config, field) != value}
    if not changed:
        return
    try:
        await stream.update_stream(config, **changed)
    except nats.js.errors.APIError as error:
        setting = "nats_replicas" if "num_replicas" in changed else "log_max_bytes"
        raise BadSetting(f"NATS refuses {changed} for {name}: {error.description}", field=setting) from None
    log.info("stream %s follows the settings", name, extra={"changed": changed})


def _log_config(limits: Limits) -> api.StreamConfig:
    return api.StreamConfig(
        name=LOG_STREAM,
        subjects=[subjects.LOG_SUBJECTS],
        retention=api.RetentionPolicy.LIMITS,
        discard=api.DiscardPolicy.NEW,  # a full log refuses new events; it never drops old ones
        storage=api.StorageType.FILE,
        max_bytes=limits.log_bytes,
        max_msg_size=1 * 2**20,
        duplicate_window=120,
        allow_direct=True,
        num_replicas=limits.replicas,
    )
