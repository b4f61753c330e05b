"""Somebody who can write to NATS, against standings: verdicts, boards and marks that the platform has not written."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext

from contest_engine.live import snapshot
from contest_engine.live.actor import ContestActor
from contest_engine.live.ownership import Owner, Times
from contest_engine.live.stores import Stores
from contest_engine.model.contest import Contest
from core_api.workers.submission_index import READER, SubmissionIndex
from realtime.backbone import Entry, Lease
from realtime.backbone.memory import MemoryBackbone
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import events, subjects
from realtime.protocol.events import VerdictReached
from realtime.runtime.errors import Damaged, WrongSchema
from realtime.security.authenticator import Authenticator
from realtime.storage.archive import FolderArchive, MemoryArchive
from realtime.storage.contest_log import ContestLog
from realtime.storage.log_trust import SINCE, UNSIGNED, LogTrust, write_mark
from realtime.storage.redis import Redis
from tests.api.harness import Api
from tests.api.world import make_world
from tests.conftest import Servers, eventually
from tests.database import execute
from tests.logs import AUTHENTICATOR, TRUST, signed
from tests.nats_server import NatsServer
from tests.unit.contest_engine.contests import configured, sent, teams

OTHER = Authenticator("cd" * 32)
FORGED = VerdictReached("forged", "s", "AC", 10)
OPENING = (configured(), *teams("x", "y"), *sent("x", "A", 10, "WA", "s"))


@pytest.fixture
async def attacker(servers: Servers) -> AsyncIterator[JetStreamContext]:
    """NATS as its administrator has it."""
    client = await nats.connect(servers.nats)
    yield client.jetstream()
    await client.close()


@pytest.fixture
async def backbone(servers: Servers) -> AsyncIterator[NatsBackbone]:
    made = await NatsBackbone.connect(servers.nats, name="test")
    yield made
    await made.close()


def forgeries(contest: str) -> list[bytes]:
    honest, elsewhere = events.encode(FORGED), signed("another", FORGED)
    real = signed(contest, VerdictReached("j", "s", "WA", 10))
    return [
        honest,
        OTHER.sign(contest, honest),
        elsewhere,
        real.replace(b'"WA"', b'"AC"'),
        honest[:-1] + b',"mac":"' + b"0" * 32 + b'"}',
        honest[:-1] + b',"mac":""}',
        honest[:-1] + real[-42:],
        b'{"events":[{"type":"verdict","judgement":"j","submission":"s","verdict":"AC","time":10}],"v":1}',
        b"",
        b'"}',
    ]


def owner_of(backbone: NatsBackbone | MemoryBackbone, contest: str, lease: Lease) -> Owner:
    stores = Stores(backbone, Redis("redis://127.0.0.1:1"), ContestLog(backbone, MemoryArchive(), TRUST), AUTHENTICATOR)
    return Owner(stores, contest, lease, Times(tick=0.01, lease=3.0))


def actor_of(owner: Owner) -> ContestActor | None:
    return getattr(owner, "_actor", None)


async def test_forged_verdicts_move_no_board(backbone: NatsBackbone, attacker: JetStreamContext, caplog: pytest.LogCaptureFixture) -> None:
    """Each of them used to make team x solve problem A."""
    contest = f"c{uuid.uuid4().hex}"
    await backbone.append(subjects.log(contest), signed(contest, *OPENING))
    for payload in forgeries(contest):
        await attacker.publish(subjects.log(contest), payload)
    lease, before = await backbone.claim(contest, "engine"), UNSIGNED._value.get()
    assert lease is not None
    owner = owner_of(backbone, contest, lease)
    running = asyncio.create_task(owner.run())
    await eventually(
        lambda: (actor := actor_of(owner)) is not None and actor.live
    )  # the newest entry is one of them: it catches up all the same
    await attacker.publish(subjects.log(contest), forgeries(contest)[0])
    await backbone.append(subjects.log(contest), signed(contest, *sent("y", "A", 20, "AC", "honest")))
    actor = actor_of(owner)
    assert actor is not None
    contest_ = actor._board.contest
    await eventually(lambda: "honest" in contest_.submissions and not contest_.submissions["honest"].pending)
    assert not contest_.submissions["s"].solved
    assert UNSIGNED._value.get() - before == len(forgeries(contest)) + 1
    assert caplog.text.count("is not the platform's") == 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_forged_verdicts_are_in_no_export_and_no_archive(backbone: NatsBackbone, tmp_path: Path) -> None:
    contest, archive = f"c{uuid.uuid4().hex}", FolderArchive(tmp_path)
    logs = ContestLog(backbone, archive, TRUST)
    first = await backbone.append(subjects.log(contest), signed(contest, *OPENING))
    await backbone.append(subjects.log(contest), events.encode(FORGED))
    assert len([line async for line in logs.lines(contest)]) == 1
    await archive.write(contest, logs.lines(contest))
    assert not await logs.goes_on(contest, first)
    file = next(tmp_path.iterdir())
    file.unlink()  # an archive that somebody else wrote, with a good chain
    await archive.write(contest, ContestLog(backbone, MemoryArchive(), LogTrust(AUTHENTICATOR, since=2**60)).lines(contest))
    assert len([entry async for entry in logs.read(contest)]) == 1


async def test_forged_verdicts_are_not_noted() -> None:
    """`SubmissionIndex` reads the logs of all contests, and those of practice and rejudgings."""
    index = SubmissionIndex(None, MemoryBackbone(), MemoryArchive(), TRUST)  # type: ignore[arg-type]
    for contest in ("c", subjects.PRACTICE, subjects.REJUDGED):
        for payload in forgeries(contest):
            assert index._events(Entry(1, subjects.log(contest), payload)) == ()
        assert index._events(Entry(1, subjects.log(contest), signed(contest, FORGED))) == (FORGED,)


async def test_a_forged_snapshot_is_not_restored() -> None:
    """It used to be a board of anybody's making, after the next restart of an engine."""
    backbone = MemoryBackbone()
    await backbone.append(subjects.log("c"), signed("c", *OPENING))
    forged = Contest()
    for event in (*OPENING, FORGED):
        forged.apply(event)
    saved = snapshot.save(forged, 1, "00" * 32)
    lease = Lease("c", "engine", 1, 1)
    for kept in (saved, OTHER.wrap("c", saved), AUTHENTICATOR.wrap("another", saved)):
        await backbone.keep("c", kept)
        assert await owner_of(backbone, "c", lease)._read_snapshot() is None
    await backbone.keep("c", AUTHENTICATOR.wrap("c", saved))
    assert await owner_of(backbone, "c", lease)._read_snapshot() is not None


