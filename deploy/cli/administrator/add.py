"""`podium administrator add`: a new administrator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli._options import Data
from deploy.cli.administrator import Email, FromStdin, administrator, chosen_password
from deploy.local.running import data_folder

if TYPE_CHECKING:
    from deploy.local.database import Database

Name = Annotated[str, typer.Option(metavar="NAME", help="Name that everybody sees (default: one that shows nothing of the address).")]


@administrator.command("add")
def add(email: Email, name: Name = "", stdin: FromStdin = False, data: Data = None) -> int:
    """Makes an administrator and prints the password, once. An account that has the address gets the role and keeps its password."""
    from deploy.local.database import on_database

    password = chosen_password(stdin)
    made = asyncio.run(on_database(data_folder(data), "podium administrator add", lambda found: _add(found, email, name, password)))
    if not made:
        print(f"{email} has an account: it is an administrator now, with the password it had")
    else:
        print(f"{email} is an administrator" + ("" if stdin else f"; password: {password}"))
    return 0


async def _add(database: Database, email: str, name: str, password: str) -> bool:
    from core_api.domains.accounts.administrators import Administrators

    return await Administrators(*database).add(email, name, password)
