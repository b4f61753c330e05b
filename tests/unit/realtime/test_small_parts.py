import asyncio
import json
import logging

import msgspec
import pytest

from realtime.protocol import events
from realtime.protocol.contest_settings import ContestProblem, ContestSettings, Playback
from realtime.protocol.rooms import token
from realtime.runtime import ids, logs
from realtime.runtime.actor import Actor
from realtime.runtime.errors import Invalid, PodiumError, Unavailable


def test_ids_sort_by_time_and_are_unique() -> None:
    made = [ids.new(now) for now in (1.0, 2.0, 1_700_000_000.0)]
    assert made == sorted(made)
    assert len({ids.new() for _ in range(1000)}) == 1000
    assert all(len(id_) == 26 for id_ in made)


def test_events_come_back_as_they_were() -> None:
    batch = (
        events.ContestConfigured(
            ContestSettings(name="C", duration=1, problems=(ContestProblem("p", "A", "P"),), playback=Playback(1, 2, 3.5))
        ),
        events.TeamJoined("t", "Team", groups=("g",)),
        events.SubmissionReceived("s", "t", "p", 5, "c"),
        events.VerdictReached("j", "s", "AC", 6, 1.5, (1.0, 0.5)),
        events.Thawed(),
    )
    assert events.decode(events.encode(*batch)) == batch


@pytest.mark.parametrize("payload", [b"", b"{}", b'{"events":[{"type":"unknown"}],"v":1}', b'{"events":[],"v":3}', b"\xff"])
def test_what_is_no_batch_is_refused(payload: bytes) -> None:
    with pytest.raises((msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError)):
        events.decode(payload)


@pytest.mark.parametrize("bad", ["", "a.b", "a*", ">", "a b", "x" * 65, "é"])
def test_only_plain_words_become_parts_of_a_subject(bad: str) -> None:
    with pytest.raises(Invalid):
        token(bad)


def test_every_error_has_a_code_of_its_own_class_tree() -> None:
    def tree(kind: type[PodiumError]) -> list[type[PodiumError]]:
        return [kind, *(below for sub in kind.__subclasses__() for below in tree(sub))]

    codes = [kind.code for kind in tree(PodiumError)]
    assert len(codes) == len(set(codes)), codes


async def test_an_actor_handles_messages_in_order_and_refuses_too_many() -> None:
    class Echo(Actor[int]):
        def __init__(self) -> None:
            super().__init__(mailbox=3)
            self.seen: list[int] = []

        async def received(self, message: int) -> None:
            self.seen.append(message)

    actor = Echo()
    for number in range(3):
        actor.offer(number)
    with pytest.raises(Unavailable):
        actor.offer(3)
    running = asyncio.create_task(actor.run())
    await actor.tell(3)
    while len(actor.seen) < 4:
        await asyncio.sleep(0)
    running.cancel()
    assert actor.seen == [0, 1, 2, 3]


def test_a_log_line_is_json_and_carries_the_ids() -> None:
    record = logging.makeLogRecord({"msg": "hello %s", "args": ("you",), "levelname": "INFO", "name": "x", "contest_id": "c"})
    with logs.about("s1"):
        line = json.loads(logs.JsonFormatter("judge").format(record))
    assert line.items() >= {"role": "judge", "msg": "hello you", "submission_id": "s1", "contest_id": "c", "level": "info"}.items()
