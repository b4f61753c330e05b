"""What most measurements do around their own part: a folder that is deleted afterwards, and the result as JSON or as a table."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from loadtest import processes

Result = dict[str, Any]


def measured(
    measure: Callable[[Path, argparse.Namespace], Awaitable[Result]], given: argparse.Namespace, table: Callable[[Result], str]
) -> Result:
    """Measures and prints. `given` has `json`."""

    async def measuring(folder: Path) -> Result:
        return await measure(folder, given)

    with processes.scratch() as name:
        result = asyncio.run(measuring(Path(name)))
    print(json.dumps(result, indent=1) if given.json else table(result))
    return result


def lines(result: Result, width: int = 28) -> str:
    return "\n".join(f"{name:{width}} {value}" for name, value in result.items())
