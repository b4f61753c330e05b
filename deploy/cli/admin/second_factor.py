"""`podium admin second-factor`: for who has lost phone and recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from deploy.cli._options import Data, Url
from deploy.cli.admin import admin
from deploy.cli.admin._people import Who, calling, found

if TYPE_CHECKING:
    from deploy.local.client import Client

second_factor = typer.Typer(help="Looks after second factors of logins.", no_args_is_help=True)
admin.add_typer(second_factor, name="second-factor")


@second_factor.command()
def reset(who: Who, url: Url = None, data: Data = None) -> int:
    """Turns the second factor of an account off: its password is enough from then on. Make sure that it is the person who asks."""

    async def run(client: Client) -> str:
        user = await found(client, who)
        await client.call("DELETE", f"/users/{user}/second-factor")
        return user

    print(f"the second factor of {calling(data, url, run)} is off")
    return 0
