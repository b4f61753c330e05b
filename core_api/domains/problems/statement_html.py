"""Statements as they are kept, and as readers get them: HTML with the addresses of the problem's files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core_api.domains.problems.attachment_store import AttachmentRow
from core_api.domains.problems.models import Format, Statement
from core_api.domains.problems.statements import StatementRow
from core_api.markup.rendering import markdown_to_html, with_addresses
from core_api.router.declaration import BASE

PENDING = "This statement is in LaTeX, and is being typeset. Until then you see its source."


async def written(language: str, text: str, format: Format) -> StatementRow:
    """As it is kept. A judge makes the HTML of LaTeX later: see `core_api.workers.statement_maker`."""
    return StatementRow(language, text, await markdown_to_html(text) if format == "markdown" else None, format)


async def shown(problem: str, row: StatementRow, files: Sequence[AttachmentRow]) -> Statement:
    if row.html is None and row.format == "markdown":  # it was written before files had addresses
        row = await written(row.language, row.source, row.format)
    pending = row.html is None
    note = PENDING if pending else row.note
    if not row.html and row.format == "latex":
        html = f"<p><em>{escape(note)}</em></p>\n<pre>{escape(row.source)}</pre>\n"
        return Statement(row.language, row.source, html, format=row.format, pending=pending, note=note)
    addresses = {file.name: f"{BASE}/problems/{problem}/attachments/{file.name}" for file in files}
    html, missing = await with_addresses(row.html or "", addresses)
    return Statement(row.language, row.source, html, missing, row.format, pending, note)
