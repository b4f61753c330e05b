"""Mails in a folder: what the platform sends where no SMTP server is set, such as on a developer's machine. `podium mail` shows them."""

from __future__ import annotations

import asyncio
import email
import os
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from core_api.domains.notifications.rendering import Letter
from realtime.runtime.private_folder import private_folder

SUFFIX = ".eml"
KEPT = 1000
"""Mails in the folder; the oldest are deleted."""


class FolderTransport:
    """A file for each mail, in a folder that only this user reads: mails hold the tokens of links."""

    def __init__(self, folder: Path) -> None:
        """Raises `BadSetting` for a folder that others may write to."""
        self._folder = private_folder(folder, "mail_folder")

    async def send(self, message: EmailMessage, letter: Letter) -> None:
        await asyncio.to_thread(self._write, f"{letter.id}{SUFFIX}", message)

    def _write(self, name: str, message: EmailMessage) -> None:
        """Names sort by time, and a second try has the same name."""
        fresh = self._folder / f".{name}"
        with open(fresh, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(message.as_bytes())
        fresh.replace(self._folder / name)
        for old in files(self._folder)[:-KEPT]:
            old.unlink(missing_ok=True)


def files(folder: Path) -> list[Path]:
    """The oldest first."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith("."))


def read(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), EmailMessage, policy=default)
