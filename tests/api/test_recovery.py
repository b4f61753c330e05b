"""Forgotten and changed passwords, changed e-mail addresses."""

from __future__ import annotations

import asyncio

import pytest

from core_api.domains.accounts import links
from core_api.domains.accounts.generated import COST
from tests.api.harness import PASSWORD, Api, Caller, fresh
from tests.api.mailbox import mails_to
from tests.api.test_registration import clock, login, verified
from tests.api.test_sessions import MovedClock, profile, refresh
from tests.database import execute

__all__ = ["clock", "verified"]

NEW = "a new horse 2!"


async def account(api: Api) -> tuple[str, Caller]:
    caller = await api.caller()
    return f"{caller.name}@example.org", caller


async def forgot(api: Api, email: str) -> str:
    """The token of the link."""
    assert (await api.call("POST", "/auth/forgot-password", {"email": email.upper()})).status == 202
    return (await mails_to(api, email))[-1].token


async def reset(api: Api, token: str, password: str = NEW) -> int:
    return (await api.call("POST", "/auth/reset-password", {"token": token, "password": password})).status


async def test_a_forgotten_password_is_replaced_once_and_ends_all_sessions(api: Api) -> None:
    email, caller = await account(api)
    tokens = (await api.call("POST", "/auth/login", {"email": email, "password": PASSWORD})).json
    older, token = await forgot(api, email), await forgot(api, email)
    assert await reset(api, token, "too short") == 422
    assert await reset(api, token) == 204
    assert await profile(api, caller.token) == 401
    assert (await refresh(api, tokens["refresh_token"])).status == 401
    assert [await login(api, email), await login(api, email, NEW)] == [401, 200]
    assert [await reset(api, token, "again and again 3!"), await reset(api, older)] == [422, 422]
    assert (await mails_to(api, email))[-1].template == "password-changed"


async def test_a_link_for_a_new_password_expires(verified: Api, clock: MovedClock) -> None:
    api = verified
    api.accounts.registration._mode = "open"  # for an account to begin with
    email, _ = await account(api)
    token = await forgot(api, email)
    clock.ahead = 15 * 60 + 1
    assert await reset(api, token) == 422


async def test_who_was_locked_out_for_guessing_logs_in_with_a_new_password(api: Api) -> None:
    email, _ = await account(api)
    for _ in range(6):
        await login(api, email, "a wrong one 1!")
    assert await login(api, email) == 429
    assert await reset(api, await forgot(api, email)) == 204
    assert await login(api, email, NEW) == 200


async def test_an_account_gets_so_many_links_a_day(api: Api) -> None:
    email, _ = await account(api)
    for _ in range(links.MAILS + 2):
        await forgot(api, email)
    assert len(await mails_to(api, email)) == links.MAILS


async def test_links_that_are_asked_for_at_once_are_no_more_than_those_of_a_day(api: Api) -> None:
    email, _ = await account(api)
    await asyncio.gather(*(api.call("POST", "/auth/forgot-password", {"email": email}) for _ in range(4 * links.MAILS)))
    assert 1 <= len(await mails_to(api, email)) <= links.MAILS


