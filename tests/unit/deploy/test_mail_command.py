"""`podium mail` over the folder that a platform without an SMTP server writes to."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core_api.domains.notifications.rendering import Letter, Sender, render
from core_api.domains.notifications.transports import folder
from core_api.domains.notifications.transports.folder import FolderTransport
from deploy.cli._app import main

SENDER = Sender("podium@example.org", "http://localhost:8080")


async def write(transport: FolderTransport, *ids: str) -> None:
    for id in ids:
        values = {"link": f"/verify/{id}", "minutes": "15"}
        letter = Letter(id, "verify", "de", "ada@example.org", values, datetime.now(UTC))
        await transport.send(render(letter, SENDER), letter)


async def test_mails_are_private_files_each_once(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path / "mail")
    await write(transport, "01a", "01b", "01a")
    files = folder.files(tmp_path / "mail")
    assert [file.name for file in files] == ["01a.eml", "01b.eml"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "mail", *files)} == {0o700, 0o600}


async def test_the_oldest_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "KEPT", 2)
    await write(FolderTransport(tmp_path), "01a", "01b", "01c")
    assert [file.name for file in folder.files(tmp_path)] == ["01b.eml", "01c.eml"]


async def test_the_command_lists_and_shows_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "no mails\n"
    await write(FolderTransport(tmp_path / "mail"), "01a", "01b")
    assert main(["mail", "list", "--json", "--data", str(tmp_path)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["number"], row["to"], row["subject"]) for row in rows] == [
        (number, "ada@example.org", "Bestätigen Sie Ihre E-Mail-Adresse") for number in (1, 2)
    ]
    assert main(["mail", "show", "--data", str(tmp_path)]) == 0
    assert "http://localhost:8080/verify/01b" in capsys.readouterr().out
    assert main(["mail", "show", "2", "--json", "--data", str(tmp_path)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["message-id"], "/verify/01a" in shown["text"]) == ("<01a@example.org>", True)
    assert main(["mail", "show", "3", "--data", str(tmp_path)]) == 2
