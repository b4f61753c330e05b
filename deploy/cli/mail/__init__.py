"""`podium mail …`: the mails that a platform without an SMTP server has written to its folder."""

from __future__ import annotations

from pathlib import Path

import typer

from deploy.cli._app import Panel, app
from realtime.runtime import settings

mail = typer.Typer(help="Shows the mails that a platform without an SMTP server has written to its folder.", no_args_is_help=True)
app.add_typer(mail, name="mail", rich_help_panel=Panel.ADMINISTRATION)


def mails(data: Path) -> list[Path]:
    """Files of the folder in the settings, else of the one in the data folder; the newest first."""
    from core_api.domains.notifications.transports.folder import files

    return files(Path(settings.load().mail_folder or data / "mail"))[::-1]
