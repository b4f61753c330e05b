"""Figures in PDF made into pictures, which pages can show: packages in LaTeX draw with it.

PDFium draws them, in a process of its own that can do nothing but that (`confinement.py`) and is stopped when it takes too long. The
picture is encoded here, so that whatever the process answers, a reader gets points.
"""

from __future__ import annotations

import asyncio
import io
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from PIL import Image

from core_api.domains.problems.figures.points import HEAD, MAX_SIDE
from realtime.runtime.errors import Invalid, Unavailable

SECONDS = 20.0
"""Twice the CPU time that it may take."""
MAX_WAITING = 10
"""Figures that wait for their turn, in a process of the api: each holds its file."""


class _Queue:
    """One at a time, for its memory."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._held = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises `Unavailable`."""
        if self._held > MAX_WAITING:
            raise Unavailable("too many figures are being drawn; retry", retry_after=5)
        self._held += 1
        try:
            async with self._turn:
                yield
        finally:
            self._held -= 1


_queue = _Queue()


async def drawn(pdf: bytes) -> bytes:
    """The first page as PNG. Raises `Invalid` for what cannot be drawn, `Unavailable` while too many wait."""
    async with _queue.turn():
        width, height, line, points = await _points(pdf)
        return await asyncio.to_thread(_encoded, width, height, line, points)


async def _points(pdf: bytes) -> tuple[int, int, int, bytes]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "core_api.domains.problems.figures.process",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "PYTHONPATH": ":".join(filter(None, sys.path))},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(SECONDS):
            return await _exchange(process, pdf)
    except TimeoutError:
        raise Invalid(f"this PDF takes longer than {SECONDS:g} s to draw", field="content") from None
    except asyncio.IncompleteReadError:
        raise Invalid(
            "this PDF cannot be drawn: it is damaged, has a password, or takes too much time or memory", field="content"
        ) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _exchange(process: Process, pdf: bytes) -> tuple[int, int, int, bytes]:
    """No more is read than a picture of the largest size has."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended early: what it wrote says the rest
        process.stdin.write(pdf)
        await process.stdin.drain()
    process.stdin.close()
    width, height, line = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    if not (0 < width <= MAX_SIDE + 1 and 0 < height <= MAX_SIDE + 1 and 3 * width <= line <= 4 * width + 64):
        raise Invalid("this PDF cannot be drawn", field="content")
    return width, height, line, await process.stdout.readexactly(height * line)


def _encoded(width: int, height: int, line: int, points: bytes) -> bytes:
    kept = io.BytesIO()
    Image.frombuffer("RGB", (width, height), points, "raw", "RGB", line, 1).save(kept, "PNG", optimize=True)
    return kept.getvalue()