async def test_a_log_of_an_earlier_version_is_read_up_to_the_mark(tmp_path: Path) -> None:
    """A server of its own: the mark is one for all contests."""
    server = NatsServer(tmp_path, tmp_path / "nats.log")
    await server.start()
    backbone = await NatsBackbone.connect(server.url, name="test")
    try:
        old = await backbone.append(subjects.log("c"), events.encode(*OPENING))
        with pytest.raises(WrongSchema, match="podium reseal"):
            await LogTrust.load(backbone, AUTHENTICATOR)
        await write_mark(backbone, AUTHENTICATOR, old)
        logs = ContestLog(backbone, MemoryArchive(), await LogTrust.load(backbone, AUTHENTICATOR))
        await backbone.append(subjects.log("c"), events.encode(FORGED))
        assert [entry.sequence async for entry in logs.read("c")] == [old]
        for mark in (b"99999", OTHER.wrap(SINCE, b"99999"), AUTHENTICATOR.wrap("c", b"99999")):
            await backbone.keep(SINCE, mark)
            with pytest.raises(Damaged):
                await LogTrust.load(backbone, AUTHENTICATOR)
        await backbone.drop(SINCE)
        with pytest.raises(WrongSchema):
            await LogTrust.load(backbone, AUTHENTICATOR)
    finally:
        await backbone.close()
        server.stop()


async def test_a_new_log_begins_with_a_mark() -> None:
    backbone = MemoryBackbone()
    await LogTrust.load(backbone, AUTHENTICATOR)
    await backbone.append(subjects.log("c"), events.encode(FORGED))
    trust = await LogTrust.load(backbone, AUTHENTICATOR)
    assert [entry async for entry in ContestLog(backbone, MemoryArchive(), trust).read("c")] == []


def test_events_are_read_the_same_with_their_code() -> None:
    assert events.decode(signed("c", *OPENING)) == OPENING
    assert AUTHENTICATOR.is_signed("c", signed("c", *OPENING))


async def test_a_verdict_is_noted_for_its_own_submission_only(api: Api) -> None:
    """A request in the judge queue under the judgement id of another's rejudging used to decide what that would apply."""
    world = await make_world(api)
    pool, index = api.platform.pool, SubmissionIndex(api.platform.pool, api.backbone, MemoryArchive(), TRUST)
    (judgement,) = [id for (id,) in await pool.fetch("select judgement_id from rejudged where rejudging_id = $1", world.rejudging)]
    await execute(pool, "insert into log_position (reader, sequence) values ($1, 0) on conflict do nothing", READER)

    async def noted(submission: str) -> str | None:
        position = await pool.fetchval("select sequence from log_position where reader = $1", READER)
        verdict = signed(subjects.REJUDGED, VerdictReached(judgement, submission, "AC", 10))
        await index.note(position, [Entry(position + 1, subjects.log(subjects.REJUDGED), verdict)])
        found: str | None = await pool.fetchval("select verdict from rejudged where judgement_id = $1", judgement)
        return found

    assert await noted("another") is None
    assert await noted(world.submission) == "AC"
