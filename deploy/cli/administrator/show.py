"""`podium administrator show`: who administrates, and how to log in to the platform that runs here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from deploy.cli._options import Data, Json
from deploy.cli.administrator import administrator
from deploy.local.running import data_folder

if TYPE_CHECKING:
    from core_api.domains.accounts.models import Account
    from deploy.local.database import Database


@administrator.command("show")
def show(as_json: Json = False, data: Data = None) -> int:
    """Lists administrators, and shows the password that `up` has made for the first one."""
    import msgspec

    from deploy.local import data_folder as folder
    from deploy.local.database import on_database
    from deploy.local.stack import ADMIN_EMAIL

    place = data_folder(data)
    found = asyncio.run(on_database(place, "podium administrator show", _all))
    made = folder.kept_admin_password(place)
    if as_json:
        print(msgspec.json.encode([{"id": account.id, "email": account.email, "name": account.name} for account in found]).decode())
        return 0
    for account in found:
        known = f"  password: {made}" if made and account.email == ADMIN_EMAIL else ""
        print(f"{account.email}  {account.name}  {account.id}{known}")
    if not found:
        print("there is no administrator: make one with 'podium administrator add EMAIL'")
    return 0


async def _all(database: Database) -> list[Account]:
    from core_api.domains.accounts.administrators import Administrators

    return await Administrators(*database).all()
