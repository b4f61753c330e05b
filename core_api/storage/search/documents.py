"""Documents of the search index, made of rows: of what everybody may see, and of nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import asyncpg

from core_api.storage.pool import Connection, Pool
from core_api.storage.visibility import PROBLEM_IS_SHOWN, USER_IS_FOUND
from realtime.security.names import skeleton
from realtime.storage.search import Kind, ProblemDocument, UserDocument

Document = ProblemDocument | UserDocument
BATCH = 100
"""Documents that are read and written at once: up to 10 MB of statements."""
TEXTS = 5
"""Statements of a problem that are searched, each by its first 20,000 characters: the English one, then by language."""

_SELECT: dict[Kind, str] = {
    "problem": "select p.id, p.title, p.difficulty, p.tags, array(select s.searchable from statements s where s.problem_id = p.id"
    f" order by s.language <> 'en', s.language limit {TEXTS}) as texts from problems p where {PROBLEM_IS_SHOWN} and",
    "user": f"select u.id, u.name from users u where {USER_IS_FOUND} and",
}
_ID: dict[Kind, str] = {"problem": "p.id", "user": "u.id"}


async def of(connection: Connection, kind: Kind, ids: Sequence[str]) -> list[Document]:
    """Those of these things that are to be found; the others must not be in the index."""
    found = await connection.fetch(f"{_SELECT[kind]} {_ID[kind]} = any($1::text[])", ids)
    return [_document(kind, row) for row in found]


async def every(pool: Pool, kind: Kind) -> AsyncIterator[list[Document]]:
    """All of them in batches, by id."""
    after = ""
    while True:
        found = await pool.fetch(f"{_SELECT[kind]} {_ID[kind]} > $1 order by {_ID[kind]} limit {BATCH}", after)
        if not found:
            return
        yield [_document(kind, row) for row in found]
        after = found[-1]["id"]


async def count(pool: Pool, kind: Kind) -> int:
    """About how many there are: of the table, hidden ones too."""
    found: int = await pool.fetchval(f"select count(*) from {kind}s")
    return found


def _document(kind: Kind, row: asyncpg.Record) -> Document:
    if kind == "user":
        return UserDocument(row["id"], skeleton(row["name"]))
    return ProblemDocument(row["id"], row["title"], row["difficulty"], tuple(row["tags"]), tuple(row["texts"]))
