"""Finding out who has an account: by words, by what can be seen afterwards, and by time (what costs time is counted)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from core_api.domains.accounts import links
from core_api.domains.accounts.passwords import Passwords
from tests.api.harness import PASSWORD, Answer, Api, fresh
from tests.api.mailbox import mails_to
from tests.api.test_registration import clock, login, register, verified, verify

__all__ = ["clock", "verified"]

VARYING = {"Date", "X-Request-Id", "Content-Length"}


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that was hashed: a quarter of a second each."""
    done: list[str] = []
    run = Passwords._run

    async def counted(self: Passwords, work: Any, password: bytes, salt: bytes) -> Any:
        done.append(work.__name__)
        return await run(self, work, password, salt)

    monkeypatch.setattr(Passwords, "_run", counted)
    return done


async def account(api: Api) -> str:
    """The address of an account."""
    name = fresh("ada")
    await register(api, name)
    email = f"{name}@example.org"
    assert await verify(api, (await mails_to(api, email))[-1].token) == 200
    return email


def said(answer: Answer) -> tuple[int, bytes, set[str]]:
    return answer.status, answer.content, set(answer.headers) - VARYING


ASKED: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "register": ("/auth/register", lambda email: {"email": email, "password": PASSWORD, "name": fresh("new")}),
    "log in": ("/auth/login", lambda email: {"email": email, "password": "a wrong one 1!"}),
    "resend": ("/auth/resend-verification", lambda email: {"email": email}),
    "forgot": ("/auth/forgot-password", lambda email: {"email": email}),
}


@pytest.mark.parametrize("what", ASKED)
async def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(verified: Api, hashes: list[str], what: str) -> None:
    path, body = ASKED[what]
    seen = []
    for email in (await account(verified), f"{fresh('nobody')}@example.org"):
        hashes.clear()
        seen.append((said(await verified.call("POST", path, body(email))), tuple(hashes)))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("path", ["/auth/forgot-password", "/auth/resend-verification"])
async def test_what_writes_a_mail_takes_no_longer_than_what_writes_none(verified: Api, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """The answer waits for the same moment, whatever was done before."""
    ends = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        ends.append(seconds)
        await real(0)

    monkeypatch.setattr("core_api.domains.accounts.links.asyncio.sleep", sleep)
    for email in (await account(verified), f"{fresh('nobody')}@example.org"):
        ends.clear()
        await verified.call("POST", path, {"email": email})
        assert [wait for wait in ends if 0 < wait <= links.EVEN_SECONDS], "it ended earlier, or later"


async def test_a_taken_name_is_refused_whether_or_not_the_address_is_known(verified: Api) -> None:
    email = await account(verified)
    taken = email.partition("@")[0]
    for address in (email, f"{fresh('nobody')}@example.org"):
        assert (await register(verified, taken, address)).status == 409


async def test_the_name_tells_nothing_afterwards(verified: Api) -> None:
    """A registration that made an account would take its name."""
    for email in (await account(verified), f"{fresh('nobody')}@example.org"):
        name = fresh("probe")
        assert (await register(verified, name, email)).status == 201
        assert (await register(verified, name, f"{fresh('other')}@example.org")).status == 409


async def test_only_the_mailbox_learns_of_it_and_the_account_stays(verified: Api) -> None:
    email = await account(verified)
    await register(verified, fresh("thief"), email, "the thief's own 1!")
    mail = (await mails_to(verified, email))[-1]
    assert mail.template == "already-registered"
    assert [await login(verified, email, "the thief's own 1!"), await login(verified, email)] == [401, 200]


async def test_nobody_logs_in_before_the_link_even_with_the_right_password(verified: Api) -> None:
    name = fresh("ada")
    await register(verified, name)
    assert await login(verified, f"{name}@example.org") == 401
