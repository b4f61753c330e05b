"""The second factor: set up, asked for at each login, used once, lost and reset."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import NamedTuple

import pyotp
import pytest
import pytest_asyncio

from core_api.domains.second_factor.service import FAILURES, TRIES
from realtime.security.tokens import Signer
from tests.api.fixtures import Stores
from tests.api.harness import PASSWORD, Answer, Api, Caller

WRONG = "000000"


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Phone(NamedTuple):
    secret: str
    clock: Clock

    def code(self) -> str:
        """A new one: time goes on by a step."""
        self.clock.ahead += 30
        return pyotp.TOTP(self.secret).at(int(self.clock()))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores, clock: Clock) -> AsyncIterator[Api]:
    made = Api(stores.pool, stores.redis, Signer(stores.signer._key, clock=clock))
    await made.start()
    yield made
    await made.close()


async def set_up(api: Api, user: Caller, clock: Clock) -> tuple[Phone, list[str]]:
    phone = Phone((await api.made("/auth/second-factor", {"password": PASSWORD}, by=user))["secret"], clock)
    return phone, (await api.made("/auth/second-factor/confirm", {"code": phone.code()}, by=user))["codes"]


async def login(api: Api, user: Caller) -> Answer:
    return await api.call("POST", "/auth/login", {"email": f"{user.name}@example.org", "password": PASSWORD})


async def challenge(api: Api, user: Caller) -> str:
    answer = await login(api, user)
    assert (answer.status, answer.json["code"]) == (401, "second-factor-needed")
    return str(answer.json["challenge"])


async def step(api: Api, challenge: str, code: str) -> Answer:
    return await api.call("POST", "/auth/login/second-factor", {"challenge": challenge, "code": code})


async def mails(api: Api, user: Caller) -> list[str]:
    return [mail["template"] for mail in (await api.call("GET", f"/users/{user.id}/mails", by=user)).json["mails"]]


async def test_a_login_takes_two_steps_once_the_factor_is_confirmed(api: Api, clock: Clock) -> None:
    user = await api.caller()
    begun = await api.made("/auth/second-factor", {"password": PASSWORD}, by=user)
    assert begun["secret"] in begun["uri"]
    assert (await login(api, user)).status == 200, "nothing changes before a code is confirmed"
    phone, codes = await set_up(api, user, clock)
    assert len(codes) == 10
    begun = await challenge(api, user)
    answer = await step(api, begun, phone.code())
    assert answer.status == 200
    token = Caller(answer.json["access_token"])
    [newest, *_] = (await api.call("GET", "/auth/sessions", by=token)).json
    assert newest["methods"] == ["password", "totp"]
    assert (await step(api, begun, phone.code())).status == 401, "a challenge is used once"
    assert (await api.call("GET", "/auth/second-factor", by=token)).json["recovery_codes"] == 10
    assert await mails(api, user) == ["second-factor-on"]


async def test_a_code_is_good_once(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, _ = await set_up(api, user, clock)
    code = phone.code()
    assert (await step(api, await challenge(api, user), code)).status == 200
    assert (await step(api, await challenge(api, user), code)).status == 403


async def test_a_recovery_code_is_good_once_in_place_of_the_phone(api: Api, clock: Clock) -> None:
    user = await api.caller()
    _, codes = await set_up(api, user, clock)
    begun = await challenge(api, user)
    assert (await step(api, begun, codes[0].upper().replace("-", " "))).status == 200
    begun = await challenge(api, user)
    assert (await step(api, begun, codes[0])).status == 403
    assert (await step(api, begun, codes[1])).status == 200
    assert (await mails(api, user))[:2] == ["recovery-code-used", "recovery-code-used"]


async def test_guesses_are_few_for_a_challenge_and_for_the_account(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, codes = await set_up(api, user, clock)
    begun = await challenge(api, user)
    assert [(await step(api, begun, WRONG)).status for _ in range(TRIES + 1)] == [403] * TRIES + [401]
    begun = await challenge(api, user)
    assert [(await step(api, begun, WRONG)).status for _ in range(FAILURES - TRIES)] == [403] * (FAILURES - TRIES)
    begun = await challenge(api, user)
    refused = await step(api, begun, phone.code())
    assert refused.status == 429, "not even a right one, and nothing tells whether it was"
    assert 3000 < int(refused.headers["Retry-After"]) <= 3600
    assert (await step(api, begun, codes[0])).status == 429
    clock.ahead += 3600
    assert (await step(api, await challenge(api, user), phone.code())).status == 200


async def test_a_challenge_lasts_five_minutes(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, _ = await set_up(api, user, clock)
    begun = await challenge(api, user)
    clock.ahead += 300
    assert (await step(api, begun, phone.code())).status == 401


async def test_a_login_that_waits_for_its_code_ends_with_the_password(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, _ = await set_up(api, user, clock)
    begun = await challenge(api, user)
    await api.call("POST", "/auth/change-password", {"old_password": PASSWORD, "new_password": "a new horse 2!"}, by=user)
    assert (await step(api, begun, phone.code())).status == 401


async def test_the_challenge_is_no_access_token(api: Api, clock: Clock) -> None:
    user = await api.caller()
    await set_up(api, user, clock)
    begun = await challenge(api, user)
    assert (await api.call("GET", "/users/profile", by=Caller(begun))).status == 401


async def test_turning_it_off_needs_the_password_and_a_code(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, codes = await set_up(api, user, clock)
    for password, code, status in [("wrong", phone.code(), 403), (PASSWORD, WRONG, 403), (PASSWORD, codes[0], 204)]:
        answer = await api.call("POST", "/auth/second-factor/disable", {"password": password, "code": code}, by=user)
        assert answer.status == status
    assert (await login(api, user)).status == 200
    assert (await mails(api, user))[0] == "second-factor-off"


async def test_new_recovery_codes_replace_the_old_ones(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, codes = await set_up(api, user, clock)
    body = {"password": PASSWORD, "code": phone.code()}
    fresh = (await api.made("/auth/second-factor/recovery-codes", body, by=user))["codes"]
    assert not set(fresh) & set(codes)
    begun = await challenge(api, user)
    assert [(await step(api, begun, code)).status for code in (codes[0], fresh[0])] == [403, 200]


async def test_setting_up_needs_the_password_and_happens_once(api: Api, clock: Clock) -> None:
    user = await api.caller()
    assert (await api.call("POST", "/auth/second-factor", {"password": "wrong"}, by=user)).status == 403
    await api.made("/auth/second-factor", {"password": PASSWORD}, by=user)
    assert (await api.call("POST", "/auth/second-factor/confirm", {"code": WRONG}, by=user)).status == 403
    await set_up(api, user, clock)
    assert (await api.call("POST", "/auth/second-factor", {"password": PASSWORD}, by=user)).status == 409


async def test_an_administrator_resets_it_for_who_has_lost_everything(api: Api, clock: Clock) -> None:
    user, admin = await api.caller(), await api.caller("admin")
    await set_up(api, user, clock)
    begun = await challenge(api, user)
    assert (await api.call("DELETE", f"/users/{user.id}/second-factor", by=admin)).status == 204
    assert (await login(api, user)).status == 200
    assert (await step(api, begun, WRONG)).status == 401
    assert (await mails(api, user))[0] == "second-factor-off"


async def test_neither_secret_nor_codes_stand_in_the_database(api: Api, clock: Clock) -> None:
    user = await api.caller()
    phone, codes = await set_up(api, user, clock)
    for table in ("second_factors", "recovery_codes"):
        text = "\n".join(str(row) for row in await api.platform.pool.fetch(f"select * from {table} where user_id = $1", user.id))
        assert text
        assert not [secret for secret in (phone.secret, *codes) if secret in text]
