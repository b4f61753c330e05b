from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator

import bcrypt
import pytest

from core_api.domains.accounts.passwords import NICENESS, Passwords, check_strength
from realtime.runtime.errors import Invalid, Unavailable

FAST = 4


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords(FAST, threads=1, waiting=2)
    yield made
    made.close()


async def test_a_password_matches_its_own_hash_only(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse 1!")
    assert await passwords.matches("correct horse 1!", hashed)
    assert not await passwords.matches("correct horse 1?", hashed)
    assert not await passwords.matches("", None)


async def test_who_finds_no_place_is_told_so_at_once_and_the_loop_goes_on(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    hashpw = bcrypt.hashpw

    def held(password: bytes, salt: bytes) -> bytes:
        go.wait(10)
        return hashpw(password, salt)

    monkeypatch.setattr("core_api.domains.accounts.passwords.bcrypt.hashpw", held)
    waiting = [asyncio.create_task(passwords.hash(f"password {number}!")) for number in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refused:
        await passwords.hash("one too many 1!")
    assert refused.value.retry_after
    assert await asyncio.to_thread(lambda: 7) == 7  # the executor of everybody else has room
    go.set()
    assert len(set(await asyncio.gather(*waiting))) == 3
    assert await passwords.hash("there is room again 1!")


def _niceness(password: bytes, salt: bytes) -> bytes:
    return str(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())).encode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads have a priority of their own on Linux only")
async def test_hashes_yield_to_the_event_loop(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    monkeypatch.setattr("core_api.domains.accounts.passwords.bcrypt.hashpw", _niceness)
    assert int(await passwords.hash("which niceness 1!")) == max(before, NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


async def test_passwords_are_checked_where_no_priority_can_be_set(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: int) -> None:
        raise PermissionError("not here")

    monkeypatch.setattr("core_api.domains.accounts.passwords.os.setpriority", forbidden)
    assert await passwords.matches("correct horse 1!", await passwords.hash("correct horse 1!"))


@pytest.mark.parametrize("bad", ["", "short1!", "x" * 129 + "1!", "only letters!", "onlyletters1", "é1!" * 30])
def test_weak_passwords_are_refused(bad: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_strength(bad)
    assert refused.value.field == "password"
