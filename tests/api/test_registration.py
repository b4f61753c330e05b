"""Registration with a link in a mail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from core_api.domains.accounts import links
from core_api.storage import unit_of_work
from realtime.security.tokens import Signer
from tests.api.fixtures import Stores
from tests.api.harness import PASSWORD, Answer, Api, fresh
from tests.api.mailbox import mails_to
from tests.api.test_sessions import MovedClock

MINUTE = 60


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest_asyncio.fixture(loop_scope="session")
async def verified(stores: Stores, clock: MovedClock) -> AsyncIterator[Api]:
    """An API where accounts begin with a link."""
    made = Api(stores.pool, stores.redis, Signer(stores.signer._key, clock=clock), registration="verified")
    await made.start()
    yield made
    await made.close()


async def register(api: Api, name: str, email: str = "", password: str = PASSWORD, **more: str) -> Answer:
    return await api.call("POST", "/auth/register", {"email": email or f"{name}@example.org", "password": password, "name": name, **more})


async def login(api: Api, email: str, password: str = PASSWORD) -> int:
    return (await api.call("POST", "/auth/login", {"email": email, "password": password})).status


async def verify(api: Api, token: str) -> int:
    return (await api.call("GET", f"/auth/verify/{token}")).status


async def test_an_account_begins_with_the_link_in_its_mail(verified: Api) -> None:
    name = fresh("ada")
    email = f"{name}@example.org"
    assert (await register(verified, name, f"{name}@Example.org", language="de")).json == {"accepted": True}
    assert await login(verified, email) == 401
    [mail] = await mails_to(verified, email)
    assert (mail.template, mail.language, mail.values["minutes"]) == ("verify", "de", "15")
    assert mail.values["link"] == f"/#/verify/{mail.token}", "of the page: browsers send no server what is behind a #"
    answer = await verified.call("GET", f"/auth/verify/{mail.token}")
    assert (answer.status, answer.json) == (200, {"verified": True})
    assert await login(verified, email) == 200
    assert await verify(verified, mail.token) == 200, "mail programs open links before people do"


async def test_a_link_is_good_for_a_quarter_of_an_hour_and_can_be_sent_again(verified: Api, clock: MovedClock) -> None:
    name = fresh("ada")
    await register(verified, name)
    email = f"{name}@example.org"
    [first] = await mails_to(verified, email)
    clock.ahead = 16 * MINUTE
    assert await verify(verified, first.token) == 404
    assert (await verified.call("POST", "/auth/resend-verification", {"email": email})).status == 202
    second = (await mails_to(verified, email))[-1]
    assert await verify(verified, first.token) == 404
    assert await verify(verified, second.token) == 200
    assert await login(verified, email) == 200
    await verified.call("POST", "/auth/resend-verification", {"email": email})
    assert len(await mails_to(verified, email)) == 2, "who has confirmed needs no link"


async def test_the_last_registration_of_an_address_that_is_confirmed_counts(verified: Api) -> None:
    name, email = fresh("ada"), f"{fresh('mail')}@example.org"
    await register(verified, name, email, "forgotten at once 1!")
    await register(verified, name, email)
    first, second = await mails_to(verified, email)
    assert await verify(verified, second.token) == 200
    assert await verify(verified, first.token) == 404
    assert await login(verified, email) == 200


async def test_a_name_is_kept_for_who_waits_for_the_link(verified: Api, clock: MovedClock) -> None:
    name = fresh("ada")
    await register(verified, name)
    assert (await register(verified, name, f"{fresh('other')}@example.org")).status == 409
    clock.ahead = 16 * MINUTE
    assert (await register(verified, name, f"{fresh('other')}@example.org")).status == 201


async def test_a_mailbox_gets_so_many_mails_a_day(verified: Api, clock: MovedClock) -> None:
    email = f"{fresh('ada')}@example.org"
    for number in range(links.MAILS + 2):
        assert (await register(verified, fresh("ada"), email)).status == 201
        assert (await verified.call("POST", "/auth/resend-verification", {"email": email})).status == 202, number
    assert len(await mails_to(verified, email)) == links.MAILS
    clock.ahead = 25 * 3600
    await register(verified, fresh("ada"), email)
    assert len(await mails_to(verified, email)) == links.MAILS + 1


async def test_mails_that_are_asked_for_at_once_are_no_more_than_those_of_a_day(verified: Api) -> None:
    """While a request writes a mail that is not counted yet, no other one writes to the mailbox."""
    name = fresh("ada")
    email, since = f"{name}@example.org", datetime.now(UTC) - links.MAILS_WINDOW
    await register(verified, name)
    async with unit_of_work.begin(verified.platform.pool) as work:
        assert await verified.accounts.registration._signups.may_mail(work, email, since)
        assert (await verified.call("POST", "/auth/resend-verification", {"email": email})).status == 202
        assert (await register(verified, fresh("ada"), email)).status == 201
    assert len(await mails_to(verified, email)) == 1
    assert (await verified.call("POST", "/auth/resend-verification", {"email": email})).status == 202
    assert len(await mails_to(verified, email)) == 2


async def test_a_registration_of_yesterday_gets_no_more_mails(verified: Api, clock: MovedClock) -> None:
    name = fresh("ada")
    await register(verified, name)
    clock.ahead = 25 * 3600
    for _ in range(links.MAILS + 2):
        assert (await verified.call("POST", "/auth/resend-verification", {"email": f"{name}@example.org"})).status == 202
    assert len(await mails_to(verified, f"{name}@example.org")) == 1


async def test_nobody_registers_where_it_is_closed(stores: Stores) -> None:
    api = Api(*stores, registration="closed")
    await api.start()
    assert (await register(api, fresh("ada"))).status == 403
    await api.close()
