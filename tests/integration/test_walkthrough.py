"""The commands of `docs/walkthrough.md` work, in their order."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Platform

COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.timeout(180)
async def test_a_contest_by_curl(platform: Platform, tmp_path: Path) -> None:
    steps = COMMANDS.findall((ROOT / "docs" / "walkthrough.md").read_text())
    assert len(steps) > 5
    script = tmp_path / "walkthrough.sh"
    script.write_text("set -euo pipefail\n" + "\n".join(steps))
    email, password = platform.admin
    env = {**os.environ, "URL": platform.url, "ADMIN": email, "ADMIN_PASSWORD": password, "TMPDIR": str(tmp_path)}
    done = await asyncio.to_thread(subprocess.run, ["bash", str(script)], env=env, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert '"num_solved":3' in done.stdout
    assert "the last hash is" in done.stdout
