"""`podium mail list`: the newest mails first."""

from __future__ import annotations

import json
from email.message import EmailMessage

from deploy.cli._options import Data, Json
from deploy.cli.mail import mail, mails
from deploy.local.running import data_folder


@mail.command("list")
def list_(as_json: Json = False, data: Data = None) -> int:
    """Lists the mails, the newest first; `podium mail show N` shows the one with that number."""
    from core_api.domains.notifications.transports.folder import read

    rows = [_row(number, read(file)) for number, file in enumerate(mails(data_folder(data)), 1)]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(f"{row['number']:>4}  {row['date']}  {row['to']}  {row['subject']}")
    if not rows:
        print("no mails")
    return 0


def _row(number: int, message: EmailMessage) -> dict[str, object]:
    return {"number": number, "date": str(message["Date"]), "to": str(message["To"]), "subject": str(message["Subject"])}
