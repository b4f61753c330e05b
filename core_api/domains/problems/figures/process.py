"""The process that draws one figure: a PDF on standard input, the points of its first page on standard output. See `renderer.py`."""

from __future__ import annotations

import os
import sys

import pypdfium2

from core_api.domains.problems.figures.confinement import confine
from core_api.domains.problems.figures.points import HEAD, MAX_SIDE

SCALE = 2.0
"""Points for a point of the PDF, 1/72 inch: sharp on a page that shows it at its size in print."""
CPU_SECONDS = 10
MEMORY = 768 * 2**20
"""Bytes of address space, 150 MB of which are Python's and PDFium's own."""
UNREADABLE = 3
"""Exit code for what is no PDF, is damaged, or is locked by a password."""


def main() -> None:
    confine(MEMORY, CPU_SECONDS)
    try:
        page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0]
        scale = min(SCALE, MAX_SIDE / max(*page.get_size(), 1.0))
        drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    except (pypdfium2.PdfiumError, IndexError, ValueError, OverflowError, MemoryError):
        os._exit(UNREADABLE)
    out = sys.stdout.buffer
    out.write(HEAD.pack(drawn.width, drawn.height, drawn.stride))
    out.write(memoryview(drawn.buffer).cast("B"))
    out.flush()
    os._exit(0)  # the interpreter's own end would need more than it is still allowed


if __name__ == "__main__":
    main()
