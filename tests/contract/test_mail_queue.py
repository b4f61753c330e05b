"""The mail queue: Dramatiq on a real Redis and the twin in memory hold the same promises."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage.dramatiq_mail_queue import DramatiqMailQueue
from realtime.storage.mail_queue import MailQueue, MemoryMailQueue
from tests.conftest import Servers
from tests.workers import free_port


@pytest.fixture(params=["memory", "dramatiq"])
async def queue(request: pytest.FixtureRequest) -> AsyncIterator[MailQueue]:
    made: MailQueue = MemoryMailQueue()
    if request.param == "dramatiq":
        servers: Servers = request.getfixturevalue("servers")
        made = DramatiqMailQueue(servers.redis)
    yield made
    await made.close()


async def test_what_was_sent_is_held_and_what_was_not_is_missing(queue: MailQueue) -> None:
    first, second, other = ids.new(), ids.new(), ids.new()
    await queue.send(first, second)
    assert await queue.missing([first, other, second]) == [other]
    assert await queue.missing([]) == []


async def test_sending_nothing_is_no_error(queue: MailQueue) -> None:
    await queue.send()


async def test_waiting_mails_are_counted(queue: MailQueue) -> None:
    before = await queue.depth()
    await queue.send(ids.new(), ids.new())
    assert await queue.depth() == before + 2


async def test_a_queue_that_is_away_says_so() -> None:
    queue = DramatiqMailQueue(f"redis://127.0.0.1:{free_port()}/0")
    for call in (queue.send("m"), queue.missing(["m"]), queue.depth()):
        with pytest.raises(Unavailable):
            await call
    await queue.close()
