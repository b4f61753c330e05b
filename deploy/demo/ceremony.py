"""The end of the demo's contest: what the freeze hid is revealed cell by cell, from the last row upwards."""

from __future__ import annotations

import asyncio

from deploy.local.client import Client, Refused
from deploy.local.console import say

CONFLICT = 409
"""HTTP status when nothing is hidden any more."""
TOP = 12
"""So many of the last cells are revealed slowly: they decide the medals."""


async def reveal(jury: Client, path: str, labels: dict[str, str], seconds: float) -> None:
    """Takes about so many seconds. The jury may do it by hand meanwhile: whoever is first reveals the next cell."""
    left = None
    while left != 0:
        try:
            cell = await jury.call("POST", f"{path}/reveal")
        except Refused as error:
            if error.status != CONFLICT:
                raise
            return
        if left is None:
            say(f"the ceremony: {cell['left'] + 1} cells are hidden")
        left = cell["left"]
        if left < TOP:
            solved = "SOLVED" if cell["solved"] else "not solved"
            say(f"  {cell['team_name']}, problem {labels[cell['problem_id']]}: {solved}")
        await asyncio.sleep(seconds / 2 / TOP if left < TOP else seconds / 2 / (left + 1 if left > 40 else 40))
