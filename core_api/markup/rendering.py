"""Makes HTML of statements beside the event loop, one at a time.

The largest statements take a second of CPU; the thread yields the interpreter every few milliseconds, so that requests go on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from core_api.markup import files
from core_api.markup.html import clean
from core_api.markup.markdown import to_html

_turn = asyncio.Semaphore(1)


async def markdown_to_html(text: str) -> str:
    """HTML with the names of files, see `files`."""
    async with _turn:
        return await asyncio.to_thread(to_html, text, files.name_of)


async def cleaned(html: str) -> str:
    """HTML that was made elsewhere, of anybody's text: with what is allowed, and the names of files."""
    async with _turn:
        return await asyncio.to_thread(clean, html, files.name_of)


async def with_addresses(html: str, addresses: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """See `files.addressed`."""
    if "src=" not in html and "href=" not in html:
        return html, ()
    async with _turn:
        return await asyncio.to_thread(files.addressed, html, addresses)
