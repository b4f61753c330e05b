"""The whole log of a contest, wherever its entries are: the archived ones first, then those of the stream.

Example: contest `c` has entries 3, 5 and 9. It is archived (`c.…9.ndjson.gz`) and purged from the stream; later the jury announces
something: entry 40. `read("c")` gives 3, 5, 9 from the file and 40 from the stream; `read("c", after=9)` opens no file at all.

Entries that are not the platform's are left out everywhere, see `realtime.storage.log_trust`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from realtime.backbone import Backbone, Entry
from realtime.protocol import subjects
from realtime.protocol.chain import Chain, Line
from realtime.runtime.errors import Unavailable
from realtime.storage.archive import Archive, Archived
from realtime.storage.log_trust import LogTrust


class ContestLog:
    """Reads logs of contests. Raises `Unavailable` when stream or archive cannot be reached, `Damaged` for a broken file."""

    def __init__(self, backbone: Backbone, archive: Archive, trust: LogTrust) -> None:
        self._backbone = backbone
        self._archive = archive
        self._trust = trust

    async def last(self, contest: str) -> int:
        """Sequence of the newest entry, also of one that is left out; 0 when there is none."""
        if last := await self._backbone.last(subjects.log(contest)):
            return last
        version = await self._archive.find(contest)
        return version.last if version else 0

    async def read(self, contest: str, after: int = 0) -> AsyncIterator[Entry]:
        """The entries behind sequence `after`, up to the newest of now."""
        version = await self._archive.find(contest)
        last = await self._backbone.last(subjects.log(contest))
        async for entry in self._archived(version, after):
            if self._trust.believes(entry):
                yield entry
            after = entry.sequence
        if last > after:
            async for entry in self._backbone.read(subjects.log(contest), max(after, version.last if version else 0)):
                if self._trust.believes(entry):
                    yield entry
                if entry.sequence >= last:
                    break
        if await self._archive.find(contest) != version:  # entries may have been purged before they were read
            raise Unavailable(f"contest {contest!r} was archived meanwhile: read its log again", retry_after=1)

    async def goes_on(self, contest: str, after: int) -> bool:
        """Whether there are entries behind sequence `after`."""
        if await self.last(contest) > after:
            async for _ in self.read(contest, after):
                return True
        return False

    async def follow(self, contest: str, after: int = 0) -> AsyncIterator[Entry | None]:
        """The entries behind sequence `after`, then new ones for ever; None, once, behind the newest entry of now.

        Only for who holds the contest's lease: nobody archives it then.
        """
        last = await self.last(contest)
        caught_up = last <= after
        if caught_up:
            yield None
        version = await self._archive.find(contest)
        live = self._backbone.read(subjects.log(contest), max(after, version.last if version else 0))
        for source in (self._archived(version, after), live):
            async for entry in source:
                if self._trust.believes(entry):
                    yield entry
                if not caught_up and entry.sequence >= last:
                    caught_up = True
                    yield None

    async def lines(self, contest: str) -> AsyncIterator[Line]:
        """The log as an export has it, up to the newest entry of now."""
        chain = Chain()
        async for entry in self.read(contest):
            yield Line(entry.sequence, chain.add(entry.payload), msgspec.Raw(entry.payload))

    async def _archived(self, version: Archived | None, after: int) -> AsyncIterator[Entry]:
        if version is None or version.last <= after:
            return
        async for line in self._archive.read(version):
            if line.sequence > after:
                yield Entry(line.sequence, subjects.log(version.contest), bytes(line.batch))
