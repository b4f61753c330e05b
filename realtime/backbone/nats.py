"""The backbone on NATS and JetStream."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription as NatsSubscription
from nats.js import JetStreamContext, api

from realtime.backbone import Answerer, Entry, Handler, Lease, LogUsage, Message, Reply, Subscription, nats_connection, stream_health
from realtime.backbone.provision import DEFAULT_LIMITS, Limits, Stores, apply, provision
from realtime.protocol import subjects
from realtime.runtime import retrying
from realtime.runtime.cancellation import cancellation_kept
from realtime.runtime.circuit import Circuit
from realtime.runtime.errors import Conflict, TooLarge, Unavailable
from realtime.runtime.retrying import TOTAL_SECONDS, TRY_SECONDS, Patience
from realtime.runtime.settings import Settings

log = logging.getLogger(__name__)

TRIES = 3
CALL_TIMEOUT = 5.0
"""Seconds for one call to JetStream."""
FETCH = 512
"""Entries of one pull request when reading the log."""
WRONG_LAST_SEQUENCE = 10071
MESSAGE_TOO_LARGE = 10054


SELF_RETRIED = ("snapshot",)
"""Questions that only the engine of one contest answers: whether it does says nothing of the others. Who asks, asks until it is there."""


class _Stopper:
    def __init__(self, subscription: NatsSubscription) -> None:
        self._subscription = subscription

    async def stop(self) -> None:
        try:
            await self._subscription.unsubscribe()
        except (nats.errors.ConnectionClosedError, nats.errors.BadSubscriptionError):
            pass


class NatsBackbone:
    """See `realtime.backbone.Backbone`. Make one with `connect`."""

    def __init__(self, client: Client, stream: JetStreamContext, stores: Stores) -> None:
        self._client = client
        self._stream = stream
        self._owners, self._snapshots = stores
        self._answering: set[asyncio.Task[None]] = set()
        self._circuits: dict[str, Circuit] = {}
        """By kind of question: `history`, `owner`, …"""

    @classmethod
    async def open(cls, settings: Settings, name: str, *, manages: bool = False) -> NatsBackbone:
        """Connects as the settings say. A role that `manages` applies them to streams and buckets that exist."""
        return await cls.connect(settings.nats_url, name=name, limits=Limits.of(settings), manages=manages)

    @classmethod
    async def connect(cls, url: str, *, name: str, limits: Limits = DEFAULT_LIMITS, manages: bool = False) -> NatsBackbone:
        """Connects (see `nats_connection.connect`), and makes streams and buckets where they are missing."""
        client = await nats_connection.connect(url, name)
        stream = client.jetstream(timeout=CALL_TIMEOUT)
        try:
            stores = await provision(stream, limits)
            if manages:
                await apply(stream, limits)
        except BaseException:
            await client.close()
            raise
        return cls(client, stream, stores)

    async def append(self, subject: str, payload: bytes, *, id: str | None = None, after: int | None = None) -> int:
        headers = {}
        if id is not None:
            headers["Nats-Msg-Id"] = id
        if after is not None:
            headers["Nats-Expected-Last-Subject-Sequence"] = str(after)
        for left in reversed(range(TRIES)):
            try:
                ack = await self._stream.publish(subject, payload, headers=headers or None, timeout=CALL_TIMEOUT)
                return ack.seq
            except nats.js.errors.APIError as error:
                if error.err_code == WRONG_LAST_SEQUENCE:
                    raise Conflict(f"{subject} has moved on from sequence {after}") from None
                if error.err_code == MESSAGE_TOO_LARGE:
                    raise _too_large(subject, payload) from None
                problem: Exception = error
            except nats.errors.MaxPayloadError:
                raise _too_large(subject, payload) from None
            except (nats.errors.Error, TimeoutError, OSError) as error:
                problem = error
            if not left or id is None:  # without an id a second try could add a second entry
                break
            await asyncio.sleep(0.2)
        raise Unavailable(f"the log cannot be written: {problem!r}") from problem

    async def read(self, subject: str, after: int = 0) -> AsyncIterator[Entry]:
        while True:
            try:
                async for entry in self._consume(subject, after):
                    if entry.sequence > after:
                        after = entry.sequence
                        yield entry
            except (nats.errors.Error, TimeoutError, OSError) as error:
                if self._client.is_closed:
                    return
                log.info("reading %s again behind %d: %r", subject, after, error)
                await asyncio.sleep(0.2)

    async def _consume(self, subject: str, after: int) -> AsyncIterator[Entry]:
        """Reads through one short-lived consumer until it breaks."""
        consumer = await self._stream.add_consumer(
            subjects.LOG_STREAM,
            api.ConsumerConfig(
                filter_subject=subject,
                deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                ack_policy=api.AckPolicy.NONE,
                inactive_threshold=30,
                mem_storage=True,
            ),
        )
        inbox = self._client.new_inbox()
        subscription = await self._client.subscribe(inbox, pending_msgs_limit=FETCH * 4, pending_bytes_limit=512 * 2**20)
        ask = f"$JS.API.CONSUMER.MSG.NEXT.{subjects.LOG_STREAM}.{consumer.name}"
        want = json.dumps({"batch": FETCH, "expires": 10_000_000_000, "idle_heartbeat": 1_000_000_000}).encode()
        delivered = 0
        try:
            while True:
                await self._client.publish(ask, want, reply=inbox)
                left = FETCH
                while left:
                    with cancellation_kept():
                        message = await subscription.next_msg(timeout=CALL_TIMEOUT)
                    status = (message.headers or {}).get("Status")
                    if status is None:
                        left -= 1
                        delivered += 1
                        sequence, number = _sequences(message)
                        if number != delivered:  # some were lost with a connection: read them again with a new consumer
                            raise nats.errors.Error(f"entry {delivered} of the consumer is missing, {number} came")
                        yield Entry(sequence, message.subject, message.data)
                    elif status != "100":
                        if status == "408":  # nothing more in ten seconds: ask again
                            break
                        raise nats.js.errors.APIError(code=int(status), description=str(message.headers))
        finally:
            if not self._client.is_closed:
                await _Stopper(subscription).stop()

    async def subjects(self, pattern: str) -> dict[str, int]:
        try:
            info = await self._stream.stream_info(subjects.LOG_STREAM, pattern)
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"the log cannot be reached: {error!r}") from error
        return dict(info.state.subjects or {})

    async def last(self, subject: str) -> int:
        try:
            return (await self._stream.get_last_msg(subjects.LOG_STREAM, subject, direct=True)).seq or 0
        except nats.js.errors.NotFoundError:
            return 0
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"the log cannot be reached: {error!r}") from error

    async def newest(self) -> int:
        try:
            return (await self._stream.stream_info(subjects.LOG_STREAM)).state.last_seq
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"the log cannot be reached: {error!r}") from error

    async def purge(self, subject: str, through: int) -> None:
        try:
            await self._stream.purge_stream(subjects.LOG_STREAM, subject=subject, seq=through + 1)  # up to, but not with, `seq`
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"{subject} cannot be purged: {error!r}") from error

    async def usage(self) -> LogUsage:
        return await stream_health.usage(self._stream)

    async def check_writable(self) -> None:
        await stream_health.check_writable(self._stream)

    async def keep(self, name: str, payload: bytes) -> None:
        try:
            await self._snapshots.put(name, payload)
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"{name} cannot be kept: {error!r}") from error

    async def kept(self, name: str) -> bytes | None:
        try:
            return (await self._snapshots.get(name)).data
        except nats.js.errors.NotFoundError:
            return None
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"{name} cannot be read: {error!r}") from error

    async def drop(self, name: str) -> None:
        try:
            await self._snapshots.delete(name)
        except nats.js.errors.NotFoundError:
            pass
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"{name} cannot be removed: {error!r}") from error

    async def publish(self, subject: str, payload: bytes, headers: Mapping[str, str] | None = None) -> None:
        try:
            await self._client.publish(subject, payload, headers=dict(headers) if headers else None)
        except nats.errors.Error as error:
            raise Unavailable(f"cannot publish: {error!r}") from error

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        async def received(message: Msg) -> None:
            handler(Message(message.subject, message.data, message.headers or {}))

        return _Stopper(await self._client.subscribe(subject, cb=received))

    async def request(self, subject: str, payload: bytes, timeout: float = TOTAL_SECONDS) -> Reply:
        kind = subject.split(".")[1] if subject.startswith("ask.") else "other"
        if kind in SELF_RETRIED:
            return await self._request(subject, payload, min(timeout, TRY_SECONDS))
        if kind not in self._circuits:
            self._circuits[kind] = Circuit(f"nats {kind}")
        patience = Patience(timeout, TRY_SECONDS if timeout == TOTAL_SECONDS else timeout)
        return await retrying.call(partial(self._request, subject, payload), self._circuits[kind], patience)

    async def _request(self, subject: str, payload: bytes, timeout: float) -> Reply:
        try:
            message = await self._client.request(subject, payload, timeout=timeout)
            return Reply(message.data, message.headers or {})
        except (nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"no answer on {subject}: {error!r}") from error

    async def answer(self, subject: str, answerer: Answerer, *, queue: str = "") -> Subscription:
        async def asked(message: Msg) -> None:
            task = asyncio.create_task(respond(message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

        async def respond(message: Msg) -> None:
            try:
                reply = await answerer(Message(message.subject, message.data, message.headers or {}))
                await self._client.publish(message.reply, reply.payload, headers=dict(reply.headers) or None)
            except nats.errors.Error as error:
                log.info("an answer on %s was lost: %r", message.subject, error)
            except Exception:
                log.exception("no answer on %s", message.subject)

        return _Stopper(await self._client.subscribe(subject, queue=queue, cb=asked))

    async def claim(self, key: str, owner: str) -> Lease | None:
        try:
            epoch = await self._owners.create(key, owner.encode())
        except (nats.js.errors.KeyWrongLastSequenceError, nats.js.errors.KeyNotFoundError):
            return None  # held, or expired just now: the caller asks again
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"leases cannot be reached: {error!r}") from error
        return Lease(key, owner, epoch, epoch)

    async def renew(self, lease: Lease) -> Lease | None:
        try:
            revision = await self._owners.update(lease.key, lease.owner.encode(), last=lease.revision)
        except nats.js.errors.KeyWrongLastSequenceError:
            return None
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"leases cannot be reached: {error!r}") from error
        return lease._replace(revision=revision)

    async def release(self, lease: Lease) -> None:
        try:
            await self._owners.delete(lease.key, last=lease.revision)
        except (nats.errors.Error, TimeoutError, OSError):
            pass  # it expires by itself

    async def ready(self) -> bool:
        return bool(self._client.is_connected)

    @property
    def connection(self) -> int | None:
        return self._client.stats["reconnects"] if self._client.is_connected else None

    async def close(self) -> None:
        for task in self._answering:
            task.cancel()
        try:
            await asyncio.wait_for(self._client.drain(), 2)
        except (nats.errors.Error, TimeoutError):
            await self._client.close()


def _too_large(subject: str, payload: bytes) -> TooLarge:
    return TooLarge(f"the log takes no message of {len(payload):,} bytes on {subject}")


def _sequences(message: Msg) -> tuple[int, int]:
    """Stream and consumer sequence in a reply subject: $JS.ACK.<stream>.<consumer>.<deliveries>.<stream>.<consumer>.…"""
    parts = message.reply.split(".")
    start = 5 if len(parts) < 11 else 7  # newer servers put domain and account before the stream
    return int(parts[start]), int(parts[start + 1])
