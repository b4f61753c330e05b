"""Files of problems in PostgreSQL: names, kinds and where the contents are; these stand in the document store."""

from __future__ import annotations

import msgspec

from core_api.domains.problems.attachment_names import media_type
from core_api.domains.problems.models import Attachment
from core_api.storage import rows
from core_api.storage.pool import Connection, Pool
from core_api.storage.unit_of_work import UnitOfWork

_COLUMNS = "name, kind, language, bytes, key, content_tag"


class AttachmentRow(msgspec.Struct, frozen=True):
    name: str
    kind: str
    language: str
    """Empty unless it is a statement."""
    bytes: int
    key: str
    """In the document store."""
    content_tag: str
    """Of the content: the same for the same, and nobody without the platform's key can tell the content by it."""

    def public(self) -> Attachment:
        return Attachment(self.name, self.kind, self.language or None, media_type(self.name), self.bytes)


class Attachments:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def of(self, problem: str, work: UnitOfWork | None = None) -> list[AttachmentRow]:
        """By name."""
        connection: Connection | Pool = work.connection if work else self.pool
        found = await connection.fetch(f"select {_COLUMNS} from problem_files where problem_id = $1 order by name", problem)
        return rows.structs(AttachmentRow, found)

    async def put(self, work: UnitOfWork, problem: str, row: AttachmentRow) -> None:
        """In the place of one with its name."""
        await work.connection.execute(
            f"insert into problem_files (problem_id, {_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)"
            " on conflict (problem_id, name) do update set kind = excluded.kind, language = excluded.language,"
            " bytes = excluded.bytes, key = excluded.key, content_tag = excluded.content_tag, updated_at = now()",
            problem,
            row.name,
            row.kind,
            row.language,
            row.bytes,
            row.key,
            row.content_tag,
        )
        work.changed("problem", problem)

    async def remove(self, work: UnitOfWork, problem: str, name: str) -> None:
        await work.connection.execute("delete from problem_files where problem_id = $1 and name = $2", problem, name)
        work.changed("problem", problem)
