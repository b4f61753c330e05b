"""Checks of this machine for `podium doctor`: what it can and cannot do, each with the mend."""

from __future__ import annotations

from pathlib import Path

from deploy.local.checks import audit, clock, languages, machine, platform, sandbox, servers
from deploy.local.checks.finding import Finding

__all__ = ["Finding", "examine"]


def examine(data: Path) -> list[Finding]:
    """Runs all checks; `data`: the data folder that the platform uses, or would."""
    return [
        *machine.system(),
        *servers.settings_file(),
        *machine.disk(data),
        *machine.ports(data),
        *clock.clock(),
        *sandbox.sandbox(),
        *languages.languages(),
        *machine.descriptors(),
        *servers.servers(),
        *platform.platform(data),
        *audit.audit(data),
    ]
