"""The process that makes one PDF: a `Sheet` in msgpack on standard input, the document on standard output. See `renderer.py`."""

from __future__ import annotations

import resource
import sys

import msgspec

from core_api.domains.prints.pdf.document import Sheet, render

CPU_SECONDS = 30
MEMORY = 2 * 2**30
"""Bytes of address space: a font of all of Unicode takes a few hundred MB while it is read."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sheet = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Sheet)
    sys.stdout.buffer.write(render(sheet))


if __name__ == "__main__":
    main()
