"""Rights that changed while a token is out: they count everywhere, at once where the change is heard, and by asking where it was not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import msgspec
import pytest

from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.runtime.errors import Unauthenticated, Unavailable
from realtime.security.rights import MICROSECONDS, PAGE, ChangedRights, Rights, asking
from realtime.security.tokens import Claims
from tests.conftest import eventually


def now() -> int:
    return round(time.time() * MICROSECONDS)


class Api:
    """Answers as `core_api` does."""

    def __init__(self) -> None:
        self.rights: list[Rights] = []
        self.away = False

    def change(self, user: str, *roles: str, jury_of: tuple[str, ...] = (), disabled: bool = False, changed: int = 0) -> None:
        self.rights = [rights for rights in self.rights if rights.user != user]
        self.rights.append(Rights(user, user.title(), roles, jury_of, disabled, changed or now()))

    async def since(self, moment: int) -> Sequence[Rights]:
        if self.away:
            raise Unavailable("away")
        return sorted((rights for rights in self.rights if rights.changed > moment), key=lambda rights: rights.changed)[:PAGE]


async def test_what_changed_counts_instead_of_what_the_token_says() -> None:
    api = Api()
    held = ChangedRights(api.since)
    ann, bob = Claims("ann", "ann", ("jury",)), Claims("bob", "bob", ("admin",))
    api.change("ann", jury_of=("spring",))
    await held.refresh()
    assert held.current(ann) == Claims("ann", "Ann", (), ("spring",))
    assert held.current(bob) is bob
    api.change("ann", disabled=True)
    await held.refresh()
    with pytest.raises(Unauthenticated, match="disabled"):
        held.current(ann)
    api.change("ann", "creator")
    await held.refresh()
    assert held.current(ann).roles == ("creator",)


async def test_a_change_that_is_committed_late_is_found_though_newer_ones_are_known() -> None:
    api, told = Api(), list[str]()
    held = ChangedRights(api.since, told.append)
    api.change("ann")
    await held.refresh()
    api.change("late", changed=now() - 5 * MICROSECONDS)
    await held.refresh()
    await held.refresh()
    assert told == ["ann", "late"]


async def test_more_changes_than_an_answer_holds_come_in_pages() -> None:
    api, told = Api(), list[str]()
    moment = now()
    for number in range(2 * PAGE + 1):
        api.change(f"user{number}", changed=moment + number)
    await ChangedRights(api.since, told.append).refresh()
    assert len(set(told)) == 2 * PAGE + 1


async def test_a_gateway_asks_an_api_when_it_is_told_and_goes_on_while_none_answers() -> None:
    backbone, api, told = MemoryBackbone(), Api(), list[str]()

    async def answer(message: Message) -> Reply:
        return Reply(msgspec.json.encode(await api.since(int(message.payload))), {})

    held = ChangedRights(asking(backbone), told.append)
    running = asyncio.create_task(held.run(backbone))  # nobody answers yet
    await backbone.answer(subjects.ASK_RIGHTS, answer)
    api.change("ann", "jury")

    async def heard() -> bool:
        await backbone.publish(subjects.RIGHTS, b"whatever this says")
        return "ann" in told

    await eventually(heard)
    running.cancel()
