"""Five hundred logins at once: they hold up each other and nobody else. What is answered is counted, not timed."""

from __future__ import annotations

import asyncio
import threading

import bcrypt
import pytest

from core_api.domains.accounts.passwords import WAITING
from tests.api.harness import Answer, Api, fresh
from tests.conftest import eventually

LOGINS = 500


async def test_five_hundred_logins_at_once_starve_nobody(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = await api.caller()
    go, checkpw = threading.Event(), bcrypt.checkpw

    def held(password: bytes, known: bytes) -> bool:
        go.wait(60)
        return checkpw(password, known)

    monkeypatch.setattr("core_api.domains.accounts.passwords.bcrypt.checkpw", held)
    answers: list[Answer] = []

    async def login(number: int) -> None:
        body = {"email": f"{fresh('nobody')}@example.org", "password": f"guess {number}!"}
        answers.append(await api.call("POST", "/auth/login", body, headers={"X-Forwarded-For": f"2001:db8:{number:x}::1"}))

    places = api.passwords._threads + WAITING
    logins = [asyncio.create_task(login(number)) for number in range(LOGINS)]
    await eventually(lambda: len(answers) == LOGINS - places, 60)
    assert {answer.status for answer in answers} == {503}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)

    # while all places are taken: with a token and without, from memory and from the database
    for _ in range(20):
        assert (await api.call("GET", "/problems")).status == 200
        assert (await api.call("GET", "/auth/sessions", by=caller)).status == 200
    assert len(answers) == LOGINS - places, "no login was answered meanwhile"

    go.set()
    await asyncio.gather(*logins)
    assert [answer.status for answer in answers[LOGINS - places :]] == [401] * places


async def test_registrations_wait_in_the_same_places(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.passwords, "_places", threading.BoundedSemaphore(1))
    assert api.passwords._places.acquire(blocking=False)
    name = fresh("ada")
    answer = await api.call("POST", "/auth/register", {"email": f"{name}@example.org", "password": "correct horse 1!", "name": name})
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
