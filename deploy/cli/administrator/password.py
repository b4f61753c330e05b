"""`podium administrator password`: a new password for an account, such as a forgotten one of an administrator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from deploy.cli._options import Data
from deploy.cli.administrator import Email, FromStdin, administrator, chosen_password
from deploy.local.running import data_folder

if TYPE_CHECKING:
    from deploy.local.database import Database


@administrator.command("password")
def password(email: Email = "", stdin: FromStdin = False, data: Data = None) -> int:
    """Sets a new password, prints it once and ends all sessions of the account (default: the administrator of the data folder)."""
    from deploy.local import data_folder as folder
    from deploy.local.database import on_database
    from deploy.local.stack import ADMIN_EMAIL
    from realtime.runtime import settings

    place, new = data_folder(data), chosen_password(stdin)
    account = email or ADMIN_EMAIL
    asyncio.run(on_database(place, "podium administrator password", lambda found: _set(found, account, new)))
    is_local = account == ADMIN_EMAIL and not settings.load().postgres_url
    if is_local and folder.keep_admin_password(place, new):
        print(f"the password of {account} was changed, also in {place / 'secrets.json'}, where commands find it")
    else:
        print(f"the password of {account} was changed" + ("" if stdin else f"; it is: {new}"))
    return 0


async def _set(database: Database, email: str, new: str) -> None:
    from core_api.domains.accounts.administrators import Administrators

    await Administrators(*database).set_password(email, new)
