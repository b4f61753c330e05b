"""`podium doctor`: what this machine can and cannot do, each with the mend."""

from __future__ import annotations

import json

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Json
from deploy.local.running import data_folder

MARKS = {"good": "✓", "limited": "~", "missing": "✗"}


@app.command(rich_help_panel=Panel.ADMINISTRATION)
def doctor(data: Data = None, as_json: Json = False) -> int:
    """Shows what this machine can and cannot do, and the mend.

    Exit code 0: the platform can run here; 1: something that it needs is missing.
    """
    from deploy.local.checks import examine

    findings = examine(data_folder(data))
    if as_json:
        print(json.dumps([finding._asdict() for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{MARKS[finding.level]} {finding.topic}: {finding.says}")
            if finding.mend:
                print(f"    {finding.mend}")
    return 1 if any(finding.level == "missing" for finding in findings) else 0
