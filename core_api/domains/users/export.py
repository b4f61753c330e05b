"""Everything that Podium keeps of a person, as one JSON document for the person: streamed, since it holds every source."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import msgspec

from core_api.domains.users.export_store import PersonalData, SentRow
from realtime.runtime.errors import Damaged, NotFound
from realtime.security.vault import Vault
from realtime.storage import sources
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask

_encode = msgspec.json.encode


class Export:
    def __init__(self, data: PersonalData, documents: Documents, vault: Vault) -> None:
        self._data = data
        self._documents = documents
        self._vault = vault.only("source")

    async def parts(self, user: str, profile: msgspec.Struct) -> AsyncGenerator[bytes, None]:
        """The document in parts; the last one closes it."""
        yield b'{"profile":' + _encode(profile)
        async for name, found in self._data.tables(user):
            yield b',"' + name.encode() + b'":' + found.encode()
        yield b',"submissions":['
        first = True
        async for row in self._data.submissions(user):
            yield (b"" if first else b",") + _encode(await self._submission(row))
            first = False
        yield b"]}\n"

    async def _submission(self, row: SentRow) -> dict[str, object]:
        told: dict[str, object] = {name: getattr(row, name) for name in row.__struct_fields__ if name != "task"}
        try:
            task = msgspec.json.decode(row.task, type=JudgeTask)
            files = {
                file.name: file.content.decode(errors="replace") for file in await sources.load_files(self._documents, self._vault, task)
            }
            told |= {"files": files} if task.files else {"source": next(iter(files.values()))}
        except (NotFound, Damaged, msgspec.DecodeError) as error:
            told["source"], told["source_error"] = None, str(error)
        return told
