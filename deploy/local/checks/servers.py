"""Checks of the settings, and of the servers: embedded, or named by a URL."""

from __future__ import annotations

from pathlib import Path

from deploy.local.checks.finding import Finding
from deploy.local.servers import PARTS
from realtime.runtime import settings
from realtime.runtime.errors import PodiumError


def settings_file() -> list[Finding]:
    try:
        settings.load()
    except PodiumError as error:
        return [Finding("settings", "missing", error.message, "correct the setting, in the environment or in podium.toml")]
    return [Finding("settings", "good", "can be read")]


def servers() -> list[Finding]:
    try:
        given = settings.load()
    except PodiumError:  # told by the check above
        given = settings.Settings()
    findings = []
    for part in PARTS:
        variable = f"PODIUM_{part.setting.upper()}"
        if getattr(given, part.setting):
            findings.append(Finding(part.name, "good", f"{variable} is used"))
            continue
        try:
            there = Path(part(Path(), 0, "").command()[0]).exists()
        except (StopIteration, OSError):
            there = False
        if there:
            findings.append(Finding(part.name, "good", "embedded"))
        else:
            mend = f"set {variable} to the URL of a server"
            findings.append(Finding(part.name, "missing", "its wheel is not there for this machine", mend))
    return findings
