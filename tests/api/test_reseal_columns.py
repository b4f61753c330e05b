"""`podium reseal` with a new key: mails that wait, and second factors with their recovery codes, stay good."""

from __future__ import annotations

import pyotp

from core_api.domains.notifications.store import Mails
from core_api.domains.second_factor.codes import normal
from core_api.domains.second_factor.store import SecondFactors
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.reseal import Resealer, Stores
from realtime.security.vault import Vault
from tests.api.harness import PASSWORD, Api
from tests.logs import SECRET_KEY

NEW_KEY = "ad" * 32


async def test_what_is_sealed_in_columns_is_sealed_anew(api: Api) -> None:
    pool, user = api.platform.pool, await api.caller()
    secret = (await api.made("/auth/second-factor", {"password": PASSWORD}, by=user))["secret"]
    codes = (await api.made("/auth/second-factor/confirm", {"code": pyotp.TOTP(secret).now()}, by=user))["codes"]
    async with unit_of_work.begin(pool) as work:
        work.mail(Mail("verify", f"{user.name}@example.net", values={"link": "/verify/3f", "minutes": "15"}))
    id = await pool.fetchval("select id from mails where address_sealed is not null order by id desc limit 1")
    stores = Stores(pool, api.documents, api.backbone)
    await Resealer(stores, SECRET_KEY).run()
    assert (await Resealer(stores, NEW_KEY, SECRET_KEY).run()).sealed >= 3

    mails, factors = Mails(pool, Vault(NEW_KEY)), SecondFactors(pool, Vault(NEW_KEY))
    async with unit_of_work.begin(pool) as work:
        row = await mails.take(work, id)
        assert row is not None
        letter = mails.opened(row)
        assert (letter.to, letter.values["link"]) == (f"{user.name}@example.net", "/verify/3f")
        factor = await factors.lock(work, user.id)
        assert factor is not None
        assert factors.secret(factor) == secret
        assert await factors.use_code(work, factor, normal(codes[0]), factor.confirmed_at)  # type: ignore[arg-type]
