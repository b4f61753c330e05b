"""`podium mail show`: one mail."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deploy.cli._options import Data, Json, number
from deploy.cli.mail import mail, mails
from deploy.local.running import data_folder
from realtime.runtime.errors import NotFound

Number = Annotated[
    int, typer.Argument(parser=number(int, 1, 1_000_000), metavar="[N]", help="Number in 'podium mail list'; 1: the newest.")
]


@mail.command("show")
def show(which: Number = 1, as_json: Json = False, data: Data = None) -> int:
    """Prints one mail, by default the newest."""
    from core_api.domains.notifications.transports.folder import read

    found = mails(data_folder(data))
    if which > len(found):
        raise NotFound(f"there is no mail {which}: {len(found)} were written", field="N")
    message = read(found[which - 1])
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    head = {name.lower(): str(message[name]) for name in ("Date", "From", "To", "Subject", "Message-ID")}
    if as_json:
        print(json.dumps(head | {"text": text}, ensure_ascii=False, indent=2))
        return 0
    for name in ("Date", "From", "To", "Subject", "Message-ID"):
        print(f"{name}: {message[name]}")
    print(f"\n{text}", end="")
    return 0