async def test_a_login_that_is_under_way_does_not_outlive_its_password(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking takes a quarter of a second, and seconds where many wait: whoever knows the old password would log in all the time."""
    email, _ = await account(api)
    token, checked, go_on, matches = await forgot(api, email), asyncio.Event(), asyncio.Event(), api.passwords.matches

    async def slowly(password: str, hashed: str | None) -> bool:
        right = await matches(password, hashed)
        checked.set()
        await go_on.wait()
        return right

    monkeypatch.setattr(api.passwords, "matches", slowly)
    begun = asyncio.create_task(api.call("POST", "/auth/login", {"email": email, "password": PASSWORD}))
    await checked.wait()
    assert await reset(api, token) == 204
    go_on.set()
    assert (await begun).status == 401
    assert await login(api, email, NEW) == 200


async def test_a_team_logs_in_at_once_with_the_account_that_it_was_given(api: Api) -> None:
    """Its hash is made anew with the first login, and the others have checked the password against the one before."""
    email, caller = await account(api)
    hashed = await api.passwords.hash(PASSWORD, COST)
    await execute(api.platform.pool, "update users set password_hash = $2 where id = $1", caller.id, hashed)
    assert await asyncio.gather(*(login(api, email) for _ in range(4))) == [200] * 4


async def test_a_changed_password_ends_all_other_sessions(api: Api) -> None:
    email, caller = await account(api)
    other = (await api.call("POST", "/auth/login", {"email": email, "password": PASSWORD})).json["access_token"]
    link = await forgot(api, email)
    wrong = await api.call("POST", "/auth/change-password", {"old_password": "not mine 1!", "new_password": NEW}, by=caller)
    assert (wrong.status, wrong.json["field"]) == (422, "old_password")
    done = await api.call("POST", "/auth/change-password", {"old_password": PASSWORD, "new_password": NEW}, by=caller)
    assert done.status == 204
    assert [await profile(api, caller.token), await profile(api, other)] == [200, 401]
    assert [await login(api, email), await login(api, email, NEW)] == [401, 200]
    assert await reset(api, link, "by a mail of before 1!") == 422


async def test_guesses_with_a_stolen_token_count_as_those_at_the_login(api: Api) -> None:
    _, caller = await account(api)
    answers = []
    for number in range(7):
        body = {"old_password": f"guess {number}!", "new_password": NEW}
        answers.append((await api.call("POST", "/auth/change-password", body, by=caller)).status)
    assert answers == [422] * 5 + [429] * 2


async def change_email(api: Api, caller: Caller, email: str, password: str = PASSWORD) -> int:
    return (await api.call("POST", "/auth/change-email", {"password": password, "email": email}, by=caller)).status


async def confirm(api: Api, token: str) -> bool | int:
    answer = await api.call("POST", "/auth/confirm-email", {"token": token})
    return answer.json["changed"] if answer.status == 200 else answer.status


async def test_an_address_changes_when_both_mailboxes_have_confirmed(api: Api) -> None:
    old, caller = await account(api)
    new = f"{fresh('new')}@example.org"
    assert await change_email(api, caller, new, "not mine 1!") == 422
    assert await change_email(api, caller, new) == 202
    [at_old], [at_new] = await mails_to(api, old), await mails_to(api, new)
    assert [await confirm(api, at_new.token), await confirm(api, at_new.token)] == [False, 422]
    assert await login(api, old) == 200
    assert await confirm(api, at_old.token) is True
    assert [await login(api, old), await login(api, new)] == [401, 200]
    assert (await mails_to(api, old))[-1].template == "e-mail-changed"
    assert (await api.call("GET", "/users/profile", by=caller)).json["email"] == new


async def test_a_later_change_forgets_the_one_before(api: Api) -> None:
    old, caller = await account(api)
    first, second = f"{fresh('new')}@example.org", f"{fresh('new')}@example.org"
    assert [await change_email(api, caller, first), await change_email(api, caller, second)] == [202, 202]
    assert await confirm(api, (await mails_to(api, first))[0].token) == 422
    for email in (old, second):
        await confirm(api, (await mails_to(api, email))[-1].token)
    assert await login(api, second) == 200


async def test_an_address_with_an_account_is_answered_alike_and_never_taken(api: Api) -> None:
    taken, _ = await account(api)
    old, caller = await account(api)
    assert await change_email(api, caller, taken) == 202
    assert await confirm(api, (await mails_to(api, old))[-1].token) is False
    assert [mail.template for mail in await mails_to(api, taken)] == ["already-registered"]
    assert await login(api, old) == 200


async def test_a_link_serves_one_purpose(api: Api) -> None:
    email, caller = await account(api)
    token = await forgot(api, email)
    await change_email(api, caller, f"{fresh('new')}@example.org")
    other = (await mails_to(api, email))[-1].token
    assert [await confirm(api, token), await reset(api, other)] == [422, 422]
    assert (await api.call("GET", f"/auth/verify/{token}")).status == 404
