"""Makes PDFs beside the event loop, each in a process of its own that is stopped when it takes too long.

What is printed comes from contestants: some texts keep the regular expressions of a highlighter busy for hours. A print that is not done
in time is made again without highlighting, whose time grows with the length alone. The process gets nothing but the sheet: no settings and
no keys.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from core_api.domains.prints.pdf.document import Sheet
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

HIGHLIGHT_SECONDS = 10.0
"""40 pages take 2 s of a core."""
PLAIN_SECONDS = 20.0
AT_ONCE = 2
"""Processes: a printer is slower than one of them."""
MAX_WAITING = 20
"""Documents that wait for one of them: more would not be made before whoever asked has given up."""
ENVIRONMENT: Mapping[str, str] = MappingProxyType({"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"})


class Renderer:
    def __init__(self, fonts: tuple[str, ...] = (), highlight_seconds: float = HIGHLIGHT_SECONDS) -> None:
        """`fonts`: files of fonts for characters that ours lack."""
        self._fonts = fonts
        self._highlight_seconds = highlight_seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def render(self, sheet: Sheet) -> bytes:
        """Raises `Unavailable`."""
        if self._waiting >= MAX_WAITING:
            raise Unavailable("too many prints are being made", retry_after=5)
        sheet = msgspec.structs.replace(sheet, fonts=self._fonts)
        self._waiting += 1
        try:
            async with self._places:
                return await self._render(sheet)
        finally:
            self._waiting -= 1

    async def _render(self, sheet: Sheet) -> bytes:
        made = await _made(sheet, self._highlight_seconds)
        if made is None:
            log.warning("a print is made without highlighting: it took too long")
            made = await _made(msgspec.structs.replace(sheet, highlight_as=""), PLAIN_SECONDS)
        if made is None:
            raise Unavailable("the PDF could not be made", retry_after=10)
        return made


async def _made(sheet: Sheet, seconds: float) -> bytes | None:
    """None: it failed, or was not done in time."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "core_api.domains.prints.pdf.process",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,  # a traceback could have a contestant's source in it
        env={**ENVIRONMENT, "PYTHONPATH": ":".join(filter(None, sys.path))},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            made, _ = await process.communicate(msgspec.msgpack.encode(sheet))
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return made if process.returncode == 0 else None
