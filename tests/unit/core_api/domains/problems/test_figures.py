"""Figures in PDF drawn as pictures, by a process that can do nothing else."""

from __future__ import annotations

import asyncio
import io
import platform
import subprocess
import sys

import pytest
from PIL import Image

from core_api.domains.problems.figures import renderer
from core_api.domains.problems.figures.confinement import MACHINES
from core_api.domains.problems.figures.points import MAX_SIDE
from core_api.domains.problems.figures.renderer import drawn
from realtime.runtime.errors import Invalid, Unavailable
from tests.api.pictures import figure


async def test_the_first_page_becomes_a_picture_of_twice_its_points() -> None:
    picture = Image.open(io.BytesIO(await drawn(figure(90, 60))))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (180, 120))
    assert (picture.getpixel((10, 60)), picture.getpixel((170, 10))) == ((230, 25, 75), (255, 255, 255))
    word = picture.crop((90, 40, 180, 80)).convert("L")
    assert min(word.tobytes()) < 100  # a font that is not in the file is drawn, too


@pytest.mark.parametrize("size", [(14_000, 7_000), (14_000, 1), (3, 14_000)])
async def test_a_large_page_becomes_a_picture_of_bounded_size(size: tuple[int, int]) -> None:
    picture = Image.open(io.BytesIO(await drawn(figure(*size))))
    assert max(picture.size) in (MAX_SIDE, MAX_SIDE + 1)


@pytest.mark.parametrize(
    "pdf",
    [
        b"%PDF-1.7\n%%EOF\n",
        figure()[:200],
        figure(password="secret"),
    ],
)
async def test_what_cannot_be_drawn_is_refused(pdf: bytes) -> None:
    with pytest.raises(Invalid, match="cannot be drawn"):
        await drawn(pdf)


async def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "SECONDS", 0.001)
    with pytest.raises(Invalid, match="takes longer"):
        await drawn(figure())


async def test_too_many_that_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "MAX_WAITING", 0)
    first, second = await asyncio.gather(drawn(figure()), drawn(figure()), return_exceptions=True)
    assert isinstance(first, bytes)
    assert isinstance(second, Unavailable)


ESCAPES = {
    "open a file": "open('/etc/passwd')",
    "make a file": "os.open('/tmp/x', os.O_CREAT)",
    "connect": "socket.socket()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "signal another process": "os.kill(os.getppid(), 0)",
}


@pytest.mark.skipif(platform.machine() not in MACHINES, reason="no filter of system calls for this machine")
@pytest.mark.parametrize("act", ESCAPES.values(), ids=ESCAPES)
def test_a_decoder_that_was_taken_over_reaches_nothing(act: str) -> None:
    lines = (
        "import os, socket",
        "from core_api.domains.problems.figures.confinement import confine",
        "confine(2**30, 5)",
        f"try: {act}",
        "except PermissionError: os._exit(42)",
    )
    program = "\n".join(lines)
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 42


def test_a_decoder_gets_no_more_memory_and_time_than_its_limits() -> None:
    begin = "from core_api.domains.problems.figures.confinement import confine\nconfine(2**28, 1)\n"
    memory = subprocess.run([sys.executable, "-c", f"{begin}bytearray(2**29)"], check=False, timeout=30, stderr=subprocess.PIPE)
    assert (memory.returncode, b"MemoryError" in memory.stderr) == (1, True)
    endless = subprocess.run([sys.executable, "-c", f"{begin}while True: pass"], check=False, timeout=30)
    assert endless.returncode < 0
