"""What every backbone promises, on NATS and in memory."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from realtime.backbone import Backbone, Entry, Message, Reply
from realtime.backbone.memory import MemoryBackbone, matches
from realtime.backbone.nats import NatsBackbone
from realtime.backbone.provision import Limits
from realtime.protocol import subjects
from realtime.runtime.errors import Conflict, TooLarge, Unavailable
from tests.conftest import Servers, eventually


@pytest.fixture(params=["memory", "nats"])
async def backbone(request: pytest.FixtureRequest) -> AsyncIterator[Backbone]:
    made: Backbone
    if request.param == "memory":
        made = MemoryBackbone(lease_seconds=1.0)
    else:
        servers: Servers = request.getfixturevalue("servers")
        made = await NatsBackbone.connect(servers.nats, name="test", limits=Limits(lease_seconds=1.0))
    yield made
    await made.close()


@pytest.fixture
def subject() -> str:
    return subjects.log(uuid.uuid4().hex)


async def take(backbone: Backbone, subject: str, count: int, after: int = 0) -> list[Entry]:
    got: list[Entry] = []
    async with asyncio.timeout(10):
        async for entry in backbone.read(subject, after):
            got.append(entry)
            if len(got) == count:
                break
    return got


async def test_the_log_gives_back_what_was_added_in_order(backbone: Backbone, subject: str) -> None:
    sequences = [await backbone.append(subject, b"%d" % n) for n in range(5)]
    await backbone.append(f"{subject[:-4]}x.log", b"another contest")
    got = await take(backbone, subject, 5)
    assert [entry.payload for entry in got] == [b"0", b"1", b"2", b"3", b"4"]
    assert [entry.sequence for entry in got] == sequences == sorted(sequences)
    assert [entry.payload for entry in await take(backbone, subject, 2, after=sequences[2])] == [b"3", b"4"]


async def test_a_reader_gets_new_entries_as_they_come(backbone: Backbone, subject: str) -> None:
    reading = asyncio.create_task(take(backbone, subject, 3))
    for n in range(3):
        await asyncio.sleep(0.02)
        await backbone.append(subject, b"%d" % n)
    assert [entry.payload for entry in await reading] == [b"0", b"1", b"2"]


async def test_the_same_id_is_added_once(backbone: Backbone, subject: str) -> None:
    id_ = uuid.uuid4().hex
    first = await backbone.append(subject, b"once", id=id_)
    assert await backbone.append(subject, b"once", id=id_) == first
    assert (await backbone.subjects(subject))[subject] == 1


async def test_an_entry_behind_an_expected_sequence_only(backbone: Backbone, subject: str) -> None:
    first = await backbone.append(subject, b"1", after=0)
    second = await backbone.append(subject, b"2", after=first)
    with pytest.raises(Conflict):
        await backbone.append(subject, b"3", after=first)
    assert [entry.sequence for entry in await take(backbone, subject, 2)] == [first, second]


async def test_a_payload_that_the_log_never_takes_is_told_from_a_log_that_is_away(backbone: Backbone, subject: str) -> None:
    with pytest.raises(TooLarge):
        await backbone.append(subject, bytes(2 * 2**20), id=uuid.uuid4().hex)
    assert await backbone.append(subject, b"small") > 0
    assert await backbone.last(subject) > 0


async def test_many_appends_at_once_all_arrive(backbone: Backbone, subject: str) -> None:
    await asyncio.gather(*(backbone.append(subject, b"%d" % n) for n in range(1500)))
    got = await take(backbone, subject, 1500)
    assert sorted(int(entry.payload) for entry in got) == list(range(1500))
    assert [entry.sequence for entry in got] == sorted(entry.sequence for entry in got)


async def test_wildcards_read_several_contests(backbone: Backbone, subject: str) -> None:
    await backbone.append(subject, b"mine")
    async with asyncio.timeout(10):
        async for entry in backbone.read(subjects.LOG_SUBJECTS):
            if entry.subject == subject:
                break
    assert entry.payload == b"mine"
    assert subject in await backbone.subjects(subjects.LOG_SUBJECTS)


async def test_fast_messages_reach_all_who_listen(backbone: Backbone) -> None:
    got: list[Message] = []
    room = f"board.{uuid.uuid4().hex}.public.0"
    first = await backbone.subscribe(room, got.append)
    await backbone.subscribe(room, got.append)
    for n in range(3):
        await backbone.publish(room, b"%d" % n, {"seq": str(n)})
    await eventually(lambda: len(got) == 6)
    assert {(message.payload, message.headers["seq"]) for message in got} == {(b"0", "0"), (b"1", "1"), (b"2", "2")}
    await first.stop()
    await backbone.publish(room, b"3")
    await eventually(lambda: len(got) == 7)
    await asyncio.sleep(0.05)
    assert len(got) == 7


async def test_a_question_finds_who_answers(backbone: Backbone) -> None:
    prefix = f"ask.{uuid.uuid4().hex}"

    async def answer(message: Message) -> Reply:
        return Reply(message.payload.upper(), {"from": message.subject})

    answering = await backbone.answer(f"{prefix}.>", answer)
    reply = await eventually(lambda: backbone.request(f"{prefix}.a.b", b"hello"))
    assert (reply.payload, reply.headers["from"]) == (b"HELLO", f"{prefix}.a.b")
    await answering.stop()
    with pytest.raises(Unavailable):
        await backbone.request(f"{prefix}.a.b", b"hello", timeout=0.5)


async def test_one_owner_at_a_time(backbone: Backbone) -> None:
    key = uuid.uuid4().hex
    first = await backbone.claim(key, "one")
    assert first is not None
    assert await backbone.claim(key, "two") is None
    renewed = await backbone.renew(first)
    assert renewed is not None
    assert renewed.epoch == first.epoch
    assert await backbone.renew(first) is None  # an old copy of the lease
    await backbone.release(renewed)
    second = await backbone.claim(key, "two")
    assert second is not None
    assert second.epoch > first.epoch
    assert await backbone.renew(renewed) is None


async def test_a_lease_nobody_renews_runs_out(backbone: Backbone) -> None:
    key = uuid.uuid4().hex
    first = await backbone.claim(key, "one")
    assert first is not None
    second = await eventually(lambda: backbone.claim(key, "two"), seconds=15)
    assert second.epoch > first.epoch
    assert await backbone.renew(first) is None


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("a.*.c", "a.b.c", True),
        ("a.*", "a.b.c", False),
        ("a.>", "a.b.c", True),
        ("a.>", "a", False),
        ("a.b", "a.b", True),
        ("a.b.c", "a.b", False),
    ],
)
def test_patterns(pattern: str, subject: str, expected: bool) -> None:
    assert matches(pattern, subject) is expected


async def test_the_newest_entry_of_a_subject(backbone: Backbone, subject: str) -> None:
    assert await backbone.last(subject) == 0
    sequences = [await backbone.append(subject, b"%d" % n) for n in range(3)]
    assert await backbone.last(subject) == sequences[-1]


async def test_a_large_value_is_kept_until_another_replaces_it(backbone: Backbone) -> None:
    name = uuid.uuid4().hex
    assert await backbone.kept(name) is None
    for payload in (bytes(3_000_000), b"small"):
        await backbone.keep(name, payload)
        assert await backbone.kept(name) == payload


async def test_a_kept_value_is_dropped(backbone: Backbone) -> None:
    name = uuid.uuid4().hex
    await backbone.drop(name)  # nothing there: nothing to do
    await backbone.keep(name, b"something")
    await backbone.drop(name)
    assert await backbone.kept(name) is None
    await backbone.keep(name, b"again")
    assert await backbone.kept(name) == b"again"


async def test_a_purge_removes_what_is_named_and_no_more(backbone: Backbone, subject: str) -> None:
    other = subjects.log(uuid.uuid4().hex)
    first = await backbone.append(subject, b"1")
    await backbone.append(other, b"other")
    second = await backbone.append(subject, b"2")
    third = await backbone.append(subject, b"3")
    await backbone.purge(subject, second)
    assert [entry.payload for entry in await take(backbone, subject, 1)] == [b"3"]
    assert await backbone.last(subject) == third
    await backbone.purge(subject, third)
    assert await backbone.last(subject) == 0
    assert subject not in await backbone.subjects(subject)
    assert await backbone.last(other) > first
    assert await backbone.append(subject, b"4") > third, "a sequence is never used again"
    assert [entry.payload for entry in await take(backbone, subject, 1, after=first)] == [b"4"]


async def test_the_log_knows_its_size(backbone: Backbone, subject: str) -> None:
    before = await backbone.usage()
    await backbone.append(subject, bytes(10_000))
    after = await backbone.usage()
    assert after.size >= before.size + 10_000
    assert after.limit == before.limit > after.size
    await backbone.check_writable()
    assert (await backbone.usage()).size == after.size, "the check writes nothing"


async def test_of_a_queue_one_answers(backbone: Backbone) -> None:
    subject, asked = f"ask.{uuid.uuid4().hex}", 0

    async def answer(message: Message) -> Reply:
        nonlocal asked
        asked += 1
        return Reply(message.payload, {})

    for _ in range(3):
        await backbone.answer(subject, answer, queue="role")
    for number in range(5):
        assert (await eventually(lambda: backbone.request(subject, b"?"))).payload == b"?", number
    assert asked == 5
