"""Whoever reads the database, or a backup of it: e-mail addresses are nowhere in clear, and guesses cannot be tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from core_api.domains.accounts.store import Accounts
from core_api.storage import addresses
from core_api.storage.reseal import Resealed, Resealer, Stores
from realtime.runtime import ids
from realtime.runtime.errors import Damaged, WrongSchema
from realtime.security.vault import Vault
from tests.api.harness import Api, fresh
from tests.database import execute
from tests.logs import SECRET_KEY

PASSWORD = "correct horse 1!"
NEW_KEY = "ef" * 32


async def registered(api: Api) -> str:
    """The address of a new account."""
    name = fresh("reader")
    email = f"{name}@example.org"
    await api.call("POST", "/auth/register", {"email": email, "password": PASSWORD, "name": name.replace("-", " ")})
    return email


async def everything(api: Api) -> str:
    """All rows of all tables, as text; bytes also as what they may spell."""
    pool, found = api.platform.pool, []
    for (table,) in await pool.fetch("select table_name from information_schema.tables where table_schema = 'public'"):
        for row in await pool.fetch(f'select * from "{table}"'):
            found += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row.values()]
    return "\n".join(found)


async def reseal(api: Api, key: str = SECRET_KEY, previous: str = "") -> Resealed:
    return await Resealer(Stores(api.platform.pool, api.documents, api.backbone), key, previous).run()


async def test_no_table_and_no_file_holds_an_address(api: Api, data_of_stores: Path) -> None:
    email = await registered(api)
    answer = await api.call("POST", "/auth/login", {"email": email.upper(), "password": PASSWORD})
    assert answer.json["user"]["email"] == email
    rows = await everything(api)
    assert answer.json["user"]["id"] in rows
    local, _, _ = email.partition("@")
    assert email not in rows
    assert f"{local}@" not in rows
    contents = [path.read_bytes() for path in data_of_stores.rglob("*") if path.is_file()]
    assert any(answer.json["user"]["id"].encode() in content for content in contents), "an address in clear would not be found either"
    assert not any(email.encode() in content for content in contents)


async def test_an_address_in_anothers_place_does_not_open(api: Api) -> None:
    first, second = await registered(api), await registered(api)
    accounts, vault, pool = Accounts(api.platform.pool, api.platform.vault), api.platform.vault, api.platform.pool
    await execute(
        pool,
        "update users set email_sealed = (select email_sealed from users where email_key = $2) where email_key = $1",
        addresses.key(vault, first),
        addresses.key(vault, second),
    )
    with pytest.raises(Damaged):
        await accounts.by_email(first)


async def test_addresses_of_before_are_sealed_once(api: Api) -> None:
    accounts, email, id = Accounts(api.platform.pool, api.platform.vault), f"{fresh('old')}@example.org", ids.new()
    await execute(api.platform.pool, "insert into users (id, email, name, name_key, password_hash) values ($1, $2, $1, $1, '')", id, email)
    with pytest.raises(WrongSchema, match="podium reseal"):
        await accounts.check()
    await reseal(api)
    await accounts.check()
    found = await accounts.by_email(email)
    assert found is not None
    assert (found.account.id, found.account.email) == (id, email)
    assert email not in await everything(api)
    assert (await reseal(api)).sealed == 0


async def test_with_another_key_accounts_are_found_again(api: Api) -> None:
    email = await registered(api)
    await reseal(api, NEW_KEY, SECRET_KEY)
    assert await Accounts(api.platform.pool, api.platform.vault).by_email(email) is None
    found = await Accounts(api.platform.pool, Vault(NEW_KEY)).by_email(email)
    assert found is not None
    assert found.account.email == email
    await reseal(api, SECRET_KEY, NEW_KEY)
    assert await Accounts(api.platform.pool, api.platform.vault).by_email(email) is not None
